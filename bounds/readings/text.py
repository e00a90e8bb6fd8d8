"""The reading as text: a formula as a canonical string, from which the hash of a claim's definition is computed."""

import math
from collections.abc import Mapping
from hashlib import sha256
from typing import Any

from bounds.claim import Claim, Premise, apply, reads
from bounds.ops import OPERATIONS


class Text:
    """An expression as text in prefix form."""

    __slots__ = ("text",)

    def __init__(self, text: str) -> None:
        """Wrap the text of an expression."""
        self.text = text

    def __and__(self, other: "Text") -> "Text":
        """Write the conjunction."""
        return _join("&", self, other)

    def __neg__(self) -> "Text":
        """Write the negative number."""
        return _join("-", self)

    def __eq__(self, other: object) -> "Text":  # type: ignore[override]
        """Write the equation."""
        return _join("=", self, other)

    __hash__ = None  # type: ignore[assignment]


def _operator(name: str, symbol: str, reflected: str | None = None) -> None:
    setattr(Text, name, lambda self, other: _join(symbol, self, other))
    if reflected:
        setattr(Text, reflected, lambda self, other: _join(symbol, other, self))


class TextOps:
    """The ten operations, each of which writes its name and its operands."""

    inf = math.inf

    def __getattr__(self, name: str) -> Any:
        """Return the operation of a name.

        Raises:
            AttributeError: If the name is none of the ten operations.
        """
        if name not in OPERATIONS:
            raise AttributeError(f"there is no operation {name!r}; the operations are {', '.join(OPERATIONS)}")
        return lambda *operands: _join(name, *operands)


def definition_hash(claim: Claim) -> str:
    """Compute the hash of a claim's definition, by which records recognise the definition that they are about.

    The definition consists of the value, both intervals, the premises, the induction and the tightness, with all helper
    functions expanded. It does not include the id, the texts, or the names of Python functions.

    Args:
        claim: The claim.

    Returns:
        The SHA-256 in hexadecimal digits.

    Examples:
        >>> import dataclasses
        >>> from bounds import CLAIMS
        >>> claim = CLAIMS["lemma1.norms"]
        >>> definition_hash(claim)[:8]
        '0aa163bf'
        >>> definition_hash(dataclasses.replace(claim, statement="in other words"))[:8]
        '0aa163bf'
        >>> definition_hash(dataclasses.replace(claim, premises=claim.premises[1:])) == definition_hash(claim)
        False
    """
    lines = [f"{name} {written(getattr(claim, name))}" for name in ("value", "interval", "trivial")]
    lines.append(f"tightness {claim.tightness}")
    lines += [_premise(premise) for premise in claim.premises]
    if claim.induction:
        lines.append(f"start {sorted(claim.induction.start.items())}")
        lines.append(f"advance {written(claim.induction.advance)}")
        lines += [_premise(premise) for premise in claim.induction.premises]
    return sha256("\n".join(lines).encode()).hexdigest()


def _premise(premise: Premise) -> str:
    defined = f" := {premise.defines} {written(premise.formula)}" if premise.formula else ""
    return f"{premise.kind} {written(premise.holds)}{defined}"


def written(formula: Any) -> str:
    """Write a formula as canonical text, in which two formulas can be compared.

    Args:
        formula: A function ``(xp, <fields by name>)``.

    Returns:
        The text of the result in prefix form.

    Examples:
        >>> written(lambda xp, norm_nr, delta: xp.maximum(norm_nr - delta, 0.0))
        '(maximum (- norm_nr delta) 0.0)'
    """
    xp: Any = TextOps()
    return _text(apply(formula, xp, {name: Text(name) for name in reads(formula)}))


def _text(a: Any) -> str:
    if isinstance(a, Text):
        return a.text
    if isinstance(a, tuple):
        return " ".join(map(_text, a))
    if isinstance(a, Mapping):
        return " ".join(f"{name}={_text(value)}" for name, value in sorted(a.items()))
    return f"({a!r})" if isinstance(a, float) and not math.isfinite(a) else repr(a)  # no name of a field


def _join(symbol: str, *operands: Any) -> Text:
    return Text(f"({symbol} {' '.join(map(_text, operands))})")


for _name, _symbol in {"add": "+", "sub": "-", "mul": "*", "truediv": "/"}.items():
    _operator(f"__{_name}__", _symbol, f"__r{_name}__")
for _name, _symbol in {"le": "<=", "lt": "<", "ge": ">=", "gt": ">"}.items():
    _operator(f"__{_name}__", _symbol)
