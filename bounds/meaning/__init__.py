"""The meaning of fields: terms of vectors, norms, inner products and linear maps, and what reads them.

>>> from bounds.meaning import inner, norm, numbers, vectors
>>> w, x = vectors("w", "x")
>>> (inner(w, x) <= norm(w) * norm(x)).relation
'≤'
"""

from bounds.meaning.terms import (
    Condition,
    Expression,
    Map,
    Vector,
    any_norm,
    exp,
    inner,
    largest,
    norm,
    numbers,
    numbers_of_each_row,
    of_each_row,
    sigmoid,
    total,
    vector,
    vectors,
)

__all__ = [
    "Condition",
    "Expression",
    "Map",
    "Vector",
    "any_norm",
    "exp",
    "inner",
    "largest",
    "norm",
    "numbers",
    "numbers_of_each_row",
    "of_each_row",
    "sigmoid",
    "total",
    "vector",
    "vectors",
]
