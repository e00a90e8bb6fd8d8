"""The quality of a variational autoencoder: how well it rebuilds test instances, and how much latent space it uses."""

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
"""Number of draws from the posterior of every instance, by one fixed generator, so that two evaluations agree."""

ACTIVE = 0.01
"""Variance of the posterior mean over instances above which a latent dimension is active (Burda et al. 2016)."""


class Quality(NamedTuple):
    """The quality of an autoencoder. Errors are in scaled units, losses in nats for each instance.

    Attributes:
        latent: The latent dimension.
        active: The number of active latent dimensions.
        numbers: The number of columns that are numbers and vary in training.
        number_error: The root mean squared error of the numbers of the test instances, rebuilt from their latent
            points; ``None`` without such columns.
        number_error_constant: The error of a predictor that gives every instance the training mean.
        categories: The number of features that are categories.
        level_share: The share of the categories of the test instances whose most likely level is the right one;
            ``None`` without categories.
        level_share_constant: The share for a predictor that gives every instance the commonest levels in training.
        loss_train: The mean negative evidence lower bound of the training instances.
        loss_test: The mean negative evidence lower bound of the test instances.
        divergence: The mean KL(posterior ‖ prior) of the test instances, a part of ``loss_test``.
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
        """Describe the quality in one line."""
        phrases = []
        if self.numbers:
            phrases.append(f"error of numbers {self.number_error:.3g} (of their mean {self.number_error_constant:.3g})")
        if self.categories:
            phrases.append(f"levels right {self.level_share:.1%} (of the commonest {self.level_share_constant:.1%})")
        phrases.append(f"-ELBO {self.loss_test:.4g} nats (train {self.loss_train:.4g}, KL {self.divergence:.3g})")
        return ", ".join([*phrases, f"{self.active} of {self.latent} latent dimensions active"])


def quality(vae: VAE, split: Split) -> Quality:
    """Measure how well a variational autoencoder rebuilds test instances, compared with constant predictors.

    Args:
        vae: The autoencoder.
        split: The data that it was trained on, and the test instances.

    Returns:
        The quality.

    Examples:
        >>> from empirical.autoencoder.networks import Decoder, Encoder, initial_layers
        >>> from empirical.data import Dataset, Feature, split
        >>> values = np.linspace(0.0, 1.0, 20)[:, None]
        >>> labels = np.where(values[:, 0] > 0.5, 1.0, -1.0)
        >>> data = Dataset("incomes", (Feature("income"),), values, labels, "approved", "made up", "")
        >>> layers = jax.tree.map(lambda leaf: 0.0 * leaf, initial_layers((1, 2), jax.random.key(0)))
        >>> low, extent = jnp.array([0.0, 1.0]), jnp.array([1.0, 0.0])  # a number in [0, 1] and the constant column
        >>> vae = VAE(Encoder(layers, jnp.zeros(2), jnp.ones(2)), Decoder(layers, low, extent), jnp.zeros(2))
        >>> found = quality(vae, split(data, seed=0, scaling="minmax"))  # it decodes the middle of the range
        >>> found.active, round(found.number_error, 3), round(found.number_error_constant, 3)
        (0, 0.383, 0.38)
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
    """Compute the root mean squared error of rebuilt instances over the columns that are numbers.

    Args:
        rebuilt: The rebuilt instances, [m, k].
        rows: The true instances, [m, k].
        numbers: Whether a column counts, [k].

    Returns:
        The error in scaled units; ``None`` if no column counts.

    Examples:
        >>> number_error(np.array([[1.0, 5.0]]), np.array([[0.5, 0.0]]), np.array([True, False]))
        0.5
    """
    return float(np.sqrt(np.mean((rebuilt - rows)[:, numbers] ** 2))) if numbers.any() else None


def level_share(rebuilt: Float[np.ndarray, "m k"], rows: Float[np.ndarray, "m k"], space: Space) -> float | None:
    """Compute the share of categories whose most likely level in rebuilt instances is the right one.

    Args:
        rebuilt: The rebuilt instances with probabilities in the columns of categories, [m, k].
        rows: The true instances, [m, k].
        space: The constraints of the columns, which name the levels of categories.

    Returns:
        The share over all instances and categories; ``None`` without categories.

    Examples:
        >>> space = Space.unbounded(3)._replace(levels=np.array([[0, 1]]))  # one category of two levels
        >>> rebuilt, rows = np.array([[0.7, 0.3, 1.0], [0.6, 0.4, 1.0]]), np.array([[1.0, 0.0, 1.0], [0.0, 1.0, 1.0]])
        >>> level_share(rebuilt, rows, space)
        0.5
    """
    levels = [columns[columns >= 0] for columns in space.levels]
    right = [_level(rebuilt[:, columns]) == _level(rows[:, columns]) for columns in levels]
    return float(np.mean(right)) if right else None


def _level(columns: np.ndarray) -> np.ndarray:
    """Find the most likely level of a category; two levels share one column."""
    return columns[:, 0] > 0.5 if columns.shape[1] == 1 else columns.argmax(axis=1)


class _Measured(NamedTuple):
    """Latent means, rebuilt instances and the bound, one for each instance."""

    means: Any
    rebuilt: Any
    elbo: Any
    divergence: Any


@jax.jit
def _measured(vae: Any, category: Any, instances: Any) -> _Measured:
    def measure(x: Any, noise: Any) -> _Measured:
        mean = vae.encode(x)
        bound = jax.vmap(partial(terms, vae, category, x))(noise)
        return _Measured(mean, vae.decode(mean), jnp.mean(bound.elbo), jnp.mean(bound.divergence))

    return jax.vmap(measure)(*instances)


def _with_noise(vae: VAE, rows: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    return rows, np.random.default_rng(0).standard_normal((len(rows), DRAWS, _latent(vae)))


def _latent(vae: VAE) -> int:
    return vae.decoder.layers[0].weight.shape[1]
