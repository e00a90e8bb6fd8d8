"""Can every reading read a claim? If not, which formula is it, what is wrong, and what should stand there?"""

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
"""The formulas of this package stand in no file of a user's."""

WRITTEN = "formulas are written with + - * /, comparisons, & and the operations of xp"


class Checkpoint(NamedTuple):
    """A formula of a claim, its name for a user, and what is wrong with what it returns, if anything."""

    name: str
    formula: Formula
    wrong: Callable[[Any], str]


def validate(claim: Claim, place: str = "") -> None:
    """Read a claim under every reading, and refuse it where one of them cannot.

    Args:
        claim: A claim.
        place: Where it is assigned, if known, to begin messages with that concern no formula of its file.

    Raises:
        ClaimError: If it cannot be read, or says what no claim may say.
    """
    for wrong in wrong_words(claim):
        raise ClaimError(f"{place}{claim.id}: {wrong}")
    for part in _parts(claim):
        wrong, error = _wrong(part, claim.fields)
        if wrong:
            raise ClaimError(f"{_place(part.formula, error) or place}{claim.id}: {part.name} {wrong}")


def _parts(claim: Claim) -> Iterator[Checkpoint]:
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


def _wrong(part: Checkpoint, fields: tuple[str, ...]) -> tuple[str, BaseException | None]:
    """What is wrong with a formula, and what it raised, if anything."""  # noqa: DOC501
    if wrong := _wrong_parameters(part.formula, fields):
        return wrong, None
    for name, reading in READINGS.items():
        try:
            result = reading(part.formula)
        except Misuse as misuse:
            return str(misuse), misuse
        except KeyboardInterrupt:
            raise
        except BaseException as error:  # whatever a formula may raise
            return f"cannot be read {name} ({told(error)}); {WRITTEN}", error
        if reading is _strictly and (wrong := part.wrong(result)):
            return wrong, None
    return "", None


def _wrong_parameters(formula: Formula, fields: tuple[str, ...]) -> str:
    parameters = tuple(inspect.signature(formula).parameters.values())
    if not parameters or parameters[0].name in fields:
        return "must take the operations first: (xp, fields by name)"
    for one in parameters[1:]:
        if one.default is not one.empty:
            return f"gives {one.name} a default; take a field without one, and write a constant into the formula"
        if one.kind not in {one.POSITIONAL_OR_KEYWORD, one.KEYWORD_ONLY}:
            return f"takes {one.name} not by name; name every field that it reads, without *, ** or /"
    return ""


def _place(formula: Formula, error: BaseException | None) -> str:
    """File and line of a formula, or of what it raised; nothing for a formula of this package's own."""
    code = getattr(formula, "__code__", None)
    if code is None or PACKAGE in Path(code.co_filename).parents:
        return ""
    frames = traceback.extract_tb(error.__traceback__) if error else ()
    lines = [frame.lineno for frame in frames if frame.filename == code.co_filename]
    return f"{code.co_filename}:{lines[-1] if lines else code.co_firstlineno}: "


# What a formula returns


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
    """As ``jit`` sees it, without and with errors of rounding; nothing is compiled."""

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
"""Every reading of a formula, the one with the clearest messages first."""
