"""The cheapest choice of one option in every group that gains enough: an exact search for many people at once.

It is a multiple-choice knapsack: the costs of groups add up, and so do their gains. If every group could be taken in
part, at the best ratio of gain and cost that it has, the groups with the best ratios would be taken first; that is a
lower bound for whatever is left to choose. The search chooses group by group, the best ratio first. It keeps the
partial choices of all people in flat arrays, and drops those whose bound is no better than a complete choice that is
known, or that another partial choice of the same person beats in cost and in gain.
"""

from typing import Any, NamedTuple

import numpy as np
from jaxtyping import Bool, Float, Int

GAP = 1e-9
"""Largest share by which another choice may be cheaper than the one that is given: rounding."""

WIDER_GAPS = (1e-4, 1e-3, 1e-2, 1e-1)
"""Such shares for people of whom very many choices cost and gain nearly the same, each tried after the one before."""

PATIENCE = 100_000
"""Number of partial choices of a person after which the search allows the next larger gap; the last one has no end."""

QUANTUM = 1e-11
"""Difference of costs, as a share of the bound, below which two partial choices cost the same: rounding."""

TOGETHER = 4096
"""Largest number of partial choices that are continued together; the most promising ones come first."""

CLOSEST = 4
"""Number of partial choices of a person, the most promising ones, that are completed at once after every group."""


class Choices(NamedTuple):
    """The options of m people in g groups; the first option of every group is to stay, which costs and gains nothing.

    Attributes:
        gains: What every option gains, float64 [m, g, o].
        costs: What every option costs, float64 [m, g, o]; infinite where it is none.
        needs: What has to be gained, float64 [m].
    """

    gains: Float[np.ndarray, "m g o"]
    costs: Float[np.ndarray, "m g o"]
    needs: Float[np.ndarray, " m"]

    def of(self, rows: Any) -> "Choices":
        """Give the options of some people.

        Args:
            rows: Their rows.

        Returns:
            Their options.
        """
        return Choices(*(part[rows] for part in self))


class Chosen(NamedTuple):
    """The cheapest choices of m people.

    Attributes:
        picks: The options chosen, by their places, int [m, g]; -1 for people of whom it is proved that no choice gains
            enough.
        gaps: The largest share by which another choice may be cheaper, float64 [m]: ``GAP`` of nearly everybody.
    """

    picks: Int[np.ndarray, "m g"]
    gaps: Float[np.ndarray, " m"]


def cheapest(choices: Choices, excluded: Bool[np.ndarray, "m f g"]) -> Chosen:
    """Find the cheapest choice of one option in every group for every person.

    Options that gain nothing are never chosen.

    Args:
        choices: The options.
        excluded: The sets of groups that may not be the ones in which a choice does not stay: f sets of each person.

    Returns:
        The choices.

    Examples:
        >>> gains, costs = np.array([[[0.0, 1.0, 2.0], [0.0, 3.0, 0.0]]]), np.array([[[0.0, 1, 2], [0, 4, np.inf]]])
        >>> cheapest(Choices(gains, costs, np.array([2.5])), np.zeros((1, 0, 2), bool)).picks.tolist()
        [[0, 1]]
        >>> cheapest(Choices(gains, costs, np.array([2.5])), np.array([[[False, True]]])).picks.tolist()
        [[1, 1]]
        >>> cheapest(Choices(gains, costs, np.array([9.0])), np.zeros((1, 0, 2), bool)).picks.tolist()
        [[-1, -1]]
    """
    useful = _useful(choices)
    excluded = np.take_along_axis(excluded, useful.order[:, None], axis=2)
    search = _Search(useful, excluded, GAP)
    search.run()
    picks, gaps = search.picks, np.full(len(choices.needs), GAP)
    for row in np.flatnonzero(search.slow).tolist():  # alone, so that the others of a batch do not matter
        for gap in WIDER_GAPS:
            alone = _Search(_Useful(*(part[row : row + 1] for part in useful)), excluded[row : row + 1], gap)
            alone.run()
            picks[row], gaps[row] = alone.picks[0], gap
            if not alone.slow.any():
                break
    found = np.full_like(picks, -1)
    np.put_along_axis(found, useful.order, picks, axis=1)
    places = np.take_along_axis(useful.places, np.maximum(found, 0)[:, :, None], axis=2)[:, :, 0]
    return Chosen(np.where(found >= 0, places, -1), gaps)


class _Useful(NamedTuple):
    """The options that no other one of their group beats, sorted by gain and so by cost, in the order of the search.

    Attributes:
        gains: The gains, [m, g, o]; infinite behind the last option.
        costs: The costs, [m, g, o]; infinite behind the last option.
        needs: What has to be gained, [m].
        most: The largest gain of every group, [m, g].
        price: The least cost of a unit of gain in every group, [m, g].
        last: The place of the option with the largest gain, [m, g].
        order: The groups in the order of the search, [m, g].
        places: The places of these options among all options, [m, g, o], by the groups as they were.
    """

    gains: Any
    costs: Any
    needs: Any
    most: Any
    price: Any
    last: Any
    order: Any
    places: Any


def _useful(choices: Choices) -> _Useful:
    order = np.lexsort((-choices.gains, choices.costs), axis=2)
    gains, costs = (np.take_along_axis(part, order, axis=2) for part in choices[:2])
    gains = np.where(np.isfinite(costs), gains, -np.inf)
    before = np.maximum.accumulate(gains, axis=2)[:, :, :-1]
    kept = np.concatenate([np.ones_like(gains[:, :, :1], bool), gains[:, :, 1:] > before], axis=2)
    front = np.argsort(~kept, axis=2, kind="stable")[:, :, : max(1, int(kept.sum(axis=2).max(initial=1)))]
    kept = np.take_along_axis(kept, front, axis=2)
    places = np.take_along_axis(order, front, axis=2)
    gains, costs = (np.where(kept, np.take_along_axis(part, front, axis=2), np.inf) for part in (gains, costs))
    last = kept.sum(axis=2) - 1
    most = np.take_along_axis(gains, last[:, :, None], axis=2)[:, :, 0]
    with np.errstate(invalid="ignore", divide="ignore"):
        price = np.nanmin(np.where(gains > 0.0, costs / gains, np.inf), axis=2)
    ranks = np.argsort(price, axis=1, kind="stable")
    most, price, last = (
        np.take_along_axis(part, ranks, axis=1) for part in (most, np.where(most > 0.0, price, 0.0), last)
    )
    gains, costs = (np.take_along_axis(part, ranks[:, :, None], axis=1) for part in (gains, costs))
    return _Useful(gains, costs, choices.needs, most, price, last, ranks, places)


class _Partial(NamedTuple):
    """Partial choices.

    Attributes:
        person: The person of each, int [n].
        cost: The cost so far, [n].
        left: What has to be gained still, [n].
        alike: Whether each excluded set is the same so far, bool [n, f].
        picks: The options chosen, int [n, g]; 0 where nothing was chosen yet.
    """

    person: Any
    cost: Any
    left: Any
    alike: Any
    picks: Any

    def of(self, rows: Any) -> "_Partial":
        return _Partial(*(part[rows] for part in self))


class _Search:
    """The search for the cheapest choices, with the best ones that are known so far."""

    def __init__(self, useful: _Useful, excluded: np.ndarray, gap: float) -> None:
        self.useful, self.excluded, self.gap = useful, excluded, gap
        people, groups = useful.most.shape
        self.effort, self.slow = np.zeros(people, int), np.zeros(people, bool)
        self.best, self.picks = np.full(people, np.inf), np.full((people, groups), -1, np.int16)
        self.reach = np.concatenate([np.zeros((people, 1)), np.cumsum(useful.most, axis=1)], axis=1)
        over = np.cumsum(excluded[:, :, ::-1], axis=2)[:, :, ::-1] == 0
        self.over = np.concatenate([over, np.ones_like(over[:, :, :1], bool)], axis=2)
        begin = self.rest(0, np.arange(people), useful.needs)
        self.quantum = QUANTUM * np.where(np.isfinite(begin) & (begin > 0.0), begin, 1.0)

    def run(self) -> None:
        """Choose for everybody, and tell who is slow and was left with the best choice so far."""
        people, groups = self.useful.most.shape
        everybody = _Partial(
            np.arange(people),
            np.zeros(people),
            self.useful.needs.copy(),
            np.ones(self.excluded.shape[:2], bool),
            np.zeros((people, groups), np.int16),
        )
        stack = [(0, self.settled(0, everybody))]
        while stack:
            level, partial = stack.pop()
            bounds, promising = self.bounds(level, partial)
            if level == groups or not promising.any():
                continue
            partial, bounds = partial.of(promising), bounds[promising]
            if len(bounds) > TOGETHER:
                order = np.argsort(bounds, kind="stable")
                pieces = [partial.of(order[start : start + TOGETHER]) for start in range(0, len(order), TOGETHER)]
                stack += [(level, piece) for piece in reversed(pieces)]
                continue
            stack.append((level + 1, self.settled(level + 1, self.continued(level, partial))))

    def rest(self, level: int, person: Any, left: Any) -> Any:
        """Bound from below what it costs to gain what is left in the groups from a level on."""
        total = np.zeros_like(left)
        begin = self.reach[person, level]
        for group in range(level, self.useful.most.shape[1]):
            taken = np.clip(left - (self.reach[person, group] - begin), 0.0, self.useful.most[person, group])
            total += taken * self.useful.price[person, group]
        return np.where(left > self.reach[person, -1] - begin, np.inf, total)

    def bounds(self, level: int, partial: _Partial) -> tuple[Any, Any]:
        """Bound the cost of complete choices, and tell which partial ones may lead to a better one."""
        bounds = partial.cost + self.rest(level, partial.person, partial.left)
        return bounds, (bounds < self.best[partial.person] * (1.0 - self.gap)) & ~self.slow[partial.person]

    def continued(self, level: int, partial: _Partial) -> _Partial:
        """Choose each option of a group after each partial choice, where that promises something."""
        person = partial.person[:, None]
        costs = partial.cost[:, None] + self.useful.costs[partial.person, level]
        left = partial.left[:, None] - np.where(np.isfinite(costs), self.useful.gains[partial.person, level], 0.0)
        person = np.broadcast_to(person, costs.shape)
        rows, option = np.nonzero(costs < self.best[person] * (1.0 - self.gap))
        same = self.excluded[partial.person[rows], :, level] == (option > 0)[:, None]
        picks = partial.picks[rows]
        picks[:, level] = option
        alike = partial.alike[rows] & same
        made = _Partial(partial.person[rows], costs[rows, option], left[rows, option], alike, picks)
        made = made.of(self.bounds(level + 1, made)[1])
        self.effort += np.bincount(made.person, minlength=len(self.effort))
        if self.gap < WIDER_GAPS[-1]:
            self.slow |= self.effort > PATIENCE
        return made

    def settled(self, level: int, partial: _Partial) -> _Partial:
        """Take complete choices away, drop partial ones that others beat, and complete the most promising ones."""
        barred = (partial.alike & self.over[partial.person, :, level]).any(axis=1)
        done = (partial.left <= 0.0) & ~barred
        self.note(partial.person[done], partial.cost[done], partial.picks[done])
        partial = partial.of(~done)
        partial = partial.of(self.unbeaten(partial))
        free = np.flatnonzero(~partial.alike.any(axis=1))
        if free.size and level < self.useful.most.shape[1]:
            bounds, promising = self.bounds(level, partial.of(free))
            order = np.lexsort((bounds, partial.person[free]))
            order = order[promising[order]]
            ranks = _ranks(partial.person[free[order]])
            self.complete(level, partial.of(free[order[ranks < CLOSEST]]))
        return partial

    def unbeaten(self, partial: _Partial) -> np.ndarray:
        """Tell which partial choices no other one of the same person, as cheap or cheaper, beats in its gain.

        Those that are still like an excluded set are compared only with those that are like the same sets.
        """
        count = len(partial.person)
        if not count:
            return np.zeros(0, bool)
        label = np.where(partial.alike.any(axis=1), 1 + _first(partial.alike), 0)
        steps = np.floor(partial.cost / self.quantum[partial.person])
        order = np.lexsort((partial.left, steps, label, partial.person))
        person, label = partial.person[order], label[order]
        segment = np.cumsum(np.append(False, (person[1:] != person[:-1]) | (label[1:] != label[:-1])))
        ranks = np.empty(count, np.int64)
        ranks[np.argsort(partial.left[order], kind="stable")] = np.arange(count)
        ranks -= segment * count
        kept = np.append(True, ranks[1:] < np.minimum.accumulate(ranks)[:-1])
        unbeaten = np.zeros(count, bool)
        unbeaten[order[kept]] = True
        return unbeaten

    def complete(self, level: int, partial: _Partial) -> None:
        """Complete partial choices: groups are taken whole, the best ratio first, and the last one as far as needed."""
        person, cost, left = partial.person, partial.cost.copy(), partial.left.copy()
        best, at, option = np.full(len(cost), np.inf), np.zeros(len(cost), int), np.zeros(len(cost), int)
        for group in range(level, self.useful.most.shape[1]):
            gains, costs = self.useful.gains[person, group], self.useful.costs[person, group]
            enough = np.minimum((gains < left[:, None]).sum(axis=1), gains.shape[1] - 1)
            here = np.where(gains[np.arange(len(cost)), enough] >= left, costs[np.arange(len(cost)), enough], np.inf)
            better = cost + here < best
            best, at, option = (
                np.where(better, new, old) for new, old in ((cost + here, best), (group, at), (enough, option))
            )
            last = self.useful.last[person, group]
            cost += costs[np.arange(len(cost)), last]
            left -= gains[np.arange(len(cost)), last]
        places = np.arange(partial.picks.shape[1])
        whole = (places >= level) & (places < at[:, None])
        picks = np.where(whole, self.useful.last[person], partial.picks)
        picks = np.where(places == at[:, None], option[:, None], picks)
        found = np.isfinite(best)
        self.note(person[found], best[found], picks[found])

    def note(self, person: Any, cost: Any, picks: Any) -> None:
        """Remember complete choices that are cheaper than those that are known."""
        order = np.lexsort((cost, person))
        order = order[_ranks(person[order]) == 0]
        order = order[cost[order] < self.best[person[order]]]
        self.best[person[order]], self.picks[person[order]] = cost[order], picks[order]


def _ranks(person: np.ndarray) -> np.ndarray:
    """Count the earlier entries of the same person in sorted ones."""
    starts = np.flatnonzero(np.append(True, person[1:] != person[:-1])[: len(person)])
    return np.arange(len(person)) - np.repeat(starts, np.diff(np.append(starts, len(person))))


def _first(alike: np.ndarray) -> np.ndarray:
    return alike.argmax(axis=1) if alike.shape[1] else np.zeros(len(alike), int)
