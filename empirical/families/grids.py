"""What the settings of several families have in common: their checks, and what is said of checkpoints."""

from collections.abc import Mapping, Sequence
from typing import ClassVar

from empirical.errors import InputError


class TooFastForCheckpoints:
    """The settings of a pair whose models are trained so fast that none of it is kept.

    Attributes:
        checkpoint_key: The empty name of the pair among checkpoints.
        natural_key: The empty name of its non-robust model, likewise.
    """

    checkpoint_key: ClassVar[tuple[str, ...]] = ()
    natural_key: ClassVar[tuple[str, ...]] = ()


def check_values(values: Mapping[str, Sequence[float | int]]) -> None:
    """Refuse a sweep that has no values, or has a value twice.

    Args:
        values: The values of every sweep by the name of its option.

    Raises:
        InputError: If a sweep is empty or names a value twice.

    Examples:
        >>> check_values({"epsilon": (0.1, 0.2), "seed": (0,)})
        >>> check_values({"epsilon": (0.1, 0.1)})
        Traceback (most recent call last):
        empirical.errors.InputError: epsilon has a value twice: 0.1, 0.1
    """
    for name, sweep in values.items():
        if not sweep:
            raise InputError(f"{name} needs a value")
        if len(set(sweep)) < len(sweep):
            raise InputError(f"{name} has a value twice: {', '.join(f'{value:g}' for value in sweep)}")


def require(condition: object, name: str, wanted: str, value: object) -> None:
    """Refuse the value of a setting that is out of range.

    Args:
        condition: Whether the value is in range.
        name: The option's name.
        wanted: What the value must be, in words.
        value: The value.

    Raises:
        InputError: If the condition does not hold.

    Examples:
        >>> require(0 <= 3, "seed", "at least 0", 3)
        >>> require(0 <= -1, "seed", "at least 0", -1)
        Traceback (most recent call last):
        empirical.errors.InputError: seed must be at least 0, not -1
    """
    if not condition:
        shown = f"{value:g}" if isinstance(value, float) else repr(value)
        raise InputError(f"{name} must be {wanted}, not {shown}")
