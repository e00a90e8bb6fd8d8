"""What every recourse method makes of scores, instances and spaces that have no answer, or an odd one."""

import os
import subprocess
import sys
from pathlib import Path
from typing import Any, NamedTuple

import equinox as eqx
import jax
import jax.numpy as jnp
import numpy as np
import pytest
from support.scores import Net

from empirical.data import Dataset, Feature, split
from empirical.data.split import Space
from empirical.models.model import HostModel
from empirical.recourse.constraints import breaches
from empirical.recourse.method import RecourseMethod
from empirical.recourse.methods.actionable import ActionableRecourse
from empirical.recourse.methods.cchvae import CCHVAE
from empirical.recourse.methods.ecco import ECCo
from empirical.recourse.methods.growing_spheres import GrowingSpheres
from empirical.recourse.methods.nice import NICE
from empirical.recourse.methods.roar import ROAR
from empirical.recourse.methods.scfe import SCFE
from empirical.recourse.result import Recourses, RecourseStatus

KEY = jax.random.key(0)
WIDTH = 4


class Scaled(eqx.Module):
    """An autoencoder of instances of any width, whose latent space is twice as large as theirs."""

    scale: Any

    def encode(self, x: Any) -> Any:
        return self.scale * x

    def decode(self, z: Any) -> Any:
        return z / self.scale


class Examples(NamedTuple):
    """Training instances with their labels."""

    train: np.ndarray
    train_labels: np.ndarray


class NearestOfGrid(NamedTuple):
    """NICE over the points of a grid that has as many columns as the instances."""

    def __call__(
        self, model: Any, inputs: Any, space: Space | None = None, *, cost_weights: Any = None, key: Any
    ) -> Recourses:
        """Search among the points."""
        width = np.shape(inputs)[1] if np.ndim(inputs) == 2 else WIDTH
        grid = np.stack(np.meshgrid(*[[0.0, 0.5, 1.0]] * width, indexing="ij"), axis=-1).reshape(-1, width)
        method = NICE(data=Examples(grid, np.ones(len(grid))), justified=False)
        return method(model, inputs, space, cost_weights=cost_weights, key=key)


METHODS: dict[str, RecourseMethod] = {
    "scfe": SCFE(),
    "gradient": SCFE(solver="gradient"),
    "spheres": GrowingSpheres(samples=64),
    "roar": ROAR(),
    "cchvae": CCHVAE(vae=Scaled(np.array(2.0)), samples=64),
    "sparse": SCFE(mode="sparse"),
    "nice": NearestOfGrid(),
    "ecco": ECCo(),
    "actionable": ActionableRecourse(),
    "fixed": SCFE(mode="fixed"),
}
SEARCHES = {name: method for name, method in METHODS.items() if name != "fixed"}
FOUND, NOT_FOUND, FAVOURABLE = RecourseStatus

every_method = pytest.mark.parametrize("method", METHODS.values(), ids=METHODS)
every_search = pytest.mark.parametrize("method", SEARCHES.values(), ids=SEARCHES)


class Trap(NamedTuple):
    """wᵀx less a number, NaN beyond a wall: one structure, so that all traps share their compilations."""

    weights: Any
    shift: Any
    wall: Any

    def __call__(self, x: Any) -> Any:
        return jnp.where(x[0] > self.wall, jnp.nan, x @ self.weights - self.shift)


def trap(weights: Any, shift: float, wall: float = np.inf, kind: Any = np.float64) -> Trap:
    return Trap(*(jnp.asarray(part, kind) for part in (weights, shift, wall)))


ONES = np.ones(WIDTH)
PLAIN = trap(ONES, 2.5)


def box(**parts: Any) -> Space:
    return Space.unbounded(WIDTH)._replace(low=ONES * 0.0, high=ONES, **parts)


def instances(count: int = 20, seed: int = 0) -> np.ndarray:
    return np.random.default_rng(seed).uniform(high=0.5, size=(count, WIDTH))


def assert_none(found: Recourses) -> None:
    assert (found.status == NOT_FOUND).all()
    for values in (found.points, found.changes, found.costs):
        assert np.isnan(values).all()


def same(one: Recourses, other: Recourses, rtol: float = 1e-6) -> None:
    np.testing.assert_array_equal(one.status, other.status)
    np.testing.assert_allclose(one.changes, other.changes, rtol=rtol, atol=1e-9)


UNANSWERED = {
    "a constant score": (trap(0.0 * ONES, 1.0), box()),
    "a constant score of 0": (trap(0.0 * ONES, 0.0), box()),
    "an unreachable target": (trap(ONES, 4.5), box()),
    "nothing may change": (PLAIN, box(actionable=np.zeros(WIDTH, bool))),
    "the score falls where one may go": (PLAIN, box(direction=-np.ones(WIDTH, int))),
}


@every_method
@pytest.mark.parametrize("name", UNANSWERED)
def test_what_cannot_be_had_is_not_found(name, method):
    score, space = UNANSWERED[name]
    found = method(score, instances(), space, key=KEY)
    if method is METHODS["fixed"]:
        assert (found.status == NOT_FOUND).all()
        assert not any(flags.any() for flags in breaches(instances(), found.changes, space))
    else:
        assert_none(found)


@every_method
def test_a_score_that_is_nan_everywhere_has_no_recourse(method):
    assert_none(method(trap(ONES, np.nan), instances(), box(), key=KEY))


@every_search
def test_where_the_score_is_nan_nobody_is_sent(method):
    """The way that costs least leads there: the first column weighs most."""
    score = trap(np.array([4.0, 1.0, 1.0, 1.0]), 3.0, wall=0.6)
    inputs = instances() * 0.5
    found = method(score, inputs, box(), key=KEY)
    assert (found.points[found.found, 0] <= 0.6).all()
    assert found.found.mean() > 0.9
    assert (np.asarray(jax.vmap(score)(found.points[found.found])) > 0.0).all()


@every_method
def test_on_the_boundary_one_needs_a_recourse(method):
    inputs = np.full((3, WIDTH), 0.5)
    found = method(trap(ONES, 2.0), inputs, box(), key=KEY)
    assert (found.status == FOUND).all()
    assert (found.costs > 0.0).all()
    assert (found.points.sum(axis=1) > 2.0).all()


@every_method
def test_whom_the_model_accepts_needs_none(method):
    inputs = np.vstack([np.full((1, WIDTH), 0.9), instances(2)])
    found = method(PLAIN, inputs, box(), key=KEY)
    assert (found.status == [FAVOURABLE, FOUND, FOUND]).all()
    assert np.isnan(found.costs[0]) == (method is not METHODS["fixed"])


@every_method
def test_a_category_of_one_level_stays(method):
    rng = np.random.default_rng(0)
    features = (Feature("a"), Feature("only", ("x",)), Feature("b"))
    values = np.column_stack([rng.random(50), np.zeros(50), rng.random(50)])
    labels = np.where(values[:, 0] > 0.5, 1.0, -1.0)
    parts = split(Dataset("d", features, values, labels, "good", "made up", ""), seed=0)
    assert parts.train.shape[1] == WIDTH
    found = method(trap(np.array([1.0, 9.0, 1.0, 0.0]), 1.2), parts.test, parts.space, key=KEY)
    assert (found.status != NOT_FOUND).all()
    moved = found.changes[found.found]
    assert not moved[:, [1, 3]].any()
    assert moved[:, [0, 2]].any(axis=1).all()


@every_method
def test_nan_in_the_features_of_one_leaves_the_others_alone(method):
    inputs = instances()
    inputs[3, 1] = np.nan
    found = method(PLAIN, inputs, box(), key=KEY)
    others = np.arange(len(inputs)) != 3
    assert found.status[3] == NOT_FOUND
    assert np.isnan(found.costs[3])
    same(Recourses(*(part[others] for part in found[:4])), method(PLAIN, inputs[others], box(), key=KEY), rtol=1e-12)


class Strict(NamedTuple):
    """A score outside JAX that refuses what scikit-learn refuses."""

    score: Trap

    def __call__(self, points: np.ndarray) -> np.ndarray:
        assert len(points)
        assert np.isfinite(points).all()
        return np.where(points[:, 0] > self.score.wall, np.nan, points @ np.asarray(self.score.weights)) - float(
            self.score.shift
        )


@every_method
def test_a_strict_score_outside_jax_is_never_asked_about_nan_or_nobody(method):
    inputs = instances()
    inputs[3, 1] = np.nan
    outside, inside = (method(score, inputs, box(), key=KEY) for score in (HostModel(Strict(PLAIN)), PLAIN))
    same(outside, inside, rtol=1e-5)
    assert method(HostModel(Strict(PLAIN)), inputs[:0], box(), key=KEY).costs.shape == (0,)
    if method is not METHODS["gradient"]:  # whose thousands of steps take seconds before it gives up
        assert (method(HostModel(Strict(trap(ONES, 4.5))), inputs, box(), key=KEY).status == NOT_FOUND).all()


@every_method
@pytest.mark.parametrize("kind", [np.float16, np.int64, bool])
def test_halves_are_computed_in_float32_and_whole_numbers_in_float64(kind, method):
    inputs = instances().astype(kind) if kind is np.float16 else np.eye(WIDTH, dtype=kind)
    floats = np.float32 if kind is np.float16 else np.float64
    score = trap(ONES, 2.5, kind=floats)
    found = method(score, inputs, box(), key=KEY)
    assert found.points.dtype == found.changes.dtype == found.costs.dtype == floats
    assert (found.status == FOUND).all()
    assert (found.points.sum(axis=1, dtype=np.float64) > 2.5 - 1e-6).all()
    assert not any(flags.any() for flags in breaches(inputs.astype(floats), found.changes, box()))


@every_method
def test_nobody_and_one_instance(method):
    nobody = method(PLAIN, instances(0), box(), key=KEY)
    assert nobody.points.shape == nobody.changes.shape == (0, WIDTH)
    assert nobody.costs.shape == nobody.status.shape == (0,)
    assert (method(PLAIN, instances(1), box(), key=KEY).status == FOUND).all()


@every_method
def test_one_column(method):
    found = method(trap(np.ones(1), 0.3), np.linspace(-2.0, 0.3, 5)[:, None], key=KEY)
    assert (found.status == FOUND).all()
    assert (found.points > 0.3).all()


WRONG = {
    "a vector": ({"inputs": ONES}, r"inputs must be instances in rows"),
    "a space of another width": ({"space": Space.unbounded(3)}, "the space has 3 columns, and the inputs 4"),
    "a cost weight that is infinite": (
        {"cost_weights": np.array([1.0, 1.0, 1.0, np.inf])},
        "4 positive finite numbers",
    ),
    "a cost weight of 0": ({"cost_weights": np.array([1.0, 1.0, 1.0, 0.0])}, "4 positive finite numbers"),
    "a cost weight that is NaN": ({"cost_weights": np.array([1.0, 1.0, 1.0, np.nan])}, "4 positive finite numbers"),
    "too few cost weights": ({"cost_weights": np.ones(3)}, "4 positive finite numbers"),
    "a score that is a vector": ({"model": lambda x: x}, "one score for an instance"),
    "a score of all at once": ({"model": HostModel(lambda points: points.sum())}, "one score for an instance"),
    "a column of scores": ({"model": HostModel(lambda points: points[:, :1])}, "one score for an instance"),
}


@every_method
@pytest.mark.parametrize("name", WRONG)
def test_what_does_not_fit_is_said_in_one_line(name, method):
    change, says = WRONG[name]
    given: dict[str, Any] = {"model": PLAIN, "inputs": instances(), "space": box()} | change
    with pytest.raises(ValueError, match=says) as raised:
        method(**given, key=KEY)
    assert "\n" not in str(raised.value)


# Every method on a small network: batches, order, keys, hash seeds


def net(seed: int = 0, columns: int = WIDTH) -> Net:
    rng = np.random.default_rng(seed)
    inner, outer = rng.normal(size=(columns, 8)), rng.normal(size=8)
    shift = np.quantile(np.maximum(rng.uniform(size=(200, columns)) @ inner, 0.0) @ outer, 0.8)
    return Net(*map(jnp.asarray, (inner, outer, shift)))


def mixed() -> tuple[np.ndarray, Space]:
    """A number and a category of three levels: 65 people, one more than fill the smallest batch."""
    rng = np.random.default_rng(1)
    inputs = np.column_stack([rng.uniform(size=65), np.eye(3)[rng.integers(0, 3, 65)]])
    return inputs, box(category=np.array([-1, 0, 0, 0]), levels=np.array([[1, 2, 3]]))


@every_method
def test_everyone_gets_the_same_in_any_batch_and_order(method):
    model, (inputs, space) = net(), mixed()
    together = method(model, inputs, space, key=KEY)
    assert 0.1 < together.found.mean() < 1.0
    order = np.random.default_rng(0).permutation(65)
    for size in (65, 64, 3, 1):
        rows = order[:size]
        some = method(model, inputs[rows], space, key=KEY)
        same(some, Recourses(*(part[rows] for part in together[:4])))


@every_method
def test_the_same_again_is_the_same_bytes(method):
    model, (inputs, space) = net(), mixed()
    one, other = (method(model, inputs[:64], space, key=KEY) for _ in range(2))
    assert [part.tobytes() for part in one[:4]] == [part.tobytes() for part in other[:4]]


ALL_BYTES = """
import hashlib, sys
import jax
jax.config.update("jax_enable_x64", True)
sys.path[:0] = sys.argv[1:]
from test_traps import KEY, METHODS, box, instances, net
for name, method in METHODS.items():
    parts = method(net(), instances(), box(), key=KEY)[:4]
    print(name, *(hashlib.sha256(part.tobytes()).hexdigest() for part in parts))
"""


def test_hash_seeds_do_not_matter():
    folder = Path(__file__).parent
    command = [sys.executable, "-c", ALL_BYTES, str(folder), str(folder.parents[1])]
    runs = [
        subprocess.Popen(command, env=os.environ | {"PYTHONHASHSEED": seed}, stdout=subprocess.PIPE, text=True)
        for seed in ("0", "1")
    ]
    one, other = (run.communicate(timeout=120)[0] for run in runs)
    assert len(one.splitlines()) == len(METHODS)
    assert one == other


@every_method
def test_another_size_of_the_same_batch_and_another_model_compile_nothing(method):
    """One instance alone is not padded: it has programs of its own."""
    inputs, space = mixed()
    method(net(0), inputs[:64], space, key=KEY)
    before = compilations()
    for count in (63, 40, 7, 2):
        method(net(0), inputs[:count], space, key=jax.random.key(count))
    method(net(1), inputs[:50], space, cost_weights=np.arange(1.0, 5.0), key=KEY)
    assert compilations() == before


def test_another_width_would_be_seen_to_compile():
    """The mutant."""
    before = compilations()
    METHODS["scfe"](net(1, 3), instances()[:, :3], key=KEY)
    assert compilations() > before


def compilations() -> int:
    """Of everything that the modules of recourse methods compile."""
    modules = [module for name, module in sys.modules.items() if name.startswith("empirical.recourse.")]
    compiled = [value for module in modules for value in vars(module).values() if hasattr(value, "_cache_size")]
    assert len(compiled) > 10
    return sum(one._cache_size() for one in compiled)
