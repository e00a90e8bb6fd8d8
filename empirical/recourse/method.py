"""What every recourse method is: one signature."""

from typing import Any, Protocol, runtime_checkable

import jax

from empirical.data.split import Space
from empirical.recourse.result import Recourses


@runtime_checkable
class RecourseMethod(Protocol):
    """A recourse method with its settings."""

    def __call__(
        self, model: Any, inputs: Any, space: Space | None = None, *, cost_weights: Any = None, key: jax.Array
    ) -> Recourses:
        """Find a recourse for every instance.

        Args:
            model: f, accepted where positive: as for :func:`~empirical.models.model.as_model`.
            inputs: Instances, [m, k].
            space: What may change, and how far; ``None`` for everything, any way.
            cost_weights: D, [k]; ``None`` for 1.
            key: Of whatever is random; the same key gives an instance the same recourse in any batch.

        Returns:
            The recourses.
        """
        ...
