"""What smoothing makes of the scores of a model, f_σ(x) = E f(x + σu), with bounds on the error of every number."""

from collections.abc import Mapping
from typing import NamedTuple, Protocol, runtime_checkable

import numpy as np
from jaxtyping import Float


class Slopes(NamedTuple):
    """Gradients φ_σ = ∇f_σ of a smoothed score.

    Attributes:
        values: The gradients, [n, d].
        error: A bound on the length of each gradient's error.
    """

    values: Float[np.ndarray, "n d"]
    error: float


class Gaps(NamedTuple):
    """Differences f_σ(x) − f_σ(x̃) of a smoothed score.

    Attributes:
        values: The differences, [n].
        errors: Bounds on their errors, [n].
    """

    values: Float[np.ndarray, " n"]
    errors: Float[np.ndarray, " n"]


@runtime_checkable
class Smoothing(Protocol):
    """A way to smooth both scores of a model by a normal distribution; results are by the name of the score."""

    def gradients(self, points: Float[np.ndarray, "n d"], sigma: float) -> Mapping[str, Slopes]:
        """Compute the gradients of the smoothed scores.

        Args:
            points: The points x.
            sigma: The standard deviation σ > 0 of every column.

        Returns:
            The gradients.
        """
        ...

    def gaps(
        self, first: Float[np.ndarray, "n d"], second: Float[np.ndarray, "n d"], sigma: float
    ) -> Mapping[str, Gaps]:
        """Compute how far apart the smoothed scores of pairs of points are.

        Args:
            first: The points x.
            second: The points x̃.
            sigma: The standard deviation σ > 0 of every column.

        Returns:
            The differences.
        """
        ...
