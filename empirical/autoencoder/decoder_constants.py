"""Certified Lipschitz constants of an autoencoder's decoder, which Theorem 3 reads of recourses of C-CHVAE."""

import math
from typing import Any, NamedTuple

import jax
import numpy as np
from jaxtyping import Float

from empirical.autoencoder.networks import VAE
from empirical.autoencoder.quality import Quality, quality
from empirical.checkpoints import Arrays, Checkpoint, Key, without_checkpoints
from empirical.data.split import Split
from empirical.lipschitz import Certificate, Constant, Network, global_constant, product_of_norms, sampled_constants

CODE_NORMS = (1.0, 2.0, math.inf)
"""Orders p that the norm of balls in latent space can have."""

SPREAD = 4.0
"""Number of standard deviations of the prior within which the search for a lower bound draws its points."""

SAMPLES = 200
"""Number of points in every round of the search for a lower bound."""


class Lipschitz(NamedTuple):
    """Lipschitz constants of a decoder from ℓp to ‖D·‖₂ over the columns that recourses may change.

    Attributes:
        network: The decoder over these columns, times the cost weights and without its offset.
        offset: The offset of these columns, times the cost weights, [c].
        whole: The certified constant of the whole space.
        product: The product of the layers' norms, which is a looser upper bound.
        sampled: The largest norm of a Jacobian that a search found, which is a lower bound.
    """

    network: Network
    offset: Float[np.ndarray, " c"]
    whole: Constant
    product: float
    sampled: float


class MeasuredAutoencoder(NamedTuple):
    """An autoencoder with the certified constants of its decoder; it serves both models of a pair.

    Attributes:
        vae: The autoencoder itself.
        norm: The order p of the balls in latent space: 1, 2 or ∞.
        cost_weights: The cost weights D, [k].
        whole_levels: Whether recourses take whole levels of categories.
        quality: The quality with which it rebuilds the test instances.
        lipschitz: The constants of its decoder; ``None`` where recourses take whole levels, because rounding to levels
            has no Lipschitz constant.
    """

    vae: VAE
    norm: float
    cost_weights: Float[np.ndarray, " k"]
    whole_levels: bool
    quality: Quality
    lipschitz: Lipschitz | None

    def require(self, *, norm: float, whole_levels: bool, cost_weights: Float[np.ndarray, " d"]) -> None:
        """Refuse settings of recourses for which the constants do not hold.

        Args:
            norm: The order p of the balls that are searched.
            whole_levels: Whether recourses take whole levels of categories.
            cost_weights: The cost weights D, [k].

        Raises:
            ValueError: If a setting differs from the one that the autoencoder was measured with.
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
    checkpoint: Checkpoint = without_checkpoints,
) -> MeasuredAutoencoder:
    """Measure the quality of an autoencoder and certify the constants of its decoder, in float64.

    Masking columns and clipping numbers to their ranges move no two points apart. So the decoder's constant over the
    actionable columns is also one of the whole map from a latent point z' to a recourse x'.

    Args:
        vae: The autoencoder.
        split: The data.
        norm: The order p of the balls in latent space.
        cost_weights: The cost weights D, [k].
        whole_levels: Whether recourses take whole levels of categories.
        seed: The seed of the search for a lower bound.
        checkpoint: The store of finished work; the constant of the whole space is one checkpoint.

    Returns:
        The autoencoder with its quality and constants.

    Examples:
        >>> from empirical.data import Dataset, Feature, split
        >>> values = np.linspace(0.0, 1.0, 20)[:, None]
        >>> labels = np.where(values[:, 0] > 0.5, 1.0, -1.0)
        >>> data = Dataset("incomes", (Feature("income"),), values, labels, "approved", "made up", "")
        >>> import jax.numpy as jnp
        >>> from empirical.autoencoder.networks import Decoder, Encoder, initial_layers
        >>> layers = initial_layers((1, 2), jax.random.key(0))
        >>> decoder = Decoder(layers, jnp.array([0.0, 1.0]), jnp.array([1.0, 0.0]))
        >>> vae = VAE(Encoder(layers, jnp.zeros(2), jnp.ones(2)), decoder, jnp.zeros(2))
        >>> measured = measure_autoencoder(vae, split(data, seed=0), norm=2.0, cost_weights=np.ones(2))
        >>> 0.0 < measured.lipschitz.sampled <= measured.lipschitz.whole.value
        True
    """
    vae_quality = quality(vae, split)
    if whole_levels and (split.actionable & (split.space.category >= 0)).any():
        return MeasuredAutoencoder(vae, norm, cost_weights, whole_levels, vae_quality, None)
    network, offset = decoder_network(vae, np.where(split.actionable, cost_weights, 0.0))
    whole = _whole(network, norm, (f"seed {seed}", "decoder constant"), checkpoint)
    product = product_of_norms(network, norm=norm)
    lipschitz = Lipschitz(network, offset, whole, product, _sampled(network, norm, seed))
    return MeasuredAutoencoder(vae, norm, cost_weights, whole_levels, vae_quality, lipschitz)


def _whole(network: Network, norm: float, key: Key, checkpoint: Checkpoint) -> Constant:
    """Certify the constant of the whole space, which takes longest, or read it if it is finished already."""
    kept = checkpoint(key, lambda: _arrays(global_constant(network, norm=norm)))
    return Constant(kept["value"].item(), Certificate(kept["certificate"].item()), kept["norm"].item())


def _arrays(constant: Constant) -> Arrays:
    return {name: np.asarray(value) for name, value in constant._asdict().items()}


def decoder_network(vae: VAE, factors: Float[np.ndarray, " k"]) -> tuple[Network, Float[np.ndarray, " c"]]:
    """Split a decoder whose columns are multiplied by factors into a network and an offset, to certify the network.

    Args:
        vae: The autoencoder.
        factors: The factors of the columns, at least 0, [k]; columns with a factor 0 are left out.

    Returns:
        The network of the other columns, and the offset that is added to its outputs, [c].

    Examples:
        >>> import jax.numpy as jnp
        >>> from empirical.autoencoder.networks import Decoder, Encoder, initial_layers
        >>> layers = initial_layers((1, 2), jax.random.key(0))
        >>> decoder = Decoder(layers, jnp.array([5.0, 1.0]), jnp.array([3.0, 0.0]))  # a number in [5, 8] and a constant
        >>> vae = VAE(Encoder(layers, jnp.zeros(2), jnp.ones(2)), decoder, jnp.zeros(2))
        >>> network, offset = decoder_network(vae, np.array([2.0, 2.0]))
        >>> network.scale.tolist(), offset.tolist()
        ([6.0], [10.0])
    """
    layers = vae.decoder.layers
    weights: Any = [np.asarray(layer.weight, np.float64) for layer in layers]
    biases: Any = [np.asarray(layer.bias, np.float64) for layer in layers]
    scale = factors * np.asarray(vae.decoder.extent, np.float64)
    varies = scale > 0.0
    varies[0] |= not varies.any()  # a network has an output
    weights[-1], biases[-1] = weights[-1][varies], biases[-1][varies]
    network = Network(tuple(weights), tuple(biases), scale[varies], hidden="relu", output="sigmoid")
    return network, (factors * np.asarray(vae.decoder.low, np.float64))[varies]


def _sampled(network: Network, norm: float, seed: int) -> float:
    """Search for a lower bound on the constant in a ball that holds most of the prior N(0, I)."""
    centre, radius = np.zeros((1, network.inputs)), np.array([SPREAD * network.inputs ** (1.0 / norm)])
    return float(sampled_constants(network, centre, radius, norm=norm, samples=SAMPLES, key=jax.random.key(seed))[0])
