"""The rules by which a sentence of the paper gets its badge; they were written before anything was measured."""

from collections.abc import Callable
from typing import Any, NamedTuple

from empirical.studies.badges import Badge
from empirical.studies.krishna2024 import comparisons, judges


class Rule(NamedTuple):
    """A rule for badges.

    Attributes:
        reproduced: When a sentence is reproduced, as a clause.
        partly: When it is partly reproduced; else it is not reproduced.
        needs: Without what it cannot be told.
        judge: The function from a figure, or from figures by method, to the badge.
    """

    reproduced: str
    partly: str
    needs: str
    judge: Callable[[Any], Badge]


_THREE = "three values of ε with 20 people and two seeds each"
_ONE = "an ε above 0 with 20 people and two seeds"

RISES = Rule(
    "the whole 95 % interval of the change from the smallest to the largest known ε is above 0, and no step of the "
    "mean goes back by more than a tenth of that change",
    "one of the two is true",
    _THREE,
    judges.rises,
)
"""The rule for what is said to rise with ε."""

FALLS = Rule(
    "the whole 95 % interval of the change from the smallest to the largest known ε is below 0, and no step of the "
    "mean goes back by more than a tenth of that change",
    "one of the two is true",
    _THREE,
    judges.falls,
)
"""The rule for what is said to fall with ε."""

VANISHES = Rule(
    "the mean is at most .05 at every known ε above .2",
    "it is at most half of what it is at ε = 0",
    "ε = 0 and an ε above .2, with 20 people and two seeds each",
    judges.vanishes,
)
"""The rule for what is said to drop to zero."""

EXCEEDS = Rule("the share is above .9 at every known ε above 0", "it is so at some of them", _ONE, judges.exceeds)
"""The rule for what is said of more than nine tenths."""

ALWAYS = Rule(
    "it is true of everybody at every known ε above 0",
    "it is true of 95 % at least at all of them",
    _ONE,
    judges.always,
)
"""The rule for what is said of everybody."""

NEVER = Rule(
    "it is true of nobody at every known ε above 0", "it is true of 5 % at most at all of them", _ONE, judges.never
)
"""The rule for what is said of nobody."""

IS_TIGHT = Rule(
    "the median gap reaches at least half of its bound, and does not exceed it, at every known ε above 0",
    "it reaches at least a tenth, and does not exceed it, at all of them",
    _ONE,
    judges.is_tight,
)
"""The rule for bounds that are said to be tight."""

STAYS_ALIKE = Rule(
    "the 95 % interval of the change from the smallest to the largest value holds 0, and the means range over at most "
    "a quarter of the largest one",
    "one of the two is true",
    "three values of the setting with 20 people and two seeds each",
    judges.stays_alike,
)
"""The rule for what is said to stay the same."""

FIRST_IS_LOWEST = Rule(
    "the mean is lowest at ε = 0, and it rises with ε by the rule for what rises",
    "one of the two is true",
    f"ε = 0, and {_THREE}",
    judges.first_is_lowest,
)
"""The rule for what is said to be worst without adversarial training."""

IS_SMOOTHEST = Rule(
    "no other method's figure goes less of its way back and forth",
    "some other method's goes more of it",
    f"{_THREE}, for SCFE and another method",
    comparisons.is_smoothest,
)
"""The rule for trends of SCFE that are said to be smoother than others."""

IS_HIGHEST = Rule(
    "the mean of SCFE is above that of every other method at the largest ε that all know",
    "it is above that of some of them",
    f"{_ONE}, for SCFE and another method",
    comparisons.is_highest,
)
"""The rule for figures of SCFE that are said to be higher than others."""
