"""What explanation methods have in common: their signature, their result, and how unknown instances fare."""

from collections.abc import Callable
from typing import Any, NamedTuple, Protocol, runtime_checkable

import jax
import numpy as np
from jaxtyping import Float

from empirical.errors import InputError
from empirical.models.model import HostModel, Model, as_floats, as_model
from empirical.models.several_classes import ClassModel

BATCH = 4096
"""Number of points at which a model is asked at once, unless somebody says another one."""


class Attributions(NamedTuple):
    """The attributions φ of many instances: how much each column, or group of columns, adds to the score.

    A row is NaN where the instance, or a score or slope that its explanation needs, is not finite.

    Attributes:
        values: The attributions, [n, g]; g is the number of columns, or of groups.
        errors: Their standard errors over the draws of the method, [n, g]; 0 where nothing is drawn.
        gaps: By how much their sum misses the score over that of the reference, f(x) − f(r) − Σφ, [n]; NaN for methods
            that do not promise that it is 0.
    """

    values: Float[np.ndarray, "n g"]
    errors: Float[np.ndarray, "n g"]
    gaps: Float[np.ndarray, " n"]


@runtime_checkable
class Explainer(Protocol):
    """An explanation method with its settings: a function from a model and instances to attributions."""

    def __call__(self, model: Any, inputs: Any, *, key: jax.Array) -> Attributions:
        """Explain the score of every instance.

        Args:
            model: The model f: as for :func:`~empirical.models.model.as_model`. Of several classes,
                ``model.towards(class)``, ``model.logit(class)`` or ``model.probability(class)`` is a score.
            inputs: The instances, [n, k].
            key: The key of everything random; methods that draw nothing do not read it.

        Returns:
            The attributions.
        """
        ...


def scored(given: Any) -> Model:
    """Give the model whose score is explained.

    Args:
        given: The model, as for :func:`~empirical.models.model.as_model`.

    Returns:
        The model.

    Raises:
        InputError: If it has a score for each of several classes.

    Examples:
        >>> scored(lambda point: point[0]).scores(np.array([[3.0]])).tolist()
        [3.0]
    """
    if isinstance(given, ClassModel):
        raise InputError(
            "an explanation is of one score: take model.logit(class), model.probability(class) or model.towards(class)"
        )
    return as_model(given)


def sloped(given: Any) -> Model:
    """Give the model whose gradients are asked for.

    Args:
        given: The model, as for :func:`~empirical.models.model.as_model`.

    Returns:
        The model.

    Raises:
        InputError: If it has scores alone, or one for each of several classes.

    Examples:
        >>> sloped(HostModel(lambda points: points[:, 0]))  # doctest: +ELLIPSIS
        Traceback (most recent call last):
        ...
        empirical.errors.InputError: this method needs gradients, and the model has scores alone: choose lime, shap ...
    """
    model = scored(given)
    if isinstance(model, HostModel) and model.both is None:
        raise InputError(
            "this method needs gradients, and the model has scores alone: choose lime, shap or shap_exact, or give "
            "HostModel a second function, from points to scores and gradients"
        )
    return model


def over_finite(explain: Callable[[np.ndarray], Attributions], inputs: Any, width: int = 0) -> Attributions:
    """Explain the instances that are finite, and put NaN for all others, also for those whose attributions are not.

    Args:
        explain: A function from finite instances [m, k], m ≥ 1, to their attributions.
        inputs: The instances, [n, k].
        width: The number of attributions of an instance; the number of columns by default.

    Returns:
        The attributions of all instances, float64.

    Examples:
        >>> def doubled(rows):
        ...     return Attributions(2.0 * rows, np.zeros_like(rows), np.zeros(len(rows)))
        >>> over_finite(doubled, [[1.0, 2.0], [np.nan, 2.0]]).values.tolist()
        [[2.0, 4.0], [nan, nan]]
    """
    rows = matrix(inputs)
    known = np.isfinite(rows).all(axis=1)
    shape = (len(rows), width or rows.shape[1])
    values, errors, gaps = np.full(shape, np.nan), np.full(shape, np.nan), np.full(len(rows), np.nan)
    if known.any():
        with np.errstate(over="ignore", invalid="ignore"):  # of scores that are not finite
            found = explain(rows[known])
        finite = np.asarray(np.isfinite(found.values).all(axis=1))
        values[known] = np.where(finite[:, None], found.values, np.nan)
        errors[known] = np.where(finite[:, None], found.errors, np.nan)
        gaps[known] = np.where(finite, found.gaps, np.nan)
    return Attributions(values, errors, gaps)


def matrix(inputs: Any) -> Float[np.ndarray, "n k"]:
    """Give instances as rows of floating-point numbers.

    Args:
        inputs: The instances, [n, k].

    Returns:
        The instances, float32 where they were, else float64.

    Raises:
        InputError: If they have another shape.

    Examples:
        >>> matrix([[1, 2]]).tolist()
        [[1.0, 2.0]]
    """
    rows = as_floats(inputs)
    if rows.ndim != 2:
        raise InputError(
            f"instances are rows of columns, [n, k], not an array of shape {rows.shape}; give inputs[None]"
        )
    return rows


def drawless(values: Float[np.ndarray, "n g"], gaps: Any = np.nan) -> Attributions:
    """Give the attributions of a method that draws nothing.

    Args:
        values: The attributions.
        gaps: What their sums miss, [n]; NaN for methods that do not promise that it is 0.

    Returns:
        The attributions, with errors 0.

    Examples:
        >>> drawless(np.ones((1, 2))).errors.tolist()
        [[0.0, 0.0]]
    """
    values = np.asarray(values, np.float64)
    return Attributions(values, np.zeros_like(values), np.broadcast_to(np.float64(gaps), len(values)))


def at_least(name: str, value: int, least: int) -> None:
    """Refuse a number of draws, points or instances that is too small.

    Args:
        name: The name of the setting.
        value: The number.
        least: The smallest number that will do.

    Raises:
        InputError: If it is smaller.

    Examples:
        >>> at_least("samples", 0, 1)
        Traceback (most recent call last):
        ...
        empirical.errors.InputError: samples must be at least 1, not 0
    """
    if not value >= least:
        raise InputError(f"{name} must be at least {least}, not {value}")
