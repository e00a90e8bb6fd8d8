"""What C-CHVAE's recourses for both models of a pair have in common: an autoencoder, and how far apart it decodes."""

import math
from typing import Any, NamedTuple

import jax
import numpy as np
from jaxtyping import Float

from empirical.autoencoder import VAE, Quality, quality
from empirical.data.split import Split
from empirical.lipschitz import Constant, Network, global_constant, product_of_norms, sampled_constants

CODE_NORMS = (1.0, 2.0, math.inf)
"""p of the balls in latent space."""


SPREAD = 4.0
"""Standard deviations of the prior within which a lower bound is looked for."""

SAMPLES = 200
"""Points of every round of that search."""


class Lipschitz(NamedTuple):
    """Constants of the decoder, from ℓp to ‖D·‖₂ over the columns that recourses may change.

    Attributes:
        network: The decoder without its offset, in cost weights, over these columns.
        offset: What is added to it, likewise.
        whole: Certified everywhere.
        product: The product of the layers' norms, likewise an upper bound.
        sampled: The largest ratio that was found: a lower bound.
    """

    network: Network
    offset: Float[np.ndarray, " c"]
    whole: Constant
    product: float
    sampled: float


class MeasuredAutoencoder(NamedTuple):
    """An autoencoder that serves both models of a pair.

    Attributes:
        vae: The autoencoder.
        norm: p of the balls in latent space: 1, 2 or ∞.
        cost_weights: D, [k], of the costs.
        whole_levels: Whether recourses take whole levels of categories.
        quality: How well it rebuilds the test instances.
        lipschitz: Of its decoder; ``None`` where recourses take whole levels, of which there is no constant.
    """

    vae: VAE
    norm: float
    cost_weights: Float[np.ndarray, " k"]
    whole_levels: bool
    quality: Quality
    lipschitz: Lipschitz | None

    def require(self, *, norm: float, whole_levels: bool, cost_weights: Float[np.ndarray, " d"]) -> None:
        """Refuse recourses of which the constants do not speak.

        Args:
            norm: p of the balls that are searched.
            whole_levels: Whether categories take whole levels.
            cost_weights: D.

        Raises:
            ValueError: If one is not what this was made with.
        """
        for name, same in (
            ("norm", norm == self.norm),
            ("whole_levels", whole_levels == self.whole_levels),
            ("cost_weights", np.array_equal(cost_weights, self.cost_weights)),
        ):
            if not same:
                raise ValueError(
                    f"the autoencoder was measured with other {name} than the search has: measure it with the same"
                )


def measure_autoencoder(
    vae: VAE,
    split: Split,
    *,
    norm: float,
    cost_weights: Float[np.ndarray, " k"],
    whole_levels: bool = False,
    seed: int = 0,
) -> MeasuredAutoencoder:
    """Measure an autoencoder for recourses. Needs float64.

    Masking columns and clipping numbers to their ranges move no two points apart, so the decoder's constant over the
    actionable columns is one of all that makes x' of z'.

    Args:
        vae: The autoencoder.
        split: The data.
        norm: p of the balls in latent space.
        cost_weights: D, [k].
        whole_levels: Whether recourses take whole levels of categories.
        seed: Of the samples behind the lower bound.

    Returns:
        It, with its constants.
    """
    known = quality(vae, split)
    if whole_levels and (split.actionable & (split.space.category >= 0)).any():
        return MeasuredAutoencoder(vae, norm, cost_weights, whole_levels, known, None)
    network, offset = decoder_network(vae, np.where(split.actionable, cost_weights, 0.0))
    whole = global_constant(network, norm=norm)
    product = product_of_norms(network, norm=norm)
    lipschitz = Lipschitz(network, offset, whole, product, _sampled(network, norm, seed))
    return MeasuredAutoencoder(vae, norm, cost_weights, whole_levels, known, lipschitz)


def decoder_network(vae: VAE, factors: Float[np.ndarray, " k"]) -> tuple[Network, Float[np.ndarray, " c"]]:
    """A decoder, each column times a factor, as a network and what is added to it, which no constant knows of.

    Args:
        vae: The autoencoder.
        factors: At least 0, [k]; columns of 0 are left out.

    Returns:
        The network of the other columns, and the offset.
    """
    layers = vae.decoder.layers
    weights: Any = [np.asarray(layer.weight, np.float64) for layer in layers]
    biases: Any = [np.asarray(layer.bias, np.float64) for layer in layers]
    scale = factors * np.asarray(vae.decoder.extent, np.float64)
    kept = scale > 0.0
    kept[0] |= not kept.any()  # a network has an output
    weights[-1], biases[-1] = weights[-1][kept], biases[-1][kept]
    network = Network(tuple(weights), tuple(biases), scale[kept], hidden="relu", output="sigmoid")
    return network, (factors * np.asarray(vae.decoder.low, np.float64))[kept]


def _sampled(network: Network, norm: float, seed: int) -> float:
    """A lower bound on the constant, from about where the prior N(0, I) has its points."""
    centre, radius = np.zeros((1, network.inputs)), np.array([SPREAD * network.inputs ** (1.0 / norm)])
    return float(sampled_constants(network, centre, radius, norm=norm, samples=SAMPLES, key=jax.random.key(seed))[0])


Autoencoder = MeasuredAutoencoder
