"""What becomes of a sentence of a paper, or of a figure that it prints: its badge."""

from collections.abc import Sequence
from enum import Enum


class Badge(Enum):
    """What became of a sentence."""

    NOT_REPRODUCED = "not reproduced"
    PARTLY = "partly"
    UNKNOWN = "cannot be told"
    REPRODUCED = "reproduced"


def overall(badges: Sequence[Badge], *, most: bool = False) -> Badge:
    """Judge a sentence that is about several data sets, models and methods.

    Args:
        badges: The badge of each.
        most: Whether the sentence says that it is true of most of them, and not of all.

    Returns:
        *Reproduced* if all that can be told are, or most where the sentence says so, and half of them can be told;
        *cannot be told* if none can; *not reproduced* if more than half of those that can be told are not; else
        *partly*.

    Examples:
        >>> overall([Badge.REPRODUCED, Badge.UNKNOWN]).value, overall([Badge.UNKNOWN]).value
        ('reproduced', 'cannot be told')
        >>> overall([Badge.NOT_REPRODUCED, Badge.NOT_REPRODUCED, Badge.REPRODUCED]).value
        'not reproduced'
    """
    told = [badge for badge in badges if badge is not Badge.UNKNOWN]
    if not told:
        return Badge.UNKNOWN
    good, bad = told.count(Badge.REPRODUCED), told.count(Badge.NOT_REPRODUCED)
    enough = good > len(told) / 2 if most else good == len(told)
    if enough and 2 * len(told) >= len(badges):
        return Badge.REPRODUCED
    return Badge.NOT_REPRODUCED if 2 * bad > len(told) else Badge.PARTLY


def of_two(first: bool, second: bool) -> Badge:  # noqa: FBT001
    """Give the badge of a rule with two conditions.

    Args:
        first: Whether one of them holds.
        second: Whether the other does.

    Returns:
        The badge where both hold, one does, or neither.

    Examples:
        >>> of_two(True, False).value
        'partly'
    """
    return (Badge.NOT_REPRODUCED, Badge.PARTLY, Badge.REPRODUCED)[int(first) + int(second)]
