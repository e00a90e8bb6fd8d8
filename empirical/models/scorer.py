"""Scores of models of other libraries, whatever the columns they take: one form for all of them."""

from collections.abc import Callable
from typing import Any, NamedTuple


class Scorer(NamedTuple):
    """The score of a model of another library, in the columns that this model takes.

    Attributes:
        score: A function from inputs, as the model takes them, to scores [n].
        both: A function from inputs [n, d] to scores [n] and gradients [n, d]; ``None`` where the library gives none.
        width: The number of columns that the model was fitted on; ``None`` where it does not say.
        names: The names of these columns; empty where it does not say.
        of_numbers: Whether the model was fitted to predict numbers, which may be 0 and 1, rather than classes.
    """

    score: Callable[[Any], Any]
    both: Callable[[Any], tuple[Any, Any]] | None = None
    width: int | None = None
    names: tuple[str, ...] = ()
    of_numbers: bool = False
