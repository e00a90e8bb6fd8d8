"""The energy and the loss of a model towards one class, with the slopes that ECCo and a sampler follow.

A classifier with the logits z is read as an energy-based model (Grathwohl et al. 2020): the energy of a point x,
conditional on the class y⁺, is E(x | y⁺) = −z_y⁺(x), and the loss ℓ = −log softmax(z)_y⁺. A binary model with the score
f has the two logits ±f/2, so that its loss is log(1 + e^−f) and its energy −f/2.
"""

from functools import partial
from typing import Any, NamedTuple

import jax
import jax.numpy as jnp
import numpy as np

from empirical.models.model import LinearModel, Model, TracedModel
from empirical.models.several_classes import Margin


class Energy(NamedTuple):
    """The energy and the loss of a point towards the class that the model accepts.

    Attributes:
        loss: The loss ℓ.
        energy: The energy E.
        odds: The log-odds of the class: the logarithm of p/(1 − p).
        loss_slope: The gradient of the loss, [k].
        energy_slope: The gradient of the energy, [k].
    """

    loss: Any
    energy: Any
    odds: Any
    loss_slope: Any
    energy_slope: Any

    def finite(self) -> Any:
        """Tell whether all of it is known.

        Returns:
            Whether every number is finite, for one instance.
        """
        slopes = jnp.isfinite(self.loss_slope) & jnp.isfinite(self.energy_slope)
        return jnp.isfinite(self.loss) & jnp.isfinite(self.energy) & jnp.all(slopes)


def traced_energy(function: Any, point: Any) -> Energy:
    """Compute the energy of one point inside compiled code. Vmappable.

    Args:
        function: The score of a model that JAX traces: :class:`~empirical.models.several_classes.Margin` for one of
            several classes, else any function of a point.
        point: The point, [k].

    Returns:
        Its energy.

    Examples:
        >>> found = traced_energy(Margin(lambda x: x, jnp.asarray(0)), jnp.array([0.0, 0.0, 0.0]))
        >>> round(float(found.loss), 3), (found.energy_slope + 0.0).tolist()
        (1.099, [-1.0, 0.0, 0.0])
    """
    if not isinstance(function, Margin):
        return energy_of_scores(*jax.value_and_grad(function)(point))
    logits, pull_back = jax.vjp(function.logits, point)
    one = jax.nn.one_hot(function.target, len(logits), dtype=logits.dtype)
    loss = jax.nn.logsumexp(logits) - logits[function.target]
    odds = logits[function.target] - jax.nn.logsumexp(jnp.where(one > 0.0, -jnp.inf, logits))
    (loss_slope,), (energy_slope,) = pull_back(jax.nn.softmax(logits) - one), pull_back(-one)
    return Energy(loss, -logits[function.target], odds, loss_slope, energy_slope)


def energy_of_scores(score: Any, gradient: Any) -> Energy:
    """Compute the energy of one point from the score of a binary model. Vmappable.

    Args:
        score: The score f.
        gradient: Its gradient, [k].

    Returns:
        The energy with the two logits ±f/2.

    Examples:
        >>> found = energy_of_scores(jnp.asarray(0.0), jnp.array([2.0]))
        >>> round(float(found.loss), 3), found.loss_slope.tolist(), found.energy_slope.tolist()
        (0.693, [-1.0], [-1.0])
    """
    return Energy(jax.nn.softplus(-score), -0.5 * score, score, -jax.nn.sigmoid(-score) * gradient, -0.5 * gradient)


def as_traced(model: Model) -> Model:
    """Give a linear model as JAX traces it, and any other model as it is.

    Args:
        model: The model.

    Returns:
        The model.

    Examples:
        >>> type(as_traced(LinearModel(np.ones(2)))).__name__
        'TracedModel'
    """
    return model.traced() if isinstance(model, LinearModel) else model


def energies(model: Model, points: Any) -> Energy:
    """Compute the energies of many points, of any model.

    Args:
        model: The model: its score decides which class is meant. Of several classes outside JAX nothing but the margin
            is known, which counts as the score of a binary model.
        points: The points, [n, k].

    Returns:
        The energies, arrays with n as their first axis.

    Examples:
        >>> energies(LinearModel(np.array([2.0])), np.array([[3.0]])).energy.tolist()
        [-3.0]
    """
    model = as_traced(model)
    if isinstance(model, TracedModel):
        return _traced(model.function, points)
    return energies_of_scores(*map(np.asarray, model.scores_and_gradients(points)))


@jax.jit
def energies_of_scores(scores: Any, gradients: Any) -> Energy:
    """Compute the energies of many points from the scores of a binary model.

    Args:
        scores: The scores f, [n].
        gradients: Their gradients, [n, k].

    Returns:
        The energies.

    Examples:
        >>> energies_of_scores(np.array([3.0]), np.ones((1, 2))).energy.tolist()
        [-1.5]
    """
    return jax.vmap(energy_of_scores)(scores, gradients)


@jax.jit
def _traced(function: Any, points: Any) -> Energy:
    return jax.vmap(partial(traced_energy, function))(points)
