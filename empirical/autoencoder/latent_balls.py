"""Fields of Theorem 3 for every instance with two recourses of C-CHVAE: radii, latent gap and Lipschitz constants."""

import numpy as np
from jaxtyping import Float

from empirical.autoencoder.decoder_constants import Lipschitz, MeasuredAutoencoder
from empirical.checkpoints import Arrays
from empirical.lipschitz import evaluation_error, local_constants
from empirical.numerics import EPS, lp_norms

WHERE = GLOBAL, BALL, SEGMENT = ("global", "ball", "segment")
"""Names of the sets on which a constant holds: the whole space; the ball around z that contains both latent points; the
smallest ball around the middle of the two, which contains the segment between them."""


def latent_fields(
    autoencoder: MeasuredAutoencoder,
    centres: Float[np.ndarray, "m l"],
    latents_nr: Float[np.ndarray, "m l"],
    latents_r: Float[np.ndarray, "m l"],
) -> Arrays:
    """Measure the fields that Theorem 3 reads beside costs, for every instance.

    Args:
        autoencoder: The autoencoder with the constants of its decoder.
        centres: The encoded instances z = I(x), [m, l]; NaN for instances without a recourse.
        latents_nr: The latent points z'_NR of the recourses for the non-robust model, [m, l]; NaN where there is none.
        latents_r: The latent points z'_R of the recourses for the robust model, [m, l]; NaN where there is none.

    Returns:
        The arrays ``radius_nr``, ``radius_r`` and ``latent_gap``, [m]. If the decoder has constants, also
        ``lipschitz_global``, ``lipschitz_ball`` and ``lipschitz_segment``, and ``decoding_error``, a bound on the
        rounding of the two decoded points. Entries are NaN where a recourse that they read is missing.

    Examples:
        >>> import jax
        >>> import jax.numpy as jnp
        >>> from empirical.autoencoder import VAE, Decoder, quality
        >>> from empirical.autoencoder.networks import Encoder, initial_layers
        >>> from empirical.data import Dataset, Feature, split
        >>> values = np.linspace(0.0, 1.0, 20)[:, None]
        >>> labels = np.where(values[:, 0] > 0.5, 1.0, -1.0)
        >>> data = split(Dataset("incomes", (Feature("income"),), values, labels, "approved", "made up", ""), seed=0)
        >>> layers = initial_layers((1, 2), jax.random.key(0))
        >>> decoder = Decoder(layers, jnp.array([0.0, 1.0]), jnp.array([1.0, 0.0]))
        >>> vae = VAE(Encoder(layers, jnp.zeros(2), jnp.ones(2)), decoder, jnp.zeros(2))
        >>> measured = MeasuredAutoencoder(vae, 2.0, np.ones(2), True, quality(vae, data), lipschitz=None)
        >>> fields = latent_fields(measured, np.zeros((1, 1)), np.array([[0.5]]), np.array([[-2.0]]))
        >>> {name: values.tolist() for name, values in fields.items()}
        {'radius_nr': [0.5], 'radius_r': [2.0], 'latent_gap': [2.5]}
    """
    radii = {
        "radius_nr": lp_norms(latents_nr - centres, autoencoder.norm),
        "radius_r": lp_norms(latents_r - centres, autoencoder.norm),
    }
    gap = lp_norms(latents_r - latents_nr, autoencoder.norm)
    fields = {**radii, "latent_gap": gap}
    if autoencoder.lipschitz is None:
        return fields
    furthest = np.maximum(radii["radius_nr"], radii["radius_r"])
    constants = _constants(autoencoder.lipschitz, autoencoder.norm, centres, furthest, latents_nr, latents_r, gap)
    network, offset = autoencoder.lipschitz.network, autoencoder.lipschitz.offset
    errors = [evaluation_error(network, latents, offset=offset) for latents in (latents_nr, latents_r)]
    return {**fields, **constants, "decoding_error": np.maximum(*errors)}


def _constants(
    lipschitz: Lipschitz,
    norm: float,
    centres: np.ndarray,
    radii: np.ndarray,
    latents_nr: np.ndarray,
    latents_r: np.ndarray,
    gap: np.ndarray,
) -> Arrays:
    middles = latents_nr / 2.0 + latents_r / 2.0
    balls = {BALL: (centres, radii), SEGMENT: (middles, gap / 2.0)}
    local = {
        f"lipschitz_{where}": local_constants(
            lipschitz.network, points, _outward(lengths, points), norm=norm, whole=lipschitz.whole
        ).values
        for where, (points, lengths) in balls.items()
    }
    return {"lipschitz_global": np.where(np.isnan(gap), np.nan, lipschitz.whole.value), **local}


def _outward(radii: np.ndarray, centres: np.ndarray) -> np.ndarray:
    """Enlarge radii so that the balls contain the points although norms, differences and the middle were rounded."""
    width = centres.shape[1]
    return radii * (1.0 + 4.0 * width * EPS) + 4.0 * EPS * np.abs(centres).sum(axis=1)
