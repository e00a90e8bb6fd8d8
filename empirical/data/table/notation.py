"""Notations of numbers: decimal commas, thousands marks, currencies, percent and units."""

import re
from collections.abc import Sequence
from typing import NamedTuple

from empirical.errors import InputError

SPACES_BETWEEN = "\u0020\u00a0\u2007\u2009\u202f"
"""Characters between groups of digits: the space, and the spaces that do not break a line or are narrow."""

MARKS = {",": ",", ".": r"\.", "'": "['\u2019]", " ": f"[{SPACES_BETWEEN}]"}
"""Marks between thousands, by what a user types for them, and the characters that stand for each in a file."""

SYMBOLS = "€$£¥₹₽₩₺₪฿₫₦₱¢"
"""Symbols of currencies."""

_WORDS = (
    "EUR USD GBP CHF JPY CNY INR RUB KRW TRY ILS SEK NOK DKK PLN CZK HUF RON BGN AUD CAD NZD BRL MXN ARS CLP COP ZAR "
    "NGN KES EGP SGD HKD TWD THB IDR MYR PHP VND PKR BDT AED SAR DM DEM US$ A$ C$ R$ Rs Rs. kr zł Kč Ft"
)
CODES = tuple(re.split(" ", _WORDS))
"""Codes and words of currencies that stand before or after an amount."""

MINUS = "\\-\u2212\u2013"
"""Signs of negative numbers: the hyphen, the minus sign and the dash."""

_CURRENCY = "|".join(map(re.escape, sorted([*SYMBOLS, *CODES], key=len, reverse=True)))
GRAMMAR = (
    rf"^(?<open>\()?\s*(?<sign>[+{MINUS}]?)\s*(?<before>{_CURRENCY})?\s*(?<second>[+{MINUS}]?)\s*"
    rf"(?<body>[.,]?\d(?:[\d.,'\u2019{SPACES_BETWEEN}]*[\d.,])?(?:[eE][+-]?\d+)?)\s*"
    rf"(?<after>%|{_CURRENCY}|\p{{L}}[\p{{L}}/.² ³]{{0,14}})?\s*(?<last>[{MINUS}])?\s*(?<close>\))?$"
)
"""The parts of a cell that holds a number: signs, what stands beside it, and its body of digits and marks."""


class Notation(NamedTuple):
    """A ``Notation`` says how numbers are written.

    Attributes:
        decimal: The decimal mark, ``.`` or ``,``; ``None`` if the cells decide.
        thousands: The mark between thousands, a key of ``MARKS``; ``None`` if the cells decide.
        strip: The texts that are taken off both ends of a cell, such as ``%`` or ``months``.
    """

    decimal: str | None = None
    thousands: str | None = None
    strip: tuple[str, ...] = ()


AS_EVERYWHERE = Notation()
"""The notation of which nothing is said."""


def notation_of(decimal: str | None, thousands: str | None, strip: Sequence[str]) -> Notation:
    """Make a notation of what a user says, and refuse what contradicts itself.

    Args:
        decimal: The decimal mark, ``.`` or ``,``; ``None`` if nothing is said.
        thousands: The mark between thousands, a key of ``MARKS`` or ``space``; ``None`` if nothing is said.
        strip: The texts that are taken off cells.

    Returns:
        The notation.

    Raises:
        InputError: If a mark is none of those, or both marks are the same.

    Examples:
        >>> notation_of(",", "space", ["%"])
        Notation(decimal=',', thousands=' ', strip=('%',))
    """
    mark = " " if thousands == "space" else thousands
    if decimal not in (None, ".", ","):
        raise InputError(f"decimal must be . or , not {decimal[:20]!r}")
    if mark is not None and mark not in MARKS:
        raise InputError(f"thousands must be one of , . ' or space, not {mark[:20]!r}")
    if decimal is not None and decimal == mark:
        raise InputError(f"decimal and thousands cannot both be {decimal!r}: name the mark of one")
    return Notation(decimal, mark, tuple(strip))


def pieces(text: str) -> tuple[str, ...]:
    """Split what a user wants taken off cells: words as they are, other characters one by one.

    Args:
        text: The texts, between spaces or commas.

    Returns:
        The pieces.

    Examples:
        >>> pieces("%$ months")
        ('%', '$', 'months')
    """
    words = [word for word in re.split(r"[\s,]+", text) if word]
    return tuple(piece for word in words for piece in ([word] if any(map(str.isalnum, word)) else word))
