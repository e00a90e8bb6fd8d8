"""Sealed objects: what was checked when it was made is what is there when it is used."""

import dataclasses
import operator
from collections.abc import Callable
from functools import cache
from types import MappingProxyType
from typing import Any
from weakref import WeakKeyDictionary

from bounds.errors import ClaimError

_SEALS: WeakKeyDictionary[Any, tuple[Any, ...]] = WeakKeyDictionary()


class Sealed:
    """The base of frozen dataclasses that are checked when they are made, and have no subclasses.

    Python lets nobody forbid ``object.__setattr__``; but a sealed object that was changed by it is told from one that
    was not. Copies, also those of ``pickle``, are made and checked anew.
    """

    def __init_subclass__(cls) -> None:
        """Allow no subclass of a subclass, whose attributes could say one thing now and another thing later.

        Raises:
            ClaimError: If a base of the class is sealed already.
        """
        for base in cls.__bases__:
            if base is not Sealed and issubclass(base, Sealed):
                raise ClaimError(f"{base.__name__} has no subclasses; write {base.__name__}(...)")

    def __reduce__(self) -> tuple[Any, ...]:
        """Make copies by the constructor."""
        values = _values(self)
        return type(self), tuple(dict(value) if isinstance(value, MappingProxyType) else value for value in values)

    def _set(self, name: str, value: Any) -> None:
        """Set an attribute while the object is made."""
        object.__setattr__(self, name, value)

    def _seal(self) -> None:
        """End the making of the object."""
        _SEALS[self] = _values(self)


def is_sealed(instance: Any, kind: type) -> bool:
    """Decide whether an object is as it was made.

    Args:
        instance: Any object.
        kind: The class that it should have.

    Returns:
        Whether it is an object of exactly this class, and none of its attributes was replaced since it was made.

    Examples:
        >>> from bounds import CLAIMS, Claim
        >>> is_sealed(CLAIMS["lemma1.norms"], Claim), is_sealed("lemma1.norms", Claim)
        (True, False)
    """
    if type(instance) is not kind:
        return False
    seal = _SEALS.get(instance)
    return seal is not None and all(map(operator.is_, seal, _values(instance)))


def _values(instance: Any) -> tuple[Any, ...]:
    return _attributes(type(instance))(instance)


@cache
def _attributes(kind: type) -> Callable[[Any], tuple[Any, ...]]:
    """A function that gets the values of all attributes."""
    return operator.attrgetter(*(field.name for field in dataclasses.fields(kind)))
