"""The operations of the checker as expressions of Python, which mean for floats what numpy means for arrays.

Python's floats are those of numpy, operation by operation. Python refuses to divide by 0, and its ``max`` loses NaN;
the expressions do neither.
"""

import math
from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Any

import numpy as np
from scipy import special

EXPRESSIONS: Mapping[str, str] = MappingProxyType(
    {
        "+": "({0} + {1})",
        "-": "({0} - {1})",
        "*": "({0} * {1})",
        "/": "({0} / {1} if {1} else by_zero({0}, {1}))",
        "neg": "(-{0})",
        "<": "({0} < {1})",
        "<=": "({0} <= {1})",
        ">": "({0} > {1})",
        ">=": "({0} >= {1})",
        "==": "({0} == {1})",
        "!=": "({0} != {1})",
        "&": "({0} and {1})",
        "|": "({0} or {1})",
        "~": "(not {0})",
        "where": "({1} if {0} else {2})",
        "maximum": "({0} if {0} >= {1} or {0} != {0} else {1})",
        "minimum": "({0} if {0} <= {1} or {0} != {0} else {1})",
        "abs": "abs({0})",
        "sqrt": "(sqrt({0}) if {0} >= 0.0 else nan)",
        "exp": "(by_exp({0}) if {0} > 709.0 else float(exp({0})))",
        "log": "(float(log({0})) if {0} > 0.0 else (-inf) if {0} == 0.0 else nan)",
        "erf": "float(erf({0}))",
        "power": "float(power({0}, {1}))",
        "isfinite": "({0} - {0} == 0.0)",
        "isnan": "({0} != {0})",
        "isinf": "(abs({0}) == inf)",
        "subnormal": "(0.0 < abs({0}) < least_normal)",
    }
)
"""The expression of every operation: ``{0}`` stands for the first operand."""


def by_zero(a: float, b: float) -> float:
    """Divide by 0 or −0 as floating-point numbers do.

    Args:
        a: The dividend.
        b: The divisor, 0 or −0.

    Returns:
        ±∞, or NaN where the dividend is 0 or NaN.

    Examples:
        >>> by_zero(1.0, -0.0), by_zero(0.0, 0.0)
        (-inf, nan)
    """
    return math.nan if a == 0.0 or math.isnan(a) else math.copysign(math.inf, a) * math.copysign(1.0, b)


def by_exp(a: float) -> float:
    """Compute the exponential of a number that is so large that numpy may warn of the result.

    Args:
        a: The exponent.

    Returns:
        The exponential, or ∞.

    Examples:
        >>> by_exp(1000.0)
        inf
    """
    with np.errstate(over="ignore"):
        return float(np.exp(a))


NAMES: Mapping[str, Any] = MappingProxyType(
    {
        "__builtins__": {},
        "abs": abs,
        "by_exp": by_exp,
        "by_zero": by_zero,
        "erf": special.erf,
        "exp": np.exp,  # for the same bits as over arrays
        "float": float,
        "inf": math.inf,
        "least_normal": 2.0**-1022,
        "log": np.log,
        "nan": math.nan,
        "power": np.power,
        "sqrt": math.sqrt,
    }
)
"""The names that expressions may use, and no others."""

_OPERANDS = ("a", "b", "c")
_ONCE = {
    name: eval(f"lambda a, b=None, c=None: {text.format(*_OPERANDS)}", dict(NAMES))  # noqa: S307
    for name, text in EXPRESSIONS.items()
}


def evaluated(operation: str, operands: Sequence[Any]) -> Any:
    """Evaluate one operation.

    Args:
        operation: The name of the operation, one of :data:`EXPRESSIONS`.
        operands: Floats, whole numbers or truth values.

    Returns:
        The result.

    Examples:
        >>> evaluated("maximum", [math.nan, 1.0]), evaluated("/", [1.0, 0.0])
        (nan, inf)
    """
    return _ONCE[operation](*operands)
