"""Small autoencoders from drawn weights."""

import jax
import jax.numpy as jnp
import numpy as np

from empirical.autoencoder import VAE, Decoder
from empirical.autoencoder.networks import Encoder, initial_layers


def drawn_vae(seed: int, columns: int, *, latent: int = 2, width: int = 8, size: float = 4.0) -> VAE:
    """An autoencoder of designs with so many columns, the last one constant; weights ``size`` times the usual."""
    keys = jax.random.split(jax.random.key(seed))
    into = initial_layers((columns - 1, width, 2 * latent), keys[0])
    out = jax.tree.map(lambda part: size * part, initial_layers((latent, width, columns), keys[1]))
    varies = jnp.asarray(np.append(np.ones(columns - 1), 0.0))
    encoder = Encoder(into, jnp.zeros(columns), jnp.ones(columns))
    return VAE(encoder, Decoder(out, 1.0 - varies, varies), jnp.zeros(columns))
