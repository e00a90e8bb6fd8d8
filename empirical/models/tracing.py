"""Functions in compiled code: which share a compilation, and which must be compiled anew."""

from collections.abc import Callable
from typing import Any, NamedTuple

import jax
import numpy as np
from jax.tree_util import Partial

PROBES = 8
"""Number of points on which a function is compared with its compiled form."""


@jax.jit
def traced_scores(function: Any, points: Any) -> Any:
    """Score many points in compiled code.

    Args:
        function: A function from one point to its score, a pytree of arrays.
        points: The points, [n, k].

    Returns:
        The scores, [n].

    Examples:
        >>> traced_scores(Partial(lambda weights, point: weights @ point, np.ones(2)), np.eye(2)).tolist()
        [1.0, 1.0]
    """
    return jax.vmap(function)(points)


@jax.jit
def traced_scores_and_gradients(function: Any, points: Any) -> tuple[Any, Any]:
    """Score many points in compiled code, with gradients.

    Args:
        function: A function from one point to its score, a pytree of arrays.
        points: The points, [n, k].

    Returns:
        The scores, [n], and the gradients, [n, k].

    Examples:
        >>> scores, gradients = traced_scores_and_gradients(Partial(lambda w, point: w @ point, np.ones(2)), np.eye(2))
        >>> gradients.tolist()
        [[1.0, 1.0], [1.0, 1.0]]
    """
    return jax.vmap(jax.value_and_grad(function))(points)


def as_pytree(function: Any) -> Partial:
    """Make a pytree of a function, so that functions that differ in their arrays alone share one compilation.

    Args:
        function: A function of one point; what is no array in it, such as code, is compared by value.

    Returns:
        The same function, with its arrays as leaves.

    Examples:
        >>> as_pytree(Partial(lambda weights, point: weights @ point, np.array([1.0, 2.0])))(np.ones(2)).item()
        3.0
    """
    leaves, structure = jax.tree.flatten(function)
    rest = tuple(_ARRAY if _is_array(leaf) else leaf for leaf in leaves)
    return Partial(_Joined(structure, rest), [leaf for leaf in leaves if _is_array(leaf)])


def afresh(function: Callable[[Any], Any]) -> Callable[[Any], Any]:
    """Give a function that equals no other, so that no program compiled before is used for it.

    Args:
        function: A function of one point.

    Returns:
        The same function under another identity.

    Examples:
        >>> afresh(abs) == afresh(abs), afresh(abs)(-1.0)
        (False, 1.0)
    """
    return _Afresh(function)


def recompiled(function: Any, points: Any, scores: Any) -> Any:
    """Give a function that compiles anew if it has changed since it was compiled: JAX knows code by its identity.

    Args:
        function: What :func:`as_pytree` made of a function; another one is returned as it is.
        points: The points, [n, k], of which a few are scored again without compilation.
        scores: The scores that the compiled function gave them, [n].

    Returns:
        The same function, or one that no program compiled before is used for.

    Examples:
        >>> function = as_pytree(lambda point: point[0])
        >>> recompiled(function, np.ones((1, 1)), np.ones(1)) is function
        True
        >>> recompiled(function, np.ones((1, 1)), np.zeros(1)) is function
        False
    """
    joined = getattr(function, "func", None)
    if not (isinstance(joined, _Joined) and len(points)):
        return function
    if len(joined.rest) != 1 or joined.rest[0] is _ARRAY or isinstance(joined.rest[0], _Afresh):
        return function  # a pytree: what can change of it is an argument
    before = np.asarray(scores[:PROBES])
    now = np.asarray(jax.vmap(function)(points[:PROBES]), before.dtype)
    size = float(np.abs(before[np.isfinite(before)]).max(initial=0.0))
    same = np.isclose(now, before, rtol=1e-3, atol=1e-3 * size, equal_nan=True)
    return function if same.all() else as_pytree(_Afresh(joined.rest[0]))


_ARRAY = object()
"""The place of an array among the leaves of a function."""


class _Joined(NamedTuple):
    """A function without its arrays, compared by value."""

    structure: Any
    rest: tuple[Any, ...]

    def __call__(self, arrays: Any, point: Any) -> Any:
        remaining = iter(arrays)
        leaves = [next(remaining) if leaf is _ARRAY else leaf for leaf in self.rest]
        return jax.tree.unflatten(self.structure, leaves)(point)


class _Afresh:
    """A function that equals no other, so that no program compiled before is used for it."""

    def __init__(self, function: Callable[[Any], Any]) -> None:
        self.function = function

    def __call__(self, point: Any) -> Any:
        return self.function(point)


def _is_array(leaf: Any) -> bool:
    return isinstance(leaf, jax.Array | np.ndarray)
