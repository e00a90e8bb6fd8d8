"""Falsification of a claim: gradient ascents, then simplification of what they find, then exact arithmetic."""

import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from fractions import Fraction
from itertools import islice, takewhile
from typing import Any, Literal, NamedTuple

import jax
import numpy as np
from jaxtyping import PRNGKeyArray

from bounds.batching import require_float64
from bounds.checker import find
from bounds.claim import Claim
from bounds.constructions import Construction, constructions_for
from bounds.display import counted
from bounds.falsification.ascent import STARTS, climb
from bounds.falsification.screen import screen
from bounds.falsification.simplify import Screen, Works, complexity, simplest
from bounds.falsification.witness import Witness, replay
from bounds.readings.text import definition_hash
from bounds.vectors import at, described, small_sizes

CANDIDATES = 4
"""Number of the instances that are simplified, out of those that break a claim; the simplest result is the witness."""

DENOMINATORS = (1, 2, 4, 8, 20, 99, 10**4, 10**8)
"""Largest denominators to which an instance is rounded; the first one with which it still breaks the claim is taken."""

MARGIN = 1e-9
"""Distance above 1 from which a tightness counts as a violation that exact arithmetic should confirm."""

Tell = Callable[[str], None]
"""A function that receives messages about the progress."""


def _ignore(message: str, /) -> None:
    """Ignore a message about the progress."""


class Finding(NamedTuple):
    """The result of a falsification: a witness against the claim, or how tight its bound is at best.

    Attributes:
        result: ``refuted`` if exact arithmetic confirms an instance that breaks the claim, else ``not refuted``.
        witness: The simplest such instance that was found; ``None`` if the claim is not refuted.
        tightness: The largest tightness that was seen, at most 1; NaN if no interval was comparable, or the claim is
            refuted. See :func:`bounds.falsification.tightness.tightness`.
        construction: The name of the construction with the largest tightness; ``None`` if there is none.
        at: The parameters of the instance with the largest tightness.
        starts: The number of gradient ascents.
        met: The number of ascents that visited a point where all premises hold. If it is 0, nothing was tried.
        unconfirmed: The number of instances that break the claim in float64, but not in exact arithmetic, or that
            were not tested exactly because time ran out.
        seconds: The time taken in seconds.
        definition_hash: The SHA-256 of the definition that the finding is about.
        claim_id: The id of the claim; empty if it is unknown.
    """

    result: Literal["refuted", "not refuted"]
    witness: Witness | None
    tightness: float
    construction: str | None
    at: dict[str, float]
    starts: int
    met: int
    unconfirmed: int
    seconds: float
    definition_hash: str
    claim_id: str = ""

    def __repr__(self) -> str:
        """Print the claim, the result, the witness as fractions, or the largest tightness and where it is."""
        claim = f" on {self.claim_id}" if self.claim_id else ""
        lines = [f"Finding{claim}: {self.result}, {counted(self.starts, 'start')} in {self.seconds:.1f} s"]
        if self.witness:
            return "\n  ".join([*lines, *self.witness.details()])
        if self.construction is not None:
            lines.append(f"largest tightness {self.tightness:.6g} in {self.construction}")
        if not self.met:
            lines.append("no start visited a point where all premises hold, so nothing was tried")
        if self.unconfirmed:
            lines.append(f"{counted(self.unconfirmed, 'violation')} in float64, unconfirmed in exact arithmetic")
        return "\n  ".join(lines)


class _Batch(NamedTuple):
    """The outcome of one batch of gradient ascents.

    Attributes:
        breaking: The instances that break the claim in float64, the worst first.
        met: The number of ascents that visited a point where all premises hold.
        tightness: The largest tightness of an instance that does not break the claim; NaN if there is none.
        at: The parameters of that instance.
    """

    breaking: list[dict[str, float]]
    met: int
    tightness: float
    at: dict[str, float]


def falsify(
    claim: Claim | str,
    /,
    *,
    key: PRNGKeyArray,
    starts: int = 2**16,
    seconds: float = 60.0,
    constructions: Sequence[Construction] | None = None,
    misread: bool = False,
    tell: Tell = _ignore,
) -> Finding:
    """Falsify a claim: look for models and an instance that break it, and certify the simplest one. Needs float64.

    A claim about vectors is tried with one, two and three components, each with a third of the starts and the time.

    Args:
        claim: A claim, or the id of one in ``CLAIMS``.
        key: The random key of the starts; the same key gives the same finding, unless time runs out.
        starts: The number of gradient ascents, divided among the constructions. It is rounded up to whole batches of
            ``STARTS``, with at least one batch for each construction.
        seconds: The time in seconds after which no further batch begins.
        constructions: The models and instances to try; by default all that are compatible with the claim.
        misread: Whether facts of the claim may fail because a construction misreads a quantity.
        tell: A function that receives messages about the progress.

    Returns:
        The finding.

    Raises:
        KeyError: If no claim has the id.
        ValueError: If ``starts`` or ``seconds`` is not positive, or no construction can make an instance of the claim.
        RuntimeError: If JAX runs without float64.

    Examples:
        >>> from bounds.claim import Kind, Premise
        >>> from bounds.constructions.construction import real
        >>> claim = Claim(
        ...     id="user.square",
        ...     fields=("x",),
        ...     premises=(Premise("x ≥ 0", Kind.DOMAIN, lambda xp, x: x >= 0.0, "an example"),),
        ...     value=lambda xp, x: x * x,
        ...     interval=lambda xp: (-xp.inf, 3.0),
        ...     trivial=lambda xp: (-xp.inf, xp.inf),
        ...     source="an example",
        ... )
        >>> numbers = Construction("numbers", "scalar", "a number x", (real("x", 2.0),), lambda xp, given: dict(given))
        >>> falsify(claim, key=jax.random.key(0), starts=1, constructions=[numbers])  # doctest: +ELLIPSIS
        Finding on user.square: refuted, 8,192 starts in ... s
          numbers: x = 2
          value 4 not in [-inf, 3]
    """  # noqa: DOC502
    claim = find(claim)
    require_float64()
    if starts < 1 or not seconds > 0.0:
        raise ValueError(f"give at least one start and some time, not {starts} starts and {seconds} seconds")
    how = {"starts": starts, "seconds": seconds, "constructions": constructions, "misread": misread, "tell": tell}
    return _falsify_at_sizes(claim, key, **how) if claim.shapes else _falsify(claim, key, **how)


def _falsify_at_sizes(claim: Claim, key: PRNGKeyArray, **how: Any) -> Finding:
    """Falsify a claim about vectors at small sizes: the first refutation, else the tightest finding."""
    every = small_sizes(claim)
    how = {**how, "starts": -(-how["starts"] // len(every)), "seconds": how["seconds"] / len(every)}
    found = []
    for number, sizes in enumerate(every):
        how["tell"](f"{claim.id}: {described(sizes)}")
        found.append(_falsify(at(claim, sizes), jax.random.fold_in(key, number), **how))
        if found[-1].witness:
            break
    best = found[-1] if found[-1].witness else max(found, key=lambda one: np.nan_to_num(one.tightness, nan=-np.inf))
    return best._replace(
        starts=sum(one.starts for one in found),
        met=sum(one.met for one in found),
        unconfirmed=sum(one.unconfirmed for one in found),
        seconds=sum(one.seconds for one in found),
        definition_hash=definition_hash(claim),
        claim_id=claim.id,
    )


def _falsify(
    claim: Claim,
    key: PRNGKeyArray,
    *,
    starts: int,
    seconds: float,
    constructions: Sequence[Construction] | None,
    misread: bool,
    tell: Tell,
) -> Finding:
    begin = time.perf_counter()
    deadline = begin + seconds
    constructions = tuple(constructions or constructions_for(claim))
    count, met, unconfirmed = 0, 0, 0
    best, best_name, witness = _NOTHING, None, None
    for call in range(max(-(-starts // STARTS), len(constructions))):
        if count and time.perf_counter() > deadline:
            break
        construction = constructions[call % len(constructions)]
        tell(f"{claim.id}: {construction.name}, {count:,} starts so far")
        batch = _batch(claim, construction, jax.random.fold_in(key, call))
        witness = _witness(claim, construction, batch.breaking, deadline, misread=misread)
        count, met = count + STARTS, met + batch.met
        if witness:
            best, best_name = _NOTHING, None
            break
        unconfirmed += len(batch.breaking)
        if not batch.tightness <= best.tightness:
            best, best_name = batch, construction.name
    return Finding(
        result="refuted" if witness else "not refuted",
        witness=witness,
        tightness=best.tightness,
        construction=None if np.isnan(best.tightness) else best_name,
        at=best.at,
        starts=count,
        met=met,
        unconfirmed=unconfirmed,
        seconds=time.perf_counter() - begin,
        definition_hash=definition_hash(claim),
        claim_id=claim.id,
    )


_NOTHING = _Batch([], 0, np.nan, {})


def _batch(claim: Claim, construction: Construction, key: PRNGKeyArray) -> _Batch:
    """Run one batch of gradient ascents, and sort their best points by score."""
    climbed = jax.device_get(climb(claim, construction, key))
    names = [parameter.name for parameter in construction.parameters]
    order = np.argsort(-climbed.score, kind="stable")
    scores = climbed.score[order]
    points = [dict(zip(names, column, strict=True)) for column in climbed.parameters.T[order].tolist()]
    beyond, met = int(np.count_nonzero(scores > 1.0 + MARGIN)), int(np.count_nonzero(climbed.met))
    if beyond == scores.size or not np.isfinite(scores[beyond]):
        return _Batch(points[:beyond], met, np.nan, {})
    return _Batch(points[:beyond], met, min(float(scores[beyond]), 1.0), points[beyond])


# From floats to the simplest instance


def _witness(
    claim: Claim, construction: Construction, points: list[dict[str, float]], deadline: float, *, misread: bool
) -> Witness | None:
    """The simplest witness among the points; ``None`` if exact arithmetic confirms none of them."""

    def works(numbers: Mapping[str, Fraction]) -> bool:
        return replay(claim, construction, numbers, misread=misread) is not None

    passes = screen(claim, construction)
    spread = np.linspace(0, len(points) - 1, min(len(points), 4 * CANDIDATES)).astype(int)
    rounded = (_rounded(points[place], works, passes) for place in spread)
    working = list(islice((numbers for numbers in rounded if numbers is not None), CANDIDATES))
    if not working:
        working = list(islice(filter(works, _until(deadline, map(_exact, points))), 1))
    simplified = [simplest(numbers, works, deadline, screen=passes) for numbers in working]
    if not simplified:
        return None
    best = min(simplified, key=lambda numbers: sum(map(complexity, numbers.values())))
    return replay(claim, construction, best, misread=misread)


def _rounded(point: dict[str, float], works: Works, passes: Screen) -> dict[str, Fraction] | None:
    """The instance in the shortest fractions with which it still breaks the claim; ``None`` if no fractions do."""
    for denominator in DENOMINATORS:
        numbers = {name: Fraction(value).limit_denominator(denominator) for name, value in point.items()}
        if passes({name: np.array([float(value)]) for name, value in numbers.items()})[0] and works(numbers):
            return numbers
    return _exact(point) if works(_exact(point)) else None


def _exact(point: dict[str, float]) -> dict[str, Fraction]:
    """The binary fractions that the floats of a point are."""
    return {name: Fraction(value) for name, value in point.items()}


def _until(deadline: float, points: Iterable[dict[str, Fraction]]) -> Iterator[dict[str, Fraction]]:
    """The points until the deadline has passed."""
    return takewhile(lambda _: time.perf_counter() < deadline, points)
