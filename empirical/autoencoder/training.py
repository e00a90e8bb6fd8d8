"""Training of a variational autoencoder on the training instances of a split, in one compiled program."""

from collections.abc import Callable
from functools import partial
from typing import Any, NamedTuple

import equinox as eqx
import jax
import jax.numpy as jnp
import numpy as np

from empirical.autoencoder.elbo import terms
from empirical.autoencoder.networks import VAE, Decoder, Encoder, initial_layers
from empirical.autoencoder.settings import VAETraining, latent_width, pace
from empirical.checkpoints import Checkpoint, without_checkpoints
from empirical.data.split import Split
from empirical.errors import InputError
from empirical.tree_checkpoints import keep_tree


def train_vae(split: Split, settings: VAETraining, *, seed: int, checkpoint: Checkpoint = without_checkpoints) -> VAE:
    """Train a variational autoencoder by Adam on the evidence lower bound of mini-batches, in float64.

    Args:
        split: The data; training does not look at the test instances.
        settings: The settings of the training.
        seed: The seed of the initial weights, the mini-batches and the draws from the posterior.
        checkpoint: The store of finished work; the autoencoder is one checkpoint.

    Returns:
        The autoencoder.

    Raises:
        RuntimeError: If JAX runs without float64.
        InputError: If training overflowed.

    Examples:
        >>> from empirical.data import Dataset, Feature, split
        >>> values = np.linspace(0.0, 1.0, 20)[:, None]
        >>> labels = np.where(values[:, 0] > 0.5, 1.0, -1.0)
        >>> data = Dataset("incomes", (Feature("income"),), values, labels, "approved", "made up", "")
        >>> vae = train_vae(split(data, seed=0), VAETraining(latent=1, width=2, epochs=1), seed=0)
        >>> vae.decode(jnp.zeros(1)).shape  # the income and the constant column
        (2,)
    """
    if not jax.config.read("jax_enable_x64"):
        raise RuntimeError("training needs float64: call jax.config.update('jax_enable_x64', True) first")
    latent, width = latent_width(split.train.shape[1] - 1, settings)
    chosen = pace(len(split.train), settings)
    schedule = _Schedule(chosen.epochs, chosen.learning_rate, settings.kl_weight, settings.weight_decay)
    sizes = _Sizes(latent, width, settings.depth, chosen.batch_size)
    train = partial(_train, split.train, split.space.category >= 0, np.uint32(seed), schedule, sizes=sizes)
    like = jax.eval_shape(partial(_untrained, split.train.shape[1], sizes), jax.random.key(0))
    vae: VAE = jax.tree.map(jnp.asarray, keep_tree(checkpoint, (f"seed {seed}", "autoencoder"), train, like=like))
    learned = (vae.encoder.layers, vae.decoder, vae.spread)
    if not all(np.isfinite(leaf).all() for leaf in jax.tree.leaves(learned)):
        raise InputError("training of the autoencoder overflowed; lower its learning rate, weight decay or vae-epochs")
    return vae


class _Schedule(NamedTuple):
    """The settings of training that are numbers of the compiled program."""

    epochs: Any
    learning_rate: Any
    kl_weight: Any
    weight_decay: Any


class _Sizes(NamedTuple):
    """The settings of training that decide shapes, and so the compiled program."""

    latent: int
    width: int
    depth: int
    batch_size: int


class _Weights(NamedTuple):
    """The learned arrays: the layers of the encoder and of the decoder, and the spread of numbers."""

    encoder: Any
    decoder: Any
    spread: Any


def _untrained(columns: int, sizes: _Sizes, key: Any) -> VAE:
    """Draw an autoencoder of the structure that training gives."""
    hidden, each = (sizes.width,) * sizes.depth, jnp.zeros(columns)
    encoder = Encoder(initial_layers((columns - 1, *hidden, 2 * sizes.latent), key), each, each)
    return VAE(encoder, Decoder(initial_layers((sizes.latent, *hidden, columns), key), each, each), each)


@partial(jax.jit, static_argnames="sizes")
def _train(inputs: Any, category: Any, seed: Any, schedule: _Schedule, *, sizes: _Sizes) -> VAE:
    import optax

    count, columns = inputs.shape
    size = min(sizes.batch_size, count)
    batches = count // size  # the rest of an epoch's order is left out, other rows every time
    encoder, decoder, order, noise = jax.random.split(jax.random.key(seed), 4)
    assemble = _assembly(inputs, category)
    optimiser = optax.scale_by_adam()

    def loss(weights: _Weights, points: Any, draws: Any) -> Any:
        bound = jax.vmap(partial(terms, assemble(weights), category))(points, draws)
        return jnp.mean(schedule.kl_weight * bound.divergence - bound.likelihood)

    def step(state: Any, batch: Any) -> tuple[Any, None]:
        weights, memory = state
        rows, key, rate = batch
        slopes = jax.grad(loss)(weights, inputs[rows], jax.random.normal(key, (size, sizes.latent), inputs.dtype))
        with jax.numpy_dtype_promotion("standard"):  # optax takes a power of an integer
            updates, memory = optimiser.update(slopes, memory)
        weights = jax.tree.map(lambda leaf, update: leaf - rate * update, weights, updates)
        return (weights._replace(decoder=_shrunk(weights.decoder, rate * schedule.weight_decay)), memory), None

    def epoch(turn: Any, state: Any) -> Any:
        rows = jax.random.permutation(jax.random.fold_in(order, turn), count)[: batches * size]
        keys = jax.random.split(jax.random.fold_in(noise, turn), batches)
        rates = schedule.learning_rate * (1.0 - (turn + jnp.arange(batches) / batches) / schedule.epochs)
        return jax.lax.scan(step, state, (rows.reshape(batches, size), keys, rates))[0]

    hidden = (sizes.width,) * sizes.depth
    weights = _Weights(
        initial_layers((columns - 1, *hidden, 2 * sizes.latent), encoder),
        initial_layers((sizes.latent, *hidden, columns), decoder),
        jnp.log(_deviations(inputs)),  # of the constant predictor
    )
    return assemble(jax.lax.fori_loop(0, schedule.epochs, epoch, (weights, optimiser.init(weights)))[0])


def _assembly(inputs: Any, category: Any) -> Callable[[_Weights], VAE]:
    """Make a function from the learned arrays to the autoencoder, which adds the ranges of the columns."""
    low, extent, shift = inputs.min(axis=0), jnp.ptp(inputs, axis=0), inputs.mean(axis=0)
    # Only numbers are divided by their deviation: that of a rare level is so small that its rows would be outliers. A
    # constant column is divided by ∞: the weights behind it learn nothing, and must not count where the column differs.
    scale = jnp.where(category, 1.0, extent * _deviations(inputs))
    scale = jnp.where(extent == 0.0, jnp.inf, scale)

    def assemble(weights: _Weights) -> VAE:
        return VAE(Encoder(weights.encoder, shift, scale), Decoder(weights.decoder, low, extent), weights.spread)

    return assemble


def _deviations(inputs: Any) -> Any:
    """Compute the standard deviation of every column in units of its range; 1 where the column is constant."""
    low, extent = inputs.min(axis=0, keepdims=True), jnp.ptp(inputs, axis=0, keepdims=True)
    varies = extent > 0.0
    return jnp.where(varies[0], ((inputs - low) / jnp.where(varies, extent, 1.0)).std(axis=0), 1.0)


def _shrunk(layers: Any, share: Any) -> Any:
    """Shrink weights, not biases, by a share: decay decoupled from gradients (Loshchilov & Hutter 2019)."""
    return tuple(eqx.tree_at(lambda tree: tree.weight, layer, layer.weight * (1.0 - share)) for layer in layers)
