"""What a claim is: data that several readings evaluate, check and prove."""

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
"""A function ``(xp, <fields by name>)``: its parameter names say which fields it reads."""


class Kind(StrEnum):
    """What a premise is to the statement; only a failed domain or hypothesis makes an instance inapplicable."""

    DOMAIN = "domain"
    """The quantities are of the right kind: norms non-negative, λ positive, divisors not 0."""
    DEFINITION = "definition"
    """A measured quantity is what the theory defines it to be."""
    HYPOTHESIS = "hypothesis"
    """What the statement assumes of the instance."""
    LEMMA = "lemma"
    """The conclusion of an earlier statement that this one builds on."""
    INEQUALITY = "inequality"
    """A fact of vector algebra or analysis about the quantities: Cauchy-Schwarz, the triangle inequality."""


class Status(IntEnum):
    """The verdict on one instance, in rising order of precedence."""

    HOLDS = 0
    VACUOUS = 1
    """True, but no better than the trivial interval on either side."""
    VIOLATED = 2
    INAPPLICABLE = 3
    """A domain or hypothesis premise failed."""
    NONFINITE = 4
    """A field is NaN or infinite, or the formula of an applicable instance gave NaN."""


STATUS_NAMES = tuple(status.name.lower() for status in Status)
"""The names of the statuses in lower case, in the order of their numbers."""


class Verdict(NamedTuple):
    """The verdict on every instance; each array has the broadcast shape of the fields.

    It prints as the number of instances with each status, and where the value of the first instance lies.

    Attributes:
        lower: Lower end of the claimed interval.
        value: The quantity that the claim bounds.
        upper: Upper end of the claimed interval.
        rounding: Allowance in the units of ``value``: what rounding, and the errors of the fields, can make of
            ``value`` and the worse known end together.
        status: A :class:`Status` as int8.
        failed: Bit mask: bit ``i`` is set if the claim's premise ``i`` was evaluated and failed.
        unchecked: Bit mask: bit ``i`` is set if premise ``i`` reads a field that was left out.
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
        """Where the claim holds, but only thanks to the allowance for rounding."""
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
        """The first instance in one line: its status, where its value lies, and premises by their bits."""
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
        name: What it says, in a few words.
        kind: What it is to the statement.
        holds: Formula ``(xp, <fields>) -> truth``.
        source: Where it comes from.
        defines: For a definition, the field that it defines.
        formula: For a definition, the formula of that field. A proof substitutes it; the checker compares.
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
    """The premise that a measured field equals a formula of other fields, to 1e-6 relative.

    Args:
        name: What it says, in a few words.
        field: The field that is defined.
        formula: Formula ``(xp, <fields>) -> scalar``.
        source: Where the definition stands.

    Returns:
        A premise of kind ``definition``.
    """
    names = (field, *reads(formula))

    def holds(xp: Ops, **fields: Scalar) -> Any:
        return xp.close(fields[field], apply(formula, xp, fields))

    holds.__signature__ = _signature(names)  # type: ignore[attr-defined]
    return Premise(name, Kind.DEFINITION, holds, source, defines=field, formula=formula)


@dataclass(frozen=True, eq=False)
class Induction:
    """How a claim about what N steps add up to is proved: at 0 steps, and from each step to the next.

    A step is one of a training run (Lemma 1), or one more component of a vector in a basis (Lemma 2).

    Attributes:
        start: The value of every field that the steps change, before the first.
        advance: Formula ``(xp, <fields and auxiliary scalars>) -> {field: value one step later}``.
        premises: Facts about one step, on the fields and on auxiliary scalars.
    """

    start: Mapping[str, int]
    advance: Formula
    premises: tuple[Premise, ...]


@dataclass(frozen=True, eq=False)
class Claim:
    """A statement ``premises ⟹ lower <= value <= upper`` about scalars, one instance at a time.

    Equality is identity, so that a claim is a static argument of ``jax.jit``.

    Attributes:
        id: ``name.variant``.
        fields: Every field that the claim accepts.
        premises: In the order of the bits of ``Verdict.failed``.
        value: Formula of the bounded quantity.
        interval: Formula of ``(lower, upper)``; ``±xp.inf`` for a side that claims nothing.
        trivial: Formula of the interval that is known without the claim.
        source: Where the statement is printed, or who it is due to.
        statement: The statement in one line.
        theory: Whether the statement is true or false, if anybody knows.
        remark: What is wrong with it, or what it is good for, in one line.
        tightness: What tightness is measured from: the centre of the interval, or 0 (norms, and one-sided claims).
        induction: For a claim about what steps add up to, its proof by induction over them.
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
            ValueError: If it is such a claim.
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
        """The fields without which the claim cannot be evaluated; the others serve premises."""
        return _union(reads(formula) for formula in (self.value, self.interval, self.trivial))

    @cached_property
    def read(self) -> tuple[str, ...]:
        """The fields that any formula or premise reads."""
        return _union((self.needed, *(reads(premise.holds) for premise in self.premises)))

    def require(self, given: Collection[str]) -> None:
        """Check that the given fields are the claim's, and enough of them to evaluate it.

        Args:
            given: Names of fields.

        Raises:
            TypeError: If one is not a field of the claim.
            ValueError: If one is missing that the claim cannot do without.
        """
        for name in given:
            if name not in self.fields:
                raise TypeError(f"{self.id} has no field {name!r}; its fields are {', '.join(self.fields)}")
        for name in self.needed:
            if name not in given:
                raise ValueError(f"{self.id} needs the field {name!r}; give all of {', '.join(self.needed)}")

    def names(self, mask: SupportsInt) -> tuple[str, ...]:
        """The premises that a bit mask of a verdict stands for.

        Args:
            mask: One element of ``Verdict.failed`` or ``Verdict.unchecked``.

        Returns:
            The premises' names, in order.
        """
        return tuple(premise.name for bit, premise in enumerate(self.premises) if int(mask) >> bit & 1)


@cache
def reads(formula: Formula) -> tuple[str, ...]:
    """The names of the fields that a formula reads: its parameters after ``xp``.

    Args:
        formula: A function ``(xp, <fields by name>)``.

    Returns:
        The names, in the order of the signature.
    """
    return tuple(inspect.signature(formula).parameters)[1:]


def apply(formula: Formula, xp: Ops, fields: Mapping[str, Scalar]) -> Any:
    """A formula under one reading.

    Args:
        formula: A function ``(xp, <fields by name>)``.
        xp: The reading's operations.
        fields: At least the fields that the formula reads.

    Returns:
        What the formula returns.
    """
    return formula(xp, **{name: fields[name] for name in reads(formula)})


def substitute(formula: Formula, by: Mapping[str, str | Formula]) -> Formula:
    """A formula with some of its fields read under another name, or computed from other fields.

    This is how two theorems that say the same of different quantities share one formula.

    Args:
        formula: A function ``(xp, <fields by name>)``.
        by: What stands for a field: the name of another, or a formula of others.

    Returns:
        The formula of what is left to give, in the order in which it is first read.
    """
    parts = {name: by.get(name, name) for name in reads(formula)}

    def substituted(xp: Ops, **fields: Scalar) -> Any:
        given = {
            name: fields[part] if isinstance(part, str) else apply(part, xp, fields) for name, part in parts.items()
        }
        return formula(xp, **given)

    names = _union((part,) if isinstance(part, str) else reads(part) for part in parts.values())
    substituted.__signature__ = _signature(names)  # type: ignore[attr-defined]
    return substituted


def _signature(names: Iterable[str]) -> inspect.Signature:
    first = inspect.Parameter("xp", inspect.Parameter.POSITIONAL_ONLY)
    rest = [inspect.Parameter(name, inspect.Parameter.KEYWORD_ONLY) for name in dict.fromkeys(names)]
    return inspect.Signature([first, *rest])


def _union(names: Iterable[tuple[str, ...]]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(name for group in names for name in group))
