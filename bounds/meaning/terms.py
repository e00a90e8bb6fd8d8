"""Terms about vectors: what a field of a claim means, and what a fact about vectors says.

A term is made of named vectors and numbers, of sums and multiples, of inner products and norms, and of linear maps such
as the projection on the actionable columns. It has no components and no dimension, so that what is proved of it holds
in every dimension. A vector or a number *of each row* stands for a family, one for every training instance (or column,
or whatever is summed over); ``total`` sums over the rows.

The readings of terms are :mod:`bounds.meaning.gram` for z3, :mod:`bounds.meaning.exact` for given vectors, and
:mod:`bounds.meaning.text`.
"""

from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Literal

from bounds.errors import ClaimError

Relation = Literal["≤", "<", "="]
"""How the two sides of a condition compare."""


SIGNS_OF_TERMS = frozenset("⟨⟩‖|Σ()[]{}+*^·")
"""Signs that no name may have: readings name inner products, norms and totals by them."""


def _require_name(name: Any) -> None:
    if type(name) is not str or not name or SIGNS_OF_TERMS & set(name):
        raise ClaimError(f"a vector, a number or a map cannot be called {name!r:.60}; name it by letters and digits")


class Expression:
    """The base of terms that are numbers, with the operators that make terms of terms."""

    def __add__(self, other: Any) -> "Expression":
        """Return the sum."""
        return Plus(self, as_expression(other))

    def __radd__(self, other: Any) -> "Expression":
        """Return the sum with a constant on the left."""
        return as_expression(other) + self

    def __sub__(self, other: Any) -> "Expression":
        """Return the difference."""
        return self + (-as_expression(other))

    def __rsub__(self, other: Any) -> "Expression":
        """Return the difference with a constant on the left."""
        return as_expression(other) - self

    def __neg__(self) -> "Expression":
        """Return the negative number."""
        return Times(Number(Fraction(-1)), self)

    def __mul__(self, other: Any) -> Any:
        """Return the product with a number, or the multiple of a vector."""
        return Multiple(self, other) if isinstance(other, Vector) else Times(self, as_expression(other))

    def __rmul__(self, other: Any) -> "Expression":
        """Return the product with a constant on the left."""
        return as_expression(other) * self

    def __truediv__(self, other: Any) -> "Expression":
        """Return the quotient, which is any number where the divisor is 0."""
        return Quotient(self, as_expression(other))

    def __rtruediv__(self, other: Any) -> "Expression":
        """Return the quotient of a constant."""
        return as_expression(other) / self

    def __abs__(self) -> "Expression":
        """Return the absolute value."""
        return Absolute(self)

    def __le__(self, other: Any) -> "Condition":
        """Return the condition that this number is at most another one."""
        return Condition(self, "≤", as_expression(other))

    def __ge__(self, other: Any) -> "Condition":
        """Return the condition that this number is at least another one."""
        return Condition(as_expression(other), "≤", self)

    def __lt__(self, other: Any) -> "Condition":
        """Return the condition that this number is below another one."""
        return Condition(self, "<", as_expression(other))

    def __gt__(self, other: Any) -> "Condition":
        """Return the condition that this number is above another one."""
        return Condition(as_expression(other), "<", self)

    def equals(self, other: Any) -> "Condition":
        """Return the condition that this number equals another one; ``==`` compares the terms themselves."""
        return Condition(self, "=", as_expression(other))


class Vector:
    """The base of terms that are vectors."""

    def __add__(self, other: "Vector") -> "Vector":
        """Return the sum."""
        return VectorPlus(self, as_vector(other))

    def __sub__(self, other: "Vector") -> "Vector":
        """Return the difference."""
        return self + (-as_vector(other))

    def __neg__(self) -> "Vector":
        """Return the negative vector."""
        return Multiple(Number(Fraction(-1)), self)

    def __rmul__(self, factor: Any) -> "Vector":
        """Return a multiple."""
        return Multiple(as_expression(factor), self)


# Numbers


@dataclass(frozen=True)
class Number(Expression):
    """A rational number."""

    value: Fraction


@dataclass(frozen=True)
class Named(Expression):
    """A field, or another number that has a name; of each row if ``indexed``."""

    name: str
    indexed: bool = False

    def __post_init__(self) -> None:
        """Refuse a name that readings would confuse with something else."""
        _require_name(self.name)


@dataclass(frozen=True)
class Plus(Expression):
    """The sum of two numbers."""

    a: Expression
    b: Expression


@dataclass(frozen=True)
class Times(Expression):
    """The product of two numbers."""

    a: Expression
    b: Expression


@dataclass(frozen=True)
class Quotient(Expression):
    """The quotient of two numbers."""

    a: Expression
    b: Expression


@dataclass(frozen=True)
class Absolute(Expression):
    """The absolute value of a number."""

    a: Expression


@dataclass(frozen=True)
class Smaller(Expression):
    """The smaller one of two numbers."""

    a: Expression
    b: Expression


@dataclass(frozen=True)
class Value(Expression):
    """The value of a function of one number: ``exp``, ``sigmoid``, ``sin`` or ``cos``."""

    function: Literal["exp", "sigmoid", "sin", "cos"]
    a: Expression


@dataclass(frozen=True)
class Inner(Expression):
    """The inner product of two vectors."""

    u: Vector
    v: Vector


@dataclass(frozen=True)
class Norm(Expression):
    """The norm of a vector: the Euclidean one, or any norm, of which no square is known."""

    u: Vector
    kind: Literal["2", "p"] = "2"


@dataclass(frozen=True)
class Total(Expression):
    """The sum of a number over the rows."""

    a: Expression


@dataclass(frozen=True)
class Largest(Expression):
    """The largest of a number over the rows."""

    a: Expression


# Vectors


@dataclass(frozen=True)
class Atom(Vector):
    """A vector that has a name; of each row if ``indexed``."""

    name: str
    indexed: bool = False

    def __post_init__(self) -> None:
        """Refuse a name that readings would confuse with something else."""
        _require_name(self.name)


@dataclass(frozen=True)
class VectorPlus(Vector):
    """The sum of two vectors."""

    u: Vector
    v: Vector


@dataclass(frozen=True)
class Multiple(Vector):
    """A multiple of a vector."""

    a: Expression
    u: Vector


@dataclass(frozen=True)
class Map:
    """A linear map of vectors, which is called with a vector.

    Attributes:
        name: The name of the map.
        projection: Whether it is an orthogonal projection, so that PPu = Pu and ⟨Pu, v⟩ = ⟨Pu, Pv⟩.
        self_adjoint: Whether ⟨Su, v⟩ = ⟨u, Sv⟩, as for a scaling of columns.
    """

    name: str
    projection: bool = False
    self_adjoint: bool = False

    def __post_init__(self) -> None:
        """Refuse a name that readings would confuse with something else."""
        _require_name(self.name)

    def __call__(self, u: "Vector | str") -> Vector:
        """Return the image of a vector."""
        return Image(self, as_vector(u))


@dataclass(frozen=True)
class Image(Vector):
    """The image of a vector under a linear map."""

    map: Map
    u: Vector


@dataclass(frozen=True)
class VectorTotal(Vector):
    """The sum of a vector over the rows."""

    u: Vector


@dataclass(frozen=True)
class Existing(Expression):
    """A number that an axiom says there is, for the terms that the axiom is applied to."""

    name: str
    of: tuple[Any, ...]
    indexed: bool


# Conditions


@dataclass(frozen=True)
class Condition:
    """The comparison of two numbers; of every row if a side is of each row."""

    left: Expression
    relation: Relation
    right: Expression


Term = Expression | Vector | Condition | Map
"""Anything that terms are made of."""


# What writes them


def vector(name: str) -> Atom:
    """Name a vector.

    Args:
        name: The name.

    Returns:
        The vector.

    Examples:
        >>> vector("u") - vector("v") == vector("u") + (-vector("v"))
        True
    """
    return Atom(name)


def vectors(*names: str) -> tuple[Atom, ...]:
    """Name several vectors.

    Args:
        *names: The names.

    Returns:
        The vectors.

    Examples:
        >>> u, v = vectors("u", "v")
        >>> u
        Atom(name='u', indexed=False)
    """
    return tuple(map(Atom, names))


def numbers(*names: str) -> tuple[Named, ...]:
    """Name several numbers, such as fields.

    Args:
        *names: The names.

    Returns:
        The numbers.

    Examples:
        >>> lam, delta = numbers("lam", "delta")
        >>> (lam < delta).relation
        '<'
    """
    return tuple(map(Named, names))


def of_each_row(*names: str) -> tuple[Atom, ...]:
    """Name vectors of which there is one for each row.

    Args:
        *names: The names.

    Returns:
        The vectors.

    Examples:
        >>> of_each_row("x")
        (Atom(name='x', indexed=True),)
    """
    return tuple(Atom(name, indexed=True) for name in names)


def numbers_of_each_row(*names: str) -> tuple[Named, ...]:
    """Name numbers of which there is one for each row.

    Args:
        *names: The names.

    Returns:
        The numbers.

    Examples:
        >>> numbers_of_each_row("q")
        (Named(name='q', indexed=True),)
    """
    return tuple(Named(name, indexed=True) for name in names)


def inner(u: Vector | str, v: Vector | str) -> Expression:
    """Write the inner product of two vectors.

    Args:
        u: A vector, or the name of one.
        v: Another one.

    Returns:
        The number ⟨u, v⟩.

    Examples:
        >>> inner("u", "v")
        Inner(u=Atom(name='u', indexed=False), v=Atom(name='v', indexed=False))
    """
    return Inner(as_vector(u), as_vector(v))


def norm(u: Vector | str) -> Expression:
    """Write the Euclidean norm of a vector.

    Args:
        u: A vector, or the name of one.

    Returns:
        The number ‖u‖.

    Examples:
        >>> norm("u")
        Norm(u=Atom(name='u', indexed=False), kind='2')
    """
    return Norm(as_vector(u))


def any_norm(u: Vector | str) -> Expression:
    """Write a norm of a vector that need not come from an inner product, such as an ℓp norm.

    Args:
        u: A vector, or the name of one.

    Returns:
        The number ‖u‖_p.

    Examples:
        >>> any_norm("z").kind
        'p'
    """
    return Norm(as_vector(u), "p")


def total(term: Any) -> Any:
    """Write the sum of a number, or of a vector, over the rows.

    Args:
        term: The number or the vector of each row.

    Returns:
        The sum.

    Examples:
        >>> x, = of_each_row("x")
        >>> type(total(x)).__name__, type(total(norm(x))).__name__
        ('VectorTotal', 'Total')
    """
    return VectorTotal(term) if isinstance(term, Vector) else Total(as_expression(term))


def largest(term: Expression) -> Expression:
    """Write the largest of a number over the rows.

    Args:
        term: The number of each row.

    Returns:
        The largest of them.

    Examples:
        >>> largest(norm(Atom("x", indexed=True)))
        Largest(a=Norm(u=Atom(name='x', indexed=True), kind='2'))
    """
    return Largest(term)


def sigmoid(a: Expression) -> Expression:
    """Write the logistic function of a number.

    Args:
        a: The number.

    Returns:
        The number σ(a).

    Examples:
        >>> sigmoid(Named("score"))
        Value(function='sigmoid', a=Named(name='score', indexed=False))
    """
    return Value("sigmoid", as_expression(a))


def exp(a: Expression) -> Expression:
    """Write the exponential of a number.

    Args:
        a: The number.

    Returns:
        The number e^a.

    Examples:
        >>> exp(Named("t")).function
        'exp'
    """
    return Value("exp", as_expression(a))


def sine(a: Expression) -> Expression:
    """Write the sine of a number.

    Args:
        a: The number.

    Returns:
        The number sin a.

    Examples:
        >>> sine(Named("t")).function
        'sin'
    """
    return Value("sin", as_expression(a))


def cosine(a: Expression) -> Expression:
    """Write the cosine of a number.

    Args:
        a: The number.

    Returns:
        The number cos a.

    Examples:
        >>> cosine(Named("t")).function
        'cos'
    """
    return Value("cos", as_expression(a))


def smaller(a: Expression, b: Expression) -> Expression:
    """Write the smaller one of two numbers.

    Args:
        a: A number.
        b: Another one.

    Returns:
        The smaller one.

    Examples:
        >>> smaller(Named("a"), Named("b"))
        Smaller(a=Named(name='a', indexed=False), b=Named(name='b', indexed=False))
    """
    return Smaller(as_expression(a), as_expression(b))


def as_expression(a: Any) -> Expression:
    """Turn a number of Python into a term; a text names a number.

    Args:
        a: A term, a number of Python, or a name.

    Returns:
        The term.

    Raises:
        ClaimError: If it is anything else.

    Examples:
        >>> as_expression(0.5), as_expression("lam")
        (Number(value=Fraction(1, 2)), Named(name='lam', indexed=False))
    """
    if isinstance(a, Expression):
        return a
    if isinstance(a, str):
        return Named(a)
    if isinstance(a, int | float | Fraction):
        return Number(Fraction(a))
    raise ClaimError(f"a number is wanted, such as numbers('a')[0], inner(u, v) or norm(u), not {a!r:.60}")


def as_vector(u: Any) -> Vector:
    """Turn a name into the vector of that name.

    Args:
        u: A vector or its name.

    Returns:
        The vector.

    Raises:
        ClaimError: If it is anything else.

    Examples:
        >>> as_vector("u")
        Atom(name='u', indexed=False)
    """
    if isinstance(u, Vector):
        return u
    if isinstance(u, str):
        return Atom(u)
    raise ClaimError(f"a vector or its name is wanted, such as vector('u'), not {u!r:.60}")
