"""Scores of one point as JAX traces them: pytrees whose leaves are arrays."""

from typing import Any, NamedTuple

import jax


class Net(NamedTuple):
    """One hidden layer of ReLU."""

    inner: Any
    outer: Any
    shift: Any

    def __call__(self, x: Any) -> Any:
        return jax.nn.relu(x @ self.inner) @ self.outer - self.shift


class Linear(NamedTuple):
    """wᵀx less a number."""

    weights: Any
    shift: Any

    def __call__(self, x: Any) -> Any:
        return x @ self.weights - self.shift
