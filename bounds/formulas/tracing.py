"""Formulas as Python functions, and the one time that such a function is run: to build its graph."""

import inspect
import math
import traceback
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any

from bounds.errors import ClaimError, told
from bounds.formulas.graph import KNOWN, Graph, Shape, is_graph
from bounds.formulas.noting import SymbolOps
from bounds.formulas.symbols import Condition, Number, operand
from bounds.formulas.tape import Misuse, Tape
from bounds.ops import Ops, Scalar

Formula = Callable[..., Any]
"""A function ``(xp, <fields by name>)``; the names of its parameters after ``xp`` are the fields that it reads."""

PACKAGE = Path(__file__).parents[1]
"""The folder of this package, whose files messages do not name as places in a file of the user."""

WRITTEN = "formulas are written with + - * /, comparisons, & and the operations of xp"

WANTED: Mapping[Shape, str] = {
    "number": "return one number",
    "condition": "return a comparison of fields",
    "pair": "return its two ends: (lower, upper)",
    "mapping": "return a mapping of fields to numbers",
}
"""What a formula of each shape has to return, as the remedy in messages."""


def trace(formula: Formula, wanted: Shape | None = None, name: str = "the formula") -> Graph:
    """Run a formula once, on symbols, and return the graph of what it asks for.

    The graph is all that is left of the formula: how it branches, what it closes over, and what it would do another
    time do not matter any more. It is replayed once on symbols that no user's code has seen.

    Args:
        formula: A function ``(xp, <fields by name>)``, or a graph.
        wanted: What the formula should return; ``None`` if any result is right.
        name: The name of the formula in messages.

    Returns:
        The graph.

    Raises:
        ClaimError: If the formula does what some reading cannot do, or returns something else. The message begins with
            the line of the formula.

    Examples:
        >>> graph = trace(lambda xp, lam, delta: xp.maximum(lam - delta, 0.0))
        >>> graph
        Graph of number (lam, delta), 2 operations
        >>> trace(lambda xp, lam: lam**2)  # doctest: +ELLIPSIS
        Traceback (most recent call last):
        ...
        bounds.errors.ClaimError: ...: the formula uses **: write xp.power(a, 2), ...
    """  # noqa: DOC501
    tape, error = None, None
    try:
        tape = Tape(_fields(formula))
        graph = _run(formula, tape, wanted)
        return graph if is_graph(formula) else trace(graph, wanted, name)
    except KeyboardInterrupt:
        raise
    except BaseException as raised:  # whatever a formula may raise
        error = raised
    mistake = error if isinstance(error, Misuse) or tape is None else tape.misuse or error
    wrong = str(mistake) if isinstance(mistake, Misuse) else f"cannot be read ({told(mistake)}); {WRITTEN}"
    raise ClaimError(f"{_place(formula, mistake)}{name} {wrong}") from None


def reads(formula: Formula) -> tuple[str, ...]:
    """List the fields that a formula reads, which are its parameters after ``xp``.

    Args:
        formula: A function ``(xp, <fields by name>)``, or a graph.

    Returns:
        The names of the fields, in the order of the signature.

    Examples:
        >>> reads(lambda xp, cost_nr, cost_r: cost_nr - cost_r)
        ('cost_nr', 'cost_r')
    """
    return formula.fields if is_graph(formula) else tuple(inspect.signature(formula).parameters)[1:]


def apply(formula: Formula, xp: Ops, fields: Mapping[str, Scalar]) -> Any:
    """Evaluate a formula under one reading, with the fields that the formula reads.

    Args:
        formula: A function ``(xp, <fields by name>)``, or a graph.
        xp: The operations of the reading.
        fields: The fields by name; fields that the formula does not read are ignored.

    Returns:
        The result of the formula.

    Raises:
        ClaimError: If the formula does what some reading cannot do.

    Examples:
        >>> from bounds.readings.arrays import NUMPY_OPS
        >>> float(apply(lambda xp, lam: xp.sqrt(lam), NUMPY_OPS, {"lam": 4.0, "delta": 1.0}))
        2.0
    """  # noqa: DOC502
    return (formula if is_graph(formula) else trace(formula)).evaluate(xp, fields)


def named(formula: Formula, fields: Iterable[str]) -> Formula:
    """Give the names of its fields to a function that takes any fields, so that it is a formula.

    Args:
        formula: A function ``(xp, **fields)``.
        fields: The names of the fields; a name that comes twice is read once.

    Returns:
        The same function, with these parameters.

    Examples:
        >>> reads(named(lambda xp, **fields: fields["a"] + fields["b"], ("a", "b", "a")))
        ('a', 'b')
    """
    first = inspect.Parameter("xp", inspect.Parameter.POSITIONAL_ONLY)
    rest = [inspect.Parameter(name, inspect.Parameter.KEYWORD_ONLY) for name in dict.fromkeys(fields)]
    formula.__signature__ = inspect.Signature([first, *rest])  # type: ignore[attr-defined]
    return formula


def substitute(formula: Formula, by: Mapping[str, str | Formula]) -> Graph:
    """Substitute other fields, or formulas of other fields, for some fields of a formula.

    Two theorems that make the same statement about different quantities share one formula in this way.

    Args:
        formula: A function ``(xp, <fields by name>)``, or a graph.
        by: The substitutes by the name of the field: the name of another field, or a formula of other fields.

    Returns:
        The graph of the remaining fields, in the order in which they are first read.

    Examples:
        >>> from bounds.readings.arrays import NUMPY_OPS
        >>> linear = substitute(lambda xp, slope, lam: lam * slope, {"slope": "norm_nr"})
        >>> reads(linear)
        ('norm_nr', 'lam')
        >>> apply(linear, NUMPY_OPS, {"norm_nr": 3.0, "lam": 0.5})
        1.5
    """
    sources = {name: by.get(name, name) for name in reads(formula)}

    def substituted(xp: Ops, **fields: Scalar) -> Any:
        given = {
            name: fields[source] if isinstance(source, str) else apply(source, xp, fields)
            for name, source in sources.items()
        }
        return apply(formula, xp, given)

    groups = ((source,) if isinstance(source, str) else reads(source) for source in sources.values())
    return trace(named(substituted, (name for group in groups for name in group)))


# One run


def _run(formula: Formula, tape: Tape, wanted: Shape | None) -> Graph:
    fields = {name: Number(tape, place) for place, name in enumerate(_fields(formula))}
    xp: Any = SymbolOps(tape)
    result = formula.evaluate(xp, fields) if is_graph(formula) else formula(xp, **fields)
    graph = _as_graph(tape, result, wanted)
    if tape.misuse:
        raise tape.misuse
    return graph


def _fields(formula: Formula) -> tuple[str, ...]:
    """The names of a formula's fields, which are taken by name and without defaults."""  # noqa: DOC501
    if is_graph(formula):
        if not KNOWN.issuperset(step.operation for step in formula.steps):
            raise Misuse(f"has operations that there are not; {WRITTEN}")
        names = formula.fields
    else:
        if not callable(formula):
            raise Misuse(f"must be a function (xp, fields by name), not {formula!r:.60}")
        parameters = tuple(inspect.signature(formula).parameters.values())
        if not parameters:
            raise Misuse("must take the operations first: (xp, fields by name)")
        for one in parameters[1:]:
            if one.default is not one.empty:
                raise Misuse(f"gives {one.name} a default; take a field without one, and write a constant into it")
            if one.kind not in {one.POSITIONAL_OR_KEYWORD, one.KEYWORD_ONLY}:
                raise Misuse(f"takes {one.name} not by name; name every field that it reads, without *, ** or /")
        names = tuple(one.name for one in parameters[1:])
    if not all(type(name) is str and name.isidentifier() for name in names) or len(set(names)) < len(names):
        raise Misuse(f"reads fields with the names {names!r:.60}; name them as Python names parameters")
    return names


def _as_graph(tape: Tape, result: Any, wanted: Shape | None) -> Graph:
    """The graph of a result, whose shape must be the one that is wanted."""
    if isinstance(result, Mapping) and wanted in {None, "mapping"}:
        numbers = {str(name): operand(tape, number, f"the field {name!r:.60}") for name, number in result.items()}
        return tape.graph("mapping", tuple(numbers.values()), tuple(numbers))
    if isinstance(result, tuple) and len(result) == 2 and wanted in {None, "pair"}:
        return tape.graph("pair", _ends(tape, *result))
    if type(result) is Condition and wanted in {None, "condition"}:
        return tape.graph("condition", (_own_result(tape, result),))
    if wanted == "condition" and (type(result) is Number or type(result) in {int, float}):
        tape.refuse("returns a number; return a truth value, such as a <= b")
    if wanted in {"pair", "mapping", "condition"} or not _is_number(result):
        remedy = "return a number" if type(result) is Condition else WANTED[wanted or "number"]
        tape.refuse(f"returns {_kind(result)}; {remedy}")
    return tape.graph("number", (operand(tape, result, "its result"),))


def _own_result(tape: Tape, result: Condition) -> int:
    if result.tape is not tape:
        tape.refuse("returns a condition of another formula; write it again")
    return result.place


def _ends(tape: Tape, lower: Any, upper: Any) -> tuple[int, int]:
    """The places of two ends, of which each may be infinite outwards."""
    if (type(lower) is float and lower == math.inf) or (type(upper) is float and upper == -math.inf):
        tape.refuse("holds no number; an end that claims nothing is -xp.inf below and xp.inf above")
    for end in (lower, upper):
        if not _is_number(end):
            remedy = "return a number" if type(end) is Condition else "return one number"
            tape.refuse(f"has an end that returns {_kind(end)}; {remedy}")
    infinite = (type(end) is float and math.isinf(end) for end in (lower, upper))
    places = (
        tape.constant(end) if nothing else operand(tape, end, "an end")
        for end, nothing in zip((lower, upper), infinite, strict=True)
    )
    first, second = places
    return first, second


def _is_number(result: Any) -> bool:
    return type(result) is Number or type(result) in {int, float}


def _kind(result: Any) -> str:
    if type(result) is Condition or type(result) is Number:
        return "a truth value" if type(result) is Condition else "a number"
    if isinstance(result, tuple | list):
        return f"a {type(result).__name__} of {len(result)}"
    return "nothing" if result is None else f"something of type {type(result).__name__}"


def _place(formula: Formula, error: BaseException) -> str:
    """Name the file and line of a formula or of its error; the place is empty for a formula of this package."""
    code: Any = getattr(formula, "__code__", None)
    file = getattr(code, "co_filename", "")
    if not isinstance(file, str) or not file or PACKAGE in Path(file).parents:
        return ""
    lines = [frame.lineno for frame in traceback.extract_tb(error.__traceback__) if frame.filename == file]
    return f"{file}:{lines[-1] if lines else code.co_firstlineno}: "
