"""Validation of a claim: every reading must be able to evaluate it, or a message names the formula and the remedy."""

import inspect
import math
import traceback
import warnings
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from pathlib import Path
from types import MappingProxyType
from typing import Any, NamedTuple

import jax
import jax.numpy as jnp

from bounds.claim import Claim, Formula, apply, reads
from bounds.readings.arrays import JAX_OPS
from bounds.readings.exact import ExactOps, exact
from bounds.readings.rounding import Rounded, RoundingOps
from bounds.readings.terms import TermOps
from bounds.readings.text import Text, TextOps
from bounds.user_claims.errors import ClaimError, told
from bounds.user_claims.strict import Condition, Misuse, Number, StrictOps, wrong_constant
from bounds.user_claims.words import wrong_words

PACKAGE = Path(__file__).parents[1]
"""The folder of this package, whose files messages do not name as places in a file of the user."""

WRITTEN = "formulas are written with + - * /, comparisons, & and the operations of xp"


class Checkpoint(NamedTuple):
    """One formula of a claim and the check of its result.

    Attributes:
        name: The name of the formula for the user.
        formula: The formula.
        wrong: The function from the formula's result in the strict reading to a description of the mistake, which is
            empty if the result is right.
    """

    name: str
    formula: Formula
    wrong: Callable[[Any], str]


def validate(claim: Claim, place: str = "") -> None:
    """Validate a claim, so that no later reading of it fails or means something else.

    Args:
        claim: The claim of a user.
        place: The place where the claim is assigned, if it is known. A message begins with it unless the message is
            about a formula in the user's file.

    Raises:
        ClaimError: If a text or a name of the claim is wrong, or a reading cannot evaluate one of its formulas.

    Examples:
        >>> from bounds import CLAIMS
        >>> validate(CLAIMS["theorem1.sound"])
        >>> import dataclasses
        >>> validate(dataclasses.replace(CLAIMS["theorem1.sound"], remark=3))
        Traceback (most recent call last):
        ...
        bounds.user_claims.errors.ClaimError: theorem1.sound: remark must be text, not 3
    """
    for wrong in wrong_words(claim):
        raise ClaimError(f"{place}{claim.id}: {wrong}")
    for checkpoint in _checkpoints(claim):
        wrong, error = _wrong(checkpoint, claim.fields)
        if wrong:
            raise ClaimError(f"{_place(checkpoint.formula, error) or place}{claim.id}: {checkpoint.name} {wrong}")


def _checkpoints(claim: Claim) -> Iterator[Checkpoint]:
    yield Checkpoint("the value", claim.value, _wrong_number)
    yield Checkpoint("the interval", claim.interval, _wrong_ends)
    yield Checkpoint("the trivial interval", claim.trivial, _wrong_ends)
    induction = claim.induction
    for premise in (*claim.premises, *(induction.premises if induction else ())):
        name = f"the premise {premise.name!r}"
        if premise.formula:
            yield Checkpoint(name, premise.formula, _wrong_number)
        yield Checkpoint(name, premise.holds, _wrong_truth)
    if induction:
        yield Checkpoint("the induction's step", induction.advance, partial(_wrong_step, frozenset(induction.start)))


def _wrong(checkpoint: Checkpoint, fields: tuple[str, ...]) -> tuple[str, BaseException | None]:
    """Describe the mistake in a formula, and return the exception that the formula raised, if any."""  # noqa: DOC501
    if wrong := _wrong_parameters(checkpoint.formula, fields):
        return wrong, None
    for name, reading in READINGS.items():
        try:
            result = reading(checkpoint.formula)
        except Misuse as misuse:
            return str(misuse), misuse
        except KeyboardInterrupt:
            raise
        except BaseException as error:  # whatever a formula may raise
            return f"cannot be read {name} ({told(error)}); {WRITTEN}", error
        if reading is _strictly and (wrong := checkpoint.wrong(result)):
            return wrong, None
    return "", None


def _wrong_parameters(formula: Formula, fields: tuple[str, ...]) -> str:
    parameters = tuple(inspect.signature(formula).parameters.values())
    if not parameters or parameters[0].name in fields:
        return "must take the operations first: (xp, fields by name)"
    for parameter in parameters[1:]:
        if parameter.default is not parameter.empty:
            return f"gives {parameter.name} a default; take a field without one, and write a constant into the formula"
        if parameter.kind not in {parameter.POSITIONAL_OR_KEYWORD, parameter.KEYWORD_ONLY}:
            return f"takes {parameter.name} not by name; name every field that it reads, without *, ** or /"
    return ""


def _place(formula: Formula, error: BaseException | None) -> str:
    """Name the file and line of a formula or of its error; the place is empty for a formula of this package."""
    code = getattr(formula, "__code__", None)
    if code is None or PACKAGE in Path(code.co_filename).parents:
        return ""
    frames = traceback.extract_tb(error.__traceback__) if error else ()
    lines = [frame.lineno for frame in frames if frame.filename == code.co_filename]
    return f"{code.co_filename}:{lines[-1] if lines else code.co_firstlineno}: "


# Results of formulas


def _wrong_number(result: Any) -> str:
    if isinstance(result, Condition):
        return "returns a truth value; return a number"
    if isinstance(result, Number):
        return ""
    return wrong_constant(result) if type(result) in {int, float} else f"returns {_kind(result)}; return one number"


def _wrong_truth(result: Any) -> str:
    if isinstance(result, Number) or type(result) in {int, float}:
        return "returns a number; return a truth value, such as a <= b"
    return "" if isinstance(result, Condition) else f"returns {_kind(result)}; return a comparison of fields"


def _wrong_ends(result: Any) -> str:
    if not isinstance(result, tuple) or len(result) != 2:
        return f"returns {_kind(result)}; return its two ends: (lower, upper)"
    lower, upper = (end if type(end) is float else 0.0 for end in result)
    if lower == math.inf or upper == -math.inf:
        return "holds no number; an end that claims nothing is -xp.inf below and xp.inf above"
    return next((f"has an end that {wrong}" for end in result if (wrong := _wrong_end(end))), "")


def _wrong_end(end: Any) -> str:
    return "" if type(end) is float and math.isinf(end) else _wrong_number(end)


def _wrong_step(fields: frozenset[str], result: Any) -> str:
    if not isinstance(result, Mapping) or set(result) != fields:
        return f"returns {_kind(result)}; return a mapping of {', '.join(sorted(fields))}, as Induction.start has them"
    return next((wrong for number in result.values() if (wrong := _wrong_number(number))), "")


def _kind(result: Any) -> str:
    if isinstance(result, tuple | list):
        return f"a {type(result).__name__} of {len(result)}"
    return "nothing" if result is None else f"something of type {type(result).__name__}"


# Readings


def _strictly(formula: Formula) -> Any:
    xp: Any = StrictOps()
    return apply(formula, xp, {name: Number() for name in reads(formula)})


def _written(formula: Formula) -> Any:
    xp: Any = TextOps()
    return apply(formula, xp, {name: Text(name) for name in reads(formula)})


def _exactly(formula: Formula) -> Any:
    xp: Any = ExactOps()
    return apply(formula, xp, {name: exact(number) for number, name in enumerate(reads(formula), 1)})


def _as_terms(formula: Formula) -> Any:
    xp = TermOps()
    return apply(formula, xp, {name: xp.symbol(name) for name in reads(formula)})


def _on_arrays(formula: Formula) -> None:
    """Trace a formula as ``jit`` does, without and with error bounds; nothing is compiled."""

    def both(arrays: dict[str, jax.Array]) -> None:
        rounding: Any = RoundingOps()
        apply(formula, JAX_OPS, arrays)
        apply(formula, rounding, {name: Rounded(array, array - array) for name, array in arrays.items()})

    fields = {name: jax.ShapeDtypeStruct((2, 3), jnp.result_type(float)) for name in reads(formula)}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # without float64, which a check would refuse to go without
        jax.eval_shape(both, fields)


READINGS: Mapping[str, Callable[[Formula], Any]] = MappingProxyType(
    {
        "at all": _strictly,
        "as text": _written,
        "exactly": _exactly,
        "by z3": _as_terms,
        "on arrays": _on_arrays,
    }
)
"""All readings of a formula by their names in messages, the one with the clearest messages first."""
