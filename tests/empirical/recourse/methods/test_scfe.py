"""SCFE: exact on linear scores, on networks no worse than gradient descent, and in mode valid accepted or not found."""

from typing import Any, NamedTuple

import equinox as eqx
import jax
import jax.numpy as jnp
import numpy as np
import optax
import pytest
from jax.tree_util import Partial
from scipy.optimize import minimize
from support.raw_files import needs_files

from empirical.data import load, split
from empirical.data.split import Space
from empirical.models.model import HostModel, LinearModel
from empirical.recourse.constraints import breaches
from empirical.recourse.methods import scfe
from empirical.recourse.methods.growing_spheres import GrowingSpheres
from empirical.recourse.methods.roar import ROAR
from empirical.recourse.methods.scfe import SCFE
from empirical.recourse.result import Recourses, RecourseStatus
from empirical.recourse.solvers.closed_form import linear_scfe
from empirical.recourse.solvers.constrained_linear import feasible_scfe
from empirical.recourse.solvers.gauss_newton import minimise

KEY = jax.random.key(0)
WIDTH, COUNT = 6, 50
TARGET, LAM = 0.7, 0.05
ACTIONABLE = np.array([True, True, False, True, True, False])


def weighted(weights: Any, x: Any) -> Any:
    return x @ weights


class Case(NamedTuple):
    """A linear score with instances and cost weights."""

    weights: np.ndarray
    inputs: np.ndarray
    cost_weights: np.ndarray

    @property
    def traced(self) -> Any:
        return Partial(weighted, jnp.asarray(self.weights))

    def objective(self, changes: np.ndarray) -> np.ndarray:
        missing = TARGET - (self.inputs + changes) @ self.weights
        return missing**2 + LAM * ((self.cost_weights * changes) ** 2).sum(axis=1)

    def slopes(self, changes: np.ndarray) -> np.ndarray:
        missing = TARGET - (self.inputs + changes) @ self.weights
        return 2.0 * (LAM * self.cost_weights**2 * changes - missing[:, None] * self.weights)


def case(seed: int, kind: Any = np.float64) -> Case:
    rng = np.random.default_rng(seed)
    parts = rng.normal(size=WIDTH) * 2.0, rng.normal(size=(COUNT, WIDTH)), np.exp(0.7 * rng.normal(size=WIDTH))
    return Case(*(part.astype(kind) for part in parts))


KINDS: dict[str, tuple[Any, float]] = {
    "traced": (lambda one: one.traced, 1e-8),
    "weights": (lambda one: LinearModel(one.weights), 1e-8),
    "differences": (lambda one: HostModel(lambda points: points @ one.weights), 1e-7),
}


def minimisers(score: Any, one: Case, space: Space, *, feasible: bool) -> Recourses:
    found = SCFE(mode="fixed", target=TARGET, lam=LAM, feasible=feasible)
    return found(score, one.inputs, space, cost_weights=one.cost_weights, key=KEY)


# Linear scores


def closed(one: Case) -> np.ndarray:
    found = linear_scfe(one.inputs, one.weights, actionable=ACTIONABLE, cost_weights=one.cost_weights,
                        target=TARGET, lam=LAM)  # fmt: skip
    return np.asarray(found.changes)


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("kind", KINDS)
def test_on_linear_scores_it_is_the_closed_form(kind, seed):
    """Whatever the ranges are: the theorems speak of what only keeps the immutable columns."""
    score, slack = KINDS[kind]
    one = case(seed)
    tight = Space.unbounded(WIDTH)._replace(low=np.zeros(WIDTH), high=np.ones(WIDTH), actionable=ACTIONABLE)
    found = minimisers(score(one), one, tight, feasible=False)
    np.testing.assert_allclose(found.changes, closed(one), rtol=slack, atol=slack)
    np.testing.assert_array_equal(found.points, one.inputs + found.changes)
    np.testing.assert_allclose(found.costs, np.linalg.norm(one.cost_weights * found.changes, axis=1), rtol=1e-12)
    before, after = one.inputs @ one.weights, found.points @ one.weights
    status = np.where(before > 0.0, RecourseStatus.ALREADY_FAVOURABLE,
                      np.where(after > 0.0, RecourseStatus.FOUND, RecourseStatus.NOT_FOUND))  # fmt: skip
    np.testing.assert_array_equal(found.status, status)


@pytest.mark.parametrize(("kind", "slack"), [("traced", 1e-4), ("weights", 1e-4), ("differences", 1e-3)])
def test_in_float32_it_is_so_to_its_precision(kind, slack):
    one = case(0, np.float32)
    space = Space.unbounded(WIDTH)._replace(actionable=ACTIONABLE)
    found = minimisers(KINDS[kind][0](one), one, space, feasible=False)
    assert found.changes.dtype == np.float32
    np.testing.assert_allclose(found.changes, closed(case(0)), rtol=slack, atol=slack)


def box(low: float = -1.0, high: float = 1.0) -> Space:
    """Some people stand outside, some columns have a direction."""
    direction = np.array([1, 0, 0, -1, 0, 0])
    return Space.unbounded(WIDTH)._replace(
        low=np.full(WIDTH, low), high=np.full(WIDTH, high), direction=direction, actionable=ACTIONABLE
    )


def ends(one: Case, space: Space) -> tuple[np.ndarray, np.ndarray]:
    """How far everything may move, said anew."""
    low = np.where((space.direction == 1) | ~space.actionable, 0.0, np.minimum(space.low - one.inputs, 0.0))
    high = np.where((space.direction == -1) | ~space.actionable, 0.0, np.maximum(space.high - one.inputs, 0.0))
    return low, high


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("kind", ["traced", "weights"])
def test_in_a_box_no_direction_that_is_open_leads_down(kind, seed):
    """The conditions of Karush, Kuhn and Tucker, which are enough: the objective is convex."""
    one, space = case(seed), box()
    found = minimisers(KINDS[kind][0](one), one, space, feasible=True)
    (low, high), slopes = ends(one, space), one.slopes(found.changes)
    assert ((found.changes >= low - 1e-12) & (found.changes <= high + 1e-12)).all()
    scale = 1e-9 * (1.0 + np.abs(one.slopes(np.zeros_like(found.changes))).max())
    assert (slopes[found.changes > low + 1e-9] <= scale).all()
    assert (slopes[found.changes < high - 1e-9] >= -scale).all()


def test_in_a_box_it_is_never_worse_than_a_quasi_newton_method():
    one, space = case(0), box()
    found = one.objective(minimisers(one.traced, one, space, feasible=True).changes)
    low, high = ends(one, space)
    for instance in range(20):
        alone = one._replace(inputs=one.inputs[instance : instance + 1])
        other = minimize(
            lambda change, alone=alone: alone.objective(change[None])[0],
            np.zeros(WIDTH),
            jac=lambda change, alone=alone: alone.slopes(change[None])[0],
            bounds=np.stack([low[instance], high[instance]], axis=1),
            method="L-BFGS-B",
        )
        assert found[instance] <= other.fun * (1.0 + 1e-9)


def mixed() -> Space:
    """Two numbers, a category of three levels, one of two levels in a column."""
    return Space(
        low=np.zeros(WIDTH),
        high=np.ones(WIDTH),
        direction=np.array([1, 0, 0, 0, 0, 0]),
        category=np.array([-1, -1, 0, 0, 0, 1]),
        levels=np.array([[2, 3, 4], [5, -1, -1]]),
        actionable=np.ones(WIDTH, bool),
    )


def of_mixed(seed: int) -> np.ndarray:
    rng = np.random.default_rng(seed)
    levels = np.eye(3)[rng.integers(0, 3, COUNT)]
    return np.column_stack([rng.uniform(size=(COUNT, 2)), levels, rng.integers(0, 2, COUNT)])


@pytest.mark.parametrize("seed", range(3))
def test_with_categories_a_linear_score_gets_what_is_known_for_it(seed):
    one = case(seed)._replace(inputs=of_mixed(seed))
    found = minimisers(one.traced, one, mixed(), feasible=True)
    known = feasible_scfe(jnp.asarray(one.inputs), jnp.asarray(one.weights), space=jax.tree.map(jnp.asarray, mixed()),
                          cost_weights=jnp.asarray(one.cost_weights), target=TARGET, lam=LAM)  # fmt: skip
    assert (one.objective(found.changes) <= one.objective(np.asarray(known.changes)) * (1.0 + 1e-9)).all()
    assert not any(flags.any() for flags in breaches(one.inputs, found.changes, mixed()))


# Networks


FEATURES, INSTANCES = 20, 64
EVERYTHING = Space.unbounded(FEATURES)
UNIT = EVERYTHING._replace(low=np.zeros(FEATURES), high=np.ones(FEATURES))


def smooth(inputs: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """A linear rule with noise."""
    rule = rng.normal(size=FEATURES)
    worth = (inputs - 0.5) @ rule / np.linalg.norm(rule) + 0.3 * rng.normal(size=len(inputs))
    return np.where(worth > np.quantile(worth, 0.3), 1.0, -1.0)


def wavy(inputs: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Waves in three columns."""
    worth = np.sin(6.0 * inputs[:, 0]) * np.sin(6.0 * inputs[:, 1]) + np.sin(6.0 * inputs[:, 2] + 1.0)
    return np.where(worth > 0.0, 1.0, -1.0)


ADAM = optax.scale_by_adam()


def adam(gradient: Any, memory: Any) -> tuple[Any, Any]:
    with jax.numpy_dtype_promotion("standard"):  # optax takes a power of an integer
        return ADAM.update(gradient, memory)


@eqx.filter_jit
def trained(model: Any, inputs: Any, labels: Any, rate: Any) -> Any:
    arrays, rest = eqx.partition(model, eqx.is_array)

    def loss(arrays: Any, rows: Any) -> Any:
        return jnp.mean(jnp.logaddexp(0.0, -labels[rows] * jax.vmap(eqx.combine(arrays, rest))(inputs[rows])))

    def update(state: Any, rows: Any) -> Any:
        arrays, memory = state
        change, memory = adam(jax.grad(loss)(arrays, rows), memory)
        return (jax.tree.map(lambda old, step: old - rate * step, arrays, change), memory), None

    rows = jax.random.randint(KEY, (500, 128), 0, len(inputs))
    return eqx.combine(jax.lax.scan(update, (arrays, ADAM.init(arrays)), rows)[0][0], rest)


@pytest.fixture(scope="module", params=["smooth", "wavy"])
def network(request: pytest.FixtureRequest) -> tuple[Any, np.ndarray]:
    """A network, and people whom it rejects; on wavy labels it has many kinks."""
    rng = np.random.default_rng(0)
    inputs = rng.uniform(size=(4000, FEATURES))
    labels, rate = (smooth(inputs, rng), 1e-3) if request.param == "smooth" else (wavy(inputs, rng), 5e-3)
    start = eqx.nn.MLP(FEATURES, "scalar", 2 * FEATURES, 2, key=KEY, dtype=np.float64)
    model = trained(start, jnp.asarray(inputs), jnp.asarray(labels), jnp.asarray(rate))
    fresh = rng.uniform(size=(1000, FEATURES))
    return model, fresh[np.asarray(jax.vmap(model)(fresh)) <= 0.0][:INSTANCES]


@eqx.filter_jit
def descended(model: Any, inputs: Any, target: Any, lam: Any) -> Any:
    """The objective after a thousand plain steps of Adam."""

    def one(x: Any) -> Any:
        def objective(change: Any) -> Any:
            return (model(x + change) - target) ** 2 + lam * change @ change

        def step(_: Any, state: Any) -> Any:
            step, memory = adam(jax.grad(objective)(state[0]), state[1])
            return state[0] - 0.01 * step, memory

        return objective(jax.lax.fori_loop(0, 1000, step, (jnp.zeros_like(x), ADAM.init(x)))[0])

    return jax.vmap(one)(inputs)


def share_no_worse(network: tuple[Any, np.ndarray], target: float, lam: float) -> float:
    model, inputs = network
    found = SCFE(mode="fixed", feasible=False, target=target, lam=lam)(model, inputs, key=KEY)
    worths = (np.asarray(jax.vmap(model)(found.points)) - target) ** 2 + lam * found.costs**2
    return float(np.mean(worths <= np.asarray(descended(model, inputs, target, lam)) * (1.0 + 1e-6)))


@pytest.mark.parametrize(("target", "lam"), [(0.405, 0.01), (0.02, 1e-3), (0.405, 0.1)])
def test_on_networks_it_is_no_worse_than_a_thousand_gradient_steps(network, target, lam):
    assert share_no_worse(network, target, lam) >= 0.99


@pytest.mark.parametrize("network", ["wavy"], indirect=True)
def test_steps_that_stop_at_kinks_would_be_worse(network, monkeypatch):
    """The mutant: Gauss-Newton alone."""
    monkeypatch.setattr(scfe, "minimise_past_kinks", minimise)
    assert share_no_worse(network, 0.405, 0.1) < 0.97


# Mode valid


def assert_sound(found: Recourses, score: Any, inputs: np.ndarray, space: Space, cost_weights: Any = 1.0) -> None:
    """Accepted and allowed where found, NaN elsewhere."""
    rows = found.found
    assert rows.any()
    assert (np.asarray(jax.vmap(score)(jnp.asarray(found.points[rows]))) > 0.0).all()
    assert not any(flags.any() for flags in breaches(inputs[rows], found.changes[rows], space))
    np.testing.assert_array_equal(found.points[rows], (inputs + found.changes)[rows])
    np.testing.assert_allclose(
        found.costs[rows], np.linalg.norm((cost_weights * found.changes)[rows], axis=1), rtol=1e-9
    )
    assert all(np.isnan(part[~rows]).all() for part in found[:3])
    favourable = np.asarray(jax.vmap(score)(jnp.asarray(inputs))) > 0.0
    np.testing.assert_array_equal(found.status == RecourseStatus.ALREADY_FAVOURABLE, favourable)


@pytest.mark.parametrize("lam", [0.01, 1.0])
def test_on_networks_everybody_has_one_and_it_costs_no_more_than_gradient_descents(network, lam):
    model, inputs = network
    newton, descent = (SCFE(lam=lam, solver=solver)(model, inputs, UNIT, key=KEY) for solver in scfe.SOLVERS)
    for found in (newton, descent):
        assert_sound(found, model, inputs, UNIT)
        assert found.found.all()
    assert newton.costs.mean() <= 1.02 * descent.costs.mean()


def test_where_no_restart_is_needed_the_key_does_not_matter(network):
    model, inputs = network
    one, other = (SCFE()(model, inputs, UNIT, key=jax.random.key(seed)) for seed in (1, 2))
    np.testing.assert_array_equal(one.changes, other.changes)


def bent(weights: Any, x: Any) -> Any:
    return x @ weights[0] + jnp.sin(x @ weights[1]) - 1.0


@pytest.mark.parametrize("seed", range(3))
def test_categories_and_weights(seed):
    rng = np.random.default_rng(seed)
    score, inputs = Partial(bent, jnp.asarray(rng.normal(size=(2, WIDTH)))), of_mixed(seed)
    cost_weights = np.exp(rng.normal(size=WIDTH))
    assert_sound(
        SCFE()(score, inputs, mixed(), cost_weights=cost_weights, key=KEY), score, inputs, mixed(), cost_weights
    )


@needs_files
def test_german():
    parts = split(load("german"), seed=0)
    slope = np.cov(parts.train.T, parts.train_labels)[-1, :-1]
    slope[-1] = -np.median(parts.train @ slope)
    score = Partial(bent, jnp.asarray(np.stack([slope * 10.0, slope])))
    inputs = parts.test[:64]
    found = SCFE()(score, inputs, parts.space, key=KEY)
    assert_sound(found, score, inputs, parts.space)
    assert not (found.status == RecourseStatus.NOT_FOUND).any()


def never(problem: Any, changes: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    return changes, np.zeros(len(changes), bool)


class TestStages:
    """Each is needed for somebody: without it nothing is found."""

    LINEAR = Partial(weighted, jnp.ones(WIDTH))
    INPUTS = np.full((5, WIDTH), -0.2)

    def test_lambda_is_lowered_until_the_minimiser_is_accepted(self, monkeypatch):
        monkeypatch.setattr(scfe, "along_ray", never)
        monkeypatch.setattr(scfe, "RESTARTS", 0)
        method = SCFE(lam=100.0)
        assert_sound(method(self.LINEAR, self.INPUTS, key=KEY), self.LINEAR, self.INPUTS, Space.unbounded(WIDTH))
        monkeypatch.setattr(scfe, "LOWERINGS", 0)
        assert not method(self.LINEAR, self.INPUTS, key=KEY).found.any()

    def test_the_ray_goes_on_where_the_minimiser_misses(self, monkeypatch):
        """Its score stays below a small target at this λ, and below 0; the ray stops just beyond 0."""
        monkeypatch.setattr(scfe, "RESTARTS", 0)
        monkeypatch.setattr(scfe, "LOWERINGS", 0)
        method = SCFE(target=1e-3)
        found = method(self.LINEAR, self.INPUTS, key=KEY)
        assert_sound(found, self.LINEAR, self.INPUTS, Space.unbounded(WIDTH))
        np.testing.assert_allclose(found.costs, 1.2 / np.sqrt(WIDTH), rtol=0.01)
        monkeypatch.setattr(scfe, "along_ray", never)
        assert not method(self.LINEAR, self.INPUTS, key=KEY).found.any()

    @pytest.mark.parametrize("scale", [1e-6, 1e6])
    def test_units_of_scores_and_weights_do_not_matter(self, scale):
        """Whatever λ is against the square of the slope."""
        weights = scale * np.ones(WIDTH)
        inputs = self.INPUTS - 1.0
        found = SCFE()(lambda x: x @ jnp.asarray(weights) - scale, inputs, key=KEY)
        assert found.found.all()
        dear = SCFE()(lambda x: jnp.sum(x) - 1.0, inputs, cost_weights=np.full(WIDTH, scale), key=KEY)
        assert dear.found.all()
        np.testing.assert_allclose(dear.costs, scale * np.linalg.norm(dear.changes, axis=1))

    def test_a_target_that_is_not_accepted_is_refused(self):
        with pytest.raises(ValueError, match="target must be above 0"):
            SCFE(target=0.0)
        assert SCFE(target=-1.0, mode="fixed").target == -1.0

    @pytest.mark.parametrize("lam", [0.01, 10.0])
    def test_where_the_score_is_flat_random_starts_find_a_slope(self, lam, monkeypatch):
        method, inputs = SCFE(lam=lam), np.linspace(-0.3, 0.3, 5 * WIDTH).reshape(5, WIDTH)
        found = [method(plateau, inputs, key=jax.random.key(seed)) for seed in (1, 2)]
        for one in found:
            assert_sound(one, plateau, inputs, Space.unbounded(WIDTH))
            assert one.found.all()
            assert one.costs.max() < 3.0
        assert not np.allclose(found[0].changes, found[1].changes)
        monkeypatch.setattr(scfe, "RESTARTS", 0)
        assert not method(plateau, inputs, key=KEY).found.any()


def plateau(x: Any) -> Any:
    """Flat at −0.1 within half of 0, accepted soon beyond."""
    return jnp.maximum(jnp.abs(x[0]) - 0.5, 0.0) - 0.1


@pytest.mark.parametrize(
    ("setting", "says"),
    [
        ({"mode": "best"}, "mode must be valid, fixed or sparse, not 'best'"),
        ({"solver": "adam"}, "solver must be gauss-newton or gradient, not 'adam'"),
        ({"target": np.inf}, "target must be a finite score, not inf"),
        ({"target": np.nan}, "target must be a finite score, not nan"),
        ({"lam": 0.0}, "lam must be finite and positive, not 0"),
        ({"lam": np.nan}, "lam must be finite and positive, not nan"),
    ],
)
def test_settings_out_of_range_are_refused(setting, says):
    with pytest.raises(ValueError, match=says):
        SCFE(**setting)


def rosenbrock(x: Any) -> Any:
    return 2.0 - jnp.sum(100.0 * (x[1:] - x[:-1] ** 2) ** 2 + (1.0 - x[:-1]) ** 2)


@pytest.mark.parametrize("mode", ["valid", "fixed"])
def test_a_curved_score_takes_as_many_steps_in_any_batch(mode):
    """Steps are counted for each person, however many there are and whoever evaluates the score."""
    inputs = np.random.default_rng(0).uniform(-1.0, 1.0, (150, 3))
    method = SCFE(mode=mode, target=1.0, feasible=False)
    together = method(rosenbrock, inputs, key=KEY)
    few = method(rosenbrock, inputs[:40], key=KEY)
    np.testing.assert_array_equal(together.status[:40], few.status)
    np.testing.assert_allclose(together.costs[:40], few.costs, rtol=1e-5)


def test_near_the_border_in_float32():
    """A step is small against the point and the change, not against 1."""
    weights = np.array([1e4, 5e3], np.float32)
    inputs = np.array([[-3e-5, 0.0], [-1e-4, 0.0]], np.float32)
    for score in (lambda x: x @ weights, lambda x: 3.0 * jnp.tanh(x @ weights)):
        found = SCFE()(score, inputs, key=KEY)
        assert found.found.all()
        assert (found.costs < 5e-4).all()
    fixed = SCFE(mode="fixed", feasible=False)(lambda x: x @ weights, inputs, key=KEY)
    np.testing.assert_allclose(inputs @ weights + fixed.changes @ weights, np.log(1.5), rtol=1e-3)


def test_a_function_that_changed_is_compiled_anew():
    class Model:
        threshold = 1.0

        def __call__(self, x: Any) -> Any:
            return jnp.sum(x) - self.threshold

    model, inputs = Model(), np.zeros((3, 2))
    assert SCFE()(model, inputs, key=KEY).found.all()
    model.threshold = 100.0
    found = SCFE()(model, inputs, key=KEY)
    assert (found.points.sum(axis=1)[found.found] > 100.0).all()
    assert found.found.all()


def test_a_score_that_jax_cannot_trace_is_told_what_to_do():
    with pytest.raises(TypeError, match="wrap it as HostModel"):
        SCFE()(lambda x: float(np.asarray(x).sum()), np.zeros((3, 2)), key=KEY)


@pytest.mark.parametrize("method", [SCFE(), SCFE(mode="fixed"), ROAR(shift=0.01), GrowingSpheres(samples=64)])
def test_a_batch_of_the_same_size_compiles_nothing(method):
    """Also another number of people, of whom others are left at every stage."""
    rng = np.random.default_rng(0)
    nets = [eqx.nn.MLP(6, "scalar", 12, 2, key=jax.random.key(seed)) for seed in range(3)]
    shifted = [eqx.tree_at(lambda net: net.layers[-1].bias, net, jnp.asarray(-0.3)) for net in nets]
    method(shifted[0], rng.uniform(size=(100, 6)), key=KEY)
    events: list[str] = []

    def note(event: str, duration_secs: float, **kwargs: str | int) -> None:
        events.append(event)

    jax.monitoring.register_event_duration_secs_listener(note)
    try:
        for net, count in ((shifted[1], 128), (shifted[2], 70), (shifted[0], 90)):
            method(net, rng.uniform(size=(count, 6)), key=KEY)
    finally:
        jax.monitoring.unregister_event_duration_listener(note)
    assert not [event for event in events if event.endswith("backend_compile_duration")]
