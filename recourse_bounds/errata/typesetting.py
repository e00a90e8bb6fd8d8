"""Plain text with the mathematics of the claims, for Markdown and for HTML."""

import re

from markupsafe import Markup, escape

_SPECIAL = re.compile(r"[\\`*|]|<(?=[A-Za-z/!?])|\](?=\()|(?<!\w)_|_(?!\w)")
"""The characters that Markdown could take for something else; an underscore within a word is not among them."""

_SYMBOL = re.compile(
    r"(?P<base>(?:(?<!\w)|(?<=ᵀ))[^\W_ᵀ]{1,3}|['‖])_(?P<low>[^\W_]+)"
    r"|(?<=\w)\^(?P<high>\w)(?![\w(])"
    r"|(?<![A-Za-z'_])(?P<letter>[A-Za-z])(?![A-Za-z0-9]|\.\d|-CHVAE|(?<=[Aa]) [a-z]{2})"
)
"""A symbol with an index, as in w_NR, x'_R, ‖w‖_q; a superscript of one letter; a letter that is no word."""


def markdown(text: str) -> str:
    r"""Escape a text so that Markdown shows it as it is, also within a table.

    Args:
        text: Plain text.

    Returns:
        The escaped text.

    Examples:
        >>> print(markdown("|v − u| ≤ R"))
        \|v − u\| ≤ R
    """
    return _SPECIAL.sub(r"\\\g<0>", text)


def typeset(text: str) -> Markup:
    """Set letters that stand for numbers in italics, and lower indices, as HTML.

    Args:
        text: Plain text.

    Returns:
        The escaped text, with ``<i>``, ``<sub>`` and ``<sup>``.

    Examples:
        >>> print(typeset("w_NR < 1"))
        <i>w</i><sub>NR</sub> &lt; 1
    """
    parts, last = [], 0
    for match in _SYMBOL.finditer(text):
        parts += [escape(text[last : match.start()]), _symbol(**match.groupdict())]
        last = match.end()
    return Markup("").join([*parts, escape(text[last:])])


def _symbol(base: str | None, low: str | None, high: str | None, letter: str | None) -> Markup:
    if base and low:
        # NR and R are names of models, and upright; i, j, t count.
        return _italic(base) + Markup("<sub>{}</sub>").format(_italic(low) if low.islower() else low)
    return Markup("<sup>{}</sup>").format(_italic(high)) if high else _italic(letter or "")


def _italic(text: str) -> Markup:
    return Markup("<i>{}</i>").format(text) if len(text) == 1 and text.isascii() and text.isalpha() else escape(text)
