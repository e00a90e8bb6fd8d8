"""The kernels of neural-tangents (Novak et al. 2020), by the names that ours have, and inputs at which it is exact.

neural-tangents takes the sine from √(‖x‖²‖y‖² − (xᵀy)²). Beside parallel and antiparallel inputs that difference loses
its digits, and θ half of them: its tangent kernels are then off by some 1e-9 (``test_kernels.py`` measures it). Where
every product is exact the difference is exact too, so the points of ``lattice`` can be compared on the diagonal as
well: they are multiples of 1/8, and the number of columns is a power of two.
"""

import functools
import importlib
import os
import warnings
from collections.abc import Callable
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np

import ntk

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
with warnings.catch_warnings():  # names that jax 0.5 has deprecated
    warnings.simplefilter("ignore")
    neural_tangents: Any = importlib.import_module("neural_tangents")  # as Any: only its environment knows it
    stax: Any = neural_tangents.stax

DEPTHS = (1, 2, 3, 4)
OURS = {
    "first_layer": ntk.first_layer,
    **{f"relu_ntk({depth})": ntk.relu_ntk(depth) for depth in DEPTHS},
    **{f"relu_nngp({depth})": ntk.relu_nngp(depth) for depth in DEPTHS},
}


def depth(name: str) -> int:
    """Hidden layers of a kernel."""
    return 1 if name == "first_layer" else int(name[-2])


def leniently(function: Callable) -> Callable:
    """Run something of neural-tangents by JAX's own rules: it mixes ranks and types, which our tests forbid."""

    @functools.wraps(function)
    def lenient(*args: Any, **kwargs: Any) -> Any:
        with jax.numpy_rank_promotion("allow"), jax.numpy_dtype_promotion("standard"):
            return function(*args, **kwargs)

    return lenient


def kernel_fn(*layers: Any) -> Callable:
    """What ``stax.serial`` gives."""
    return leniently(stax.serial(*layers)[2])


def _theirs(name: str) -> Callable:
    hidden = [stax.Dense(1), stax.Relu()]
    if name == "first_layer":  # without the last layer, the tangent kernel is K∞/d
        first = kernel_fn(*hidden)
        return lambda x1, x2: first(x1, x2, "ntk") * x1.shape[1]
    whole, get = kernel_fn(*depth(name) * hidden, stax.Dense(1)), name[len("relu_") : -len("(1)")]
    return lambda x1, x2: whole(x1, x2, get)


THEIRS = {name: _theirs(name) for name in OURS}


def value(name: str, X1: np.ndarray, X2: np.ndarray | None = None) -> np.ndarray:
    """Its K(X1, X2), [n, m]; without X2 the Gram matrix as it computes that."""
    return np.asarray(THEIRS[name](jnp.asarray(X1), None if X2 is None else jnp.asarray(X2)))


def gradient_product(name: str, X1: np.ndarray, X2: np.ndarray, w: np.ndarray) -> np.ndarray:
    """Σ_j w_j ∇ₓK(X1_i, X2_j), [n, d], by automatic differentiation through it."""

    def score(x):
        return THEIRS[name](x[None], jnp.asarray(X2))[0] @ jnp.asarray(w)

    return np.asarray(jax.vmap(jax.grad(score))(jnp.asarray(X1)))


def differentiable(name: str, X: np.ndarray) -> np.ndarray:
    """Where the gradient's value is no matter of taste, [n].

    At x = 0 a kernel's directional derivatives are ‖y‖κ(c), whose odd part is linear in c with one hidden layer only.
    With more, no gradient is the middle of them: we give κ'(0) y, neural-tangents takes every layer's angle for π/2.
    """
    return np.any(X != 0, axis=1) | (depth(name) == 1)


def lattice(seed: int, columns: int = 4) -> np.ndarray:
    """Points at which neural-tangents is exact, some of them multiples of one another, two the same, one zero."""
    draws = np.random.default_rng(seed).integers(-24, 25, (6, columns)) / 8
    return np.vstack([draws, draws[0], 2 * draws[1], -draws[2], -draws[3] / 4, np.zeros(columns)])


def versions() -> dict[str, str]:
    """What computes here."""
    return {"neural-tangents": neural_tangents.__version__, "jax": jax.__version__, "numpy": np.__version__}
