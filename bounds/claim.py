"""Claims as data, which several readings evaluate, check and prove."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Literal, SupportsInt
from weakref import WeakKeyDictionary

from bounds.claim_words import wrong_fields_read, wrong_meaning, wrong_shapes, wrong_words
from bounds.display import counted
from bounds.errors import ClaimError
from bounds.formulas.graph import Graph, Shape
from bounds.formulas.shapes import Indices
from bounds.formulas.tracing import Formula, apply, named, reads, substitute, trace
from bounds.meaning.meaning import Meaning, own_meaning
from bounds.premise import Induction, Kind, Premise, definition, own_premises
from bounds.sealed import Sealed, is_sealed
from bounds.verdict import STATUS_NAMES, Status, Verdict

__all__ = [
    "STATUS_NAMES",
    "Claim",
    "Formula",
    "Graph",
    "Induction",
    "Kind",
    "Premise",
    "Status",
    "Verdict",
    "apply",
    "definition",
    "named",
    "reads",
    "require_sealed",
    "substitute",
]

FORMULAS: Mapping[str, tuple[Shape, str]] = MappingProxyType(
    {
        "value": ("number", "the value"),
        "interval": ("pair", "the interval"),
        "trivial": ("pair", "the trivial interval"),
    }
)
"""The attributes of a claim that are formulas of its own, with what they return and their names in messages."""


@dataclass(frozen=True, eq=False)
class Claim(Sealed):
    """A statement ``premises ⟹ lower <= value <= upper`` about numbers or vectors, one instance at a time.

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
        shapes: The indices of fields that are vectors or matrices: ``{"x": "d", "A": "k d"}``. Fields that share an
            index have the same number of components; every other field is one number.
        meaning: What fields are of vectors, by name: a term that a field equals, or a condition on the field. By it,
            premises follow from facts about vectors (``Premise.because``).
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
    shapes: Mapping[str, str] = field(default_factory=dict)
    meaning: Meaning = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Trace the formulas, and refuse a claim that readings would read differently.

        Raises:
            ClaimError: If a text or a name of the claim is wrong, or a formula cannot be read, or reads a field that
                the claim does not accept.
        """
        if type(self.id) is not str:
            raise ClaimError(f"the id of a claim must be text, such as 'theorem1.mine', not {self.id!r:.60}")
        self._set("premises", own_premises(self.premises, f"{self.id}: the premises"))
        for wrong in wrong_words(self):
            raise ClaimError(f"{self.id}: {wrong}")
        for attribute, (shape, name) in FORMULAS.items():
            self._set(attribute, trace(getattr(self, attribute), shape, f"{self.id}: {name}"))
        if not isinstance(self.shapes, Mapping):
            raise ClaimError(f"{self.id}: shapes must map fields to indices, not be {self.shapes!r:.60}")
        self._set("shapes", MappingProxyType(dict(self.shapes)))
        self._set("meaning", own_meaning(self.meaning, self.id))
        for wrong in (*wrong_fields_read(self), *wrong_shapes(self), *wrong_meaning(self)):
            raise ClaimError(f"{self.id}: {wrong}")
        self._seal()

    def __repr__(self) -> str:
        """Print the id and the statement, what theory says of it, how many premises it has, and its source."""
        known = "open" if self.theory == "open" else f"{self.theory} in theory"
        stated = f": {self.statement}" if self.statement else ""
        premises = counted(len(self.premises), "premise")
        return f"Claim {self.id}{stated}\n  {known}; {premises}; source: {self.source}"

    @property
    def needed(self) -> tuple[str, ...]:
        """The names of the fields that the value and the intervals read; only premises read the other fields."""
        if self not in _NEEDED:
            _NEEDED[self] = _union(reads(formula) for formula in (self.value, self.interval, self.trivial))
        return _NEEDED[self]

    @property
    def indices(self) -> Mapping[str, Indices]:
        """The indices of the fields that are vectors or matrices, by name; empty for a claim about numbers."""
        return {name: tuple(text.split()) for name, text in self.shapes.items()}

    @property
    def read(self) -> tuple[str, ...]:
        """The names of the fields that any formula or premise reads."""
        if self not in _READ:
            _READ[self] = _union((self.needed, *(reads(premise.holds) for premise in self.premises)))
        return _READ[self]

    def require(self, given: Collection[str]) -> None:
        """Check that the given fields belong to the claim and are enough to evaluate it.

        Args:
            given: The names of the given fields.

        Raises:
            TypeError: If a name is not a field of the claim.
            ValueError: If a field is missing that the value or an interval reads.
        """  # noqa: DOC502
        for name in given:
            self.require_field(name)
        for name in self.needed:
            if name not in given:
                raise ValueError(f"{self.id} needs the field {name!r}; give all of {', '.join(self.needed)}")

    def require_field(self, name: str) -> None:
        """Check that a name is one of the claim's fields.

        Args:
            name: The name.

        Raises:
            TypeError: If it is none.
        """
        if name not in self.fields:
            raise TypeError(f"{self.id} has no field {name!r:.60}; its fields are {', '.join(self.fields)}")

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
        bits = int(mask)
        return tuple(premise.name for bit, premise in enumerate(self.premises) if bits >> bit & 1) if bits else ()


def require_sealed(claim: Claim) -> Claim:
    """Check that a claim is as it was made, so that what is said of it was traced.

    Args:
        claim: The claim.

    Returns:
        The claim.

    Raises:
        ClaimError: If the claim, or a part of it, was changed after it was made.

    Examples:
        >>> from bounds import CLAIMS
        >>> require_sealed(CLAIMS["lemma1.norms"]).id
        'lemma1.norms'
    """
    induction = claim.induction
    parts = [(claim, Claim), *((premise, Premise) for premise in claim.premises)]
    if induction is not None:
        parts += [(induction, Induction), *((premise, Premise) for premise in induction.premises)]
    if not all(is_sealed(part, kind) for part, kind in parts):
        raise ClaimError(f"{claim.id!r:.60} was changed after it was made; make another one by dataclasses.replace")
    return claim


_NEEDED: WeakKeyDictionary[Claim, tuple[str, ...]] = WeakKeyDictionary()
_READ: WeakKeyDictionary[Claim, tuple[str, ...]] = WeakKeyDictionary()
"""The fields that claims read, which are asked for with every instance; claims do not change once they are made."""


def _union(names: Iterable[tuple[str, ...]]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(name for group in names for name in group))
