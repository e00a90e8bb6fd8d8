"""Functions that JAX traces, which take other columns than a design's: the same function on scaled columns."""

from collections.abc import Callable
from typing import Any, NamedTuple

import jax
import jax.numpy as jnp
import numpy as np
from jax.tree_util import Partial
from jaxtyping import Float

from empirical.errors import InputError
from empirical.models.classes import Side, accepting
from empirical.models.model import TracedModel
from empirical.models.tracing import afresh, as_pytree
from empirical.numerics import logit


def traced_on_design(
    given: Callable[[Any], Any], shift: Float[np.ndarray, " d"], scale: Float[np.ndarray, " d"], side: Side
) -> TracedModel | None:
    """Make a model on scaled columns of a function of one instance on other ones, if JAX can trace it.

    Args:
        given: The function, from one instance [d] to a logit, [] or [1], or to a logit for each class, [c]; such as an
            equinox module.
        shift: What is added to the scaled columns, once they are multiplied by ``scale``.
        scale: The factors of the scaled columns.
        side: What is said of the classes that accept.

    Returns:
        The model; ``None`` if JAX cannot trace the function, which may be one of many instances in numpy.

    Raises:
        InputError: If it cannot be told which class accepts, or there is a score for every column.

    Examples:
        >>> model = traced_on_design(lambda x: x[0] - 3.0, np.array([1.0]), np.array([2.0]), Side())
        >>> model.scores(np.array([[2.0, 1.0]])).tolist()  # 2 * 2 + 1 - 3
        [2.0]
        >>> traced_on_design(lambda many: many[:, 0], np.zeros(1), np.ones(1), Side()) is None
        True
    """
    kind = _kind(given)
    try:
        outputs = jax.eval_shape(given, jax.ShapeDtypeStruct(shift.shape, kind))
    except Exception:  # whatever a function for numpy makes of what is no array
        return None
    shape = getattr(outputs, "shape", None)
    if shape is None or len(shape) > 1 or shape == (0,):
        return None
    if shape == shift.shape and side.favourable is None:
        raise InputError("a model must give one score for an instance, not one for each of its columns")
    classes = range(max(*shape, 2)) if shape else range(2)
    on_design = _OnDesign(tuple(accepting(classes, side, name="the model").tolist()), logit(side.threshold), kind.name)
    known = given if any(map(_is_float, jax.tree.leaves(given))) else afresh(given)
    return TracedModel(Partial(on_design, as_pytree(known), shift, scale))


class _OnDesign(NamedTuple):
    """The score of a function of other columns, compared by value: functions of one form share a compilation."""

    accepts: tuple[bool, ...]
    cut: float
    kind: str

    def __call__(self, given: Any, shift: Any, scale: Any, point: Any) -> Any:
        wide = jnp.result_type(float)
        inputs = point[:-1].astype(wide) * scale.astype(wide) + shift.astype(wide)
        outputs = jnp.asarray(given(inputs.astype(self.kind))).reshape(-1).astype(wide)
        if outputs.size == 1:
            score = outputs[0] if self.accepts[1] else -outputs[0]
        else:
            accepts = np.array(self.accepts)
            score = outputs[accepts].max() - outputs[~accepts].max()
        return (score - self.cut).astype(point.dtype)


def _kind(given: Any) -> np.dtype[Any]:
    """Give the type of number that a function computes in: that of its weights, if it has any."""
    leaves = [leaf.dtype for leaf in jax.tree.leaves(given) if _is_float(leaf)]
    return np.result_type(*leaves) if leaves else np.dtype(jnp.result_type(float))


def _is_float(leaf: Any) -> bool:
    return isinstance(leaf, jax.Array | np.ndarray) and bool(jnp.issubdtype(leaf.dtype, jnp.floating))
