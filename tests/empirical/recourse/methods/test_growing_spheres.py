"""Growing Spheres: accepted, allowed, near the cheapest there is, and the same for everyone alone or together."""

from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from support.raw_files import needs_files
from support.scores import Linear, Net

from empirical.data import load, split
from empirical.data.split import Space
from empirical.models.model import HostModel
from empirical.recourse.constraints import breaches
from empirical.recourse.methods import growing_spheres
from empirical.recourse.methods.growing_spheres import GrowingSpheres
from empirical.recourse.result import Recourses, RecourseStatus
from empirical.recourse.sampling import input_space as candidates
from empirical.recourse.sampling import radius_search as bracket
from empirical.recourse.sampling import stages
from empirical.recourse.sampling.input_space import Shared, costs, freed, shortened
from empirical.recourse.sampling.stages import HALVINGS, Traced

KEY = jax.random.key(0)
SEARCH = GrowingSpheres(samples=64)
WIDTH = 9


def net(seed: int, kind: Any = np.float64) -> Net:
    rng = np.random.default_rng(seed)
    inner, outer = rng.normal(size=(WIDTH, 16)), rng.normal(size=16)
    points = rng.uniform(size=(200, WIDTH))
    shift = np.quantile(np.maximum(points @ inner, 0.0) @ outer, 0.7)
    return Net(*(jnp.asarray(part, kind) for part in (inner, outer, shift)))


def on_host(model: Net) -> HostModel:
    inner, outer, shift = (np.asarray(part) for part in model)
    return HostModel(lambda points: np.maximum(points @ inner, 0.0) @ outer - shift)


def linear(weights: Any, shift: float, kind: Any = np.float64) -> Linear:
    return Linear(jnp.asarray(weights, kind), jnp.asarray(shift, kind))


FIRST = np.eye(WIDTH)[0]


def instances(seed: int, count: int = 50) -> np.ndarray:
    return np.random.default_rng(seed + 100).uniform(size=(count, WIDTH))


def box(width: int = WIDTH) -> Space:
    return Space.unbounded(width)._replace(low=np.zeros(width), high=np.ones(width))


def mixed() -> Space:
    """Two numbers, of which one may only rise; two levels in a column; three levels; a category of which one column is
    immutable. In the order of the columns."""
    return Space(
        low=np.zeros(9),
        high=np.ones(9),
        direction=np.array([1, 0, 0, 0, 0, 0, 0, 0, 0]),
        category=np.array([-1, -1, 0, 1, 1, 1, 2, 2, 2]),
        levels=np.array([[2, -1, -1], [3, 4, 5], [6, 7, 8]]),
        actionable=np.array([True, True, True, True, True, True, True, False, True]),
    )


def of_mixed(seed: int, count: int = 50) -> np.ndarray:
    rng = np.random.default_rng(seed)
    inputs = np.zeros((count, 9))
    inputs[:, :2], inputs[:, 2] = rng.uniform(size=(count, 2)), rng.integers(0, 2, count)
    for start in (3, 6):
        inputs[np.arange(count), start + rng.integers(0, 3, count)] = 1.0
    return inputs


def assert_sound(found: Recourses, score: Any, inputs: np.ndarray, space: Space, cost_weights: Any = 1.0) -> None:
    """Accepted, allowed, and NaN where there is none."""
    rows = found.found
    assert rows.any()
    assert (np.asarray(jax.vmap(score)(jnp.asarray(found.points[rows]))) > 0.0).all()
    for flags in breaches(inputs[rows], found.changes[rows], space):
        assert not flags.any()
    np.testing.assert_allclose(found.costs[rows], np.linalg.norm(cost_weights * found.changes[rows], axis=1), rtol=1e-6)
    assert np.isnan(found.changes[~rows]).all()
    assert np.isnan(found.costs[~rows]).all()
    favourable = np.asarray(jax.vmap(score)(jnp.asarray(inputs))) > 0.0
    np.testing.assert_array_equal(found.status == RecourseStatus.ALREADY_FAVOURABLE, favourable)


@pytest.mark.parametrize("seed", range(3))
def test_numbers_in_a_box(seed):
    model, inputs = net(seed), instances(seed)
    found = SEARCH(model, inputs, box(), key=KEY)
    assert_sound(found, model, inputs, box())
    assert not (found.status == RecourseStatus.NOT_FOUND).any()


@pytest.mark.parametrize("seed", range(5))
def test_categories_directions_and_weights(seed):
    model, inputs, space = net(seed), of_mixed(seed), mixed()
    cost_weights = np.exp(np.random.default_rng(seed).normal(size=9))
    found = SEARCH(model, inputs, space, cost_weights=cost_weights, key=KEY)
    assert_sound(found, model, inputs, space, cost_weights)


@needs_files
def test_german():
    parts = split(load("german"), seed=0)
    inputs, weights = parts.test, np.cov(parts.train.T, parts.train_labels)[-1, :-1]
    model = linear(weights, np.median(parts.train @ weights))
    found = SEARCH(model, inputs, parts.space, key=KEY)
    assert_sound(found, model, inputs, parts.space)
    assert not (found.status == RecourseStatus.NOT_FOUND).any()


@pytest.mark.parametrize("seed", range(3))
def test_a_linear_score_costs_at_least_the_distance_and_not_much_more(seed):
    rng = np.random.default_rng(seed)
    weights, cost_weights, inputs = rng.normal(size=WIDTH), np.exp(rng.normal(size=WIDTH)), rng.normal(size=(50, WIDTH))
    found = SEARCH(linear(weights, 1.0), inputs, cost_weights=cost_weights, key=KEY)
    exact = (1.0 - inputs @ weights) / np.linalg.norm(weights / cost_weights)
    rows = found.found
    assert (rows == (exact >= 0.0)).all()
    assert (found.costs[rows] >= exact[rows] * (1 - 1e-12)).all()
    assert (found.costs[rows] <= 2.0 * exact[rows]).all()


def test_in_one_dimension_it_is_the_distance():
    inputs = np.linspace(-700.0, 0.2, 40)[:, None]
    found = GrowingSpheres(samples=5)(lambda x: x[0] - 0.3, inputs, key=KEY)
    assert found.found.all()
    distance = 0.3 - inputs[:, 0]
    assert ((found.costs > distance) & (found.costs <= distance * (1 + 1.1 * 0.5**HALVINGS))).all()


@pytest.mark.parametrize("seed", range(3))
def test_nothing_much_shorter_on_the_way_is_accepted(seed):
    model, inputs = net(seed), instances(seed)
    found = SEARCH(model, inputs, box(), key=KEY)
    rows = found.found
    before = inputs[rows] + (1.0 - 2.0 * 0.5**HALVINGS) * found.changes[rows]
    assert np.mean(np.asarray(jax.vmap(model)(jnp.asarray(before))) <= 0.0) > 0.95


@pytest.mark.parametrize("space", [box(), mixed()], ids=["numbers", "mixed"])
def test_everyone_gets_the_same_alone_or_together(space):
    model, inputs = net(1), np.tile(of_mixed(1, 20), (4, 1))
    inputs[20:, 0] = np.linspace(0.0, 1.0, 60)
    together = SEARCH(model, inputs, space, key=KEY)
    order = np.random.default_rng(0).permutation(80)
    for rows in (order, order[:30], *order[:10, None]):
        some = SEARCH(model, inputs[rows], space, key=KEY)
        np.testing.assert_allclose(some.changes, together.changes[rows], rtol=1e-9, atol=1e-12)


def test_the_key_decides():
    model, inputs = net(0), instances(0)
    first, again, other = (SEARCH(model, inputs, box(), key=key) for key in (KEY, KEY, jax.random.key(1)))
    np.testing.assert_array_equal(first.changes, again.changes)
    assert not np.allclose(first.changes[first.found], other.changes[first.found])


@pytest.mark.parametrize("space", [box(), mixed()], ids=["numbers", "mixed"])
def test_a_score_outside_jax_gets_the_same(space):
    model, inputs = net(1), of_mixed(1, 60)
    traced, outside = (SEARCH(score, inputs, space, key=KEY) for score in (model, on_host(model)))
    np.testing.assert_array_equal(traced.status, outside.status)
    np.testing.assert_allclose(traced.changes, outside.changes, rtol=1e-9, atol=1e-12)


def test_more_candidates_and_a_weight_on_columns_do_what_they_should():
    model, inputs = net(2), instances(2, 60)
    few, many = (GrowingSpheres(samples=n)(model, inputs, box(), key=KEY) for n in (64, 640))
    assert np.nanmean(many.costs) < np.nanmean(few.costs)
    sparse = GrowingSpheres(samples=640, gamma=0.5)(model, inputs, box(), key=KEY)
    assert (sparse.changes[sparse.found] != 0.0).sum() < (many.changes[many.found] != 0.0).sum()
    assert np.nanmean(sparse.costs) >= np.nanmean(many.costs)


class TestCandidates:
    """Freeing and shortening never leave the accepted set, and never raise the cost."""

    @staticmethod
    def accepted_changes(seed: int) -> tuple[Net, np.ndarray, np.ndarray, Shared]:
        model, inputs, space = net(seed), of_mixed(seed, 20), mixed()
        owner, layer = np.array([0, 1, 2, 3, 3, 3, 4, 4, 4]), np.random.default_rng(seed).normal(size=(300, 9))
        shared = Shared(
            space=space,
            cost_weights=np.exp(np.random.default_rng(seed).normal(size=9)),
            gamma=np.float64(0.1),
            first=np.float64(0.25),
            layer=layer,
            together=owner[:, None] == owner[None, :],
            tried=np.array([True, True, True, True, False, False, True, False, False]),
        )
        changes = candidates._allowed(jnp.asarray(inputs), jnp.asarray(shared.layer)[None].repeat(20, 0), shared)
        return model, inputs, np.asarray(changes), shared

    @pytest.mark.parametrize("seed", range(3))
    @pytest.mark.parametrize("method", [freed, shortened])
    def test_they_stay_accepted_and_get_no_dearer(self, method, seed):
        model, inputs, changes, shared = self.accepted_changes(seed)
        accepted = np.asarray(Traced(model).scores(jnp.asarray(inputs[:, None] + changes))) > 0.0
        ends = jax.jit(lambda x, changes: method(Traced(model), x, changes, shared))(inputs, changes)
        still = np.asarray(Traced(model).scores(jnp.asarray(inputs)[:, None] + ends)) > 0.0
        assert accepted.any()
        assert still[accepted].all()
        before, after = (np.asarray(costs(jnp.asarray(each), shared)) for each in (changes, ends))
        assert (after[accepted] <= before[accepted] * (1 + 1e-12)).all()
        assert (after[accepted] < before[accepted]).mean() > 0.5

    def test_of_a_linear_score_every_feature_that_can_go_alone_goes(self):
        """The one whose change is smallest first: 0.1 goes, then 0.2 does, and then 0.9 must stay."""
        shared = self.accepted_changes(0)[-1]
        shared = shared._replace(
            cost_weights=np.ones(3), together=np.eye(3, dtype=bool), tried=np.ones(3, bool), space=box(3)
        )
        model = Traced(lambda x: jnp.sum(x) - 0.85)
        ends = freed(model, jnp.zeros((1, 3)), jnp.array([[[0.1, 0.9, 0.2], [0.5, 0.4, 0.0]]]), shared)
        np.testing.assert_array_equal(ends[0], [[0.0, 0.9, 0.0], [0.5, 0.4, 0.0]])


@pytest.mark.parametrize("score", [linear(0.0 * FIRST, 1.0), linear(FIRST, 1.5)], ids=["constant", "out of reach"])
@pytest.mark.parametrize("space", [box(), Space.unbounded(WIDTH)], ids=["box", "unbounded"])
def test_what_cannot_be_had_is_not_found(score, space):
    found = SEARCH(score, instances(0, 5), space, key=KEY)
    reachable = not np.isfinite(space.high).all() and score(2.0 * np.ones(WIDTH)) > 0.0
    assert (found.status == (RecourseStatus.FOUND if reachable else RecourseStatus.NOT_FOUND)).all()
    assert np.isfinite(found.costs).all() == reachable


def test_on_the_boundary_one_needs_a_recourse_and_it_is_short():
    inputs = np.full((3, WIDTH), 0.5)
    found = SEARCH(linear(FIRST, 0.5, np.float32), inputs.astype(np.float32), box(), key=KEY)
    assert found.found.all()
    assert ((found.costs > 0.0) & (found.costs < 1e-3)).all()


def test_who_may_change_nothing_gets_nothing_and_is_not_asked_about():
    calls = []
    model = net(0)

    def counted(points: Any) -> Any:
        calls.append(len(points))
        return on_host(model).function(points)

    space = box()._replace(actionable=np.zeros(WIDTH, bool))
    found = SEARCH(HostModel(counted), instances(0, 7), space, key=KEY)
    assert not found.found.any()
    assert sum(calls) <= 14


def test_a_category_of_one_level_stays():
    space = box(2)._replace(category=np.array([-1, 0]), levels=np.array([[1]]), actionable=np.array([True, False]))
    inputs = np.array([[0.1, 1.0], [0.2, 1.0]])
    found = SEARCH(lambda x: x[0] + x[1] - 1.5, inputs, space, key=KEY)
    assert found.found.all()
    assert not found.changes[:, 1].any()


def test_nan_is_never_accepted():
    inputs = instances(0, 8)
    inputs[0, 0] = np.nan
    nowhere = SEARCH(lambda x: jnp.where(x[1] > 0.5, jnp.nan, -1.0), inputs, box(), key=KEY)
    assert (nowhere.status == RecourseStatus.NOT_FOUND).all()
    inputs[1:, 1] = 0.2
    beyond = SEARCH(lambda x: jnp.where(x[1] > 0.9, jnp.nan, x[1] - 0.5), inputs, box(), key=KEY)
    assert (beyond.status == [RecourseStatus.NOT_FOUND] + 7 * [RecourseStatus.FOUND]).all()
    assert ((beyond.points[1:, 1] > 0.5) & (beyond.points[1:, 1] <= 0.9)).all()


def test_halves_are_computed_in_float32():
    model, inputs = linear(FIRST - 0.1, 0.5, np.float32), instances(0).astype(np.float16)
    found = SEARCH(model, inputs, box(), key=KEY)
    assert found.changes.dtype == np.float32
    assert_sound(
        found,
        model,
        inputs.astype(np.float32),
        box()._replace(low=np.full(WIDTH, -1e-6), high=np.full(WIDTH, 1 + 1e-6)),
    )
    assert not (found.status == RecourseStatus.NOT_FOUND).any()


def test_where_the_scouts_find_nothing_all_candidates_look(monkeypatch):
    monkeypatch.setattr(bracket, "SCOUTS", 1)
    away = np.append(-np.ones(WIDTH - 1), 0.0) + 3.0 * FIRST
    inputs = np.zeros((5, WIDTH))
    found = SEARCH(linear(away, 1.5), inputs, box(), key=KEY)
    assert_sound(found, linear(away, 1.5), inputs, box())
    scout = growing_spheres._layer(KEY, 64, growing_spheres.pose(linear(away, 1.5), inputs, box()))[0]
    assert np.clip(1e3 * scout, 0.0, 1.0) @ away <= 1.5


@pytest.mark.parametrize("radius", [1e-39, 1e-50])
def test_a_radius_below_the_numbers_of_float32_ends_all_the_same(radius):
    """Twice what is flushed to 0 is 0: the radius would never grow."""
    model, inputs = linear(FIRST, 0.5, np.float32), instances(0, 3).astype(np.float32)
    found = GrowingSpheres(samples=64, radius=radius)(model, inputs, box(), key=KEY)
    assert not (found.status == RecourseStatus.NOT_FOUND).any()


def test_a_search_is_padded_to_whom_it_is_for():
    """Not to all who are asked about: a few rejected people among many would wait for the others."""
    inputs = instances(3, 900)
    rejected = SEARCH(net(3), inputs, box(), key=KEY).status != RecourseStatus.ALREADY_FAVOURABLE
    few = np.concatenate([inputs[~rejected], inputs[rejected][:5]])
    compiled: Any = stages.compiled
    SEARCH(net(3), inputs[rejected][:5], box(), key=KEY)
    before = compiled._cache_size()
    SEARCH(net(3), few, box(), key=KEY)
    assert compiled._cache_size() == before


def test_nobody():
    found = SEARCH(net(0), np.zeros((0, WIDTH)), box(), key=KEY)
    assert found.costs.shape == (0,)


def test_what_differs_in_numbers_alone_compiles_nothing_again():
    inputs = instances(3, 60)
    SEARCH(net(3), inputs, box(), key=KEY)
    compiled: Any = stages.compiled
    before = compiled._cache_size()
    other = GrowingSpheres(samples=64, gamma=0.3, radius=0.1, largest=50.0)
    fixed = box()._replace(actionable=np.arange(WIDTH) > 1, direction=np.arange(WIDTH) % 2)
    for count in (60, 33, 1):
        other(net(4), inputs[:count], fixed, cost_weights=np.arange(1.0, 1.0 + WIDTH), key=jax.random.key(5))
    assert compiled._cache_size() == before


@pytest.mark.parametrize(
    ("setting", "says"),
    [
        ({"samples": 0}, "samples must be at least 1"),
        ({"gamma": -1.0}, "gamma must be finite"),
        ({"gamma": np.nan}, "gamma must be finite"),
        ({"radius": 0.0}, "radius must be finite and positive"),
        ({"radius": np.nan}, "radius must be finite and positive"),
        ({"largest": 0.1}, "largest must be finite and at least the radius"),
        ({"largest": np.inf}, "largest must be finite and at least the radius"),
    ],
)
def test_settings_out_of_range_are_refused(setting, says):
    with pytest.raises(ValueError, match=says):
        GrowingSpheres(**setting)
