"""Models of several classes, and the binary models that accept where they predict one of these classes."""

from dataclasses import dataclass
from functools import partial
from typing import Any

import equinox as eqx
import jax
import jax.numpy as jnp
import numpy as np
from jaxtyping import Float, Int

from empirical.batching import over_instances
from empirical.data.classes import place_of
from empirical.models.model import TracedModel
from empirical.models.tracing import as_pytree, traced_scores


@dataclass(frozen=True, eq=False)
class ClassModel:
    """A classifier of several classes that JAX traces.

    Of a classifier outside JAX, ``as_model(classifier, favourable=target)`` makes the binary model at once.

    Attributes:
        function: A function from one point [k] to the logits of all classes, [c], such as an equinox module.
        classes: The names of the classes.

    Examples:
        >>> model = ClassModel(lambda x: jnp.array([1.0, 2.0, 3.0]) * x[0], ("a", "b", "c"))
        >>> points = np.array([[1.0], [-1.0]])
        >>> model.predicted(points).tolist(), model.towards("c").scores(points).tolist()
        ([2, 0], [1.0, -2.0])
    """

    function: Any
    classes: tuple[str, ...]

    def __post_init__(self) -> None:
        """Make a pytree of the function, so that models that differ in their weights alone share one compilation."""
        object.__setattr__(self, "function", as_pytree(self.function))

    def logits(self, points: Any) -> Float[np.ndarray, "n c"]:
        """Give the logits of many points.

        Args:
            points: The points, [n, k].

        Returns:
            The logits, [n, c].
        """
        return over_instances(partial(traced_scores, self.function), points)

    def logits_and_gradients(self, points: Any) -> tuple[Float[np.ndarray, "n c"], Float[np.ndarray, "n c k"]]:
        """Give the logits of many points, and the gradient of each logit.

        Args:
            points: The points, [n, k].

        Returns:
            The logits, [n, c], and their gradients, [n, c, k].
        """
        return over_instances(partial(_logits_and_gradients, self.function), points)

    def predicted(self, points: Any) -> Int[np.ndarray, " n"]:
        """Predict the class of many points.

        Args:
            points: The points, [n, k].

        Returns:
            The place of the class with the largest logit; the first of several.
        """
        return self.logits(points).argmax(axis=1)

    def towards(self, target: str | int) -> TracedModel:
        """Make the binary model that accepts where this one predicts a class, so that recourses lead towards it.

        Args:
            target: The name of the class, or its place.

        Returns:
            The model, whose score is the margin z_t − max_{j≠t} z_j. It accepts where no other class has as large a
            logit.

        Raises:
            InputError: If there is no such class.
        """  # noqa: DOC502
        return TracedModel(Margin(self.function, jnp.asarray(place_of(target, self.classes))))

    def logit(self, target: str | int) -> TracedModel:
        """Make the model whose score is the logit of a class, for explanations of it.

        Args:
            target: The name of the class, or its place.

        Returns:
            The model, whose score is z_t; it is not positive where the class is predicted.

        Raises:
            InputError: If there is no such class.
        """  # noqa: DOC502
        return TracedModel(Logit(self.function, jnp.asarray(place_of(target, self.classes))))

    def probability(self, target: str | int) -> TracedModel:
        """Make the model whose score is the probability of a class, for explanations of it.

        Args:
            target: The name of the class, or its place.

        Returns:
            The model, whose score softmax(z)_t lies between 0 and 1.

        Raises:
            InputError: If there is no such class.
        """  # noqa: DOC502
        return TracedModel(Probability(self.function, jnp.asarray(place_of(target, self.classes))))


class Margin(eqx.Module):
    """The margin of one class over all others at a point, for JAX.

    Attributes:
        logits: A function from one point [k] to the logits of all classes, [c].
        target: The place t of the class, an array, so that all classes share one compilation.
    """

    logits: Any
    target: Any

    def __call__(self, point: Float[Any, " k"]) -> Float[Any, ""]:
        """Give the margin.

        Args:
            point: The point.

        Returns:
            The margin z_t − max_{j≠t} z_j.
        """
        logits = self.logits(point)
        others = jnp.where(jnp.arange(len(logits)) == self.target, -jnp.inf, logits)
        return logits[self.target] - jnp.max(others)


class Logit(eqx.Module):
    """The logit of one class at a point, for JAX.

    Attributes:
        logits: A function from one point [k] to the logits of all classes, [c].
        target: The place of the class, an array, so that all classes share one compilation.
    """

    logits: Any
    target: Any

    def __call__(self, point: Float[Any, " k"]) -> Float[Any, ""]:
        """Give the logit.

        Args:
            point: The point.

        Returns:
            The logit z_t.
        """
        return self.logits(point)[self.target]


class Probability(eqx.Module):
    """The probability of one class at a point, for JAX.

    Attributes:
        logits: A function from one point [k] to the logits of all classes, [c].
        target: The place of the class, an array, so that all classes share one compilation.
    """

    logits: Any
    target: Any

    def __call__(self, point: Float[Any, " k"]) -> Float[Any, ""]:
        """Give the probability.

        Args:
            point: The point.

        Returns:
            The probability softmax(z)_t.
        """
        return jax.nn.softmax(self.logits(point))[self.target]


@jax.jit
def _logits_and_gradients(function: Any, points: Any) -> tuple[Any, Any]:
    return traced_scores(function, points), jax.vmap(jax.jacrev(function))(points)
