"""Reading numbers in whatever way a column writes them: all cells must be written in one and the same way."""

import re
import shlex
from collections.abc import Sequence
from itertools import product
from typing import Any, NamedTuple

import numpy as np
import polars as pl
from jaxtyping import Float

from empirical.data.table.notation import CODES, GRAMMAR, MARKS, MINUS, SYMBOLS, Notation

SAMPLE = 1000
"""Number of different cells by which it is decided whether a column may hold numbers at all."""

MOST_SPELLINGS = 3
"""Largest number of ways in which one unit is spelled, such as ``month`` and ``months``."""

SHORTEST_WORD = 3
"""Number of letters from which on a unit is a word, whose case and plural mean nothing."""

_TIMES = (
    "k|m|mm|g|b|t|mn|mln|mio|mill|bn|bln|mrd|tn|tsd|tr|lakh|lac|crore|cr|hundred|thousand|million|billion|trillion|"
    "milliard"
)
MULTIPLIED = re.compile(rf"(?:{_TIMES})(?:en|e)?s?\.?(?:$|[ /]|{'|'.join(map(re.escape, CODES))})", re.IGNORECASE)
"""What stands beside a number that is meant so many times: with it taken off, 2k would be 2."""

COMMA_FOR_THOUSANDS = frozenset([*"$£¥₹", "USD", "US$", "GBP", "JPY", "CNY", "INR", "AUD", "A$", "C$", "CAD"])
"""Currencies in whose countries a comma stands before thousands and never before decimals."""


class Written(NamedTuple):
    """``Written`` holds what the cells of a column are as numbers.

    Attributes:
        numbers: The numbers, float64 [n]; NaN where a cell is no number.
        unit: The unit or the currency that stands beside the numbers; empty without one.
        how: How the numbers are written, in words; empty if as everywhere.
        doubt: Why the cells can be read in two ways, in words; empty if they cannot.
        options: Options that decide between these ways, each of them one way; none where only the file can.
    """

    numbers: Float[np.ndarray, " n"]
    unit: str = ""
    how: str = ""
    doubt: str = ""
    options: tuple[str, ...] = ()


def read_written(texts: Any, notation: Notation) -> Written:
    """Read the cells of a column as numbers, whatever way all of them are written.

    Args:
        texts: The cells, a polars series of text; null where one is missing.
        notation: What is known of the way; the cells decide the rest.

    Returns:
        The numbers with what was found beside them, and a doubt where two ways give different numbers.

    Examples:
        >>> import polars as pl
        >>> read_written(pl.Series(["€ 1.234,50", "€ 12,00"]), Notation())[:3]
        (array([1234.5,   12. ]), '€', "decimal comma, thousands mark '.', €")
        >>> read_written(pl.Series(["1,234", "2,500"]), Notation()).doubt
        'a comma may stand before thousands or before decimals'
    """
    nothing = Written(np.full(len(texts), np.nan))
    bare = _stripped(texts, notation.strip)
    if not bare.unique(maintain_order=True).head(SAMPLE).str.contains(GRAMMAR).any():
        return nothing
    parts = _parts(bare)
    beside = _beside(parts)
    ways = _ways(parts["body"], notation) if beside is not None else []
    if beside is None or not ways:
        return nothing
    unit, partly = beside
    ways = _likely(ways, unit)
    found = _numbers(parts["body"], *ways[0]) * _signs(parts)
    if len(ways) > 1:
        mark = "," if (",", None) in ways else "."
        doubt = f"{'a comma' if mark == ',' else 'a point'} may stand before thousands or before decimals"
        return Written(found, unit, "", doubt, (f"--thousands {mark}", f"--decimal {mark}"))
    if partly:
        doubt = f"{unit} stands beside some of its numbers and not beside others"
        options = () if MULTIPLIED.match(unit) else (f"--strip {shlex.quote(unit)}",)
        return Written(found, unit, "", doubt, options)
    return Written(found, unit, _in_words(parts, *ways[0], unit))


def may_be_thousands(texts: Any) -> bool:
    """Tell whether every point in a column of numbers may as well stand before thousands.

    Args:
        texts: The cells, a polars series of text; null where one is missing.

    Returns:
        Whether some cells have points, always before three digits, and all others have three digits at most.

    Examples:
        >>> may_be_thousands(pl.Series(["1.234", "950"])), may_be_thousands(pl.Series(["1.234", "950.5"]))
        (True, False)
    """
    fits = rf"^[+{MINUS}]?(?:[1-9]\d{{0,2}}(?:\.\d{{3}})+|\d{{1,3}})$"
    first = texts.head(1000)
    if not first.str.contains(fits).all():
        return False
    return bool(texts.str.contains(fits).all()) and bool(texts.str.contains(r"\.", literal=False).any())


def _stripped(texts: Any, strip: Sequence[str]) -> Any:
    if not strip:
        return texts
    some = "|".join(map(re.escape, sorted(strip, key=len, reverse=True)))
    return texts.str.replace_all(rf"^(?:\s*(?:{some}))+\s*|\s*(?:(?:{some})\s*)+$", "")


def _parts(texts: Any) -> Any:
    """The parts of every cell that has the shape of a number, as columns of text; all null where it has not."""
    parts = texts.str.extract_groups(GRAMMAR).struct.unnest()
    signs = sum((pl.col(name).fill_null("") != "").cast(pl.Int8) for name in ("open", "sign", "second", "last"))
    whole = (pl.col("open").is_null() == pl.col("close").is_null()) & (signs <= 1)
    return parts.with_columns(pl.when(whole).then(pl.col(name)).alias(name) for name in parts.columns)


def _beside(parts: Any) -> tuple[str, bool] | None:
    """What stands beside the numbers, and whether only beside some; ``None`` where it is not the same everywhere."""
    matched = parts.filter(pl.col("body").is_not_null())
    if not len(matched) or matched["open"].null_count() == 0:  # all in parentheses: these are not minus signs
        return None
    twice = matched["before"].is_not_null() & matched["after"].is_not_null()
    units = pl.concat([matched["before"], matched["after"]]).drop_nulls()
    if twice.any() or units.n_unique() > MOST_SPELLINGS:
        return None
    spelled = sorted(units.unique().to_list(), key=len)
    if len({_singular(unit) for unit in spelled}) > 1:
        return None
    unit = spelled[-1] if spelled else ""
    if len(unit) > 1 and set(unit.casefold()) <= {"x"}:  # 945xx is a code whose last digits are hidden
        return None
    return unit, bool(unit) and unit not in {*SYMBOLS, *CODES} and len(units) < len(matched)


def _singular(unit: str) -> str:
    """A unit as one of it is written. In short and in mixed ones case has a meaning: m is no M, and mHz no MHz."""
    bare = unit.rstrip(".")
    if len(bare) < SHORTEST_WORD or not (bare.islower() or bare.isupper() or bare.istitle()):
        return bare
    return bare.casefold().removesuffix("s")


def _ways(bodies: Any, notation: Notation) -> list[tuple[str, str | None]]:
    """The decimal and thousands marks by which all numbers can be read, one pair for each result."""
    present = [mark for mark, pattern in MARKS.items() if bodies.str.contains(pattern).any()]
    decimals = [notation.decimal] if notation.decimal else [".", ","]
    marks = [notation.thousands] if notation.thousands else [None, *present]
    ways: list[tuple[str, str | None]] = []
    results: list[Any] = []
    for decimal, mark in product(decimals, marks):
        if decimal != mark and bodies.str.contains(_pattern(decimal, mark)).all():
            numbers = _numbers(bodies, decimal, mark)
            if not any(np.array_equal(numbers, earlier, equal_nan=True) for earlier in results):
                ways.append((decimal, mark))
                results.append(numbers)
    return ways


def _likely(ways: list[tuple[str, str | None]], unit: str) -> list[tuple[str, str | None]]:
    """The ways that go with a unit: thousands of percent do not occur, nor a decimal comma beside a dollar."""
    plain = [way for way in ways if way[1] is None]
    if unit == "%" and plain:
        return plain
    grouped = [way for way in ways if way == (".", ",")]
    return grouped if unit in COMMA_FOR_THOUSANDS and grouped else ways


def _pattern(decimal: str, mark: str | None) -> str:
    point = re.escape(decimal)
    whole = r"\d+"
    if mark is not None:
        between = MARKS[mark]
        whole = rf"(?:[1-9]\d{{0,2}}(?:{between}\d{{3}})+|[1-9]\d?(?:{between}\d{{2}})+{between}\d{{3}}|\d+)"
    return rf"^(?:{whole}(?:{point}\d*)?|{point}\d+)(?:[eE][+-]?\d+)?$"


def _numbers(bodies: Any, decimal: str, mark: str | None) -> Float[np.ndarray, " n"]:
    if mark is not None:
        bodies = bodies.str.replace_all(MARKS[mark], "")
    return bodies.str.replace(decimal, ".", literal=True).cast(pl.Float64, strict=False).to_numpy()


def _signs(parts: Any) -> Float[np.ndarray, " n"]:
    minus = f"[{MINUS}]"
    marked = [pl.col(name).fill_null("").str.contains(minus) for name in ("sign", "second", "last")]
    negative = pl.any_horizontal(pl.col("open").is_not_null(), *marked)
    return np.where(parts.select(negative.alias("negative"))["negative"].to_numpy(), -1.0, 1.0)


def _in_words(parts: Any, decimal: str, mark: str | None, unit: str) -> str:
    words = []
    if decimal == "," and parts["body"].str.contains(",", literal=True).any():
        words.append("decimal comma")
    if mark is not None:
        words.append(f"thousands mark {mark!r}")
    if parts["open"].is_not_null().any():
        words.append("negative in parentheses")
    if parts["last"].fill_null("").str.contains(f"[{MINUS}]").any():
        words.append("minus sign at the end")
    return ", ".join([*words, *([unit] if unit else [])])
