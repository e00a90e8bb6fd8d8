"""The evidence lower bound of one row: likelihood of mixed columns, and divergence of the posterior from the prior."""

import math
from typing import NamedTuple

import jax
import jax.numpy as jnp
from jaxtyping import Array, Bool, Float

from empirical.autoencoder.networks import VAE

SMALLEST_SPREAD = 0.03
"""Of a number about what is decoded, in units of its range: likelihoods cannot grow without bound."""


class Terms(NamedTuple):
    """The two terms of the bound, in nats; the bound is their difference.

    Attributes:
        likelihood: log p(x | z) at the drawn z.
        divergence: KL(q(z | x) ‖ N(0, I)), at least 0.
    """

    likelihood: Float[Array, ""]
    divergence: Float[Array, ""]

    @property
    def elbo(self) -> Float[Array, "..."]:
        """On average over draws at most log p(x)."""
        return self.likelihood - self.divergence


def terms(vae: VAE, category: Bool[Array, " k"], x: Float[Array, " k"], noise: Float[Array, " l"]) -> Terms:
    """The bound at one draw z = mean + deviation · noise (Kingma & Welling 2014, Eq. 10).

    Args:
        vae: The networks.
        category: Which columns are 0/1 columns of categories.
        x: An instance.
        noise: Standard normal.

    Returns:
        The terms.
    """
    mean, log_variance = vae.encoder(x)
    z = mean + jnp.exp(0.5 * log_variance) * noise
    divergence = 0.5 * jnp.sum(jnp.exp(log_variance) + mean**2 - 1.0 - log_variance)
    return Terms(log_likelihood(vae, category, x, z), divergence)


def log_likelihood(
    vae: VAE, category: Bool[Array, " k"], x: Float[Array, " k"], z: Float[Array, " l"]
) -> Float[Array, ""]:
    """Logarithm of p(x | z), over the columns that vary in training.

    Numbers are Gaussian about the decoded value with a learned standard deviation (Rybkin et al. 2021), 0/1 columns
    Bernoulli with the decoded probability.

    Args:
        vae: The networks.
        category: Which columns are 0/1 columns of categories.
        x: An instance.
        z: A latent point.

    Returns:
        In nats: a density of the numbers, a probability of the categories.
    """
    low, extent, logits = vae.decoder.low, vae.decoder.extent, vae.decoder.logits(z)
    varies = extent > 0.0
    deviation = jnp.where(varies, extent, 1.0) * (SMALLEST_SPREAD + jnp.exp(vae.spread))
    error = (x - low - extent * jax.nn.sigmoid(logits)) / deviation
    normal = -0.5 * (error**2 + math.log(2.0 * math.pi)) - jnp.log(deviation)
    bernoulli = x * logits - jax.nn.softplus(logits)
    return jnp.sum(jnp.where(varies, jnp.where(category, bernoulli, normal), 0.0))
