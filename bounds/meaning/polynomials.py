"""Polynomials with rational coefficients in symbols: the normal form in which two terms are recognised as the same."""

from collections.abc import Mapping
from fractions import Fraction
from types import MappingProxyType

Monomial = tuple[tuple[str, int], ...]
"""The symbols of a product with their exponents, sorted; empty for 1."""

Polynomial = Mapping[Monomial, Fraction]
"""The coefficients by monomial, none of them 0."""

ONE: Monomial = ()
"""The monomial 1."""

ZERO: Polynomial = MappingProxyType({})
"""The polynomial 0."""


def constant(value: Fraction | int) -> Polynomial:
    """Make a constant polynomial.

    Args:
        value: The constant.

    Returns:
        The polynomial.

    Examples:
        >>> constant(0) == ZERO, constant(2)
        (True, {(): Fraction(2, 1)})
    """
    return {ONE: Fraction(value)} if value else ZERO


def symbol(name: str) -> Polynomial:
    """Make the polynomial that is one symbol.

    Args:
        name: The symbol.

    Returns:
        The polynomial.

    Examples:
        >>> symbol("a")
        {(('a', 1),): Fraction(1, 1)}
    """
    return {((name, 1),): Fraction(1)}


def plus(a: Polynomial, b: Polynomial) -> Polynomial:
    """Add two polynomials.

    Args:
        a: A polynomial.
        b: Another one.

    Returns:
        The sum.

    Examples:
        >>> plus(symbol("a"), times(constant(-1), symbol("a"))) == ZERO
        True
    """
    sums = dict(a)
    for monomial, coefficient in b.items():
        sums[monomial] = sums.get(monomial, Fraction(0)) + coefficient
    return {monomial: coefficient for monomial, coefficient in sums.items() if coefficient}


def times(a: Polynomial, b: Polynomial) -> Polynomial:
    """Multiply two polynomials.

    Args:
        a: A polynomial.
        b: Another one.

    Returns:
        The product.

    Examples:
        >>> square = times(plus(symbol("a"), symbol("b")), plus(symbol("a"), symbol("b")))
        >>> written(square)
        '2*a*b + a^2 + b^2'
    """
    products: dict[Monomial, Fraction] = {}
    for one, left in a.items():
        for other, right in b.items():
            monomial = product(one, other)
            products[monomial] = products.get(monomial, Fraction(0)) + left * right
    return {monomial: coefficient for monomial, coefficient in products.items() if coefficient}


def product(a: Monomial, b: Monomial) -> Monomial:
    """Multiply two monomials.

    Args:
        a: A monomial.
        b: Another one.

    Returns:
        The product.

    Examples:
        >>> product((("a", 1),), (("a", 2), ("b", 1)))
        (('a', 3), ('b', 1))
    """
    exponents = dict(a)
    for name, exponent in b:
        exponents[name] = exponents.get(name, 0) + exponent
    return tuple(sorted(exponents.items()))


def as_constant(a: Polynomial) -> Fraction | None:
    """Give the value of a constant polynomial.

    Args:
        a: A polynomial.

    Returns:
        Its value; ``None`` if it has a symbol.

    Examples:
        >>> as_constant(constant(3)), as_constant(symbol("a"))
        (Fraction(3, 1), None)
    """
    if not a:
        return Fraction(0)
    return a[ONE] if set(a) == {ONE} else None


def written(a: Polynomial) -> str:
    """Write a polynomial as text, the same for equal polynomials.

    Args:
        a: A polynomial.

    Returns:
        The text.

    Examples:
        >>> written(plus(symbol("a"), constant(-2)))
        '-2 + a'
        >>> written(ZERO)
        '0'
    """
    return " + ".join(_written(monomial, a[monomial]) for monomial in sorted(a)) or "0"


def _written(monomial: Monomial, coefficient: Fraction) -> str:
    factors = [name if exponent == 1 else f"{name}^{exponent}" for name, exponent in monomial]
    return "*".join(factors if coefficient == 1 and factors else [str(coefficient), *factors])
