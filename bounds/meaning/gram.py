"""The reading of terms by z3: vectors of any dimension, of which only inner products are known.

Vectors are told apart by their Gram matrix, the inner products of all pairs. Every vector becomes a combination of
named vectors, images of them and totals of them, whose coefficients are polynomials; every inner product becomes a
polynomial in the entries of the Gram matrix. What z3 proves of these symbols holds in every inner-product space.

Two norms, quotients or totals that have the same normal form are the same symbol of z3. Most of what claims need of
facts then follows from linear arithmetic.
"""

from collections.abc import Mapping
from fractions import Fraction
from typing import Any, Literal, NamedTuple

import z3

from bounds.errors import ClaimError
from bounds.meaning import polynomials
from bounds.meaning.polynomials import ZERO, Monomial, Polynomial, as_constant, constant, plus, times, written
from bounds.meaning.terms import (
    Absolute,
    Atom,
    Condition,
    Existing,
    Expression,
    Image,
    Inner,
    Largest,
    Map,
    Multiple,
    Named,
    Norm,
    Number,
    Plus,
    Quotient,
    Smaller,
    Times,
    Total,
    Value,
    Vector,
    VectorPlus,
    VectorTotal,
)
from bounds.readings.terms import TermOps

Rows = Literal["all", "none", "one more"]
"""Which rows a total is over: those there are, none, or one more than there are, as in a proof by induction."""

Combination = Mapping[str, Polynomial]
"""A vector: the coefficients of named vectors, their images and totals, by their names; none of them is 0."""


class _Summed(NamedTuple):
    """The vector of each row that a total sums, and its factor."""

    factor: Monomial
    vector: str


class GramReading:
    """The reading of terms over one set of z3's symbols.

    Attributes:
        ops: The operations of z3, whose context and whose facts about functions are used.
        rows: The rows that totals are over.
        facts: What is known of the symbols by their definitions: norms are not negative, quotients are quotients.
    """

    def __init__(self, ops: TermOps) -> None:
        """Start without symbols."""
        self.ops = ops
        self.rows: Rows = "all"
        self.facts: list[Any] = []
        self._terms: dict[str, Any] = {}
        self._of_each_row: set[str] = set()
        self._sums: dict[str, _Summed] = {}
        self._images: dict[str, tuple[Map, str]] = {}
        self._norms: dict[str, Combination] = {}

    def condition(self, condition: Condition) -> Any:
        """Read a condition as a term of z3."""
        left, right = self.number(condition.left), self.number(condition.right)
        if condition.relation == "=":
            return left == right
        return left < right if condition.relation == "<" else left <= right

    def number(self, expression: Expression) -> Any:
        """Read a number as a term of z3."""
        return self._term(self.polynomial(expression))

    def squares(self) -> list[Any]:
        """List that the square of every Euclidean norm is the inner product of its vector with itself."""
        known: list[Any] = []
        read = 0
        while read < len(self._norms):  # the square of a norm may bring new norms in its coefficients
            name, vector = list(self._norms.items())[read]
            known.append(self._terms[name] * self._terms[name] == self._term(self._inner(vector, vector)))
            read += 1
        return known

    # Numbers

    def polynomial(self, expression: Expression) -> Polynomial:  # noqa: C901
        """Read a number as a polynomial in symbols.

        Raises:
            TypeError: If it is no term.
        """
        match expression:
            case Number(value):
                return constant(value)
            case Named(name, indexed):
                return self._symbol(f"{name}[i]" if indexed else name, of_each_row=indexed)
            case Existing(name, of, indexed):
                return self._symbol(f"{name}: {of!r}", of_each_row=indexed)
            case Plus(a, b):
                return plus(self.polynomial(a), self.polynomial(b))
            case Times(a, b):
                return times(self.polynomial(a), self.polynomial(b))
            case Quotient(a, b):
                return self._quotient(self.polynomial(a), self.polynomial(b))
            case Absolute(a):
                return self._absolute(self.polynomial(a))
            case Smaller(a, b):
                return self._smaller(self.polynomial(a), self.polynomial(b))
            case Value(function, a):
                return self._value(function, self.polynomial(a))
            case Inner(u, v):
                return self._inner(self.vector(u), self.vector(v))
            case Norm(u, kind):
                return self._norm(self.vector(u), kind)
            case Total(a):
                return self._total(self.polynomial(a))
            case Largest(a):
                return self._symbol(f"max({written(self.polynomial(a))})", of_each_row=False)
        raise TypeError(f"no number: {expression!r:.60}")

    def _symbol(self, name: str, *, of_each_row: bool, term: Any = None) -> Polynomial:
        if name not in self._terms:
            self._terms[name] = self.ops.symbol(name) if term is None else term
            if of_each_row:
                self._of_each_row.add(name)
        return polynomials.symbol(name)

    def _differs(self, polynomial: Polynomial) -> bool:
        """Decide whether a polynomial has another value for each row."""
        return any(name in self._of_each_row for monomial in polynomial for name, _ in monomial)

    def _term(self, polynomial: Polynomial) -> Any:
        result = self.ops.number(0)
        for monomial in sorted(polynomial):
            product = self.ops.number(polynomial[monomial])
            for name, exponent in monomial:
                for _ in range(exponent):
                    product = product * self._terms[name]
            result = result + product
        return z3.simplify(result)

    def _quotient(self, a: Polynomial, b: Polynomial) -> Polynomial:
        value = as_constant(b)
        if value:
            return times(a, constant(1 / value))
        name = f"({written(a)})/({written(b)})"
        if name not in self._terms:
            self._symbol(name, of_each_row=self._differs(a) or self._differs(b))
            divisor = self._term(b)
            self.facts.append(z3.Implies(divisor != 0, self._terms[name] * divisor == self._term(a)))
        return polynomials.symbol(name)

    def _absolute(self, a: Polynomial) -> Polynomial:
        value = as_constant(a)
        if value is not None:
            return constant(abs(value))
        content, a = _leading(a)
        name = f"|{written(a)}|"
        if name not in self._terms:
            self._symbol(name, of_each_row=self._differs(a))
            term = self._term(a)
            self.facts.append(self._terms[name] == z3.If(term >= 0, term, -term))
        return times(constant(abs(content)), polynomials.symbol(name))

    def _smaller(self, a: Polynomial, b: Polynomial) -> Polynomial:
        name = f"min({written(a)}, {written(b)})"
        if name not in self._terms:
            self._symbol(name, of_each_row=self._differs(a) or self._differs(b))
            one, other = self._term(a), self._term(b)
            self.facts.append(self._terms[name] == z3.If(one <= other, one, other))
        return polynomials.symbol(name)

    def _value(self, function: str, a: Polynomial) -> Polynomial:
        known = {"exp": self.ops.exp, "sigmoid": self.ops.sigmoid}
        term = known[function](self._term(a)) if function in known else None
        return self._symbol(f"{function}({written(a)})", of_each_row=self._differs(a), term=term)

    def _total(self, a: Polynomial) -> Polynomial:
        sums = ZERO
        for monomial, coefficient in a.items():
            each, common = self._parted(monomial)
            over = self._sum_of_rows(each) if self.rows != "none" else ZERO
            over = plus(over, {each: Fraction(1)}) if self.rows == "one more" else over
            sums = plus(sums, times({common: coefficient}, over))
        return sums

    def _sum_of_rows(self, each: Monomial) -> Polynomial:
        return self._symbol(f"Σ({written({each: Fraction(1)})})", of_each_row=False)

    def _parted(self, monomial: Monomial) -> tuple[Monomial, Monomial]:
        """Part a product into what differs from row to row and what does not."""
        each = tuple(factor for factor in monomial if factor[0] in self._of_each_row)
        return each, tuple(factor for factor in monomial if factor not in each)

    # Vectors

    def vector(self, vector: Vector) -> Combination:
        """Read a vector as a combination of named vectors, images and totals.

        Raises:
            TypeError: If it is no term.
        """
        match vector:
            case Atom(name, indexed):
                return {self._named(name, indexed=indexed): constant(1)}
            case VectorPlus(u, v):
                return _sum(self.vector(u), self.vector(v))
            case Multiple(a, u):
                return _multiple(self.polynomial(a), self.vector(u))
            case Image(linear, u):
                return _combined((self._image(linear, name), factor) for name, factor in self.vector(u).items())
            case VectorTotal(u):
                return self._vector_total(self.vector(u))
        raise TypeError(f"no vector: {vector!r:.60}")

    def _named(self, name: str, *, indexed: bool) -> str:
        name = f"{name}[i]" if indexed else name
        if indexed:
            self._of_each_row.add(name)
        return name

    def _image(self, linear: Map, name: str) -> str:
        if name in self._sums:  # the image of a total is the total of images
            factor, one = self._sums[name]
            return self._sum_of_vectors(factor, self._image(linear, one))
        if linear.projection and name in self._images and self._images[name][0] == linear:
            return name
        image = f"{linear.name}·{name}"
        if self._images.setdefault(image, (linear, name))[0] != linear:
            raise ClaimError(f"two maps are called {linear.name!r}, one of them a projection; name them apart")
        if name in self._of_each_row:
            self._of_each_row.add(image)
        return image

    def _vector_total(self, vector: Combination) -> Combination:
        parts: list[tuple[str, Polynomial]] = []
        for name, factor in vector.items():
            for monomial, coefficient in factor.items():
                each, common = self._parted(monomial)
                if name not in self._of_each_row:
                    parts.append((name, self._total({monomial: coefficient})))
                    continue
                outer = {common: coefficient}
                if self.rows != "none":
                    parts.append((self._sum_of_vectors(each, name), outer))
                if self.rows == "one more":
                    parts.append((name, times(outer, {each: Fraction(1)})))
        return _combined(parts)

    def _sum_of_vectors(self, factor: Monomial, name: str) -> str:
        total = f"Σ({written({factor: Fraction(1)})}·{name})"
        self._sums[total] = _Summed(factor, name)
        return total

    def _inner(self, u: Combination, v: Combination) -> Polynomial:
        result = ZERO
        for name, factor in u.items():
            for other, factor_of_other in v.items():
                result = plus(result, times(times(factor, factor_of_other), self._entry(name, other)))
        return result

    def _entry(self, a: str, b: str) -> Polynomial:
        """An entry of the Gram matrix."""
        for one, other in sorted(((a, b), (b, a))):
            if one in self._sums and other not in self._of_each_row:  # ⟨Σ v_i x_i, u⟩ = Σ v_i ⟨x_i, u⟩
                factor, summed = self._sums[one]
                return self._total_of_all(times({factor: Fraction(1)}, self._entry(summed, other)))
        first, second = sorted(self._moved(a, b))
        differs = a in self._of_each_row or b in self._of_each_row
        return self._symbol(f"⟨{first}|{second}⟩", of_each_row=differs)

    def _moved(self, a: str, b: str) -> tuple[str, str]:
        """Move a map from one side of an inner product to the other, so that equal ones are written alike."""
        maps = {self._images[one][0] for one in (a, b) if one in self._images}
        for linear in sorted(maps, key=lambda one: one.name):
            if linear.projection:
                return self._image(linear, a), self._image(linear, b)
            if linear.self_adjoint:
                (times_a, a), (times_b, b) = self._stripped(linear, a), self._stripped(linear, b)
                first, second = sorted((a, b))
                for time in range(times_a + times_b):  # one after the other, the first one first
                    first, second = (
                        (self._image(linear, first), second) if time % 2 == 0 else (first, self._image(linear, second))
                    )
                return first, second
        return a, b

    def _stripped(self, linear: Map, name: str) -> tuple[int, str]:
        """How often a map was applied to a vector, and the vector."""
        count = 0
        while name in self._images and self._images[name][0] == linear:
            count, name = count + 1, self._images[name][1]
        return count, name

    def _total_of_all(self, a: Polynomial) -> Polynomial:
        rows, self.rows = self.rows, "all"
        try:
            return self._total(a)
        finally:
            self.rows = rows

    def _norm(self, vector: Combination, kind: str) -> Polynomial:
        if not vector:
            return ZERO
        content = _leading(vector[min(vector)])[0]
        unit = {name: times(constant(1 / content), vector[name]) for name in sorted(vector)}
        text = " + ".join(name if as_constant(a) == 1 else f"({written(a)})·{name}" for name, a in unit.items())
        name = f"‖{text}‖" + "_p" * (kind == "p")
        if name not in self._terms:
            differs = any(one in self._of_each_row or self._differs(a) for one, a in unit.items())
            self._symbol(name, of_each_row=differs)
            self.facts.append(self._terms[name] >= 0)
            if kind == "2":
                self._norms[name] = unit
        return times(constant(abs(content)), polynomials.symbol(name))


def _leading(a: Polynomial) -> tuple[Fraction, Polynomial]:
    """The coefficient of the first monomial, and the polynomial divided by it."""
    content = a[min(a)]
    return content, times(constant(1 / content), a)


def _combined(parts: Any) -> Combination:
    sums: dict[str, Polynomial] = {}
    for name, factor in parts:
        sums[name] = plus(sums.get(name, ZERO), factor)
    return {name: factor for name, factor in sums.items() if factor}


def _sum(u: Combination, v: Combination) -> Combination:
    return _combined([*u.items(), *v.items()])


def _multiple(factor: Polynomial, u: Combination) -> Combination:
    return _combined((name, times(factor, a)) for name, a in u.items())
