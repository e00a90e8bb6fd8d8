"""What claims bound, in plain words: a sentence about one person from the ends of an interval."""

import math
from collections.abc import Mapping
from decimal import ROUND_HALF_UP, Decimal
from types import MappingProxyType
from typing import NamedTuple


class Ends(NamedTuple):
    """The interval of a claim for one person.

    Attributes:
        lower: The lower end.
        upper: The upper end.
        lower_informative: Whether the lower end says what is not known without the claim.
        upper_informative: Whether the upper end says what is not known without the claim.
    """

    lower: float
    upper: float
    lower_informative: bool = True
    upper_informative: bool = True


class EndWords(NamedTuple):
    """The words for one end of an interval; ``{}`` stands for the size of its number.

    Attributes:
        negative: The words where the end is negative.
        zero: The words where the end is 0.
        positive: The words where the end is positive.
    """

    negative: str
    zero: str
    positive: str


class Quantity(NamedTuple):
    """What a claim bounds, and the parts of a sentence about its interval.

    Attributes:
        noun: The quantity in a few words.
        unit: The unit of its numbers, in words.
        opening: The beginning of the sentence, up to the words of the ends.
        lower: The words of the lower end.
        upper: The words of the upper end.
        closing: The end of the sentence, without the full stop.
        percent: Whether numbers are shares, shown as percentage points.
    """

    noun: str
    unit: str
    opening: str
    lower: EndWords
    upper: EndWords
    closing: str = ""
    percent: bool = False


COST, PROBABILITY, LOGITS, WEIGHTS = "units of the scaled features", "probability", "logits", "units of weights"
"""The units of the quantities."""


def _between(noun: str, unit: str, opening: str, closing: str = "") -> Quantity:
    """Make a quantity that is a length, of which a claim says how small and how large it can be."""
    lower = EndWords("at least −{}", "at least {}", "at least {}")
    upper = EndWords("at most −{}", "at most {}", "at most {}")
    return Quantity(noun, unit, opening, lower, upper, closing)


QUANTITIES: Mapping[frozenset[str], Quantity] = MappingProxyType(
    {
        frozenset({"cost_nr", "cost_r"}): Quantity(
            "difference of costs",
            COST,
            "The robust model's recourse costs",
            EndWords("at most {} more", "no more", "at least {} less"),
            EndWords("at least {} more", "no less", "at most {} less"),
            "than the natural model's",
        ),
        frozenset({"cost_r"}): _between(
            "cost of robust recourse", COST, "A recourse that the robust model accepts costs"
        ),
        frozenset({"recourse_gap"}): _between(
            "distance of the recourses", COST, "The recourses for the two models lie", "apart"
        ),
        frozenset({"weight_gap"}): _between(
            "distance of the weights", WEIGHTS, "The weights of the two models lie", "apart"
        ),
        frozenset({"norm_r"}): _between(
            "length of the weights", WEIGHTS, "The robust model's weights have a length of"
        ),
        frozenset({"score_nr_nr", "score_r_r"}): Quantity(
            "difference of validity",
            PROBABILITY,
            "The natural model accepts its recourse with a probability",
            EndWords("at most {} lower", "no lower", "at least {} higher"),
            EndWords("at least {} lower", "no higher", "at most {} higher"),
            "than the robust model accepts its own",
            percent=True,
        ),
        frozenset({"score_nr_nr", "score_nr_r"}): Quantity(
            "difference of scores",
            LOGITS,
            "The natural model scores the robust recourse",
            EndWords("at most {} lower", "no lower", "at least {} higher"),
            EndWords("at least {} lower", "no higher", "at most {} higher"),
            "than its own recourse",
        ),
    }
)
"""The quantities that claims bound, by the fields that the formula of the value reads."""

POINTS = "percentage points"
"""The unit of differences of probabilities in sentences."""

NEGLIGIBLE = 1e-12
"""Below this, a difference is rounding and nothing else: the quantities are of the size of 1."""


def number(value: float, quantity: Quantity) -> str:
    """Write the size of a number of a quantity for people.

    Args:
        value: The number.
        quantity: The quantity.

    Returns:
        Three digits, without a sign; percentage points of a probability; a power of ten only for numbers
        from a million, or below a ten-thousandth.

    Examples:
        >>> number(-0.12345, QUANTITIES[frozenset({"cost_r"})])
        '0.123'
        >>> number(0.12345, QUANTITIES[frozenset({"score_nr_nr", "score_r_r"})])
        '12.3 percentage points'
    """
    size = 0.0 if abs(value) < NEGLIGIBLE else abs(value)
    return f"{_digits(100.0 * size)} {POINTS}" if quantity.percent else _digits(size)


def value_of(quantity: Quantity, value: float) -> str:
    """Write a value of a quantity for people.

    Args:
        quantity: The quantity.
        value: The value.

    Returns:
        The number, with the direction of a difference; the number alone where it is 0 but for rounding.

    Examples:
        >>> gap = QUANTITIES[frozenset({"cost_nr", "cost_r"})]
        >>> value_of(gap, -0.5), value_of(gap, -4.6e-17)
        ('0.5 more', '0')
    """
    if abs(value) < NEGLIGIBLE:
        return number(0.0, quantity)
    template = quantity.upper.negative if value < 0.0 else quantity.lower.positive
    return template.removeprefix("at least ").removeprefix("at most ").format(number(value, quantity))


def interval_sentence(quantity: Quantity, ends: Ends) -> str:
    """Say in a sentence what an interval tells of a person.

    Args:
        quantity: What the claim bounds.
        ends: The interval of the person.

    Returns:
        A sentence about the ends that tell something.

    Examples:
        >>> gap = QUANTITIES[frozenset({"cost_nr", "cost_r"})]
        >>> interval_sentence(gap, Ends(-0.5, 0.25))
        "The robust model's recourse costs at most 0.5 more and at most 0.25 less than the natural model's."
        >>> interval_sentence(gap, Ends(-2.0, -0.5, upper_informative=False))
        "The robust model's recourse costs at most 2 more than the natural model's."
        >>> interval_sentence(gap, Ends(-math.inf, math.inf))
        'This says nothing about the difference of costs.'
    """
    low, high = (0.0 if abs(end) < NEGLIGIBLE else end for end in (ends.lower, ends.upper))
    if low > high:
        if high < 0.0 and not quantity.noun.startswith("difference"):
            return f"The bound is negative here, which no {quantity.noun} can be."
        return f"The ends exclude each other here: no {quantity.noun} lies between them."
    says = []
    for end, words, informative in (
        (low, quantity.lower, ends.lower_informative),
        (high, quantity.upper, ends.upper_informative),
    ):
        if informative and math.isfinite(end):
            says.append(_end(end, words, quantity))
    if not says:
        return f"This says nothing about the {quantity.noun}."
    return f"{' '.join(filter(None, (quantity.opening, ' and '.join(says), quantity.closing)))}."


def _end(end: float, words: EndWords, quantity: Quantity) -> str:
    template = words.zero if end == 0.0 else words.negative if end < 0.0 else words.positive
    return template.format(number(end, quantity))


def _digits(size: float) -> str:
    """Write a size with three digits, as the page's script does."""
    if not math.isfinite(size):
        return "∞" if size > 0.0 else "unknown"
    if size != 0.0 and (size >= 1e6 or size < 1e-4):
        mantissa, power = f"{size:.2e}".split("e")
        return f"{mantissa}e{'+' if int(power) > 0 else '−'}{abs(int(power))}"
    decimals = 0 if size == 0.0 else max(0, 2 - math.floor(math.log10(size)))
    text = str(Decimal(size).quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP))
    return text.rstrip("0").rstrip(".") if "." in text else text
