"""The search for an instance that breaks a claim: many ascents, then the simplest instance, then exact arithmetic."""

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from fractions import Fraction
from itertools import cycle
from typing import Literal, NamedTuple

import jax
import numpy as np
from jaxtyping import PRNGKeyArray

from bounds.ascent import STARTS, climb
from bounds.checker import OUTSIDE, find
from bounds.claim import Claim, apply
from bounds.constructions import Construction, constructions_for
from bounds.reach import reach
from bounds.readings.planar import NUMPY_PLANE
from bounds.readings.text import definition_hash
from bounds.simplify import Screen, complexity, simplest
from bounds.witness import Witness, replay

CANDIDATES = 4
"""How many of the instances that seem to break a claim are simplified; the simplest outcome is kept."""

DENOMINATORS = (1, 2, 4, 8, 20, 99, 10**4, 10**8)
"""To such fractions an instance is rounded first, the coarsest that still breaks the claim."""

MARGIN = 1e-9
"""By how much, relative to 1, a score must be above 1 to be looked at exactly."""

Tell = Callable[[str], None]


def _say_nothing(stage: str, /) -> None:
    """Tell nobody."""


class Finding(NamedTuple):
    """What a search found.

    Attributes:
        result: ``refuted`` if exact arithmetic confirms an instance that breaks the claim, else ``not refuted``.
        witness: That instance, as simple as found; else ``None``.
        tightness: The furthest into its bound that the value was seen, at most 1; NaN where nothing was comparable, or
            the claim is refuted. For the interval, from its centre; for norms and one-sided claims, from 0.
        construction: Name of the construction where that was; else ``None``.
        at: Its parameters there.
        starts: How many ascents were made.
        seconds: Time taken.
        definition_hash: SHA-256 of the definition that the finding is about.
    """

    result: Literal["refuted", "not refuted"]
    witness: Witness | None
    tightness: float
    construction: str | None
    at: dict[str, float]
    starts: int
    seconds: float
    definition_hash: str


class _Seen(NamedTuple):
    """The instances of one call that matter."""

    breaking: list[dict[str, float]]
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
    tell: Tell = _say_nothing,
) -> Finding:
    """Search for models and an instance that break a claim, simplify them, and certify the outcome. Needs float64.

    Args:
        claim: A claim, or the id of one in ``CLAIMS``.
        key: For the starts; the same key gives the same finding, unless time runs out.
        starts: Number of ascents, shared among the constructions.
        seconds: Time after which no further call is begun.
        constructions: Where to search; by default wherever the facts that the claim names hold by construction.
        misread: Whether those facts may fail, since a construction misreads a quantity.
        tell: Is told what is going on.

    Returns:
        The finding.

    Raises:
        KeyError: If there is no claim of that id.
        ValueError: If ``starts`` or ``seconds`` is not positive.
    """  # noqa: DOC502
    claim = find(claim)
    if starts < 1 or not seconds > 0.0:
        raise ValueError(f"give at least one start and some time, not {starts} starts and {seconds} seconds")
    begun = time.perf_counter()
    deadline = begun + seconds
    places = tuple(constructions or constructions_for(claim))
    made, best, best_at = 0, _Seen([], np.nan, {}), None
    for construction, one in _calls(places, key, starts):
        if made and time.perf_counter() > deadline:
            break
        tell(f"{claim.id}: {construction.name}, {made:,} starts so far")
        seen = _seen(claim, construction, one)
        made += STARTS
        witness = _witness(claim, construction, seen.breaking, deadline, misread=misread)
        if witness:
            return _finding(claim, "refuted", witness, _Seen([], np.nan, {}), None, made, begun)
        if not seen.tightness <= best.tightness:
            best, best_at = seen, construction.name
    return _finding(claim, "not refuted", None, best, best_at, made, begun)


def _finding(
    claim: Claim,
    result: Literal["refuted", "not refuted"],
    witness: Witness | None,
    best: _Seen,
    where: str | None,
    made: int,
    begun: float,
) -> Finding:
    where = None if np.isnan(best.tightness) else where
    seconds = time.perf_counter() - begun
    return Finding(result, witness, best.tightness, where, best.at, made, seconds, definition_hash(claim))


def _calls(
    places: tuple[Construction, ...], key: PRNGKeyArray, starts: int
) -> Iterator[tuple[Construction, PRNGKeyArray]]:
    """Which construction is searched with which key: in turns, until there are enough starts."""
    count = max(-(-starts // STARTS), len(places))
    return zip(cycle(places), jax.random.split(key, count), strict=False)


def _seen(claim: Claim, construction: Construction, key: PRNGKeyArray) -> _Seen:
    climbed = jax.device_get(climb(claim, construction, key))
    names = [parameter.name for parameter in construction.parameters]
    order = np.argsort(-climbed.score, kind="stable")
    scores = climbed.score[order]
    points = [dict(zip(names, column, strict=True)) for column in climbed.parameters.T[order].tolist()]
    breaking = int(np.count_nonzero(scores > 1.0 + MARGIN))
    spread = np.linspace(0, breaking - 1, min(breaking, 4 * CANDIDATES)).astype(int).tolist()
    if breaking == scores.size or not np.isfinite(scores[breaking]):
        return _Seen([points[place] for place in spread], np.nan, {})
    return _Seen([points[place] for place in spread], min(float(scores[breaking]), 1.0), points[breaking])


# From floats to the simplest instance


def _witness(
    claim: Claim, construction: Construction, points: list[dict[str, float]], deadline: float, *, misread: bool
) -> Witness | None:
    def works(numbers: dict[str, Fraction]) -> bool:
        return replay(claim, construction, numbers, misread=misread) is not None

    screen = _screen(claim, construction)
    rounded = [one for one in (_rounded(point, works, screen) for point in points) if one is not None][:CANDIDATES]
    simplified = [simplest(numbers, works, deadline, screen=screen) for numbers in rounded]
    if not simplified:
        return None
    best = min(simplified, key=lambda numbers: sum(map(complexity, numbers.values())))
    return replay(claim, construction, best, misread=misread)


def _rounded(point: dict[str, float], works: Callable, screen: Screen) -> dict[str, Fraction] | None:
    """The instance in the shortest fractions with which it still breaks the claim."""
    for denominator in DENOMINATORS:
        numbers = {name: Fraction(value).limit_denominator(denominator) for name, value in point.items()}
        if screen({name: np.array([float(value)]) for name, value in numbers.items()})[0] and works(numbers):
            return numbers
    exact = {name: Fraction(value) for name, value in point.items()}
    return exact if works(exact) else None


def _screen(claim: Claim, construction: Construction) -> Screen:
    """Whether instances keep the construction's limits, are what the claim speaks of, and break it, in float64."""

    def screen(columns: Mapping[str, np.ndarray]) -> np.ndarray:
        inside = np.ones(len(next(iter(columns.values()))), bool)
        for parameter in construction.parameters:
            column = columns[parameter.name]
            inside &= (parameter.low <= column) & (column <= parameter.high)
            inside &= np.isin(column, parameter.values) if parameter.values else True
        with np.errstate(all="ignore"):
            fields = construction.fields(NUMPY_PLANE, columns)
            for premise in claim.premises:
                if premise.kind in OUTSIDE:
                    inside &= np.asarray(apply(premise.holds, NUMPY_PLANE, fields))
            lower, upper = apply(claim.interval, NUMPY_PLANE, fields)
            value = apply(claim.value, NUMPY_PLANE, fields)
            return inside & np.asarray(reach(NUMPY_PLANE, claim, lower, value, upper) > 1.0)

    return screen
