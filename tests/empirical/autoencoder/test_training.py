"""Autoencoders: the bound on the likelihood, what is decoded, and training that test instances cannot change."""

import json
import math
from dataclasses import asdict
from functools import cache
from typing import Any

import equinox as eqx
import jax
import jax.numpy as jnp
import numpy as np
import pytest
from jax.scipy.special import logsumexp
from scipy import stats
from support.studies import finished_alone, once

from empirical.autoencoder import VAE, VAETraining, latent_width, train_vae
from empirical.autoencoder.elbo import SMALLEST_SPREAD, log_likelihood, terms
from empirical.autoencoder.networks import LARGEST_LOG_VARIANCE
from empirical.data import Dataset, Feature, Split, split
from empirical.errors import InputError

SMALL: dict[str, Any] = {"latent": 1, "width": 6, "epochs": 40, "batch_size": 20, "learning_rate": 0.02}


@cache
def mixed() -> Split:
    """Two numbers, a constant, a category of two levels and one of three, all decided by one unknown."""
    rng = np.random.default_rng(0)
    unknown = rng.normal(size=120)
    first, second = 3.0 * unknown + 0.1 * rng.normal(size=120), np.exp(unknown)
    two, three = (unknown > 0.3).astype(float), np.digitize(unknown, [-0.5, 0.5]).astype(float)
    values = np.column_stack([first, second, np.full(120, 4.0), two, three])
    features = (*map(Feature, ("a", "b", "same")), Feature("two", ("n", "y")), Feature("three", ("l", "m", "h")))
    labels = np.where(unknown + rng.normal(size=120) > 0.0, 1.0, -1.0)
    return split(Dataset("made", features, values, labels, "good", "made up", ""), seed=0)


def numbers(train: np.ndarray) -> Split:
    """A split whose columns are numbers."""
    count, width = train.shape
    made = Dataset("made", tuple(Feature(f"{column}") for column in range(width)), train,
                   np.where(np.arange(count) % 2, 1.0, -1.0), "good", "made up", "")  # fmt: skip
    return split(made, seed=0)


@cache
def trained(seed: int = 0) -> VAE:
    return train_vae(mixed(), VAETraining(**SMALL), seed=seed)


def bits(vae: VAE) -> bytes:
    return b"".join(np.asarray(leaf).tobytes() for leaf in jax.tree.leaves(vae))


def zeros(layers: Any) -> Any:
    return jax.tree.map(jnp.zeros_like, layers)


CATEGORY = jnp.asarray(mixed().space.category >= 0)
ROWS = jnp.asarray(mixed().train[:30])


@cache
def quadrature() -> tuple[jax.Array, jax.Array]:
    """Nodes and weights for expectations over a standard normal variable."""
    nodes, weights = np.polynomial.hermite_e.hermegauss(80)
    return jnp.asarray(nodes), jnp.asarray(weights / weights.sum())


@jax.jit
def expected(vae: VAE, rows: jax.Array) -> tuple[jax.Array, jax.Array]:
    """Likelihood on average over the posterior, and divergence, of every row; l = 1."""
    nodes, weights = quadrature()
    found = jax.vmap(lambda x: jax.vmap(lambda node: terms(vae, CATEGORY, x, node[None]))(nodes))(rows)
    return jnp.sum(found.likelihood * weights[None], axis=1), found.divergence[:, 0]


@jax.jit
def evidence(vae: VAE, rows: jax.Array) -> jax.Array:
    """The logarithm of p(x), an integral over the latent line."""
    line = jnp.linspace(-12.0, 12.0, 4001)
    prior = -0.5 * (line**2 + math.log(2.0 * math.pi)) + math.log(24.0 / 4000)
    return jax.vmap(lambda x: logsumexp(jax.vmap(lambda z: log_likelihood(vae, CATEGORY, x, z[None]))(line) + prior))(
        rows
    )


def test_the_likelihood_written_out():
    vae, x, z = trained(), np.asarray(ROWS[3]), jnp.asarray([0.3])
    decoded, extent = np.asarray(vae.decode(z)), np.asarray(vae.decoder.extent)
    deviation = extent * (SMALLEST_SPREAD + np.exp(np.asarray(vae.spread)))
    free, category = extent > 0.0, np.asarray(CATEGORY)
    normal = stats.norm.logpdf(x, decoded, np.where(free, deviation, 1.0))[free & ~category].sum()
    bernoulli = stats.bernoulli.logpmf(x[category].astype(int), decoded[category]).sum()
    np.testing.assert_allclose(log_likelihood(vae, CATEGORY, jnp.asarray(x), z), normal + bernoulli, rtol=1e-10)


def test_the_divergence_is_that_of_the_posterior_from_the_prior():
    mean, log_variance = (np.asarray(one)[:, 0] for one in jax.vmap(trained().encoder)(ROWS))
    deviation = np.exp(0.5 * log_variance)
    nodes, weights = map(np.asarray, quadrature())
    z = mean[:, None] + deviation[:, None] * nodes
    ratio = stats.norm.logpdf(z, mean[:, None], deviation[:, None]) - stats.norm.logpdf(z)
    np.testing.assert_allclose(expected(trained(), ROWS)[1], ratio @ weights, rtol=1e-9, atol=1e-12)


def test_the_bound_is_below_the_evidence_and_without_the_divergence_above():
    likelihood, divergence = expected(trained(), ROWS)
    exact = evidence(trained(), ROWS)
    assert (likelihood - divergence <= exact + 1e-6).all()
    assert (likelihood > exact + 1e-3).any()  # the mutant


def test_the_bound_is_the_evidence_where_the_latent_point_says_nothing():
    # With zero weights the posterior of every row is the prior, and every point decodes to the same row.
    silent = eqx.tree_at(lambda one: (one.encoder.layers, one.decoder.layers), trained(), replace_fn=zeros)
    likelihood, divergence = expected(silent, ROWS)
    assert not divergence.any()
    np.testing.assert_allclose(likelihood, evidence(silent, ROWS), rtol=1e-9)


def test_training_raises_the_bound():
    def bound(vae: VAE) -> float:
        likelihood, divergence = expected(vae, ROWS)
        return float(jnp.mean(likelihood - 0.2 * divergence))

    short = train_vae(mixed(), VAETraining(**SMALL | {"epochs": 1}), seed=0)
    assert bound(trained()) > bound(short) + 1.0


@pytest.mark.parametrize("scale", [0.0, 1.0, 50.0, 1e6])
def test_what_is_decoded_stays_in_the_range_of_training(scale):
    train = mixed().train
    points = scale * jax.random.normal(jax.random.key(1), (50, 1))
    decoded = np.asarray(jax.vmap(trained().decode)(points))
    spare = 4 * np.finfo(float).eps
    assert (decoded >= train.min(axis=0) - spare).all()
    assert (decoded <= train.max(axis=0) + spare).all()
    assert (decoded[:, -1] == 1.0).all()
    assert (decoded[:, 2] == train[0, 2]).all()  # constant in training


def test_one_instance_or_many_compiled_or_not():
    vae, codes = trained(), jax.vmap(trained().encode)(ROWS)
    decoded = jax.jit(jax.vmap(vae.decode))(codes)
    assert codes.shape == (30, 1)
    assert decoded.shape == ROWS.shape
    for place in (0, 7):
        np.testing.assert_allclose(codes[place], vae.encode(ROWS[place]), rtol=1e-12)
        np.testing.assert_allclose(decoded[place], vae.decode(codes[place]), rtol=1e-12, atol=1e-15)
    assert all(isinstance(leaf, jax.Array) and leaf.dtype == np.float64 for leaf in jax.tree.leaves(vae))


def test_the_encoder_leaves_out_the_constant_column():
    assert not jax.jacfwd(trained().encode)(ROWS[0])[:, -1].any()


def test_a_column_without_variation_in_training_decides_no_code():
    """Nothing was learned of it: a test instance in which it is different keeps its code."""
    place = int(np.flatnonzero(np.asarray(trained().decoder.extent)[:-1] == 0.0)[0])
    np.testing.assert_array_equal(trained().encode(ROWS[0]), trained().encode(ROWS[0].at[place].add(1e4)))


def test_the_posterior_is_bounded_far_outside():
    _, log_variance = jax.vmap(trained().encoder)(1e9 * ROWS)
    assert (jnp.abs(log_variance) <= LARGEST_LOG_VARIANCE).all()


def test_the_seed_decides():
    again = train_vae(mixed(), VAETraining(**SMALL), seed=0)
    assert bits(again) == bits(trained())
    assert bits(trained(1)) != bits(trained())


def test_an_autoencoder_that_was_kept_is_the_one_that_was_trained():
    kept: dict = {}
    first = train_vae(mixed(), VAETraining(**SMALL), seed=0, checkpoint=once(kept))
    again = train_vae(mixed(), VAETraining(**SMALL), seed=0, checkpoint=finished_alone(kept))
    assert bits(first) == bits(again) == bits(trained())


def test_test_instances_and_labels_do_not_matter():
    data = mixed()
    changed = data._replace(test=data.test + 7.0, train_labels=-data.train_labels)
    assert bits(train_vae(changed, VAETraining(**SMALL), seed=0)) == bits(trained())
    changed = data._replace(train=data.train * np.linspace(0.9, 1.0, len(data.train))[:, None])
    assert bits(train_vae(changed, VAETraining(**SMALL), seed=0)) != bits(trained())


def test_decay_makes_a_smoother_decoder():
    def size(vae: VAE) -> float:
        return math.prod(float(np.linalg.norm(np.asarray(layer.weight), 2)) for layer in vae.decoder.layers)

    sizes = [size(train_vae(mixed(), VAETraining(**SMALL, weight_decay=decay), seed=0)) for decay in (0.0, 1.0, 100.0)]
    assert sizes[0] > 1.1 * sizes[1] > 10 * sizes[2]


@pytest.mark.parametrize(
    ("rows", "settings"),
    [
        ((30, 1), {}),
        ((12, 3), {"latent": 5, "batch_size": 10**6}),  # fewer rows than a batch, fewer columns than dimensions
        ((12, 3), {"latent": 1, "width": 1, "depth": 2, "batch_size": 1}),
    ],
)
def test_odd_shapes(rows, settings):
    data = numbers(np.random.default_rng(0).normal(size=rows))
    training = VAETraining(**{"epochs": 3, **settings})
    vae = train_vae(data, training, seed=0)
    latent, width = latent_width(rows[1], training)
    assert [layer.weight.shape for layer in vae.decoder.layers] == list(
        zip([*[width] * training.depth, rows[1] + 1], [latent, *[width] * training.depth], strict=True)
    )
    assert np.isfinite(jax.vmap(lambda x: vae.decode(vae.encode(x)))(jnp.asarray(data.test))).all()


def test_data_without_variation_are_decoded_exactly():
    vae = train_vae(numbers(np.full((30, 1), 3.0)), VAETraining(epochs=2), seed=0)
    assert (np.asarray(vae.decode(jnp.asarray([5.0, -4.0]))) == [0.0, 1.0]).all()


@pytest.mark.parametrize("changes", [{"learning_rate": 1e200}, {"weight_decay": 1e300}])
def test_an_overflow_is_an_error(changes):
    with pytest.raises(InputError, match="training of the autoencoder overflowed; lower its learning rate"):
        train_vae(mixed(), VAETraining(**{**SMALL, **changes}), seed=0)


def test_float64_or_nothing():
    with jax.enable_x64(False), pytest.raises(RuntimeError, match="training needs float64"):
        train_vae(mixed(), VAETraining(), seed=0)


@pytest.mark.parametrize(
    ("columns", "training", "expected"),
    [
        (1, VAETraining(), (2, 8)),
        (6, VAETraining(), (3, 12)),
        (90, VAETraining(), (10, 64)),
        (20, VAETraining(latent=20), (20, 80)),
        (20, VAETraining(latent=3, width=5), (3, 5)),
    ],
)
def test_sizes(columns, training, expected):
    assert latent_width(columns, training) == expected


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"latent": 0}, "latent must be at least 1, not 0"),
        ({"width": 0}, "vae-width must be at least 1, not 0"),
        ({"depth": 0}, "vae-depth must be at least 1 and below 2³¹, not 0"),
        ({"epochs": 2**31}, "vae-epochs must be at least 1 and below 2³¹, not 2147483648"),
        ({"batch_size": -1}, "vae-batch-size must be at least 1"),
        ({"learning_rate": 0.0}, "vae-learning-rate must be finite and positive, not 0"),
        ({"learning_rate": math.inf}, "vae-learning-rate must be finite"),
        ({"kl_weight": math.nan}, "vae-kl-weight must be between 0 and 1, not nan"),
        ({"weight_decay": -0.1}, "vae-weight-decay must be finite and at least 0, not -0.1"),
    ],
)
def test_settings_that_no_training_can_have(changes, message):
    with pytest.raises(InputError, match=message):
        VAETraining(**changes)


def test_settings_are_plain():
    assert VAETraining(**json.loads(json.dumps(asdict(VAETraining(latent=3))))) == VAETraining(latent=3)
