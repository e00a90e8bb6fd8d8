"""The classes of a classifier: which of them accept, and the score of their probabilities or decision values."""

import math
from typing import Any, NamedTuple

import numpy as np
from jaxtyping import Bool, Float, Shaped

from empirical.errors import InputError
from empirical.numerics import logit

OURS = ((-1.0, 1.0), (0.0, 1.0))
"""Pairs of classes of which the larger one accepts unless somebody says otherwise, False and True among them: they are
what everybody writes for no and yes."""

SEVERAL = (list, tuple, set, frozenset, np.ndarray)
"""Types that hold several classes."""


class Side(NamedTuple):
    """What somebody said of the classes that accept, before the classes of a classifier are known.

    Attributes:
        favourable: The class that accepts, or several of them in a list, tuple or set. Numbers are equal however they
            are written: 1, 1.0 and True. ``None`` if nobody said.
        threshold: Of two classes, the probability above which the favourable one is accepted.
        known: The meaning of the favourable label of the data set, as ``approved`` or ``outcome = approved``: a class
            of that name accepts if nobody says otherwise.
    """

    favourable: Any = None
    threshold: float = 0.5
    known: str = ""


NOTHING_SAID = Side()
"""Of the classes that accept, nothing is said."""


def accepting(classes: Any, side: Side = NOTHING_SAID, *, name: str = "a classifier") -> Bool[np.ndarray, " c"]:
    """Decide which classes of a classifier accept.

    Args:
        classes: The classes, a sequence in the order of the classifier's probabilities.
        side: What is said of the classes that accept.
        name: The name of the classifier, for messages.

    Returns:
        Whether each class accepts; at least one does, and one does not.

    Raises:
        InputError: If it cannot be told which class accepts, or no class or every class would.

    Examples:
        >>> accepting([0, 1]).tolist(), accepting([1, 2], Side(favourable=1)).tolist()
        ([False, True], [True, False])
        >>> accepting(["approved", "denied"], Side(known="outcome = approved")).tolist()
        [True, False]
        >>> accepting([1, 2])
        Traceback (most recent call last):
        ...
        empirical.errors.InputError: which class of a classifier accepts? Give favourable=, one of 1, 2
    """
    listed = ", ".join(repr(_plain(one)) for one in classes)
    if len(classes) < 2:
        raise InputError(f"{name} knows one class alone, {listed}; recourse needs two: fit it on both")
    if side.threshold != 0.5 and len(classes) > 2:
        raise InputError(f"threshold= is about two classes, and {name} has {len(classes)}: leave it out")
    if side.favourable is None:
        wanted = np.array([_is_named(one, side.known) for one in classes])
        if wanted.sum() == 1:
            return wanted
        if len(classes) == 2 and tuple(map(_number, classes)) in OURS:
            return np.array([False, True])
        raise InputError(f"which class of {name} accepts? Give favourable=, one of {listed}")
    several = side.favourable if isinstance(side.favourable, SEVERAL) else [side.favourable]
    wanted = np.zeros(len(classes), bool)
    for one in several:
        same = np.array([_equal(one, other) for other in classes])
        if not same.any():
            raise InputError(f"{name} has no class {_plain(one)!r} for favourable=; its classes are {listed}")
        wanted |= same
    if wanted.all() or not wanted.any():
        named = "every class" if wanted.any() else "no class"
        raise InputError(f"favourable= names {named} of {name}; name some of {listed}")
    return wanted


def log_odds(
    probabilities: Float[np.ndarray, "n c"], accepts: Bool[np.ndarray, " c"], threshold: float = 0.5
) -> Float[np.ndarray, " n"]:
    """Turn probabilities into scores: the log-odds of the likeliest class that accepts against the likeliest other one.

    The score is positive where the likeliest class accepts, as ``predict`` of scikit-learn's classifiers says. Trees,
    forests and nearest neighbours are certain of some points: a probability of 0 counts as the smallest number above
    it, so that every score is finite.

    Args:
        probabilities: The probabilities of the classes.
        accepts: Whether each class accepts.
        threshold: Of two classes, the probability above which the favourable one is accepted.

    Returns:
        The scores, finite unless a probability is NaN.

    Examples:
        >>> scores = log_odds(np.array([[0.5, 0.5], [0.25, 0.75], [1.0, 0.0]]), np.array([False, True]))
        >>> scores.round(2).tolist()
        [0.0, 1.1, -708.4]
        >>> log_odds(np.array([[0.25, 0.75]]), np.array([False, True]), threshold=0.75).round(9).tolist()
        [0.0]
    """
    logs = np.log(np.maximum(probabilities, np.finfo(probabilities.dtype).tiny))
    return against_others(logs, accepts) - logit(threshold)


def against_others(values: Float[np.ndarray, "n c"], accepts: Bool[np.ndarray, " c"]) -> Float[np.ndarray, " n"]:
    """Subtract the largest value of a class that does not accept from the largest value of one that accepts.

    Args:
        values: A value for each class, as its log-probability, its logit or its decision value.
        accepts: Whether each class accepts.

    Returns:
        The differences: positive where the class of the largest value accepts.

    Examples:
        >>> against_others(np.array([[1.0, 5.0, 2.0]]), np.array([True, False, True])).tolist()
        [-3.0]
    """
    return values[:, accepts].max(axis=1) - values[:, ~accepts].max(axis=1)


def classes_of(classifier: Any, count: int = 2) -> Shaped[np.ndarray, " c"]:
    """Give the classes of a classifier, in the order of its probabilities.

    Args:
        classifier: The classifier.
        count: The number of classes of one that does not list them; they are then called 0, 1, ...

    Returns:
        The classes.

    Raises:
        InputError: If the classifier predicts several labels at once.

    Examples:
        >>> classes_of(object()).tolist()
        [0, 1]
    """
    classes = getattr(classifier, "classes_", None)
    if classes is None:
        return np.arange(count)
    if isinstance(classes, list) and any(np.ndim(one) for one in classes):
        name = type(classifier).__name__
        raise InputError(f"{name} predicts several labels at once; give a classifier of one of them")
    return np.asarray(classes)


def _plain(value: Any) -> Any:
    """Give a number or text of numpy as Python has it, which messages can show."""
    return value.item() if isinstance(value, np.generic) else value


def _number(value: Any) -> float:
    """Read a class as a number; NaN if it is none."""
    try:
        return float(value)
    except (TypeError, ValueError):
        return math.nan


def _equal(one: Any, other: Any) -> bool:
    one, other = _plain(one), _plain(other)
    return one == other or str(one) == str(other)


def _is_named(one: Any, known: str) -> bool:
    """Tell whether a class is the one that a data set calls favourable; a truth value says yes to that, and no code."""
    value, one = known.rpartition(" = ")[2], _plain(one)
    same_number = not isinstance(one, bool) and _number(one) == _number(value)
    return bool(value) and (str(one) in {known, value} or same_number)
