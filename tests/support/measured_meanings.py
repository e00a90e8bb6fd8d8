"""The meaning of fields beside what reports measure: terms of vectors, evaluated exactly for a pair's own vectors."""

import os
from collections.abc import Mapping
from fractions import Fraction
from typing import Any

import numpy as np

from bounds import FIELD_ERROR
from bounds.meaning.exact import Components, Point, number
from bounds.meaning.meaning import Meaning
from bounds.meaning.terms import Expression
from bounds.readings.exact import Exact, ball, exact, within

PAIRS = 10_000 if os.environ.get("HYPOTHESIS_PROFILE") == "hunt" else 40
"""How many random pairs of a family are compared; the profile ``hunt`` compares all of them."""


def components_of(row: np.ndarray) -> Components:
    """The floats of an array, as the rationals that they are."""
    return tuple(exact(Fraction(float(one))) for one in row)


def scaling(factors: np.ndarray) -> Any:
    """The map that multiplies each column by a factor; 0 leaves it out. A factor is a quotient of floats, 1/weight."""
    weights = [exact(0) if one == 0.0 else exact(1) / exact(Fraction(float(one))) for one in factors]
    return lambda u: tuple(a * b for a, b in zip(weights, u, strict=True))


def matrix(rows: list[list[Exact]]) -> Any:
    """The map of a matrix, given by its rows."""
    return lambda u: tuple(sum((a * b for a, b in zip(row, u, strict=True)), exact(0)) for row in rows)


def disagreements(meaning: Meaning, at: Point, fields: Mapping[str, float], errors: Mapping[str, float]) -> list[str]:
    """The fields that are certainly further from their meaning than their error."""
    wrong = []
    for name, value in fields.items():
        term = meaning.get(name)
        if isinstance(term, Expression):
            measured = within(exact(Fraction(float(value))), 2.0 * FIELD_ERROR, 1e-300 + errors.get(name, 0.0))
            meant = number(term, at)
            if not ball(measured).overlaps(ball(meant)):
                wrong.append(f"{name}: {value!r} is not {meant}")
    return wrong
