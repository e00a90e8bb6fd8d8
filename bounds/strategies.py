"""Hypothesis strategies that draw instances of claims for property tests: numbers, or models with data and recourses.

Fields are computed in exact arithmetic from the drawn numbers and rounded once. The error of every field, even of a
difference of nearly equal numbers, is therefore within the relative error that :func:`bounds.check` allows. Exact
arithmetic may be unable to tell on which side of a kink a number lies, for instance when the gradients of two training
instances cancel. The fields are then unknown, and the instance is not drawn.
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
from bounds.components import assembled
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
from bounds.vectors import at, small_sizes

try:
    import hypothesis.strategies as st
    from hypothesis.errors import Unsatisfiable
except ImportError as error:
    raise ImportError("bounds.strategies needs Hypothesis: install it with `pip install hypothesis`") from error

Level = Literal["scalar", "vector"]

SIMPLE = 3
"""Largest absolute value of the whole numbers that are drawn more often; bounds are often attained at them."""

LEAST = 2.0**-20
"""Smallest absolute value of a drawn number other than 0; formulas of numbers from here to 99 do not underflow."""

FACTORS = (1.0, 0.125, 0.015625)
"""Factors by which all parameters of a model, or the differences of two models, are multiplied. Hypotheses of claims
ask for small models or for similar ones."""

ROBUST = {"w_r": "w_nr", "X_R": "X"}
"""Parameters of the robust model, each with the parameter of the non-robust model to which it is moved closer."""

DIFFERENCES = ("slack", "epsilon")
"""Parameters that are differences of two models by themselves."""

NARROW = 2.0**-60
"""Largest radius, relative to the number or to 1, of a ball that is rounded to a float."""

TRIALS = 4096
"""Number of random instances on which the share of instances that meet the premises is estimated."""

RARE = 1e-3
"""Smallest share of instances that must meet the premises; a construction with a smaller share is left out if another
remains."""


class Instance(NamedTuple):
    """One instance of a claim.

    Attributes:
        construction: The name of the construction that makes the instance.
        parameters: The drawn parameters of the construction by name.
        fields: The fields that follow from the parameters, a float for each field that the claim reads.
    """

    construction: str
    parameters: dict[str, float]
    fields: dict[str, Any]


@cache
def instances(claim: Claim | str, *, level: Level | None = None) -> st.SearchStrategy[Instance]:
    """Draw instances that meet the premises of a claim, for a property test of the claim.

    Facts hold by construction, and instances that do not meet the other premises are rejected. Instances shrink towards
    0, 1 and small whole numbers. Their parameters are floats, hence fractions, so that
    :func:`bounds.falsification.witness.replay` can repeat an instance in exact arithmetic.

    Args:
        claim: A claim, or the id of one in ``CLAIMS``. If the claim has fields that no construction of this project
            gives, every field is a free number, and instances that do not meet the premises are rejected. Vectors have
            one, two or three components.
        level: The kind of instances: ``vector`` for models with data and recourses, ``scalar`` for free numbers. By
            default both are drawn.

    Returns:
        The strategy of instances.

    Raises:
        KeyError: If no claim has the id.
        ValueError: If ``level`` is ``vector``, but no models have all fields of the claim.
        Unsatisfiable: If no random instance meets the premises.

    Examples:
        >>> from hypothesis import given, settings
        >>> from bounds import assert_claim
        >>> triangle = Claim(
        ...     id="triangle.sides",
        ...     fields=("a", "b"),
        ...     premises=(),
        ...     value=lambda xp, a, b: xp.abs(a + b),
        ...     interval=lambda xp, a, b: (0.0, xp.abs(a) + xp.abs(b)),
        ...     trivial=lambda xp: (0.0, xp.inf),
        ...     source="the triangle inequality",
        ... )
        >>> @settings(max_examples=5, derandomize=True, database=None, deadline=None)
        ... @given(instances(triangle))
        ... def test_triangle(instance):
        ...     assert_claim(triangle, **instance.fields)
        >>> test_triangle()
    """  # noqa: DOC502
    claim = find(claim)
    if claim.shapes:
        each = st.one_of([_vector_instances(claim, sizes, level) for sizes in small_sizes(claim)])
    else:
        each = st.one_of([_instances(claim, construction) for construction in places(claim, level)])

    @st.composite  # for a short name in messages: that of the whole strategy fills screens
    def instance(choose: Callable[[st.SearchStrategy[Instance]], Instance]) -> Instance:
        return choose(each)

    return instance()


def _vector_instances(claim: Claim, sizes: dict[str, int], level: Level | None) -> st.SearchStrategy[Instance]:
    """Draw instances of a claim about vectors that have some sizes."""

    def assemble(drawn: Instance) -> Instance:
        return drawn._replace(fields=assembled(claim, drawn.fields, sizes))

    return instances(at(claim, sizes), level=level).map(assemble)


def parameters(construction: Construction) -> st.SearchStrategy[dict[str, float]]:
    """Draw the parameters of a construction within their limits, including small models and pairs of similar models.

    Args:
        construction: The construction whose parameters are drawn.

    Returns:
        The strategy of dictionaries from names to parameters.

    Examples:
        >>> from hypothesis import find, settings
        >>> from bounds.constructions.decoders import decoder
        >>> few = settings(max_examples=5, derandomize=True, database=None, deadline=None)
        >>> simplest = find(parameters(decoder(1)), lambda drawn: True, settings=few)
        >>> sorted(simplest.items())[:3]
        [('g[0]', 0.0), ('h[0]', 0.0), ('slack', 0.0)]
    """
    drawn = st.fixed_dictionaries({parameter.name: _numbers(parameter) for parameter in construction.parameters})
    if construction.level == "scalar":
        return drawn
    sizes = frozenset(
        parameter.name for parameter in construction.parameters if parameter.scale == "linear" and not parameter.values
    )
    factor = st.sampled_from(FACTORS)
    return st.builds(_drawn_together, drawn, st.just(sizes), size=factor, closeness=factor)


def _drawn_together(
    given: dict[str, float], sizes: frozenset[str], *, size: float, closeness: float
) -> dict[str, float]:
    """Multiply all sizes by one factor, then move the robust model closer to the other one, and Δ to their distance."""
    scaled = {name: number * size if name in sizes else number for name, number in given.items()}

    def closer(name: str, number: float) -> float:
        stem, bracket, index = name.partition("[")
        if stem not in ROBUST:
            return number * closeness if name in DIFFERENCES else number
        natural = scaled[ROBUST[stem] + bracket + index]
        return natural + closeness * (number - natural)

    return {name: closer(name, number) for name, number in scaled.items()}


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
    return (
        parameters(construction)
        .map(instance)
        .filter(lambda drawn: bool(drawn.fields) and bool(met(wanted, drawn.fields)))
    )


def rounded_fields(claim: Claim, construction: Construction, given: Mapping[str, float]) -> dict[str, float]:
    """Compute the fields of a claim from parameters in exact arithmetic, and round each of them once.

    Args:
        claim: The claim that reads the fields.
        construction: The construction to which the parameters belong.
        given: The parameters by name.

    Returns:
        All fields that the claim reads by name; empty if exact arithmetic cannot determine one of them.

    Examples:
        >>> from bounds.constructions.decoders import decoder
        >>> drawn = {"g[0]": 2.0, "h[0]": 0.0, "x[0]": 1.0, "z": 0.5, "z_nr": 3.0, "z_r": -1.0, "slack": 0.0}
        >>> fields = rounded_fields(find("theorem3.sharp"), decoder(1), drawn)
        >>> {name: fields[name] for name in sorted(fields)}
        {'cost_nr': 5.0, 'cost_r': 3.0, 'latent_gap': 4.0, 'lipschitz': 2.0, 'recourse_gap': 8.0}
    """
    fields = exact_fields(claim, construction, {name: Fraction(value) for name, value in given.items()})
    return {name: _rounded(number) for name, number in fields.items()} if all(map(_known, fields.values())) else {}


def _known(number: Exact) -> bool:
    """Decide whether a number is rational, or in a narrow ball."""
    ball = number.number
    return isinstance(ball, fmpq) or bool(ball.rad() <= NARROW * (1 if ball.contains(0) else abs(ball.mid())))


def _rounded(number: Exact) -> float:
    """Round a number to the nearest float, and a ball that contains 0 (such as that of √2 − √2) to 0."""
    if isinstance(number.number, fmpq):
        return int(number.number.p) / int(number.number.q)
    return 0.0 if number.number.contains(0) else float(number.number.mid())


# Constructions on which a claim can be tried


@cache
def places(claim: Claim, level: Level | None) -> tuple[Construction, ...]:
    """Choose the constructions whose instances meet the premises of a claim often enough.

    Args:
        claim: The claim to be tried.
        level: The kind of instances, as for :func:`instances`.

    Returns:
        The constructions, models before free numbers.

    Raises:
        ValueError: If ``level`` is ``vector``, but no models have all fields of the claim.
        Unsatisfiable: If no random instance meets the premises.

    Examples:
        >>> from bounds.misreadings import MISREADINGS
        >>> claim = MISREADINGS["theorem1.tighter"].claim  # of no model that this project makes
        >>> [construction.name for construction in places(claim, "scalar")]
        ['fields of theorem1.tighter']
    """
    vectors = tuple(construction for construction in constructions_for(claim) if construction.level == "vector")
    scalars = (free_scalars_for(claim) or free(claim),)
    if level == "vector" and not vectors:
        raise ValueError(f"{claim.id}: no models have all of its fields such that its facts hold; leave out level")
    found = {None: (*vectors, *scalars), "vector": vectors, "scalar": scalars}[level]
    shares = {construction: _share(claim, construction) for construction in found}
    if not any(shares.values()):
        raise Unsatisfiable(
            f"{claim.id}: none of {TRIALS:,} random instances meets its premises;"
            f" prove({claim.id!r}) says whether any can"
        )
    frequent = tuple(construction for construction in found if shares[construction] >= RARE)
    return frequent or (max(found, key=lambda construction: shares[construction]),)


def _to_meet(claim: Claim, construction: Construction) -> tuple[Premise, ...]:
    """Return the premises that do not hold by construction; of free numbers none does."""
    by_rejection = construction.level == "scalar" and construction not in FREE_SCALARS
    return claim.premises if by_rejection else spoken_of(claim)


def _share(claim: Claim, construction: Construction) -> float:
    """Estimate the share of instances that meet the premises."""
    return float(np.mean(met(_to_meet(claim, construction), _trials(construction))))


@cache
def _trials(construction: Construction) -> dict[str, Scalar]:
    """Compute the fields of random instances."""
    names = [parameter.name for parameter in construction.parameters]
    keys = jax.random.split(jax.random.key(1), TRIALS // SAMPLES)
    columns = np.concatenate([np.asarray(draw(construction, key, SAMPLES)) for key in keys], axis=1)
    with np.errstate(all="ignore"):
        return construction.fields(NUMPY_PLANE, dict(zip(names, columns, strict=True)))
