"""The one signature that every recourse method has."""

from typing import Any, Protocol, runtime_checkable

import jax

from empirical.data.split import Space
from empirical.recourse.result import Recourses


@runtime_checkable
class RecourseMethod(Protocol):
    """A recourse method with its settings: a function from a model and instances to recourses."""

    def __call__(
        self, model: Any, inputs: Any, space: Space | None = None, *, cost_weights: Any = None, key: jax.Array
    ) -> Recourses:
        """Find a recourse for every instance.

        Args:
            model: The model f, which accepts where its score is positive: as for
                :func:`~empirical.models.model.as_model`.
            inputs: The instances, [m, k].
            space: What may change, and how far; ``None`` if everything may change in any way.
            cost_weights: The cost weights D, [k]; ``None`` for 1.
            key: The key of everything random; the same key gives an instance the same recourse in any batch.

        Returns:
            The recourses.
        """
        ...
