"""Instances of claims for property tests with Hypothesis: numbers, or models with data and recourses.

Fields are computed in exact arithmetic from the drawn numbers and rounded once, so that no difference of nearly equal
floats is off by more than the relative error which :func:`bounds.check` grants every field. Where exact arithmetic
cannot tell on which side of a kink a number lies, as when the pulls of two training instances cancel, no field is
known, and the instance is not drawn.
"""

import math
from collections.abc import Callable, Mapping
from fractions import Fraction
from functools import cache
from typing import Any, Literal, NamedTuple

import jax
import numpy as np
from flint import fmpq

from bounds.checker import find
from bounds.claim import Claim, Premise
from bounds.constructions.compatible import SAMPLES, constructions_for
from bounds.constructions.construction import Construction, Parameter
from bounds.constructions.drawing import draw
from bounds.constructions.free import free
from bounds.constructions.free_scalars import FREE_SCALARS, free_scalars_for
from bounds.falsification.screen import met, spoken_of
from bounds.falsification.witness import exact_fields
from bounds.ops import Scalar
from bounds.readings.angles import NUMPY_PLANE
from bounds.readings.exact import Exact

try:
    import hypothesis.strategies as st
    from hypothesis.errors import Unsatisfiable
except ImportError as error:
    raise ImportError("bounds.strategies needs Hypothesis: install it with `pip install hypothesis`") from error

Level = Literal["scalar", "vector"]

SIMPLE = 3
"""Whole numbers up to this size are drawn more often than others: bounds are met at 0 and 1."""

LEAST = 2.0**-20
"""No drawn number is smaller, but 0: whatever a formula makes of numbers from here to 99 keeps far from underflow."""

FACTORS = (1.0, 0.125, 0.015625)
"""By which all sizes of models, or the differences of two models, are made smaller: hypotheses ask for either."""

ROBUST = {"w_r": "w_nr", "X_R": "X"}
"""Parameters of the robust model, and those of the other one to which they are brought closer."""

BESIDE = ("slack", "epsilon")
"""Parameters that are themselves differences."""

NARROW = 2.0**-60
"""Radius, relative to the number or to 1, within which a field must be known to be rounded."""

TRIALS = 4096
"""Random instances that tell how often the premises of a claim hold."""

RARE = 1e-3
"""A construction is left out if a smaller share of its instances meets the premises, and there is another."""


class Instance(NamedTuple):
    """One instance of a claim.

    Attributes:
        construction: Name of what it is an instance of.
        parameters: The numbers that were drawn, by name.
        fields: What follows from them, a float for each field that the claim reads.
    """

    construction: str
    parameters: dict[str, float]
    fields: dict[str, Any]


@cache
def instances(claim: Claim | str, *, level: Level | None = None) -> st.SearchStrategy[Instance]:
    """Instances that meet the premises of a claim: facts by construction, the rest as they happen to.

    They shrink towards 0, 1 and small whole numbers. The parameters of one are floats, hence fractions:
    :func:`bounds.falsification.witness.replay` repeats it in exact arithmetic.

    Args:
        claim: A claim, or the id of one in ``CLAIMS``. For one that speaks of other quantities than those of this
            project every field is a free number, and the premises are met by rejection.
        level: ``vector`` for models, data and recourses only, ``scalar`` for free numbers only; by default both.

    Returns:
        The strategy.

    Raises:
        KeyError: If there is no claim of that id.
        ValueError: If there are no models of which the claim speaks, but they are asked for.
        Unsatisfiable: If no random instance meets the premises.
    """  # noqa: DOC502
    claim = find(claim)
    each = st.one_of([_instances(claim, construction) for construction in places(claim, level)])

    @st.composite  # for a short name in messages: that of the whole strategy fills screens
    def instance(choose: Callable[[st.SearchStrategy[Instance]], Instance]) -> Instance:
        return choose(each)

    return instance()


def parameters(construction: Construction) -> st.SearchStrategy[dict[str, float]]:
    """Numbers within the limits of a construction; of models also small ones, and pairs of models that are close.

    Args:
        construction: What they are the parameters of.

    Returns:
        The strategy, of parameters by name.
    """
    drawn = st.fixed_dictionaries({parameter.name: _numbers(parameter) for parameter in construction.parameters})
    if construction.level == "scalar":
        return drawn
    sizes = frozenset(one.name for one in construction.parameters if one.scale == "linear" and not one.values)
    factor = st.sampled_from(FACTORS)
    return st.builds(_drawn_together, drawn, st.just(sizes), size=factor, closeness=factor)


def _drawn_together(
    given: dict[str, float], sizes: frozenset[str], *, size: float, closeness: float
) -> dict[str, float]:
    """All sizes smaller by one factor, then the robust model closer to the other one, and Δ to their distance."""
    scaled = {name: number * size if name in sizes else number for name, number in given.items()}

    def moved(name: str, number: float) -> float:
        stem, bracket, place = name.partition("[")
        if stem not in ROBUST:
            return number * closeness if name in BESIDE else number
        natural = scaled[ROBUST[stem] + bracket + place]
        return natural + closeness * (number - natural)

    return {name: moved(name, number) for name, number in scaled.items()}


def _numbers(parameter: Parameter) -> st.SearchStrategy[float]:
    if parameter.values:
        return st.sampled_from([float(value) for value in parameter.values])
    low, high = parameter.low, parameter.high
    whole = st.integers(math.ceil(max(low, -SIMPLE)), math.floor(min(high, SIMPLE))).map(float)
    ends = [float(end) for end in (0, 1) if end in {low, high}]  # no slack, the whole of a share
    return st.one_of(*map(st.just, ends), whole, _floats(max(low, -1.0), min(high, 1.0)), _floats(low, high))


def _floats(low: float, high: float) -> st.SearchStrategy[float]:
    floats = st.floats(low, high, allow_subnormal=False)
    return floats.map(lambda number: number if abs(number) >= LEAST else 0.0)


def _instances(claim: Claim, construction: Construction) -> st.SearchStrategy[Instance]:
    def instance(given: dict[str, float]) -> Instance:
        return Instance(construction.name, given, rounded_fields(claim, construction, given))

    wanted = _to_meet(claim, construction)
    return parameters(construction).map(instance).filter(lambda one: bool(one.fields) and bool(met(wanted, one.fields)))


def rounded_fields(claim: Claim, construction: Construction, given: Mapping[str, float]) -> dict[str, float]:
    """The fields that follow from parameters, computed exactly and rounded once.

    Args:
        claim: A claim.
        construction: What the parameters are those of.
        given: The parameters by name.

    Returns:
        Every field that the claim reads; empty if exact arithmetic cannot tell one of them.
    """
    fields = exact_fields(claim, construction, {name: Fraction(value) for name, value in given.items()})
    return {name: _rounded(number) for name, number in fields.items()} if all(map(_known, fields.values())) else {}


def _known(number: Exact) -> bool:
    """Whether a number is rational, or in a narrow ball."""
    ball = number.number
    return isinstance(ball, fmpq) or bool(ball.rad() <= NARROW * (1 if ball.contains(0) else abs(ball.mid())))


def _rounded(number: Exact) -> float:
    """The nearest float; of a ball that holds 0, as that of √2 − √2 does, 0."""
    if isinstance(number.number, fmpq):
        return int(number.number.p) / int(number.number.q)
    return 0.0 if number.number.contains(0) else float(number.number.mid())


# Where a claim can be tried


@cache
def places(claim: Claim, level: Level | None) -> tuple[Construction, ...]:
    """The constructions of which a claim's premises hold often enough, models before free numbers.

    Args:
        claim: A claim.
        level: As for :func:`instances`.

    Returns:
        The constructions.

    Raises:
        ValueError: If there are no models of which the claim speaks, but they are asked for.
        Unsatisfiable: If no random instance meets the premises.
    """
    vectors = tuple(one for one in constructions_for(claim) if one.level == "vector")
    scalars = (free_scalars_for(claim) or free(claim),)
    if level == "vector" and not vectors:
        raise ValueError(f"{claim.id}: no models have all of its fields such that its facts hold; leave out level")
    found = {None: (*vectors, *scalars), "vector": vectors, "scalar": scalars}[level]
    shares = {one: _share(claim, one) for one in found}
    if not any(shares.values()):
        raise Unsatisfiable(
            f"{claim.id}: none of {TRIALS:,} random instances meets its premises;"
            f" prove({claim.id!r}) says whether any can"
        )
    return tuple(one for one in found if shares[one] >= RARE) or (max(found, key=lambda one: shares[one]),)


def _to_meet(claim: Claim, construction: Construction) -> tuple[Premise, ...]:
    """What an instance has to be asked for: of free numbers nothing holds by construction."""
    by_rejection = construction.level == "scalar" and construction not in FREE_SCALARS
    return claim.premises if by_rejection else spoken_of(claim)


def _share(claim: Claim, construction: Construction) -> float:
    """The share of random instances that meet the premises."""
    return float(np.mean(met(_to_meet(claim, construction), _trials(construction))))


@cache
def _trials(construction: Construction) -> dict[str, Scalar]:
    """The fields of random instances."""
    names = [parameter.name for parameter in construction.parameters]
    keys = jax.random.split(jax.random.key(1), TRIALS // SAMPLES)
    columns = np.concatenate([np.asarray(draw(construction, key, SAMPLES)) for key in keys], axis=1)
    with np.errstate(all="ignore"):
        return construction.fields(NUMPY_PLANE, dict(zip(names, columns, strict=True)))
