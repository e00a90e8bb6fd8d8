"""What another library made, told by its methods or its class: classifiers, boosters and networks."""

from typing import Any

from empirical.models.boosters import booster_scorer, is_booster
from empirical.models.classes import Side
from empirical.models.classifiers import classifier_scorer, is_classifier
from empirical.models.networks import is_module, module_scorer
from empirical.models.scorer import Scorer


def scorer_of(given: Any, side: Side) -> Scorer | None:
    """Give the score of what another library made.

    Args:
        given: A classifier, a booster, a network, or a function.
        side: What is said of the classes that accept.

    Returns:
        The score; ``None`` for a function.

    Raises:
        TypeError: If ``given`` is none of these.
        InputError: If it cannot be told which class accepts.

    Examples:
        >>> scorer_of(len, Side()) is None
        True
    """  # noqa: DOC502
    if is_classifier(given):
        return classifier_scorer(given, side)
    if is_booster(given):
        return booster_scorer(given, side)
    if is_module(given):
        return module_scorer(given, side)
    if not callable(given):
        raise TypeError(
            f"a model must be a function of an instance, a classifier, a network or a Model; "
            f"{type(given).__name__} is none"
        )
    return None
