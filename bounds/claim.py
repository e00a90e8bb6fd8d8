"""Claims as data, which several readings evaluate, check and prove, and the verdict on a claim."""

import inspect
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from enum import IntEnum, StrEnum
from functools import cache, cached_property
from typing import Any, Literal, NamedTuple, SupportsInt

import numpy as np

from bounds.display import concrete, counted, interval, layout
from bounds.ops import Ops, Scalar

Formula = Callable[..., Any]
"""A function ``(xp, <fields by name>)``; the names of its parameters after ``xp`` are the fields that it reads."""


class Kind(StrEnum):
    """The role of a premise in a claim; only a failed domain or hypothesis makes an instance inapplicable."""

    DOMAIN = "domain"
    """The quantities are of the right kind: norms non-negative, λ positive, divisors not 0."""
    DEFINITION = "definition"
    """A measured quantity equals its definition in the theory."""
    HYPOTHESIS = "hypothesis"
    """The statement assumes it of the instance."""
    LEMMA = "lemma"
    """It is the conclusion of an earlier statement on which this one builds."""
    INEQUALITY = "inequality"
    """It is a fact of vector algebra or analysis, such as the Cauchy-Schwarz or the triangle inequality."""


class Status(IntEnum):
    """The verdict on one instance, in rising order of precedence."""

    HOLDS = 0
    """The value lies in the claimed interval, up to rounding."""
    VACUOUS = 1
    """The claim holds, but its interval is no better than the trivial interval on either side."""
    VIOLATED = 2
    """The value lies outside the claimed interval by more than rounding."""
    INAPPLICABLE = 3
    """A premise of kind domain or hypothesis fails, so the claim says nothing about the instance."""
    NONFINITE = 4
    """A field is NaN or infinite, or a formula of the claim gives NaN although its premises hold."""


STATUS_NAMES = tuple(status.name.lower() for status in Status)
"""The names of the statuses in lower case, in the order of their numbers."""


class Verdict(NamedTuple):
    """The verdict on every instance; each array has the broadcast shape of the fields.

    It prints as the number of instances with each status, followed by the value and the interval of the first instance.

    Attributes:
        lower: The lower end of the claimed interval.
        value: The quantity that the claim bounds.
        upper: The upper end of the claimed interval.
        rounding: The allowance for rounding in the units of ``value``: a bound on the total error of ``value`` and of
            the less accurate end, from rounding and from the errors of the fields.
        status: The :class:`Status` as int8.
        failed: A bit mask: bit ``i`` is set if the claim's premise ``i`` was evaluated and failed.
        unchecked: A bit mask: bit ``i`` is set if premise ``i`` reads a field that was left out.
    """

    lower: Any
    value: Any
    upper: Any
    rounding: Any
    status: Any
    failed: Any
    unchecked: Any

    @property
    def within_rounding(self) -> Any:
        """The instances on which the claim holds only thanks to the allowance for rounding, as a mask."""
        inside = (self.lower <= self.value) & (self.value <= self.upper)
        return (self.status <= Status.VACUOUS) & ~inside

    @property
    def status_names(self) -> np.ndarray:
        """The status of every instance by its name in lower case, as an array of text of the same shape."""
        return np.asarray(np.asarray(STATUS_NAMES)[np.asarray(self.status)])

    def counts(self) -> dict[str, int]:
        """Count the instances with each status.

        Returns:
            The count of every status by its name in lower case, zeros included.

        Examples:
            >>> status = np.array([Status.HOLDS, Status.HOLDS, Status.VIOLATED], np.int8)
            >>> verdict = Verdict(*np.zeros((4, 3)), status, *np.zeros((2, 3), np.int32))
            >>> verdict.counts()
            {'holds': 2, 'vacuous': 0, 'violated': 1, 'inapplicable': 0, 'nonfinite': 0}
        """
        status = np.asarray(self.status)
        return {name: int(np.sum(status == number)) for number, name in enumerate(STATUS_NAMES)}

    def __repr__(self) -> str:
        """Print the statuses with their counts and the first instance; types and shapes where numbers are unknown."""
        arrays = concrete(self)
        if arrays is None or sum(self.counts().values()) != arrays[0].size:
            return f"Verdict of unknown numbers: {layout(self._asdict())}"
        shape = arrays[0].shape
        if shape == ():
            return f"Verdict: {self._first(arrays)}"
        found = ", ".join(f"{count:,} {name}" for name, count in self.counts().items() if count)
        shaped = f" of shape {shape}" if len(shape) > 1 else ""
        header = f"Verdict on {counted(arrays[0].size, 'instance')}{shaped}"
        return f"{header}: {found}\n  first instance: {self._first(arrays)}" if found else header

    def _first(self, arrays: tuple[np.ndarray, ...]) -> str:
        """Describe the first instance in one line: its status, its value and interval, and premises by their bits."""
        lower, value, upper, _, status, failed, unchecked = (array.ravel()[0].item() for array in arrays)
        otherwise = "within rounding of" if status <= Status.VACUOUS else "not in"
        premises = [
            f"; {'premise' if len(bits) == 1 else 'premises'} {', '.join(map(str, bits))} {what}"
            for mask, what in ((failed, "failed"), (unchecked, "unchecked"))
            if (bits := [bit for bit in range(31) if int(mask) >> bit & 1])
        ]
        return f"{STATUS_NAMES[status]}, {interval(lower, value, upper, otherwise=otherwise)}{''.join(premises)}"


@dataclass(frozen=True, eq=False)
class Premise:
    """One condition under which a claim is stated, or one fact that its proof uses.

    Attributes:
        name: The premise in a few words or symbols.
        kind: The role of the premise in the claim.
        holds: The formula ``(xp, <fields>) -> truth`` of the condition.
        source: The place where the premise is printed, or the reason why it is true.
        defines: For a definition, the name of the field that it defines.
        formula: For a definition, the formula of that field. The prover substitutes the formula for the field; the
            checker compares the two.
    """

    name: str
    kind: Kind
    holds: Formula
    source: str
    defines: str | None = None
    formula: Formula | None = None

    def __repr__(self) -> str:
        """Print the name, the kind and the source."""
        return f"Premise {self.name} ({self.kind}; {self.source})"


def definition(name: str, field: str, formula: Formula, source: str) -> Premise:
    """Make the premise that a measured field equals a formula of other fields, up to a relative difference of 1e-6.

    Args:
        name: The definition in a few words or symbols.
        field: The name of the field that is defined.
        formula: The formula ``(xp, <fields>) -> scalar`` of that field.
        source: The place where the definition is printed.

    Returns:
        A premise of kind ``definition``.

    Examples:
        >>> from bounds.readings.arrays import NUMPY_OPS
        >>> premise = definition("c = 2 r", "cost_r", lambda xp, radius_r: 2.0 * radius_r, "an example")
        >>> premise
        Premise c = 2 r (definition; an example)
        >>> bool(premise.holds(NUMPY_OPS, cost_r=6.0, radius_r=3.0))
        True
    """
    names = (field, *reads(formula))

    def holds(xp: Ops, **fields: Scalar) -> Any:
        return xp.close(fields[field], apply(formula, xp, fields))

    holds.__signature__ = _signature(names)  # type: ignore[attr-defined]
    return Premise(name, Kind.DEFINITION, holds, source, defines=field, formula=formula)


@dataclass(frozen=True, eq=False)
class Induction:
    """The proof by induction of a claim about N steps: the claim holds at 0 steps, and each step preserves it.

    A step is a gradient step of training (Lemma 1), or one more component of a vector in a basis (Lemma 2).

    Attributes:
        start: The values, before the first step, of all fields that the steps change.
        advance: The formula ``(xp, <fields and auxiliary scalars>) -> {field: value one step later}``.
        premises: The facts about one step, as conditions on fields and auxiliary scalars.
    """

    start: Mapping[str, int]
    advance: Formula
    premises: tuple[Premise, ...]


@dataclass(frozen=True, eq=False)
class Claim:
    """A statement ``premises ⟹ lower <= value <= upper`` about scalars, one instance at a time.

    Equality is identity, so that a claim can be a static argument of ``jax.jit``. A claim prints as its statement and
    its source.

    Attributes:
        id: The unique id of the form ``name.variant``.
        fields: The names of all fields that the claim accepts.
        premises: The premises, in the order of the bits of ``Verdict.failed``.
        value: The formula of the bounded quantity.
        interval: The formula of ``(lower, upper)``, with ``±xp.inf`` for a side that claims nothing.
        trivial: The formula of the interval that is known without the claim.
        source: The place where the statement is printed, or its origin.
        statement: The statement in one line.
        theory: Whether the statement is known to be true, known to be false, or open.
        remark: An error in the statement, or a use of it, in one line.
        tightness: The origin from which tightness is measured: the centre of the interval, or 0 (for norms and
            one-sided claims).
        induction: For a claim about many steps, its proof by induction over them.
    """

    id: str
    fields: tuple[str, ...]
    premises: tuple[Premise, ...]
    value: Formula
    interval: Formula
    trivial: Formula
    source: str
    statement: str = ""
    theory: Literal["true", "false", "open"] = "open"
    remark: str = ""
    tightness: Literal["centre", "zero"] = "centre"
    induction: Induction | None = None

    def __post_init__(self) -> None:
        """Reject a claim whose formulas read fields that it does not accept, or with too many premises for a mask.

        Raises:
            ValueError: If a formula reads an unknown field, a premise or the value reads no field, or there are more
                than 31 premises.
        """
        formulas = (self.value, self.interval, self.trivial, *(premise.holds for premise in self.premises))
        unknown = {name for formula in formulas for name in reads(formula)} - set(self.fields)
        if unknown:
            raise ValueError(
                f"{self.id}: the formulas read {sorted(unknown)}; add them to fields"
                " (a formula names each field: no defaults, no * or **)"
            )
        idle = [premise.name for premise in self.premises if not reads(premise.holds)]
        if idle or not reads(self.value):
            raise ValueError(
                f"{self.id}: the value and every premise must read a field; {idle or 'the value'} does not"
            )
        if len(self.premises) > 31:
            raise ValueError(f"{self.id}: {len(self.premises)} premises; the masks hold 31")

    def __repr__(self) -> str:
        """Print the id and the statement, what theory says of it, how many premises it has, and its source."""
        known = "open" if self.theory == "open" else f"{self.theory} in theory"
        stated = f": {self.statement}" if self.statement else ""
        premises = counted(len(self.premises), "premise")
        return f"Claim {self.id}{stated}\n  {known}; {premises}; source: {self.source}"

    @cached_property
    def needed(self) -> tuple[str, ...]:
        """The names of the fields that the value and the intervals read; only premises read the other fields."""
        return _union(reads(formula) for formula in (self.value, self.interval, self.trivial))

    @cached_property
    def read(self) -> tuple[str, ...]:
        """The names of the fields that any formula or premise reads."""
        return _union((self.needed, *(reads(premise.holds) for premise in self.premises)))

    def require(self, given: Collection[str]) -> None:
        """Check that the given fields belong to the claim and are enough to evaluate it.

        Args:
            given: The names of the given fields.

        Raises:
            TypeError: If a name is not a field of the claim.
            ValueError: If a field is missing that the value or an interval reads.
        """
        for name in given:
            if name not in self.fields:
                raise TypeError(f"{self.id} has no field {name!r}; its fields are {', '.join(self.fields)}")
        for name in self.needed:
            if name not in given:
                raise ValueError(f"{self.id} needs the field {name!r}; give all of {', '.join(self.needed)}")

    def names(self, mask: SupportsInt) -> tuple[str, ...]:
        """Translate a bit mask of a verdict into the names of premises.

        Args:
            mask: One element of ``Verdict.failed`` or ``Verdict.unchecked``.

        Returns:
            The names of the premises whose bits are set, in the order of the claim's premises.

        Examples:
            >>> from bounds import CLAIMS
            >>> CLAIMS["lemma1.norms"].names(0b0011)
            ('a ≥ 0', 'b ≥ 0')
        """
        return tuple(premise.name for bit, premise in enumerate(self.premises) if int(mask) >> bit & 1)


@cache
def reads(formula: Formula) -> tuple[str, ...]:
    """List the fields that a formula reads, which are its parameters after ``xp``.

    Args:
        formula: A function ``(xp, <fields by name>)``.

    Returns:
        The names of the fields, in the order of the signature.

    Examples:
        >>> reads(lambda xp, cost_nr, cost_r: cost_nr - cost_r)
        ('cost_nr', 'cost_r')
    """
    return tuple(inspect.signature(formula).parameters)[1:]


def apply(formula: Formula, xp: Ops, fields: Mapping[str, Scalar]) -> Any:
    """Evaluate a formula under one reading, with the fields that the formula reads.

    Args:
        formula: A function ``(xp, <fields by name>)``.
        xp: The operations of the reading.
        fields: The fields by name; fields that the formula does not read are ignored.

    Returns:
        The result of the formula.

    Examples:
        >>> from bounds.readings.arrays import NUMPY_OPS
        >>> float(apply(lambda xp, lam: xp.sqrt(lam), NUMPY_OPS, {"lam": 4.0, "delta": 1.0}))
        2.0
    """
    return formula(xp, **{name: fields[name] for name in reads(formula)})


def substitute(formula: Formula, by: Mapping[str, str | Formula]) -> Formula:
    """Substitute other fields, or formulas of other fields, for some fields of a formula.

    Two theorems that make the same statement about different quantities share one formula in this way.

    Args:
        formula: A function ``(xp, <fields by name>)``.
        by: The substitutes by the name of the field: the name of another field, or a formula of other fields.

    Returns:
        The formula of the remaining fields, in the order in which they are first read.

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
        return formula(xp, **given)

    names = _union((source,) if isinstance(source, str) else reads(source) for source in sources.values())
    substituted.__signature__ = _signature(names)  # type: ignore[attr-defined]
    return substituted


def _signature(names: Iterable[str]) -> inspect.Signature:
    first = inspect.Parameter("xp", inspect.Parameter.POSITIONAL_ONLY)
    rest = [inspect.Parameter(name, inspect.Parameter.KEYWORD_ONLY) for name in dict.fromkeys(names)]
    return inspect.Signature([first, *rest])


def _union(names: Iterable[tuple[str, ...]]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(name for group in names for name in group))
