"""How well autoencoders rebuild rows: better than a constant, unless the decoder ignores its input."""

import json
from functools import cache

import equinox as eqx
import jax.numpy as jnp
import numpy as np
import pytest

from empirical.autoencoder import VAE, VAETraining, quality, train_vae
from empirical.autoencoder.quality import level_share, number_error
from empirical.data import Dataset, Feature, Split, load, split


@cache
def data(name: str) -> Split:
    """Breast cancer, numbers alone; or categories, some of three levels, and a number, all decided by two unknowns."""
    if name == "numbers":
        return split(load("breast-cancer"), seed=0)
    rng = np.random.default_rng(0)
    unknown = rng.normal(size=(400, 2))
    directions = rng.normal(size=(2, 5))
    three = np.digitize(unknown @ directions[:, :3], [-0.4, 0.4]).astype(float)
    two = (unknown @ directions[:, 3:] > 0).astype(float)
    values = np.column_stack([three, two, unknown[:, 0]])
    features = [Feature(f"three {place}", ("l", "m", "h")) for place in range(3)]
    features += [Feature(f"two {place}", ("n", "y")) for place in range(2)]
    features.append(Feature("number"))
    labels = np.where(unknown[:, 0] > 0, 1.0, -1.0)
    return split(Dataset("made", tuple(features), values, labels, "good", "made up", ""), seed=0)


@cache
def trained(name: str) -> VAE:
    return train_vae(data(name), VAETraining(latent=4, width=30, epochs=150), seed=0)


@pytest.mark.parametrize("name", ["numbers", "mixed"])
def test_better_than_a_constant(name):
    found = quality(trained(name), data(name))
    assert found.number_error is not None
    assert found.number_error_constant is not None
    assert found.number_error < 0.5 * found.number_error_constant
    if found.level_share is not None and found.level_share_constant is not None:
        assert 1.0 - found.level_share < 0.5 * (1.0 - found.level_share_constant)
    assert found.divergence > 0.0
    assert 2 <= found.active <= found.latent == 4
    assert (found.numbers, found.categories) == {"numbers": (30, 0), "mixed": (1, 5)}[name]
    assert (found.level_share is None) == (name == "numbers")


@pytest.mark.parametrize("name", ["numbers", "mixed"])
def test_a_decoder_that_ignores_its_input_is_no_better_than_a_constant(name):
    # Over the instances whose mean and modes are the constant, no other constant row is better.
    known, vae = data(name)._replace(test=data(name).train), trained(name)
    deaf = eqx.tree_at(lambda one: one.decoder.layers[0].weight, vae, jnp.zeros_like(vae.decoder.layers[0].weight))
    found, real = quality(deaf, known), quality(vae, known)
    assert found.number_error is not None
    assert found.number_error_constant is not None
    assert found.number_error >= found.number_error_constant
    assert (found.level_share or 0.0) <= (found.level_share_constant or 0.0)
    assert found.loss_test > real.loss_test + 1.0


def test_a_mute_encoder_has_no_active_dimension():
    vae = trained("mixed")
    last = vae.encoder.layers[-1]
    mute = eqx.tree_at(lambda one: one.encoder.layers[-1].weight, vae, jnp.zeros_like(last.weight))
    assert quality(mute, data("mixed")).active == 0


def test_independent_columns_are_rebuilt_too():
    # With the whole divergence in the objective they are not: each costs what it gains.
    rng = np.random.default_rng(0)
    labels = np.where(np.arange(1000) % 2, 1.0, -1.0)
    features = tuple(Feature(f"{place}") for place in range(5))
    uniform = split(
        Dataset("u", features, rng.random((1000, 5)), labels, "good", "made up", ""), seed=0, scaling="minmax"
    )
    errors = [
        quality(train_vae(uniform, VAETraining(latent=5, width=40, kl_weight=weight), seed=0), uniform).number_error
        for weight in (VAETraining().kl_weight, 1.0)
    ]
    assert errors[0] is not None
    assert errors[1] is not None
    assert errors[0] < 0.05 < 0.15 < errors[1]


def test_the_measures_written_out():
    space, rows = data("mixed").space, data("mixed").test
    rebuilt = np.random.default_rng(0).random(rows.shape)
    rebuilt[:, -1] = 50.0  # the constant column does not count
    right = [
        (rebuilt[:, 3 * place : 3 * place + 3].argmax(axis=1) == rows[:, 3 * place : 3 * place + 3].argmax(axis=1))
        for place in range(3)
    ]
    right += [(rebuilt[:, place] > 0.5) == (rows[:, place] == 1.0) for place in (9, 10)]
    assert level_share(rebuilt, rows, space) == pytest.approx(np.mean(right))
    numbers = np.arange(rows.shape[1]) == 11
    assert number_error(rebuilt, rows, numbers) == pytest.approx(np.sqrt(np.mean((rebuilt - rows)[:, 11] ** 2)))
    assert (level_share(rows, rows, space), number_error(rows, rows, numbers)) == (1.0, 0.0)
    assert number_error(rows, rows, np.zeros_like(numbers)) is None


@pytest.mark.parametrize("name", ["numbers", "mixed"])
def test_plain_numbers_that_say_the_same_again_and_a_line_to_read(name):
    found = quality(trained(name), data(name))
    assert found == quality(trained(name), data(name))
    assert json.loads(json.dumps(found._asdict(), allow_nan=False)) == found._asdict()
    assert ("levels right" in str(found)) == (name == "mixed")
    assert "error of numbers" in str(found)
    assert "of 4 latent dimensions active" in str(found)
