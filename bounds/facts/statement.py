"""Facts and axioms about vectors and numbers, and their application to others."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from bounds.errors import ClaimError
from bounds.meaning.substitution import is_of_each_row, substituted
from bounds.meaning.terms import Atom, Condition, Existing, Map, Named, Term, Vector, as_expression, as_vector

Parameter = Atom | Named | Map
"""A vector, a number or a map that a fact is about; of each row if it is indexed."""


@dataclass(frozen=True)
class Statement:
    """What facts and axioms have in common: hypotheses and conclusions about some vectors, numbers and maps.

    A statement is called with other terms in place of its parameters, in their order: names, or terms. A parameter of
    each row takes a term of each row.

    Attributes:
        name: The name, which is that of the attribute of ``bounds.facts``.
        text: The statement in one sentence.
        parameters: The vectors, numbers and maps that it is about.
        conclusions: What is true of them if the hypotheses are.
        hypotheses: What is assumed of them.
        exists: Names of numbers that exist such that the conclusions hold, different ones for each application.
    """

    name: str
    text: str
    parameters: tuple[Parameter, ...]
    conclusions: tuple[Condition, ...]
    hypotheses: tuple[Condition, ...] = ()
    exists: tuple[Named, ...] = ()

    @property
    def is_over_rows(self) -> bool:
        """Whether the statement is about all rows, because it has a parameter of each row."""
        return any(isinstance(one, Atom | Named) and one.indexed for one in self.parameters)

    def __call__(self, *arguments: Any) -> "Application":
        """Apply the statement to other vectors, numbers and maps.

        Raises:
            ClaimError: If there are more or fewer terms than parameters, or one is of another kind.
        """
        if len(arguments) != len(self.parameters):
            wanted = ", ".join(parameter.name for parameter in self.parameters)
            raise ClaimError(f"{self.name} is about ({wanted}), and was given {len(arguments)} terms")
        pairs = zip(self.parameters, arguments, strict=True)
        given = tuple(_argument(self.name, parameter, argument) for parameter, argument in pairs)
        for parameter, argument in zip(self.parameters, given, strict=True):
            single = isinstance(parameter, Map) or not parameter.indexed
            if self.is_over_rows and single and is_of_each_row(argument):
                raise ClaimError(f"{self.name} is about one {parameter.name} for all rows, not about one for each row")
        return Application(self, given)


@dataclass(frozen=True)
class Axiom(Statement):
    """A statement that is taken for granted.

    Attributes:
        source: The reason for which it is.
    """

    source: str = ""


@dataclass(frozen=True)
class Law(Statement):
    """What a field means of all vectors, as a Lipschitz constant does: it may be applied where it is a meaning."""


@dataclass(frozen=True)
class Fact(Statement):
    """A statement with its proof.

    Attributes:
        because: Axioms and earlier facts, applied as the proof needs them.
        squares: Vectors of which the proof uses that ⟨v, v⟩ is not negative.
        by_rows: Whether the proof is one by induction over the rows: of no row, and of one row more.
    """

    because: "tuple[Application, ...]" = ()
    squares: tuple[Vector, ...] = ()
    by_rows: bool = False


@dataclass(frozen=True)
class Application:
    """A fact or axiom, applied to vectors, numbers and maps.

    Attributes:
        statement: The fact or axiom.
        arguments: The terms in place of its parameters.
    """

    statement: Statement
    arguments: tuple[Term, ...]

    @property
    def hypotheses(self) -> tuple[Condition, ...]:
        """The hypotheses about these terms."""
        return tuple(substituted(condition, self._by) for condition in self.statement.hypotheses)

    @property
    def conclusions(self) -> tuple[Condition, ...]:
        """The conclusions about these terms."""
        return tuple(substituted(condition, self._by) for condition in self.statement.conclusions)

    @property
    def _by(self) -> Mapping[Term, Term]:
        by: dict[Term, Term] = dict(zip(self.statement.parameters, self.arguments, strict=True))
        indexed = any(is_of_each_row(argument) for argument in self.arguments)
        for one in self.statement.exists:  # what exists depends on what it exists for
            by[one] = Existing(f"{one.name} of {self.statement.name}", self.arguments, indexed)
        return by


def _argument(name: str, parameter: Parameter, argument: Any) -> Term:
    """Read an argument as its parameter is."""  # noqa: DOC501
    if isinstance(parameter, Map):
        if not isinstance(argument, Map) or parameter.projection > argument.projection:
            kind = "projection" if parameter.projection else "linear map"
            raise ClaimError(f"{name} wants a {kind} for {parameter.name}, such as Map('P', projection=True)")
        return argument
    return as_vector(argument) if isinstance(parameter, Atom) else as_expression(argument)
