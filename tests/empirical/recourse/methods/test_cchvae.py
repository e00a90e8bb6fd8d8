"""C-CHVAE: accepted, allowed, what its latent points stand for, in balls of their radii, and the same for everyone."""

import math
from typing import Any

import equinox as eqx
import jax
import jax.numpy as jnp
import numpy as np
import pytest
from support.scores import Linear, Net

from empirical.data.split import Space
from empirical.models.model import HostModel
from empirical.recourse.constraints import breaches
from empirical.recourse.methods import cchvae
from empirical.recourse.methods.cchvae import CCHVAE
from empirical.recourse.result import Recourses, RecourseStatus
from empirical.recourse.sampling import latent_space as latent
from empirical.recourse.sampling import stages
from empirical.recourse.sampling.latent_space import Autoencoder, Batch, soft, unit_layer
from empirical.recourse.sampling.stages import HALVINGS

KEY = jax.random.key(0)
WIDTH, LATENT = 9, 3
FOUND, NOT_FOUND, FAVOURABLE = RecourseStatus
NORMS = (1.0, 2.0, math.inf)


class Same(eqx.Module):
    """The latent space of all instances."""

    def encode(self, x: Any) -> Any:
        return x

    def decode(self, z: Any) -> Any:
        return z


class Smooth(eqx.Module):
    """From a few latent columns to values between 0 and 1."""

    down: Any
    up: Any
    bias: Any

    def encode(self, x: Any) -> Any:
        return self.down @ x

    def decode(self, z: Any) -> Any:
        return jax.nn.sigmoid(self.up @ jnp.tanh(z) + self.bias)


class Constant(eqx.Module):
    """A decoder that ignores its input."""

    point: Any

    def encode(self, x: Any) -> Any:
        return x[:2]

    def decode(self, z: Any) -> Any:
        return self.point


def smooth(seed: int = 0, width: int = WIDTH, latents: int = LATENT) -> Smooth:
    rng = np.random.default_rng(seed)
    return Smooth(rng.normal(size=(latents, width)), 4.0 * rng.normal(size=(width, latents)), rng.normal(size=width))


def net(seed: int = 0) -> Net:
    """A network that accepts about a third of what :func:`smooth` decodes."""
    rng, vae = np.random.default_rng(seed), smooth(seed)
    inner, outer = rng.normal(size=(WIDTH, 16)), rng.normal(size=16)
    points = np.asarray(jax.vmap(vae.decode)(rng.normal(size=(300, LATENT))))
    shift = np.quantile(np.maximum(points @ inner, 0.0) @ outer, 0.7)
    return Net(*map(jnp.asarray, (inner, outer, shift)))


def on_host(model: Net) -> HostModel:
    inner, outer, shift = map(np.asarray, model)

    def strict(points: np.ndarray) -> np.ndarray:
        assert len(points)
        assert np.isfinite(points).all()
        return np.maximum(points @ inner, 0.0) @ outer - shift

    return HostModel(strict)


def linear(weights: Any, shift: float) -> Linear:
    return Linear(np.asarray(weights, float), np.asarray(shift, float))


def search(vae: Autoencoder | None = None, **settings: Any) -> CCHVAE:
    return CCHVAE(vae=smooth() if vae is None else vae, samples=64, **settings)


def mixed(width: int = WIDTH) -> Space:
    """Two numbers, of which one may only rise; two levels in a column; three levels; a category of which one column is
    immutable. In the order of the columns, the first of which narrower spaces have."""
    return Space(
        low=np.zeros(9),
        high=np.ones(9),
        direction=np.array([1, 0, 0, 0, 0, 0, 0, 0, 0]),
        category=np.array([-1, -1, 0, 1, 1, 1, 2, 2, 2]),
        levels=np.array([[2, -1, -1], [3, 4, 5], [6, 7, 8]]),
        actionable=np.array([True, True, True, True, True, True, True, False, True]),
    )


def instances(seed: int = 0, count: int = 60) -> np.ndarray:
    rng = np.random.default_rng(seed)
    inputs = np.zeros((count, WIDTH))
    inputs[:, :2], inputs[:, 2] = rng.uniform(size=(count, 2)), rng.integers(0, 2, count)
    for start in (3, 6):
        inputs[np.arange(count), start + rng.integers(0, 3, count)] = 1.0
    return inputs


def lengths(steps: np.ndarray, norm: float) -> np.ndarray:
    sizes = np.abs(steps)
    return {1.0: sizes.sum(axis=1), 2.0: np.sqrt((sizes**2).sum(axis=1)), math.inf: sizes.max(axis=1)}[norm]


def allowed(x: np.ndarray, wanted: np.ndarray, space: Space) -> np.ndarray:
    """What is left of changes where categories stay as decoded."""
    low = np.where(space.direction > 0, x, space.low)
    high = np.where(space.direction < 0, x, space.high)
    return np.where(space.actionable, np.clip(wanted, low, high), x) - x


def assert_sound(
    found: Recourses, score: Any, inputs: np.ndarray, space: Space, method: CCHVAE, rtol: float = 1e-9
) -> None:
    """Accepted, allowed, NaN where there is none, and what the latent points say."""
    rows = found.found
    x, changes, more = inputs[rows], found.changes[rows], {name: part[rows] for name, part in found.more.items()}
    assert rows.any()
    assert (np.asarray(jax.vmap(score)(jnp.asarray(found.points[rows]))) > 0.0).all()
    flags = breaches(x, changes, space)
    assert not (flags.immutable | flags.range | flags.direction).any()
    assert not (method.feasible and flags.category.any())
    np.testing.assert_allclose(found.costs[rows], np.linalg.norm(changes, axis=1), rtol=rtol)
    np.testing.assert_allclose(more["centre"], np.asarray(jax.vmap(method.vae.encode)(x)), rtol=rtol)
    np.testing.assert_allclose(
        lengths(more["latent"] - more["centre"], method.norm), more["radius"], rtol=rtol, atol=rtol
    )
    if not method.feasible:
        wanted = np.asarray(jax.vmap(method.vae.decode)(more["latent"]))
        np.testing.assert_allclose(changes, allowed(x, wanted, space), rtol=0.0, atol=rtol)
    for part in (found.points, found.changes, found.costs, *found.more.values()):
        assert np.isnan(part[~rows]).all()
    favourable = np.asarray(jax.vmap(score)(jnp.asarray(inputs))) > 0.0
    np.testing.assert_array_equal(found.status == FAVOURABLE, favourable)


@pytest.mark.parametrize("feasible", [False, True], ids=["as decoded", "whole levels"])
@pytest.mark.parametrize("norm", NORMS)
def test_what_is_found_is_accepted_allowed_and_what_its_latent_point_stands_for(norm, feasible):
    method, inputs = search(norm=norm, feasible=feasible), instances()
    found = method(net(), inputs, mixed(), key=KEY)
    assert_sound(found, net(), inputs, mixed(), method)
    assert found.found.sum() > 20
    assert (found.more["radius"][found.found] > 0.0).sum() > 10
    soft_ones = breaches(inputs[found.found], found.changes[found.found], mixed()).category
    assert soft_ones.any() != feasible


def test_a_radius_that_is_too_small_would_be_seen():
    """The mutant."""
    method, inputs = search(), instances()
    found = method(net(), inputs, mixed(), key=KEY)
    less = found._replace(more={**found.more, "radius": 0.99 * found.more["radius"]})
    with pytest.raises(AssertionError):
        assert_sound(less, net(), inputs, mixed(), method)


def test_in_float32_the_autoencoder_is_too():
    method, inputs = search(), instances().astype(np.float32)
    model = jax.tree.map(lambda part: part.astype(np.float32), net())
    found = method(model, inputs, mixed(), key=KEY)
    parts = (found.points, found.changes, found.costs, *found.more.values())
    assert {part.dtype for part in parts} == {np.dtype(np.float32)}
    narrow = search(jax.tree.map(np.float32, method.vae))
    assert_sound(found, model, inputs, mixed(), narrow, rtol=2e-5)
    wide = method(net(), inputs.astype(float), mixed(), key=KEY)
    assert (wide.status == found.status).mean() > 0.9


# Where the latent space is that of the instances, what can be had is known


@pytest.mark.parametrize("norm", NORMS)
@pytest.mark.parametrize("seed", range(2))
def test_of_a_linear_score_the_radius_and_the_cost_are_near_the_distances(seed, norm):
    rng = np.random.default_rng(seed)
    weights, inputs = rng.normal(size=3), rng.normal(size=(50, 3))
    found = CCHVAE(vae=Same(), norm=norm)(linear(weights, 1.0), inputs, key=KEY)
    missing, rows = 1.0 - inputs @ weights, found.found
    dual = {1.0: math.inf, 2.0: 2.0, math.inf: 1.0}[norm]
    assert (rows == (missing >= 0.0)).all()
    costs = found.costs[rows] / (missing[rows] / np.linalg.norm(weights))
    radii = found.more["radius"][rows] / (missing[rows] / np.linalg.norm(weights, dual))
    assert (costs >= 1.0 - 1e-12).all()
    assert (radii >= 1.0 - 1e-12).all()
    assert (costs <= (1.1 if norm == 2.0 else 1.3)).all()
    assert (radii <= (1.1 if norm == 2.0 else 2.1)).all()


def test_a_larger_margin_costs_a_larger_radius():
    inputs = np.random.default_rng(0).normal(size=(50, 3))
    weights = np.array([1.0, -2.0, 0.5])
    margins = np.max(inputs @ weights) + np.array([0.1, 0.3, 1.0, 3.0])
    radii = [search(Same())(linear(weights, margin), inputs, key=KEY).more["radius"] for margin in margins]
    assert (np.diff(radii, axis=0) > 0.0).all()


@pytest.mark.parametrize("width", [1, 3])
def test_nothing_much_nearer_on_the_segment_is_accepted(width):
    inputs = np.random.default_rng(0).normal(size=(50, width))
    score = linear(np.ones(width), 3.0)
    found = search(Same())(score, inputs, key=KEY)
    rows = found.found
    assert rows.sum() > 45
    centres, steps = found.more["centre"][rows], (found.more["latent"] - found.more["centre"])[rows]
    assert (score(centres + steps) > 0.0).all()
    assert (score(centres + (1.0 - 2.0 * 0.5**HALVINGS) * steps) <= 0.0).all()


def test_weights_decide_between_accepted_points():
    inputs, score = np.zeros((1, 3)), linear(np.ones(3), 1.0)
    dear = np.array([100.0, 1.0, 1.0])
    plain, weighted = (
        search(Same())(score, inputs, cost_weights=cost_weights, key=KEY) for cost_weights in (None, dear)
    )
    assert abs(weighted.changes[0, 0]) < abs(plain.changes[0, 0])
    np.testing.assert_allclose(weighted.costs, np.linalg.norm(dear * weighted.changes, axis=1))


# Traps


def test_a_decoder_that_ignores_its_input_leads_to_its_one_point_or_nowhere():
    calls = []

    def counted(points: np.ndarray) -> np.ndarray:
        calls.append(len(points))
        return points.sum(axis=1) - 2.0

    inputs = np.random.default_rng(0).uniform(high=0.6, size=(20, 3))
    for point, status in ((0.9, FOUND), (0.5, NOT_FOUND)):
        found = search(Constant(np.full(3, point)))(HostModel(counted), inputs, key=KEY)
        assert (found.status == status).all()
        np.testing.assert_array_equal(found.more["radius"], np.full(20, 0.0 if status == FOUND else np.nan))
    np.testing.assert_allclose(search(Constant(np.full(3, 0.9)))(HostModel(counted), inputs, key=KEY).points, 0.9)
    assert sum(calls) < 20 * 20 * 64


def test_the_latent_point_of_an_instance_comes_first():
    method, inputs = search(), instances()
    found = method(net(), inputs, mixed(), key=KEY)
    wanted = np.asarray(jax.vmap(method.vae.decode)(jax.vmap(method.vae.encode)(inputs)))
    rebuilt = inputs + allowed(inputs, wanted, mixed())
    at_once = np.asarray(jax.vmap(net())(rebuilt)) > 0.0
    rows = found.found
    assert 0 < (at_once & rows).sum() < rows.sum()
    np.testing.assert_array_equal(found.more["radius"][rows] == 0.0, at_once[rows])


def test_what_is_out_of_reach_is_not_found_and_the_search_ends_where_it_should():
    inputs = np.zeros((5, 3))
    far = linear(np.array([1.0, 0.0, 0.0]), 5.0)
    assert (search(Same())(far, inputs, key=KEY).status == FOUND).all()
    assert (search(Same(), largest=4.9)(far, inputs, key=KEY).status == NOT_FOUND).all()
    found = search(Same(), largest=5.5)(far, inputs, key=KEY)
    assert ((found.more["radius"] > 5.0) & (found.more["radius"] <= 5.5)).all()
    beyond = linear(np.array([1.0, 0.0, 0.0]), 4.0 * math.sqrt(3.0))
    assert (search(Same())(beyond, inputs, key=KEY).status == NOT_FOUND).all()


def test_one_latent_column_and_one_column():
    line = Smooth(np.array([[0.3]]), np.array([[5.0]]), np.array([0.0]))
    inputs = np.linspace(-3.0, 0.7, 8)[:, None]
    for norm in NORMS:
        found = search(line, norm=norm)(linear([1.0], 0.8), inputs, key=KEY)
        assert found.found.all()
        assert ((found.points > 0.8) & (found.points < 0.81)).all()


def test_who_may_change_nothing_gets_nothing_and_is_not_asked_about():
    calls = []

    def counted(points: np.ndarray) -> np.ndarray:
        calls.append(len(points))
        return points.sum(axis=1) - 100.0

    space = mixed()._replace(actionable=np.zeros(WIDTH, bool))
    found = search()(HostModel(counted), instances(0, 7), space, key=KEY)
    assert not found.found.any()
    assert sum(calls) <= 14


class Torn(eqx.Module):
    """Encodes some to what is not finite, and decodes some latent points to NaN."""

    def encode(self, x: Any) -> Any:
        return jnp.where(x[0] > 0.5, jnp.inf, x)

    def decode(self, z: Any) -> Any:
        return jnp.where(z[1] > 0.5, jnp.nan, z)


def test_nobody_is_sent_to_nan():
    inputs = np.random.default_rng(0).uniform(high=0.4, size=(12, 3))
    inputs[0, 2], inputs[1, 0] = np.nan, 0.6
    score = HostModel(on_host(Net(np.eye(3), np.array([0.5, 2.0, 0.5]), np.array(1.3))).function)
    found = search(Torn())(score, inputs, key=KEY)
    assert (found.status == [NOT_FOUND, NOT_FOUND, *10 * [FOUND]]).all()
    assert (found.points[2:, 1] <= 0.5).all()
    nowhere = search(Constant(np.full(3, np.nan)))(score, inputs, key=KEY)
    assert (nowhere.status == NOT_FOUND).all()


def test_where_rounding_spoils_what_was_cut_back_the_candidate_is_taken(monkeypatch):
    def too_short(score: Any, batch: Batch, shared: Any) -> Batch:
        found = searched(score, batch, shared)
        return found._replace(steps=found.steps * np.array([0.0, 1.0])[:, None])

    inputs, score = np.zeros((4, 3)), linear(np.ones(3), 1.0)
    short, searched = search(Same())(score, inputs, key=KEY), latent.search
    monkeypatch.setattr(cchvae, "search", too_short)
    found = search(Same())(score, inputs, key=KEY)
    assert found.found.all()
    assert (found.more["radius"] > short.more["radius"]).all()


# The same for everyone


def close(one: Recourses, other: Recourses) -> None:
    np.testing.assert_array_equal(one.status, other.status)
    for a, b in ((one.changes, other.changes), *((one.more[name], other.more[name]) for name in one.more)):
        np.testing.assert_allclose(a, b, rtol=1e-9, atol=1e-12)


def test_everyone_gets_the_same_alone_or_together():
    inputs, method = instances(1, 80), search()
    together = method(net(), inputs, mixed(), key=KEY)
    order = np.random.default_rng(0).permutation(80)
    for rows in (order, order[:30], order[:1]):
        some = method(net(), inputs[rows], mixed(), key=KEY)
        more = {name: part[rows] for name, part in together.more.items()}
        close(some, together._replace(status=together.status[rows], changes=together.changes[rows], more=more))


@pytest.mark.parametrize("feasible", [False, True])
def test_a_score_outside_jax_gets_the_same(feasible):
    inputs, method = instances(2, 70), search(feasible=feasible)
    close(method(on_host(net()), inputs, mixed(), key=KEY), method(net(), inputs, mixed(), key=KEY))


def test_the_key_decides():
    first, again, other = (search()(net(), instances(), mixed(), key=key) for key in (KEY, KEY, jax.random.key(1)))
    np.testing.assert_array_equal(first.changes, again.changes)
    assert not np.allclose(first.changes[first.found], other.changes[first.found])


def test_what_differs_in_numbers_alone_compiles_nothing_again():
    compiled: Any = stages.compiled
    moved: Any = latent._changes
    search()(net(), instances(), mixed(), key=KEY)
    before = compiled._cache_size(), moved._cache_size()
    other = search(smooth(5), norm=1.0, radius=0.1, largest=50.0)
    for count in (60, 33, 1):
        other(net(4), instances(3, count), mixed(), cost_weights=np.arange(1.0, 1.0 + WIDTH), key=jax.random.key(5))
    assert (compiled._cache_size(), moved._cache_size()) == before
    search(smooth(5, latents=2))(net(), instances(), mixed(), key=KEY)
    assert compiled._cache_size() > before[0]


# Autoencoders of others


class Perceptrons(eqx.Module):
    """Leaves that are functions, and numbers that are no arrays."""

    inward: eqx.nn.MLP
    outward: eqx.nn.MLP
    scale: float

    def encode(self, x: Any) -> Any:
        return self.inward(x)

    def decode(self, z: Any) -> Any:
        return self.scale * self.outward(z)


def test_any_pytree_with_the_two_methods_will_do():
    one, other = jax.random.split(KEY)
    vae = Perceptrons(eqx.nn.MLP(3, 2, 4, 1, key=one), eqx.nn.MLP(2, 3, 4, 1, key=other), 2.0)
    inputs = np.random.default_rng(0).normal(size=(20, 3))
    decoded = np.asarray(jax.vmap(vae.decode)(np.random.default_rng(1).normal(size=(100, 2))))
    score = linear([1.0, 0.0, 0.0], float(np.quantile(decoded[:, 0], 0.9)))
    found = search(vae)(score, inputs, key=KEY)
    assert found.found.any()
    assert_sound(found, score, inputs, Space.unbounded(3), search(vae))


@pytest.mark.parametrize(
    "vae",
    [smooth(width=3), Smooth(np.ones((2, 4)), np.ones((3, 2)), np.ones(3)), Constant(np.ones(1))],
    ids=["reads other columns", "decodes to other columns", "decodes to one column"],
)
def test_an_autoencoder_of_other_columns_is_refused_in_one_line(vae):
    with pytest.raises(ValueError, match="must map an instance of 4 columns to a latent vector") as raised:
        search(vae)(linear(np.ones(4), 1.0), np.zeros((2, 4)), key=KEY)
    assert "\n" not in str(raised.value)


@pytest.mark.parametrize(
    ("setting", "says"),
    [
        ({"norm": 3.0}, "norm must be 1, 2 or inf, not 3"),
        ({"norm": math.nan}, "norm must be 1, 2 or inf"),
        ({"samples": 0}, "samples must be at least 1"),
        ({"radius": 0.0}, "radius must be finite and positive"),
        ({"radius": math.nan}, "radius must be finite and positive"),
        ({"largest": 0.1}, "largest must be finite and at least the radius"),
        ({"largest": math.inf}, "largest must be finite and at least the radius"),
    ],
)
def test_settings_out_of_range_are_refused(setting, says):
    with pytest.raises(ValueError, match=says):
        CCHVAE(**{"vae": Same(), **setting})


# Parts


@pytest.mark.parametrize("norm", NORMS)
def test_a_layer_has_directions_of_points_uniform_in_the_ball(norm):
    """E uᵢ² of u on the unit sphere of ℓ_p, with the cone measure."""
    columns, count = 4, 20_000
    steps = unit_layer(KEY, count, columns, norm, np.float64)
    sizes = lengths(steps, norm)
    assert ((sizes >= 0.5 - 1e-12) & (sizes <= 1.0 + 1e-12)).all()
    squares = (steps / sizes[:, None]) ** 2
    exact = {1.0: 2.0 / (columns * (columns + 1)), 2.0: 1.0 / columns, math.inf: (columns + 2) / (3 * columns)}[norm]
    np.testing.assert_allclose(squares.mean(axis=0), exact, atol=5.0 * squares.std() / math.sqrt(count))


def test_what_a_latent_point_stands_for_moves_no_farther_than_what_is_decoded():
    """Theorem 3 needs it; whole levels break it."""
    vae, x = smooth(), instances()[:, None]
    rng = np.random.default_rng(0)
    ones = rng.normal(size=(60, 8, LATENT))
    others = ones + 0.1 * rng.normal(size=ones.shape)
    decoded, decoded_others = (np.asarray(jax.vmap(jax.vmap(vae.decode))(each)) for each in (ones, others))
    limits = np.linalg.norm(decoded - decoded_others, axis=2) * (1.0 + 1e-12) + 1e-15
    within = {}
    for name, space in (("soft", soft(mixed())), ("levels", mixed())):
        layer = np.zeros((1, LATENT))
        shared = latent.Shared(jax.tree_util.Partial(vae.decode), space, np.ones(WIDTH), 1.0, layer)
        here, there = (np.asarray(latent._changes(x[:, 0], each, shared)) for each in (ones, others))
        within[name] = (np.linalg.norm(here - there, axis=2) <= limits).all()
    assert within == {"soft": True, "levels": False}
