"""Per person, what Theorem 3 reads of two recourses of C-CHVAE: radii, latent points, Lipschitz constants."""

import numpy as np
from jaxtyping import Float

from empirical.autoencoder.decoder_constants import Lipschitz, MeasuredAutoencoder
from empirical.checkpoints import Arrays
from empirical.lipschitz import evaluation_error, local_constants
from empirical.numerics import EPS, lp_norms

WHERE = GLOBAL, BALL, SEGMENT = ("global", "ball", "segment")
"""Where a constant holds: everywhere; on the ball about z that holds both latent points; on the smallest ball about the
middle of the two, which holds the segment between them."""


def latent_fields(
    autoencoder: MeasuredAutoencoder,
    centres: Float[np.ndarray, "m l"],
    latents_nr: Float[np.ndarray, "m l"],
    latents_r: Float[np.ndarray, "m l"],
) -> Arrays:
    """Measure what Theorem 3 reads beside costs.

    Args:
        autoencoder: The autoencoder.
        centres: z = I(x), [m, l]; NaN for whoever has no recourse.
        latents_nr: z'_NR, likewise.
        latents_r: z'_R, likewise.

    Returns:
        ``radius_nr``, ``radius_r``, ``latent_gap``; ``lipschitz_global``, ``_ball``, ``_segment`` and
        ``decoding_error``, what rounding makes of the further of the two decoded points, where there is a constant.
        NaN for whoever lacks a recourse that they read.
    """
    radii = {
        "radius_nr": lp_norms(latents_nr - centres, autoencoder.norm),
        "radius_r": lp_norms(latents_r - centres, autoencoder.norm),
    }
    gap = lp_norms(latents_r - latents_nr, autoencoder.norm)
    known = {**radii, "latent_gap": gap}
    if autoencoder.lipschitz is None:
        return known
    furthest = np.maximum(radii["radius_nr"], radii["radius_r"])
    constants = _constants(autoencoder.lipschitz, autoencoder.norm, centres, furthest, latents_nr, latents_r, gap)
    network, low = autoencoder.lipschitz.network, autoencoder.lipschitz.offset
    errors = [evaluation_error(network, latents, offset=low) for latents in (latents_nr, latents_r)]
    return {**known, **constants, "decoding_error": np.maximum(*errors)}


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
    both = {BALL: (centres, radii), SEGMENT: (middles, gap / 2.0)}
    local = {
        f"lipschitz_{where}": local_constants(
            lipschitz.network, points, _outward(reach, points), norm=norm, whole=lipschitz.whole
        ).values
        for where, (points, reach) in both.items()
    }
    return {"lipschitz_global": np.where(np.isnan(gap), np.nan, lipschitz.whole.value), **local}


def _outward(radii: np.ndarray, centres: np.ndarray) -> np.ndarray:
    """Radii that hold the points although norms, differences and the middle were rounded."""
    width = centres.shape[1]
    return radii * (1.0 + 4.0 * width * EPS) + 4.0 * EPS * np.abs(centres).sum(axis=1)
