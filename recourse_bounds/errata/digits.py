"""Exact numbers as text: fractions, a minus sign that is one, vectors in brackets."""

import re
from collections.abc import Mapping
from fractions import Fraction

_COMPONENT = re.compile(r"(.+)\[\d+\]")
_ZEROS = re.compile(r"\.0+(?=e|$)|(?<=\.)(\d*[1-9])0+(?=e|$)")


def number(text: str) -> Fraction | None:
    """The number that a certificate writes.

    Args:
        text: A fraction, or digits.

    Returns:
        The number, or ``None`` where it is infinite.
    """
    try:
        return Fraction(text)
    except ValueError:
        return None


def shown(text: str, infinite: str = "∞") -> str:
    """A number as a page shows it.

    Args:
        text: A fraction, or digits.
        infinite: What an infinite number is shown as.

    Returns:
        The number, decimals without zeros at their end.
    """
    return infinite if number(text) is None else _ZEROS.sub(r"\1", text).replace("-", "−")


def vectors(parameters: Mapping[str, Fraction]) -> dict[str, str]:
    """Numbers by name, those that are components of a vector, or of a matrix, together.

    Args:
        parameters: Numbers under names like ``lam``, ``w[0]``, ``w[1]``, ``X[0][0]``.

    Returns:
        Text under names like ``lam``, ``w``, ``X``, a matrix by rows, in the order of the first component.
    """
    texts = {name: shown(str(value)) for name, value in parameters.items()}
    while any(_COMPONENT.fullmatch(name) for name in texts):
        texts = _gathered(texts)
    return texts


def _gathered(texts: Mapping[str, str]) -> dict[str, str]:
    """One index less."""
    parts: dict[str, list[str]] = {}
    for name, text in texts.items():
        component = _COMPONENT.fullmatch(name)
        parts.setdefault(component[1] if component else name, []).append(text)
    return {name: values[0] if name in texts else f"({', '.join(values)})" for name, values in parts.items()}
