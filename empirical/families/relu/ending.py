"""How far the training of a ReLU network is from its end: at its end, no linear model has a smaller loss."""

from typing import Any

import jax
import jax.numpy as jnp
import numpy as np

from empirical.data.split import Split
from empirical.families.ending import Ending
from empirical.families.logistic_end import LogisticEnd, mean_loss
from empirical.families.relu.network import MLP
from empirical.families.relu.settings import ReluTraining

MORE = 10
"""How many times as many epochs are proposed to a network that is far from the end of its training."""


def relu_ending(
    network: MLP, split: Split, weights: np.ndarray, training: ReluTraining, linear: LogisticEnd | None
) -> Ending:
    """Measure how far the training of a network is from its end.

    Over a bounded set of inputs ReLU networks contain every linear score, so the smallest loss of a network is at most
    that of the best linear model: a natural network with a larger loss is far from its end.

    Args:
        network: The network.
        split: The data.
        weights: The weights of the losses of the training instances, [n].
        training: The settings of its training.
        linear: The end of training of a linear model on the same instances; ``None`` for a robust network, whose loss
            is that under attack.

    Returns:
        The measures, without the model of the end, which is not known. The loss of a robust network is that without
        attack, of which training to the end need not make the gradient 0.

    Examples:
        >>> from empirical.data import load, split
        >>> network, data = MLP.initial(30, width=3, key=jax.random.key(0)), split(load("breast-cancer"), seed=0)
        >>> best = LogisticEnd(np.zeros(31), 0.1)
        >>> relu_ending(network, data, np.ones(455), ReluTraining(), best).option
        '--epochs 300'
    """
    inputs, labels = jnp.asarray(split.train), jnp.asarray(split.train_labels)
    slopes = _gradient(network, inputs, labels, jnp.asarray(weights))
    norm = float(np.sqrt(sum(float(jnp.sum(part**2)) for part in jax.tree.leaves(slopes))))
    loss = mean_loss(split.train_labels * np.asarray(jax.vmap(network)(inputs)), weights)
    if linear is None:
        return Ending(loss, norm)
    return Ending(loss, norm, linear.loss, option=f"--epochs {MORE * training.epochs}")


@jax.jit
def _gradient(network: MLP, inputs: Any, labels: Any, weights: Any) -> MLP:
    def loss(network: MLP) -> Any:
        return jnp.mean(weights * jax.nn.softplus(-labels * jax.vmap(network)(inputs)))

    return jax.grad(loss)(network)
