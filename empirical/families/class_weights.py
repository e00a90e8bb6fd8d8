"""The weights that training gives to the losses of favourable and unfavourable instances."""

import math

import numpy as np
from jaxtyping import Float

from empirical.errors import InputError

NONE, BALANCED = "none", "balanced"
"""The weights that have a name: the same for all instances; the same sum for both labels."""

LABELS = {"favourable": 1.0, "unfavourable": -1.0, "1": 1.0, "-1": -1.0}
"""The names of the two labels in weights by label."""

WANTED = "none, balanced, or by label, as unfavourable=3"
"""What class weights may be, in words."""


def by_label(text: str) -> dict[float, float]:
    """Read weights by label.

    Args:
        text: The weights: ``unfavourable=3`` or ``1=1,-1=3``; a label that is not named has the weight 1.

    Returns:
        The weights of the labels 1 and −1.

    Raises:
        InputError: If the text is something else, or a weight is not finite and positive.

    Examples:
        >>> by_label("unfavourable=3")
        {1.0: 1.0, -1.0: 3.0}
        >>> by_label("1=0")
        Traceback (most recent call last):
        empirical.errors.InputError: class-weights: the weight of 1 must be finite and positive, not '0'
    """
    weights: dict[float, float] = {}
    for part in text.split(","):
        name, equals, number = (one.strip() for one in part.partition("="))
        if not equals or name not in LABELS:
            raise InputError(f"class-weights must be {WANTED}, not {text!r}")
        if LABELS[name] in weights:
            raise InputError(f"class-weights names a label twice: {text}")
        weights[LABELS[name]] = _number(name, number)
    return {1.0: 1.0, -1.0: 1.0, **weights}


def check_class_weights(text: str) -> None:
    """Refuse class weights that cannot be read.

    Args:
        text: The class weights.

    Raises:
        InputError: If they are none.

    Examples:
        >>> check_class_weights("balanced")
        >>> check_class_weights("?")
        Traceback (most recent call last):
        empirical.errors.InputError: class-weights must be none, balanced, or by label, as unfavourable=3, not '?'
    """  # noqa: DOC502
    if text not in (NONE, BALANCED):
        by_label(text)


def loss_weights(text: str, labels: Float[np.ndarray, " n"]) -> Float[np.ndarray, " n"]:
    """Give the weights of the losses of training instances.

    Args:
        text: ``none``, ``balanced``, or weights by label (:func:`by_label`).
        labels: The labels of the instances, ±1.

    Returns:
        Positive weights that are 1 in the mean, so that the mean loss is a convex combination of the losses.

    Raises:
        InputError: If the text cannot be read.

    Examples:
        >>> labels = np.array([1.0, 1.0, 1.0, -1.0])
        >>> loss_weights("balanced", labels).round(3).tolist()
        [0.667, 0.667, 0.667, 2.0]
        >>> loss_weights("unfavourable=5", labels).tolist()
        [0.5, 0.5, 0.5, 2.5]
    """  # noqa: DOC502
    if text == NONE:
        return np.ones_like(labels)
    counts = {label: max(int((labels == label).sum()), 1) for label in (1.0, -1.0)}
    chosen = {label: 1.0 / count for label, count in counts.items()} if text == BALANCED else by_label(text)
    weights = np.where(labels > 0.0, chosen[1.0], chosen[-1.0])
    return weights / weights.mean()


def _number(name: str, text: str) -> float:
    try:
        number = float(text)
    except ValueError:
        number = math.nan
    if not (math.isfinite(number) and 1e-6 <= number <= 1e6):
        wanted = "finite and positive" if not number > 0.0 or math.isinf(number) else "between 1e-06 and 1e+06"
        raise InputError(f"class-weights: the weight of {name} must be {wanted}, not {text!r}")
    return number
