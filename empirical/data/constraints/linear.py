"""Reading linear relations between columns, as ``age >= years_employed + 16``: names, numbers, + - * / and parentheses.

The text is read token by token and never run. A name may stand as it is if it begins with a letter and holds nothing
but letters, digits, spaces, dots, hyphens and underscores; the longest name that fits is taken, so that
``hours-per-week`` is one column where there is such a column. Every other name stands in quotes: ``"Loan (EUR)"``.
"""

import re
from collections.abc import Iterator, Sequence
from difflib import get_close_matches
from fractions import Fraction
from typing import NamedTuple

from empirical.data.constraints.relation import Relation
from empirical.data.table.messages import listed, plain, quoted
from empirical.errors import InputError

LONGEST = 1000
"""Largest number of characters of a relation."""

DEEPEST = 50
"""Largest number of parentheses and signs inside each other."""

LARGEST = 1e100
"""Largest absolute value of a number in a relation; what is smaller than its inverse is refused too, unless it is 0."""

_PLAIN_NAME = re.compile(r"[^\W\d][\w .\-]*")
_NUMBER = re.compile(r"(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?")
_WORD = re.compile(r"[^\W\d][\w.]*")
_QUOTED = re.compile(r"""(["'`])((?:(?!\1).|\1\1)*)\1""")
_COMPARISON = re.compile(r"<=|>=|==|≤|≥|=|!=|<>|<|>")

_AT_MOST, _AT_LEAST, _EQUAL = ("<=", "≤"), (">=", "≥"), ("==", "=")


class _Token(NamedTuple):
    kind: str  # number, name, comparison, or the character itself
    text: str
    value: Fraction = Fraction(0)


class _Sum(NamedTuple):
    """A sum of columns with their coefficients, and of a constant.

    All are exact, so that ``0.1 * age + 0.2 * age <= 0.3 * age`` says nothing of age, not even a little.
    """

    terms: dict[str, Fraction]
    constant: Fraction


def read_relation(text: str, names: Sequence[str]) -> tuple[Relation, ...]:
    """Read a linear relation between columns.

    Args:
        text: The relation: two sums of numbers and columns with ``>=``, ``<=`` or ``=`` between them.
        names: The names of all columns.

    Returns:
        The relation as an inequality, or as two of them for an equation.

    Raises:
        InputError: If the text is no linear relation between such columns; the message is one line that says why.

    Examples:
        >>> read_relation("age >= years + 16", ["age", "years"])
        (Relation(text='age >= years + 16', terms=(('age', -1.0), ('years', 1.0)), limit=-16.0),)
        >>> [one.limit for one in read_relation('2 * ("net pay" - 1) = tax', ["net pay", "tax"])]
        [2.0, -2.0]
    """
    shown = " ".join(text.split())
    if len(text) > LONGEST:
        raise InputError(f"the relation {quoted(shown)} has more than {LONGEST:,} characters: write several")
    try:
        left, comparison, right = _Reader(text, names).relation()
        return _inequalities(shown, left, comparison, right)
    except InputError as error:
        raise InputError(f"the relation {quoted(shown)} {error}") from None


def _inequalities(text: str, left: _Sum, comparison: str, right: _Sum) -> tuple[Relation, ...]:
    """The inequalities that say that the first sum compares so with the second."""  # noqa: DOC501
    difference = _added(left, right, -1)
    terms = {name: coefficient for name, coefficient in difference.terms.items() if coefficient != 0}
    if not terms:
        raise InputError("compares no columns, so no recourse can break or mend it: leave it out")
    _check_sizes([*terms.values(), difference.constant])
    at_most = Relation(text, tuple((name, float(one)) for name, one in terms.items()), float(-difference.constant))
    at_least = Relation(text, tuple((name, float(-one)) for name, one in terms.items()), float(difference.constant))
    return (at_most,) * (comparison not in _AT_LEAST) + (at_least,) * (comparison not in _AT_MOST)


def _check_sizes(numbers: Sequence[Fraction]) -> None:
    if not all(number == 0 or 1.0 / LARGEST <= abs(number) <= LARGEST for number in numbers):
        raise InputError(f"has a number beyond ±{LARGEST:g}, or too near 0: write it in other units")


def _number(text: str) -> Fraction:
    """The exact value of a number, if it is of a sensible size; one of a million digits is never written out."""  # noqa: DOC501
    near = float(text)
    if near > LARGEST or (near < 1.0 / LARGEST and re.search("[1-9]", re.split("[eE]", text)[0])):
        raise InputError(f"has a number beyond ±{LARGEST:g}, or too near 0: write it in other units")
    return Fraction(text) if near else Fraction(0)


def _added(first: _Sum, second: _Sum, times: int) -> _Sum:
    names = dict.fromkeys([*first.terms, *second.terms])
    terms = {name: first.terms.get(name, Fraction(0)) + times * second.terms.get(name, Fraction(0)) for name in names}
    return _Sum(terms, first.constant + times * second.constant)


def _scaled(one: _Sum, times: Fraction | int) -> _Sum:
    return _Sum({name: times * coefficient for name, coefficient in one.terms.items()}, times * one.constant)


class _Reader:
    """A reader of one relation, which goes through its tokens from left to right."""

    def __init__(self, text: str, names: Sequence[str]) -> None:
        self._tokens = [*_tokens(text, names), _Token("end", "its end")]
        self._place = 0
        self._depth = 0

    def relation(self) -> tuple[_Sum, str, _Sum]:
        left = self._sum()
        comparison = self._take()
        if comparison.kind != "comparison":
            raise InputError(
                "compares nothing: write >=, <= or = between two sums"
                if comparison.kind == "end"
                else f"has {quoted(comparison.text)} where +, -, *, / or a comparison is expected"
            )
        right = self._sum()
        rest = self._take()
        if rest.kind == "comparison":
            raise InputError("compares twice: write two relations")
        if rest.kind != "end":
            raise InputError(f"has {quoted(rest.text)} where +, -, *, / or its end is expected")
        return left, comparison.text, right

    def _take(self) -> _Token:
        token = self._tokens[self._place]
        self._place = min(self._place + 1, len(self._tokens) - 1)
        return token

    def _next_is(self, *kinds: str) -> bool:
        return self._tokens[self._place].kind in kinds

    def _sum(self) -> _Sum:
        found = self._product()
        while self._next_is("+", "-"):
            found = _added(found, self._product(), 1) if self._take().kind == "+" else self._minus(found)
        return found

    def _minus(self, found: _Sum) -> _Sum:
        return _added(found, self._product(), -1)

    def _product(self) -> _Sum:
        found = self._factor()
        while self._next_is("*", "/"):
            found = _times(found, self._factor()) if self._take().kind == "*" else _over(found, self._factor())
        return found

    def _factor(self) -> _Sum:
        self._depth += 1
        if self._depth > DEEPEST:
            raise InputError("has too many parentheses or signs inside each other: write it out")
        token = self._take()
        if token.kind in "+-":
            found = _scaled(self._factor(), 1 if token.kind == "+" else -1)
        elif token.kind == "(":
            found = self._sum()
            if self._take().kind != ")":
                raise InputError("has a ( without its )")
        elif token.kind == "name":
            found = _Sum({token.text: Fraction(1)}, Fraction(0))
        elif token.kind == "number":
            found = _Sum({}, token.value)
        else:
            raise InputError(f"has {_said(token)} where a number or a column is expected")
        self._depth -= 1
        return found


def _said(token: _Token) -> str:
    return token.text if token.kind == "end" else quoted(token.text)


def _times(first: _Sum, second: _Sum) -> _Sum:
    if first.terms and second.terms:
        a, b = next(iter(first.terms)), next(iter(second.terms))
        raise InputError(f"is not linear, for it multiplies {quoted(a)} by {quoted(b)}: add that as a column")
    return _scaled(second, first.constant) if second.terms else _scaled(first, second.constant)


def _over(first: _Sum, second: _Sum) -> _Sum:
    if second.terms:
        name = next(iter(second.terms))
        raise InputError(f"is not linear, for it divides by {quoted(name)}: multiply both sides by it")
    if second.constant == 0:
        raise InputError("divides by 0")
    return _Sum({name: one / second.constant for name, one in first.terms.items()}, first.constant / second.constant)


def _tokens(text: str, names: Sequence[str]) -> Iterator[_Token]:
    bare = sorted((name for name in names if _PLAIN_NAME.fullmatch(name)), key=len, reverse=True)
    place = 0
    while place < len(text):
        if text[place].isspace():
            place += 1
            continue
        token, place = _token(text, place, names, bare)
        yield token


def _token(text: str, place: int, names: Sequence[str], bare: Sequence[str]) -> tuple[_Token, int]:
    """The token that begins at a place, and the place behind it."""  # noqa: DOC501
    if found := _QUOTED.match(text, place):
        name = found[2].replace(found[1] * 2, found[1])
        return _Token("name", _known(name, names)), found.end()
    if found := _COMPARISON.match(text, place):
        return _Token("comparison", _comparison(found[0])), found.end()
    if found := _NUMBER.match(text, place):
        return _Token("number", found[0], _number(found[0])), found.end()
    for name in bare:
        if text.startswith(name, place) and not re.match(r"\w", text[place + len(name) :]):
            return _Token("name", name), place + len(name)
    if found := _WORD.match(text, place):
        return _Token("name", _known(found[0], names)), found.end()
    if text[place] in "+-*/()":
        return _Token(text[place], text[place]), place + 1
    if text[place] in "−–":
        return _Token("-", text[place]), place + 1
    if text[place] in "\"'`":
        raise InputError("has a quote that does not end")
    raise InputError(f"has {quoted(text[place])}, which is none of: numbers, columns, + - * / ( ) >= <= =")


def _comparison(mark: str) -> str:
    if mark in (*_AT_MOST, *_AT_LEAST, *_EQUAL):
        return mark
    other = {"<": "<=", ">": ">="}.get(mark)
    raise InputError(
        f"has {mark}: write {other}, with a number added where equal is not enough"
        if other
        else f"has {mark}, which leaves two separate parts: write >=, <= or ="
    )


def _known(name: str, names: Sequence[str]) -> str:
    if name in names:
        return name
    near = get_close_matches(name, names, n=1) or [one for one in names if one.startswith(name)][:1]
    hint = f"did you mean {_written(near[0])}?" if near else f"the columns are {listed(names)}"
    raise InputError(f"names no column {quoted(name)}; {hint}")


def _written(name: str) -> str:
    """A name as it can stand in a relation."""
    return plain(name) if _PLAIN_NAME.fullmatch(name) else '"' + plain(name).replace('"', '""') + '"'
