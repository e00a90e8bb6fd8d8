"""The evidence lower bound of one instance: the likelihood of mixed columns, and the divergence from the prior."""

import math
from typing import NamedTuple

import jax.numpy as jnp
from jaxtyping import Array, Bool, Float

from empirical.autoencoder.networks import VAE

SMALLEST_SPREAD = 0.03
"""Smallest standard deviation of a number around its decoded value, in units of its range; it bounds likelihoods."""


class Terms(NamedTuple):
    """The two terms of the evidence lower bound, in nats; the bound is their difference.

    Attributes:
        likelihood: The log likelihood log p(x | z) at the drawn z.
        divergence: The divergence KL(q(z | x) ‖ N(0, I)) ≥ 0 of the posterior from the prior.
    """

    likelihood: Float[Array, ""]
    divergence: Float[Array, ""]

    @property
    def elbo(self) -> Float[Array, "..."]:
        """The bound, which is on average over draws at most log p(x)."""
        return self.likelihood - self.divergence


def terms(vae: VAE, category: Bool[Array, " k"], x: Float[Array, " k"], noise: Float[Array, " l"]) -> Terms:
    """Compute the evidence lower bound at one draw z = mean + deviation · noise (Kingma & Welling 2014, Eq. 10).

    Args:
        vae: The autoencoder.
        category: Whether a column is a 0/1 column of a category, [k].
        x: The instance, [k].
        noise: A draw from the standard normal distribution, [l].

    Returns:
        The two terms of the bound.

    Examples:
        >>> import jax
        >>> from empirical.autoencoder.networks import Decoder, Encoder, initial_layers
        >>> layers = jax.tree.map(jnp.zeros_like, initial_layers((1, 2), jax.random.key(0)))
        >>> low, extent = jnp.array([0.0, 1.0]), jnp.array([1.0, 0.0])  # a number in [0, 1] and the constant column
        >>> vae = VAE(Encoder(layers, jnp.zeros(2), jnp.ones(2)), Decoder(layers, low, extent), jnp.zeros(2))
        >>> bound = terms(vae, extent > 1.0, jnp.array([0.5, 1.0]), jnp.zeros(1))  # the posterior is the prior
        >>> round(float(bound.likelihood), 4), float(bound.divergence)
        (-0.9485, 0.0)
    """
    mean, log_variance = vae.encoder(x)
    z = mean + jnp.exp(0.5 * log_variance) * noise
    divergence = 0.5 * jnp.sum(jnp.exp(log_variance) + mean**2 - 1.0 - log_variance)
    return Terms(log_likelihood(vae, category, x, z), divergence)


def log_likelihood(
    vae: VAE, category: Bool[Array, " k"], x: Float[Array, " k"], z: Float[Array, " l"]
) -> Float[Array, ""]:
    """Compute the log likelihood log p(x | z) of an instance over the columns that vary in training.

    Numbers are Gaussian around the decoded value with a learned standard deviation (Rybkin et al. 2021), 0/1 columns
    are Bernoulli with the decoded probability.

    Args:
        vae: The autoencoder.
        category: Whether a column is a 0/1 column of a category, [k].
        x: The instance, [k].
        z: The latent point, [l].

    Returns:
        The log likelihood in nats: a density of the numbers times a probability of the categories.

    Examples:
        >>> import jax
        >>> from empirical.autoencoder.networks import Decoder, Encoder, initial_layers
        >>> layers = jax.tree.map(jnp.zeros_like, initial_layers((1, 2), jax.random.key(0)))
        >>> low, extent = jnp.array([0.0, 1.0]), jnp.array([1.0, 0.0])  # a number in [0, 1] and the constant column
        >>> vae = VAE(Encoder(layers, jnp.zeros(2), jnp.ones(2)), Decoder(layers, low, extent), jnp.zeros(2))
        >>> is_category, instance = jnp.array([True, False]), jnp.ones(2)
        >>> round(float(jnp.exp(log_likelihood(vae, is_category, instance, jnp.zeros(1)))), 6)  # one coin toss
        0.5
    """
    low, extent, logits = vae.decoder.low, vae.decoder.extent, vae.decoder.logits(z)
    varies = extent > 0.0
    deviation = jnp.where(varies, extent, 1.0) * (SMALLEST_SPREAD + jnp.exp(vae.spread))
    decoded, softplus = _sigmoid_and_softplus(logits)
    error = (x - low - extent * decoded) / deviation
    normal = -0.5 * (error**2 + math.log(2.0 * math.pi)) - jnp.log(deviation)
    bernoulli = x * logits - softplus
    return jnp.sum(jnp.where(varies, jnp.where(category, bernoulli, normal), 0.0))


def _sigmoid_and_softplus(logits: Float[Array, "..."]) -> tuple[Float[Array, "..."], Float[Array, "..."]]:
    """Compute 1/(1 + exp(−a)) and log(1 + exp(a)) from one exponential, which their derivatives use too.

    Training spends most of its time here: with an exponential for each function and each derivative, a quarter more.
    """
    positive = logits >= 0.0  # and not the absolute value or the maximum, which have no derivative at 0
    small = jnp.exp(jnp.where(positive, -logits, logits))
    sigmoid = jnp.where(positive, 1.0, small) / (1.0 + small)
    return sigmoid, jnp.where(positive, logits, 0.0) + jnp.log1p(small)
