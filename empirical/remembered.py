"""Results of functions of what never changes, remembered for the next call."""

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar

MOST = 64
"""Largest number of results of a function that are remembered."""

Result = TypeVar("Result")


def remembered(function: Callable[..., Result]) -> Callable[..., Result]:
    """Remember what a function gave for the tuples that it was called with last, by their identity.

    Tuples of descriptions, such as the features of a data set, are long to compare or to hash. They do not change.

    Args:
        function: A function of one tuple or several, whose result nobody changes.

    Returns:
        The same function, which computes once for the same tuples.

    Examples:
        >>> called = []
        >>> count = remembered(lambda items: called.append(items) or len(items))
        >>> some = (1, 2)
        >>> count(some), count(some), len(called)
        (2, 2, 1)
    """
    kept: dict[tuple[int, ...], tuple[tuple[Any, ...], Result]] = {}

    @wraps(function)
    def remembering(*given: Any) -> Result:
        key = tuple(map(id, given))
        found = kept.get(key)  # the tuples are kept too, so that no other ones have their identities
        if found is not None:
            return found[1]
        result = function(*given)
        if all(type(one) is tuple for one in given):
            kept[key] = given, result
            if len(kept) > MOST:
                kept.pop(next(iter(kept)), None)
        return result

    return remembering
