"""How well a variational autoencoder rebuilds the test instances, and how much of its latent space it uses."""

from functools import partial
from typing import Any, NamedTuple

import jax
import jax.numpy as jnp
import numpy as np
from jaxtyping import Bool, Float

from empirical.autoencoder.elbo import terms
from empirical.autoencoder.networks import VAE
from empirical.batching import over_instances
from empirical.data.split import Space, Split

DRAWS = 8
"""From the posterior of every row, of one fixed generator: two evaluations agree."""

ACTIVE = 0.01
"""A latent dimension is active if its posterior mean varies more than this over rows (Burda et al. 2016)."""


class Quality(NamedTuple):
    """Errors are in scaled units, likelihoods in nats a row; ``None`` where there is no such column.

    Attributes:
        latent: Latent dimension.
        active: How many of its dimensions are active.
        numbers: How many columns are numbers that vary in training.
        number_error: Root mean squared error of the numbers of the test instances, rebuilt from their latent points.
        number_error_constant: The same if every row is predicted to be the training mean.
        categories: How many features are categories.
        level_share: Share of the categories of the test instances whose most likely level is the right one.
        level_share_constant: The same if every row is predicted to have the commonest levels in training.
        loss_train: Mean negative evidence lower bound of the training instances.
        loss_test: Of the test instances.
        divergence: The part of ``loss_test`` that is KL(posterior ‖ prior).
    """

    latent: int
    active: int
    numbers: int
    number_error: float | None
    number_error_constant: float | None
    categories: int
    level_share: float | None
    level_share_constant: float | None
    loss_train: float
    loss_test: float
    divergence: float

    def __str__(self) -> str:
        """One line to read."""
        parts = []
        if self.numbers:
            parts.append(f"error of numbers {self.number_error:.3g} (of their mean {self.number_error_constant:.3g})")
        if self.categories:
            parts.append(f"levels right {self.level_share:.1%} (of the commonest {self.level_share_constant:.1%})")
        parts.append(f"-ELBO {self.loss_test:.4g} nats (train {self.loss_train:.4g}, KL {self.divergence:.3g})")
        return ", ".join([*parts, f"{self.active} of {self.latent} latent dimensions active"])


def quality(vae: VAE, split: Split) -> Quality:
    """Measure a variational autoencoder.

    Args:
        vae: The networks.
        split: The data that it was trained on, and the test instances.

    Returns:
        What was found.
    """
    space = split.space
    measured = partial(_measured, vae, space.category >= 0)
    train, test = (over_instances(measured, _with_noise(vae, rows)) for rows in (split.train, split.test))
    constant = np.broadcast_to(split.train.mean(axis=0), split.test.shape)
    numbers = (space.category < 0) & (np.asarray(vae.decoder.extent) > 0.0)
    return Quality(
        latent=_latent(vae),
        active=int((train.means.var(axis=0) > ACTIVE).sum()),
        numbers=int(numbers.sum()),
        number_error=number_error(test.rebuilt, split.test, numbers),
        number_error_constant=number_error(constant, split.test, numbers),
        categories=len(space.levels),
        level_share=level_share(test.rebuilt, split.test, space),
        level_share_constant=level_share(constant, split.test, space),
        loss_train=float(-train.elbo.mean()),
        loss_test=float(-test.elbo.mean()),
        divergence=float(test.divergence.mean()),
    )


def number_error(
    rebuilt: Float[np.ndarray, "m k"], rows: Float[np.ndarray, "m k"], numbers: Bool[np.ndarray, " k"]
) -> float | None:
    """Root mean squared error over some columns.

    Args:
        rebuilt: What is said to be the rows.
        rows: The rows.
        numbers: Which columns.

    Returns:
        In scaled units; ``None`` if there is no such column.
    """
    return float(np.sqrt(np.mean((rebuilt - rows)[:, numbers] ** 2))) if numbers.any() else None


def level_share(rebuilt: Float[np.ndarray, "m k"], rows: Float[np.ndarray, "m k"], space: Space) -> float | None:
    """Share of categories whose most likely level is the right one.

    Args:
        rebuilt: Probabilities in the columns of categories.
        rows: The rows.
        space: Of their columns.

    Returns:
        Over all rows and categories; ``None`` if there is none.
    """
    right = [_level(rebuilt[:, one[one >= 0]]) == _level(rows[:, one[one >= 0]]) for one in space.levels]
    return float(np.mean(right)) if right else None


def _level(columns: np.ndarray) -> np.ndarray:
    """The most likely level; two levels share a column."""
    return columns[:, 0] > 0.5 if columns.shape[1] == 1 else columns.argmax(axis=1)


class _Measured(NamedTuple):
    means: Any
    rebuilt: Any
    elbo: Any
    divergence: Any


@jax.jit
def _measured(vae: Any, category: Any, instances: Any) -> _Measured:
    def one(x: Any, noise: Any) -> _Measured:
        mean = vae.encode(x)
        bound = jax.vmap(partial(terms, vae, category, x))(noise)
        return _Measured(mean, vae.decode(mean), jnp.mean(bound.elbo), jnp.mean(bound.divergence))

    return jax.vmap(one)(*instances)


def _with_noise(vae: VAE, rows: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    return rows, np.random.default_rng(0).standard_normal((len(rows), DRAWS, _latent(vae)))


def _latent(vae: VAE) -> int:
    return vae.decoder.layers[0].weight.shape[1]
