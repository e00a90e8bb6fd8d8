"""Constructions against independent computations: numpy's solvers, automatic differentiation, sampled ratios."""

import math
from fractions import Fraction

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from flint import ctx
from support.instances import KernelModels, Models

from bounds import CLAIMS
from bounds.constructions import ALL, Construction, constructions_for
from bounds.constructions.compatible import is_compatible, relevant
from bounds.constructions.decoders import DECODERS, decoder
from bounds.constructions.drawing import draw, fields_at
from bounds.constructions.kernels import KERNELS, kernels
from bounds.constructions.linear import linear
from bounds.constructions.training import EUCLIDEAN, INFINITY, TRAINED, gradient
from bounds.constructions.training_variants import batched, penalised
from bounds.constructions.vectors import inverse, largest_eigenvalue, largest_singular_value
from bounds.readings.angles import EXACT_PLANE, JAX_PLANE, NUMPY_PLANE
from bounds.readings.exact import exact

COUNT = 40


def points(construction: Construction, seed: int = 3) -> list[dict[str, float]]:
    """Random parameters, by name."""
    drawn = np.asarray(draw(construction, jax.random.key(seed), COUNT))
    return [
        dict(zip((parameter.name for parameter in construction.parameters), column.tolist(), strict=True))
        for column in drawn.T
    ]


def as_rows(A: np.ndarray) -> tuple[tuple[float, ...], ...]:
    return tuple(map(tuple, A.tolist()))


def vector(point: dict[str, float], name: str, dim: int) -> np.ndarray:
    return np.array([point[f"{name}[{i}]"] for i in range(dim)])


def rows(point: dict[str, float], name: str, count: int, dim: int) -> np.ndarray:
    return np.array([vector(point, f"{name}[{i}]", dim) for i in range(count)])


@pytest.mark.parametrize("construction", ALL, ids=lambda construction: construction.name)
def test_three_readings_give_the_same_fields(construction):
    """The exact fields, rounded, are those of float64 but for rounding."""
    fields = fields_at(construction, draw(construction, jax.random.key(3), COUNT))
    for place, point in enumerate(points(construction)[:8]):
        plain = construction.fields(NUMPY_PLANE, {name: np.float64(value) for name, value in point.items()})
        with ctx.workprec(256):
            true = construction.fields(EXACT_PLANE, {name: exact(Fraction(value)) for name, value in point.items()})
        assert set(true) == set(fields) == construction.provides
        for name, value in true.items():
            expected = float(Fraction(str(exact(value)))) if exact(value).fraction() else float(str(exact(value)))
            assert math.isclose(float(plain[name]), expected, rel_tol=1e-7, abs_tol=1e-7)
            assert math.isclose(float(fields[name][place]), expected, rel_tol=1e-7, abs_tol=1e-7)


@pytest.mark.parametrize("printed", [False, True])
@pytest.mark.parametrize(("dim", "barred"), [(1, 0), (2, 0), (2, 1)])
def test_linear_models_against_the_normal_equations(dim, barred, printed):
    construction = linear(dim, barred=barred, printed=printed)
    for point in points(construction):
        actionable = np.arange(dim) < dim - barred
        w_nr, w_r, x = (vector(point, name, dim) for name in ("w_nr", "w_r", "x"))
        models = Models(w_nr, w_r, x, actionable, point["target"], point["lam"])
        expected = models.fields(printed_cost=printed)
        expected |= {"delta": expected["delta"] + point["slack"]}
        expected |= {"threshold": expected["score_r_r"] - point["shortfall"]}
        found = construction.fields(NUMPY_PLANE, point)
        assert set(found) == set(expected)
        for name, value in expected.items():
            np.testing.assert_allclose(found[name], value, rtol=1e-8, atol=1e-8, err_msg=name)


@pytest.mark.parametrize(("dim", "count"), [(1, 1), (1, 2), (2, 1), (2, 2)])
def test_kernel_models_against_numpy(dim, count):
    """Gram matrices, inverses, gradients and spectral norms by numpy's solvers, from tests/support."""
    construction = kernels(dim, count)
    for point in points(construction):
        models = KernelModels(
            X=rows(point, "X", count, dim),
            X_R=rows(point, "X_R", count, dim),
            Y=vector(point, "y", count),
            ridge=point["ridge"],
            x=vector(point, "x", dim),
            actionable=np.ones(dim, bool),
            target=point["target"],
            lam=point["lam"],
        )
        if not models.x.any():
            continue  # the gradient at 0 is a convention
        expected = models.fields()
        expected["threshold"] = expected["score_r_r"] - point["shortfall"]
        found = construction.fields(NUMPY_PLANE, point)
        assert set(found) == set(expected)
        for name, value in expected.items():
            np.testing.assert_allclose(found[name], value, rtol=1e-6, atol=1e-6, err_msg=name)


@pytest.mark.parametrize("attack", [INFINITY, EUCLIDEAN], ids=lambda attack: attack.name)
def test_the_gradient_of_training_is_that_of_the_loss(attack):
    rng = np.random.default_rng(0)
    dual = {"ℓ∞": lambda w: jnp.sum(jnp.abs(w)), "ℓ2": lambda w: jnp.sqrt(jnp.sum(w * w))}[attack.name]
    for _ in range(5):
        X, y, w, epsilon = rng.normal(size=(2, 2)), np.array([1.0, -1.0]), rng.normal(size=2), abs(rng.normal())

        def loss(v, X=X, y=y, epsilon=epsilon):
            return jnp.mean(jnp.log1p(jnp.exp(-(y * (X @ v) - epsilon * dual(v)))))

        found = gradient(NUMPY_PLANE, tuple(w), tuple(map(tuple, X)), tuple(y), epsilon, attack)
        np.testing.assert_allclose(found, jax.grad(loss)(w), rtol=1e-10)


@pytest.mark.parametrize("construction", TRAINED, ids=lambda construction: construction.name)
def test_the_quantities_of_lemma_1_are_those_of_the_training_set(construction):
    """The mean norm, the smoothness as an eigenvalue, and no weight gap without an attack."""
    _, dim, count, norm = construction.name.split("-")
    for point in points(construction)[:10]:
        X = rows(point, "X", int(count), int(dim))
        found = construction.fields(NUMPY_PLANE, point)
        np.testing.assert_allclose(found["mean_input_norm"], np.mean(np.linalg.norm(X, axis=1)))
        np.testing.assert_allclose(found["smoothness"], np.linalg.eigvalsh(X.T @ X / len(X))[-1] / 4, atol=1e-12)
        assert found["attack_factor"] == (math.sqrt(int(dim)) if norm == "ℓ∞" else 1.0)
        assert construction.fields(NUMPY_PLANE, point | {"epsilon": 0.0})["weight_gap"] == 0.0


def runs(construction: Construction) -> list[dict[str, float]]:
    """Random parameters of runs that do not start at the kink of |w|, where the slope is a convention."""
    return [point for point in points(construction) if point["start[0]"] != 0.0][:10]


def descended(losses, start: np.ndarray, rate: float) -> list[np.ndarray]:
    """The iterates of gradient descent by automatic differentiation, a loss for each step."""
    iterates = [start]
    for loss in losses:
        iterates.append(iterates[-1] - rate * np.asarray(jax.grad(loss)(iterates[-1])))
    return iterates


@pytest.mark.parametrize("intercept", [False, True])
def test_penalised_runs_against_automatic_differentiation(intercept):
    construction = penalised(intercept=intercept)
    for point in runs(construction):
        x, y, start = np.array([point["X[0][0]"], 1.0]), point["y[0]"], vector(point, "start", 2)
        rate, penalty, steps = point["learning_rate"], point["penalty"], int(point["steps"])

        def loss(w, epsilon, x=x, y=y, penalty=penalty):
            square = jnp.sum(w * w) if intercept else w[0] * w[0]
            return jnp.logaddexp(0.0, epsilon * jnp.abs(w[0]) - y * jnp.sum(w * x)) + penalty / 2.0 * square

        natural, robust = (
            descended([lambda w, e=epsilon: loss(w, e)] * steps, start, rate) for epsilon in (0.0, point["epsilon"])
        )
        found = construction.fields(NUMPY_PLANE, point)
        np.testing.assert_allclose(found["weight_gap"], np.linalg.norm(natural[-1] - robust[-1]), rtol=1e-8, atol=1e-8)
        np.testing.assert_allclose(found["robust_weight_norm"], max(abs(w[0]) for w in robust[:-1]), rtol=1e-8)
        curvature = x @ x / 4.0
        growth = max(abs(1.0 - rate * penalty), abs(1.0 - rate * (curvature + penalty)))
        np.testing.assert_allclose(found["steps"], (1.0 - growth**steps) / (1.0 - growth), rtol=1e-8)
        np.testing.assert_allclose(found["smoothness"], curvature, rtol=1e-12)
        assert found["dim"] == found["attack_factor"] == 1.0  # attacked columns: not the constant one


@pytest.mark.parametrize("per_batch", [False, True])
def test_runs_on_batches_against_automatic_differentiation(per_batch):
    construction = batched(per_batch=per_batch)
    for point in runs(construction):
        x, y = rows(point, "X", 2, 1)[:, 0], vector(point, "y", 2)
        rate, steps = point["learning_rate"], int(point["steps"])

        def loss(w, row, epsilon, x=x, y=y):
            return jnp.logaddexp(0.0, epsilon * jnp.abs(w) - y[row] * w * x[row])

        natural, robust = (
            descended(
                [lambda w, t=t, e=epsilon: loss(w, t % 2, e) for t in range(steps)], np.array(point["start[0]"]), rate
            )
            for epsilon in (0.0, point["epsilon"])
        )
        found = construction.fields(NUMPY_PLANE, point)
        np.testing.assert_allclose(found["weight_gap"], abs(natural[-1] - robust[-1]), rtol=1e-8, atol=1e-8)
        np.testing.assert_allclose(found["mean_input_norm"], np.max(np.abs(x)), rtol=1e-12)
        square = np.max(x * x) if per_batch else np.mean(x * x)
        np.testing.assert_allclose(found["smoothness"], square / 4.0, rtol=1e-12)


@pytest.mark.parametrize("construction", DECODERS, ids=lambda construction: construction.name)
def test_the_decoders_constant_is_the_largest_ratio(construction):
    """The ratio of decoded to latent distance never exceeds the constant, and attains it beside the bend."""
    for point in points(construction)[:10]:
        ratios = []
        for z_nr, z_r in ((1.0, 2.0), (-1.0, -2.0), (-1.0, 3.0)):
            found = construction.fields(NUMPY_PLANE, point | {"z_nr": z_nr, "z_r": z_r})
            ratios.append(found["recourse_gap"] / found["latent_gap"])
        np.testing.assert_allclose(max(ratios), found["lipschitz"], rtol=1e-12)


def test_small_matrices_against_numpy():
    rng = np.random.default_rng(1)
    for shape in ((1, 1), (1, 2), (2, 1), (2, 2)):
        A = rng.normal(size=shape)
        np.testing.assert_allclose(largest_singular_value(NUMPY_PLANE, as_rows(A)), np.linalg.norm(A, 2))
        if shape[0] == shape[1]:
            np.testing.assert_allclose(inverse(as_rows(A)), np.linalg.inv(A))
            np.testing.assert_allclose(largest_eigenvalue(NUMPY_PLANE, as_rows(A + A.T)), np.linalg.norm(A + A.T, 2))


def test_parameters_are_drawn_within_their_limits():
    for construction in ALL:
        drawn = np.asarray(draw(construction, jax.random.key(0), 500))
        for parameter, row in zip(construction.parameters, drawn, strict=True):
            assert np.all((parameter.low <= row) & (row <= parameter.high))
            assert not parameter.values or set(row) <= set(parameter.values)


@pytest.mark.parametrize("name", CLAIMS)
def test_every_claim_can_be_tried_on_models(name):
    """Models of one column come first, and costs are those that the claim speaks of."""
    found = constructions_for(CLAIMS[name])
    assert all(construction.level == "vector" for construction in found)
    assert found[0].name.split("-")[1] == "1"
    if {"cost_nr", "cost_r"} <= set(CLAIMS[name].read) and name.startswith("theorem1"):
        printed = any("λ |m" in premise.name for premise in CLAIMS[name].premises)
        assert all(construction.name.endswith("-printed") == printed for construction in found)


@pytest.mark.parametrize(
    ("name", "construction"),
    [
        ("theorem5.sharp", kernels(1, 1, own_rows=True)),
        ("theorem3.printed", decoder(2, same_norm=True)),
        ("theorem1.sound", linear(2, barred=1, mixed=True)),
        ("theorem1.sound", linear(1, printed=True)),
        ("theorem1.sound", KERNELS[0]),
    ],
)
def test_a_construction_that_misreads_a_quantity_is_not_compatible(name, construction):
    assert not is_compatible(construction, CLAIMS[name])


def test_parameters_of_fields_that_a_claim_does_not_read_are_not_relevant():
    construction = linear(1, printed=True)
    names = {parameter.name for parameter in construction.parameters}
    assert set(relevant(construction, CLAIMS["theorem1.printed"])) == names - {"shortfall"}
    assert "shortfall" in relevant(linear(1), CLAIMS["theorem1.floor"])


def test_the_angle_is_that_of_the_plane():
    for across, along in ((0.0, 1.0), (0.0, -1.0), (2.0, 0.0), (1.0, -3.0), (0.0, 0.0)):
        expected = math.atan2(across, along)
        assert math.isclose(float(JAX_PLANE.angle(across, along)), expected, abs_tol=1e-15)
        assert math.isclose(float(str(EXACT_PLANE.angle(across, along))), expected, abs_tol=1e-14)
