"""The meaning of fields: what each of them is of vectors."""

from collections.abc import Iterable, Iterator, Mapping
from types import MappingProxyType
from typing import Any

from bounds.errors import ClaimError
from bounds.facts.statement import Law
from bounds.meaning.terms import Condition, Expression, Named, Vector

Meant = Expression | Condition | Law
"""What may be said of a field: a term that it equals, a condition, or what it means of all vectors."""

Meaning = Mapping[str, Meant | tuple[Condition | Law, ...]]
"""What fields are, by name: a term that the field equals, or a condition on it, where it is a bound on something; or
several conditions, where it says something of the vectors too."""


def own_meaning(meaning: Any, name: str) -> Meaning:
    """Check the meaning of fields.

    Args:
        meaning: A mapping of fields to terms or conditions.
        name: The name of what it belongs to, in messages.

    Returns:
        The meaning, which cannot be changed.

    Raises:
        ClaimError: If it is none.

    Examples:
        >>> from bounds.meaning.terms import norm
        >>> list(own_meaning({"length": norm("u")}, "mine.claim"))
        ['length']
    """
    if not isinstance(meaning, Mapping):
        raise ClaimError(f"{name}: the meaning must map fields to terms, such as norm('u'), not be {meaning!r:.60}")
    for field, term in meaning.items():
        is_several = isinstance(term, tuple) and all(isinstance(one, Condition | Law) for one in term)
        if not isinstance(term, Meant) and not is_several:
            raise ClaimError(
                f"{name}: the meaning of {field!r:.60} must be a term, such as norm('u'), not {term!r:.60}"
            )
    return MappingProxyType(dict(meaning))


def own_vectors(vectors: Any, name: str) -> Mapping[str, Vector]:
    """Check vectors by name.

    Args:
        vectors: A mapping of names to vectors.
        name: The name of the mapping, in messages.

    Returns:
        The vectors, in a mapping that cannot be changed.

    Raises:
        ClaimError: If they are none.

    Examples:
        >>> from bounds.meaning.terms import vector
        >>> list(own_vectors({"w": vector("start")}, "the first"))
        ['w']
    """
    if not isinstance(vectors, Mapping) or not all(isinstance(one, Vector) for one in vectors.values()):
        raise ClaimError(f"{name} must map names to vectors, such as vector('u'), not be {vectors!r:.60}")
    return MappingProxyType(dict(vectors))


def conditions(meaning: Meaning) -> Iterator[Condition]:
    """List what the meaning of fields says of them.

    Args:
        meaning: The meaning of fields.

    Yields:
        A condition for each field.

    Examples:
        >>> from bounds.meaning.terms import norm
        >>> [one.relation for one in conditions({"length": norm("u"), "bound": norm("u") <= Named("bound")})]
        ['=', '≤']
    """
    for field, term in meaning.items():
        if isinstance(term, Expression):
            yield Named(field).equals(term)
        else:
            yield from (one for one in _several(term) if isinstance(one, Condition))


def laws(meaning: Meaning) -> frozenset[Law]:
    """List what fields mean of all vectors.

    Args:
        meaning: The meaning of fields.

    Returns:
        The laws, which premises may name.

    Examples:
        >>> from bounds.meaning.terms import norm
        >>> laws({"length": norm("u")})
        frozenset()
    """
    return frozenset(one for term in meaning.values() for one in _several(term) if isinstance(one, Law))


def _several(term: Any) -> tuple[Any, ...]:
    return term if isinstance(term, tuple) else (term,)


def picked(meaning: Meaning, fields: Iterable[str]) -> Meaning:
    """Leave of a meaning what is about some fields.

    Args:
        meaning: The meaning of fields.
        fields: The names of the fields to keep.

    Returns:
        Their meaning, as far as they have one.

    Examples:
        >>> from bounds.meaning.terms import norm
        >>> list(picked({"length": norm("u"), "width": norm("v")}, ("width", "depth")))
        ['width']
    """
    wanted = set(fields)
    return {field: term for field, term in meaning.items() if field in wanted}
