"""LipSDP-Neuron as Fazlyab et al. (2019) write it, for an SDP solver."""

import math
from collections.abc import Sequence
from itertools import pairwise
from typing import Any

import cvxpy
import numpy as np

Range = tuple[np.ndarray, np.ndarray]
"""Smallest and largest slopes of a layer's neurons."""


def lipsdp(weights: Sequence[np.ndarray], slopes: Sequence[Range], *, norm: float = 2.0) -> float:
    """The optimal constant from ℓ₂ or ℓ∞; the last weights are those of the output, its slopes and scale included."""
    *hidden, last = weights
    width, sizes = weights[0].shape[1], [len(one) for one in hidden]
    total = width + sum(sizes)
    bounds = cvxpy.Variable() * np.ones(width) if norm == 2.0 else cvxpy.Variable(width)
    starts = np.cumsum([0, width, *sizes])
    eye = np.eye(total)
    given = [eye[a:b] for a, b in pairwise(starts)]
    form = given[0].T @ cvxpy.diag(bounds) @ given[0] - (last @ given[-1]).T @ (last @ given[-1])
    for W, before, after, (low, high) in zip(hidden, given, given[1:], slopes, strict=False):
        multipliers = cvxpy.Variable(len(W), nonneg=True)
        read = W @ before
        between = read.T @ cvxpy.diag(cvxpy.multiply(multipliers, low * high)) @ read
        across = read.T @ cvxpy.diag(cvxpy.multiply(multipliers, (low + high) / 2.0)) @ after
        form = form + between - across - across.T + after.T @ cvxpy.diag(multipliers) @ after
    objective: Any = bounds[0] if norm == 2.0 else cvxpy.sum(bounds)
    problem = cvxpy.Problem(cvxpy.Minimize(objective), [0.5 * (form + form.T) >> 0])
    problem.solve(solver=cvxpy.CLARABEL)
    return math.sqrt(float(objective.value))
