"""Roots, powers, exp, log, erf and π mean the same in all readings, and their error bounds hold."""

import math
from collections.abc import Callable
from typing import Any

import hypothesis
import jax
import jax.numpy as jnp
import numpy as np
import pytest
from flint import arb, ctx

from bounds import Claim, Kind, Premise, certify, check, falsify, prove
from bounds.errors import ClaimError
from bounds.formulas.tracing import apply, trace
from bounds.formulas.written import written
from bounds.readings.arrays import JAX_OPS, NUMPY_OPS
from bounds.readings.exact import ExactOps, exact
from bounds.readings.rounding import TINY, Rounded, RoundingOps
from bounds.scalars import normal_probability

POINTS = 50 * hypothesis.settings().max_examples  # a million with the profile of hunts


def _anywhere(rng: np.random.Generator, largest: float) -> np.ndarray:
    """Numbers of both signs and of all sizes."""
    even = rng.uniform(-largest, largest, POINTS // 2)
    sizes = 10.0 ** rng.uniform(-300.0, math.log10(largest), POINTS - POINTS // 2)
    return np.concatenate([even, sizes * rng.choice([-1.0, 1.0], sizes.size)])


def _positive(rng: np.random.Generator) -> np.ndarray:
    """Positive numbers of all sizes, many of them near 1."""
    near = 1.0 + rng.normal(size=POINTS // 2) * 10.0 ** rng.uniform(-16.0, 0.0, POINTS // 2)
    return np.concatenate([np.abs(near), 10.0 ** rng.uniform(-307.0, 307.0, POINTS - POINTS // 2)])


FUNCTIONS: dict[str, tuple[Callable[..., Any], Callable[[np.random.Generator], np.ndarray]]] = {
    "exp": (lambda xp, a: xp.exp(a), lambda rng: _anywhere(rng, 740.0)),
    "log": (lambda xp, a: xp.log(a), _positive),
    "erf": (lambda xp, a: xp.erf(a), lambda rng: _anywhere(rng, 7.0)),
    "Φ": (normal_probability, lambda rng: _anywhere(rng, 9.0)),
    "cube root": (lambda xp, a: xp.power(a, 1, 3), _positive),
    "seventh root": (lambda xp, a: xp.root(a, 7), _positive),
    "power 3/2": (lambda xp, a: xp.power(a, 3, 2), _positive),
    "power −5/3": (lambda xp, a: xp.power(a, -5, 3), _positive),
    "π": (lambda xp, a: xp.pi * a, lambda rng: _anywhere(rng, 10.0)),
}
INVERSES = {
    "exp(log a) = a": lambda xp, a: xp.exp(xp.log(a)) - a,
    "log(exp(log a)) = log a": lambda xp, a: xp.log(xp.exp(xp.log(a))) - xp.log(a),
    "erf(−a) = −erf(a)": lambda xp, a: xp.erf(-a) + xp.erf(a),
    "Φ(a) + Φ(−a) = 1": lambda xp, a: normal_probability(xp, a) + normal_probability(xp, -a) - 1.0,
    "√a⁴ = a²": lambda xp, a: xp.root(xp.power(a, 4), 2) - a * a,
    "(a^1/3)³ = a": lambda xp, a: xp.power(xp.power(a, 1, 3), 3) - a,
}


def _claim(value: Callable[..., Any], upper: Callable[..., Any], *premises: Premise) -> Claim:
    """The claim that a function of x is between −∞ and another one."""
    return Claim(
        id="user.function",
        fields=("x",),
        premises=premises,
        value=value,
        interval=lambda xp, x: (-xp.inf, upper(xp, x)),
        trivial=lambda xp: (-xp.inf, xp.inf),
        source="a test",
    )


POSITIVE = Premise("x > 0", Kind.DOMAIN, lambda xp, x: x > 0.0, "a test")


@pytest.mark.property
@pytest.mark.parametrize("module", [np, jnp])
@pytest.mark.parametrize("name", FUNCTIONS)
@pytest.mark.parametrize("relative", [0.0, 2.0**-30])
def test_error_bounds_cover_the_balls(name, relative, module):
    formula, draw = FUNCTIONS[name]
    graph, rng = trace(formula), np.random.default_rng(0)
    points = draw(rng)
    moved = points + rng.uniform(-relative, relative, points.shape) * points

    def bounded(a: Any, error: Any) -> tuple[Any, Any]:
        result = apply(graph, RoundingOps(), {"a": Rounded(a, error)})
        return result.value, result.error

    with np.errstate(all="ignore"):
        compute = jax.jit(bounded) if module is jnp else bounded
        errors = module.asarray(1.01 * relative * np.abs(points) + (TINY if relative else 0.0))
        value, error = map(np.asarray, compute(module.asarray(points), errors))
    finite = np.isfinite(error) & np.isfinite(value)
    assert finite.mean() > 0.4
    with ctx.workprec(128):
        for place in np.flatnonzero(finite):
            true = apply(graph, ExactOps(), {"a": exact(float(moved[place]))}).number
            assert not abs(arb(true) - float(value[place])) > float(error[place]), float(points[place])


@pytest.mark.parametrize("name", INVERSES)
def test_identities_hold_within_the_error_bounds(name):
    points = np.concatenate([10.0 ** np.linspace(-70.0, 70.0, 201), np.linspace(0.01, 9.0, 200)])
    with np.errstate(all="ignore"):
        difference = apply(INVERSES[name], RoundingOps(), {"a": Rounded(points, np.zeros_like(points))})
    assert np.all(np.abs(difference.value) <= difference.error)


@pytest.mark.parametrize("xp", [NUMPY_OPS, JAX_OPS])
def test_extremes_are_those_of_the_functions(xp):
    with np.errstate(all="ignore"):
        at = {
            name: [float(apply(formula, xp, {"a": xp.module.asarray(a)})) for a in (-np.inf, -1e300, 1e300, np.inf)]
            for name, (formula, _) in FUNCTIONS.items()
        }
        undefined = [float(apply(formula, xp, {"a": xp.module.asarray(np.nan)})) for formula, _ in FUNCTIONS.values()]
    assert at["exp"] == [0.0, 0.0, np.inf, np.inf]
    assert at["erf"] == [-1.0, -1.0, 1.0, 1.0]
    assert at["Φ"] == [0.0, 0.0, 1.0, 1.0]
    np.testing.assert_allclose(at["log"], [np.nan, np.nan, math.log(1e300), np.inf])
    np.testing.assert_allclose(at["cube root"], [np.nan, np.nan, 1e100, np.inf])
    assert np.isnan(undefined).all()


def test_what_is_not_finite_is_never_said_to_hold():
    claim = _claim(lambda xp, x: xp.exp(x), lambda xp, x: xp.exp(x) + 1.0)
    verdict = check(claim, x=[np.nan, 1e3, -1e300, 700.0])
    assert verdict.status_names.tolist() == ["nonfinite", "nonfinite", "holds", "holds"]
    logarithm = _claim(lambda xp, x: xp.log(x), lambda xp, x: x)
    assert check(logarithm, x=[0.0, -1.0, 5e-324, 1e-300]).status_names.tolist()[:3] == ["nonfinite"] * 3


def test_rationals_stay_rational_where_the_function_is():
    xp = ExactOps()
    assert [str(xp.power(exact("8/27"), *exponent)) for exponent in ((1, 3), (-2, 3), (2, 6))] == ["2/3", "9/4", "2/3"]
    assert [str(number) for number in (xp.exp(0), xp.log(1), xp.erf(0), xp.root(0, 5))] == ["1", "0", "0", "0"]
    assert xp.root(exact(10**90), 3).fraction() == 10**30
    assert xp.root(exact(10**90 + 1), 3).fraction() is None


def test_a_power_is_written_as_roots_and_products():
    assert written(lambda xp, x: xp.power(x, 3, 2)) == "(* (* (sqrt x) (sqrt x)) (sqrt x))"
    assert written(lambda xp, x: xp.power(x, -1, 3)) == "(/ 1.0 (root x 3))"
    assert written(lambda xp, x: xp.power(x, 2, 4) * xp.pi) == "(* (sqrt x) (pi))"


@pytest.mark.parametrize("exponent", [(0,), (1, 0), (1, -2), (0.5,), (True,), (65,), (1, 65)])
def test_an_exponent_is_a_quotient_of_small_whole_numbers(exponent):
    with pytest.raises(ClaimError, match=r"raises to the power .*give whole numbers"):
        trace(lambda xp, x: xp.power(x, *exponent))
    with pytest.raises(ClaimError, match="takes the root of degree"):
        trace(lambda xp, x: xp.root(x, 1))


PROVED = {
    "tangent of exp": (lambda xp, x: 1.0 + x, lambda xp, x: xp.exp(x), ()),
    "exp(log x) = x": (lambda xp, x: xp.exp(xp.log(x)), lambda xp, x: x, (POSITIVE,)),
    "tangent of log": (lambda xp, x: xp.log(x), lambda xp, x: x - 1.0, (POSITIVE,)),
    "erf is odd": (lambda xp, x: xp.erf(x) + xp.erf(-x), lambda xp, x: 0.0, ()),
    "erf is below its tangent": (lambda xp, x: xp.erf(x), lambda xp, x: xp.divide(8.0 * x, 7.0), (POSITIVE,)),
    "erf is concave": (lambda xp, x: xp.erf(2.0 * x), lambda xp, x: 2.0 * xp.erf(x), (POSITIVE,)),
    "Φ is a probability": (lambda xp, x: normal_probability(xp, 2.0 * x), lambda xp, x: 1.0, ()),
    "roots": (lambda xp, x: xp.power(x * x * x, 1, 3), lambda xp, x: x, (POSITIVE,)),
    "π": (lambda xp, x: xp.pi * x, lambda xp, x: xp.divide(22.0 * x, 7.0), (POSITIVE,)),
}
REFUTED = {
    "exp": (lambda xp, x: xp.exp(x), lambda xp, x: 1.0 + 2.0 * xp.abs(x), ()),
    "log": (lambda xp, x: x - 1.0, lambda xp, x: 2.0 * xp.log(x), (POSITIVE,)),
    "erf": (lambda xp, x: xp.erf(x), lambda xp, x: x, (POSITIVE,)),
    "cube root": (lambda xp, x: xp.power(x, 1, 3), lambda xp, x: x, (POSITIVE,)),
    "π": (lambda xp, x: xp.divide(22.0 * x, 7.0), lambda xp, x: xp.pi * x, (POSITIVE,)),
}


@pytest.mark.parametrize("name", PROVED)
def test_facts_about_functions_prove(name):
    value, upper, premises = PROVED[name]
    assert prove(_claim(value, upper, *premises)).result == "proved"


@pytest.mark.parametrize("name", REFUTED)
def test_false_statements_about_functions_are_refuted_exactly(name):
    value, upper, premises = REFUTED[name]
    claim = _claim(value, upper, *premises)
    proof = prove(claim)
    assert proof.result == "refuted"
    assert certify(claim, field_error=0.0, **(proof.counterexample or {})).refutes
    assert falsify(claim, key=jax.random.key(0), starts=1).result == "refuted"
