"""Other terms in place of named vectors, numbers and maps, all at once."""

import dataclasses
from collections.abc import Iterator, Mapping
from typing import Any, TypeVar

from bounds.meaning.terms import Atom, Existing, Map, Named, Term

T = TypeVar("T")


def substituted(term: T, by: Mapping[Term, Term]) -> T:
    """Put terms in place of named vectors, numbers and maps.

    Args:
        term: A number, a vector or a condition.
        by: The substitutes by what they stand for.

    Returns:
        The term with the substitutes.

    Examples:
        >>> from bounds.meaning.terms import norm, vectors
        >>> u, v, w = vectors("u", "v", "w")
        >>> substituted(norm(u) <= norm(v), {u: v, v: w}) == (norm(v) <= norm(w))
        True
    """
    return _substituted(term, by)


def _substituted(term: Any, by: Mapping[Term, Term]) -> Any:
    if isinstance(term, Atom | Named | Map):
        return by.get(term, term)
    if not dataclasses.is_dataclass(term) or isinstance(term, type):
        return term
    parts = {field.name: _substituted(getattr(term, field.name), by) for field in dataclasses.fields(term)}
    return dataclasses.replace(term, **parts)


def named_in(term: Any) -> Iterator[Atom | Named | Map]:
    """Find the named vectors, numbers and maps of a term.

    Args:
        term: A number, a vector or a condition.

    Yields:
        Each of them, as often as it stands in the term.

    Examples:
        >>> from bounds.meaning.terms import inner
        >>> [one.name for one in named_in(inner("u", "v"))]
        ['u', 'v']
    """
    if isinstance(term, Atom | Named | Map):
        yield term
    elif dataclasses.is_dataclass(term) and not isinstance(term, type):
        for field in dataclasses.fields(term):
            yield from named_in(getattr(term, field.name))


def is_of_each_row(term: Any) -> bool:
    """Decide whether a term has another value for each row, because it names something of each row outside of totals.

    Args:
        term: A number, a vector or a condition.

    Returns:
        Whether it is of each row.

    Examples:
        >>> from bounds.meaning.terms import norm, of_each_row, total
        >>> x, = of_each_row("x")
        >>> is_of_each_row(norm(x)), is_of_each_row(total(norm(x)))
        (True, False)
    """
    if isinstance(term, Atom | Named | Existing):
        return term.indexed
    if type(term).__name__ in {"Total", "VectorTotal", "Largest"} or not dataclasses.is_dataclass(term):
        return False
    return any(is_of_each_row(getattr(term, field.name)) for field in dataclasses.fields(term))
