"""Exact numbers as text: fractions, a minus sign that is one, vectors in brackets."""

import re
from collections.abc import Mapping
from fractions import Fraction

_COMPONENT = re.compile(r"(.+)\[\d+\]")
_ZEROS = re.compile(r"\.0+(?=e|$)|(?<=\.)(\d*[1-9])0+(?=e|$)")


def number(text: str) -> Fraction | None:
    """Read a number as a certificate writes it.

    Args:
        text: A fraction, or digits.

    Returns:
        The number, or ``None`` where it is infinite.

    Examples:
        >>> number("1/3"), number("inf")
        (Fraction(1, 3), None)
    """
    try:
        return Fraction(text)
    except ValueError:
        return None


def shown(text: str, infinite: str = "∞") -> str:
    """Write a number as a page shows it.

    Args:
        text: A fraction, or digits.
        infinite: The text for an infinite number.

    Returns:
        The number, with decimals that do not end in zeros.

    Examples:
        >>> shown("-1.500"), shown("2/7"), shown("inf")
        ('−1.5', '2/7', '∞')
    """
    return infinite if number(text) is None else _ZEROS.sub(r"\1", text).replace("-", "−")


def vectors(parameters: Mapping[str, Fraction]) -> dict[str, str]:
    """Put numbers that are components of a vector, or of a matrix, together under one name.

    Args:
        parameters: The numbers under names like ``lam``, ``w[0]``, ``w[1]``, ``X[0][0]``.

    Returns:
        Text under names like ``lam``, ``w``, ``X``, a matrix by rows, in the order of the first component.

    Examples:
        >>> vectors({"lam": Fraction(1, 4), "w[0]": Fraction(1), "w[1]": Fraction(-2)})
        {'lam': '1/4', 'w': '(1, −2)'}
    """
    texts = {name: shown(str(value)) for name, value in parameters.items()}
    while any(_COMPONENT.fullmatch(name) for name in texts):
        texts = _gathered(texts)
    return texts


def _gathered(texts: Mapping[str, str]) -> dict[str, str]:
    """The texts with one index less: what differs in the last index alone stands in one pair of brackets."""
    parts: dict[str, list[str]] = {}
    for name, text in texts.items():
        component = _COMPONENT.fullmatch(name)
        parts.setdefault(component[1] if component else name, []).append(text)
    return {name: values[0] if name in texts else f"({', '.join(values)})" for name, values in parts.items()}
