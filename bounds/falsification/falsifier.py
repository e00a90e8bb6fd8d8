"""The search for an instance that breaks a claim: many ascents, then the simplest instance, then exact arithmetic."""

import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from fractions import Fraction
from itertools import islice, takewhile
from typing import Literal, NamedTuple

import jax
import numpy as np
from jaxtyping import PRNGKeyArray

from bounds.batching import require_float64
from bounds.checker import find
from bounds.claim import Claim
from bounds.constructions import Construction, constructions_for
from bounds.falsification.ascent import STARTS, climb
from bounds.falsification.screen import screen
from bounds.falsification.simplify import Screen, Works, complexity, simplest
from bounds.falsification.witness import Witness, replay
from bounds.readings.text import definition_hash

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
        met: How many of them came to where all premises hold. If none did, nothing was tried.
        unconfirmed: How many seemed to break the claim, in float64, and do not in exact arithmetic; or were not looked
            at any more when time ran out.
        seconds: Time taken.
        definition_hash: SHA-256 of the definition that the finding is about.
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


class _Seen(NamedTuple):
    """What one call came to.

    Attributes:
        breaking: Instances that seem to break the claim, the worst first.
        met: How many instances the claim speaks of.
        tightness: The furthest that one reaches which does not break it; NaN if none does.
        at: The parameters of that one.
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
    tell: Tell = _say_nothing,
) -> Finding:
    """Search for models and an instance that break a claim, simplify them, and certify the outcome. Needs float64.

    Args:
        claim: A claim, or the id of one in ``CLAIMS``.
        key: For the starts; the same key gives the same finding, unless time runs out.
        starts: Number of ascents, shared among the constructions; made up to whole calls, one at least for each.
        seconds: Time after which no further call is begun.
        constructions: Where to search; by default wherever the facts that the claim names hold by construction.
        misread: Whether those facts may fail, since a construction misreads a quantity.
        tell: Is told what is going on.

    Returns:
        The finding.

    Raises:
        KeyError: If there is no claim of that id.
        ValueError: If ``starts`` or ``seconds`` is not positive, or nothing can make an instance of the claim.
        RuntimeError: If JAX runs without float64.
    """  # noqa: DOC502
    claim = find(claim)
    require_float64()
    if starts < 1 or not seconds > 0.0:
        raise ValueError(f"give at least one start and some time, not {starts} starts and {seconds} seconds")
    begun = time.perf_counter()
    deadline = begun + seconds
    places = tuple(constructions or constructions_for(claim))
    made, met, unconfirmed = 0, 0, 0
    best, best_at, witness = _NOTHING, None, None
    for call in range(max(-(-starts // STARTS), len(places))):
        if made and time.perf_counter() > deadline:
            break
        construction = places[call % len(places)]
        tell(f"{claim.id}: {construction.name}, {made:,} starts so far")
        seen = _seen(claim, construction, jax.random.fold_in(key, call))
        witness = _witness(claim, construction, seen.breaking, deadline, misread=misread)
        made, met = made + STARTS, met + seen.met
        if witness:
            best, best_at = _NOTHING, None
            break
        unconfirmed += len(seen.breaking)
        if not seen.tightness <= best.tightness:
            best, best_at = seen, construction.name
    return Finding(
        result="refuted" if witness else "not refuted",
        witness=witness,
        tightness=best.tightness,
        construction=None if np.isnan(best.tightness) else best_at,
        at=best.at,
        starts=made,
        met=met,
        unconfirmed=unconfirmed,
        seconds=time.perf_counter() - begun,
        definition_hash=definition_hash(claim),
    )


_NOTHING = _Seen([], 0, np.nan, {})


def _seen(claim: Claim, construction: Construction, key: PRNGKeyArray) -> _Seen:
    climbed = jax.device_get(climb(claim, construction, key))
    names = [parameter.name for parameter in construction.parameters]
    order = np.argsort(-climbed.score, kind="stable")
    scores = climbed.score[order]
    points = [dict(zip(names, column, strict=True)) for column in climbed.parameters.T[order].tolist()]
    beyond, met = int(np.count_nonzero(scores > 1.0 + MARGIN)), int(np.count_nonzero(climbed.met))
    if beyond == scores.size or not np.isfinite(scores[beyond]):
        return _Seen(points[:beyond], met, np.nan, {})
    return _Seen(points[:beyond], met, min(float(scores[beyond]), 1.0), points[beyond])


# From floats to the simplest instance


def _witness(
    claim: Claim, construction: Construction, points: list[dict[str, float]], deadline: float, *, misread: bool
) -> Witness | None:
    def works(numbers: Mapping[str, Fraction]) -> bool:
        return replay(claim, construction, numbers, misread=misread) is not None

    passes = screen(claim, construction)
    spread = np.linspace(0, len(points) - 1, min(len(points), 4 * CANDIDATES)).astype(int)
    rounded = (_rounded(points[place], works, passes) for place in spread)
    working = list(islice((one for one in rounded if one is not None), CANDIDATES))
    if not working:
        working = list(islice(filter(works, _until(deadline, map(_exact, points))), 1))
    simplified = [simplest(numbers, works, deadline, screen=passes) for numbers in working]
    if not simplified:
        return None
    best = min(simplified, key=lambda numbers: sum(map(complexity, numbers.values())))
    return replay(claim, construction, best, misread=misread)


def _rounded(point: dict[str, float], works: Works, passes: Screen) -> dict[str, Fraction] | None:
    """The instance in the shortest fractions with which it still breaks the claim; ``None`` if it does in none."""
    for denominator in DENOMINATORS:
        numbers = {name: Fraction(value).limit_denominator(denominator) for name, value in point.items()}
        if passes({name: np.array([float(value)]) for name, value in numbers.items()})[0] and works(numbers):
            return numbers
    return _exact(point) if works(_exact(point)) else None


def _exact(point: dict[str, float]) -> dict[str, Fraction]:
    return {name: Fraction(value) for name, value in point.items()}


def _until(deadline: float, points: Iterable[dict[str, Fraction]]) -> Iterator[dict[str, Fraction]]:
    return takewhile(lambda _: time.perf_counter() < deadline, points)
