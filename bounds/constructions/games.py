"""Games of one and two columns, which Shapley values explain: Theorem 4.1 of Tan and Tian 2023.

A score with the Lipschitz constant L may take any values at the inputs x_S with the baseline elsewhere, if the baseline
is far away, and may change there by any D(S) with |D(S)| ≤ L‖h_S‖ as x moves by h.
"""

from collections.abc import Mapping
from itertools import combinations
from math import factorial

from bounds.constructions.construction import Construction, Fields, gathered, non_negative, share, vector
from bounds.constructions.vectors import norm
from bounds.ops import Scalar
from bounds.readings.angles import PlaneOps

Coalition = tuple[int, ...]


def game(dim: int) -> Construction:
    """Make the construction of the Shapley values of a score at two inputs that are h apart.

    Args:
        dim: The number of columns.

    Returns:
        The construction. A share for each set S of columns says how much of L‖h_S‖ the score changes at x_S.

    Examples:
        >>> from bounds.readings.angles import NUMPY_PLANE
        >>> point = {"move[0]": 1.0, "move[1]": 1.0, "of_0": 1.0, "of_1": -1.0, "of_01": 1.0, "slope": 1.0}
        >>> fields = game(2).fields(NUMPY_PLANE, point)
        >>> round(float(fields["explanation_gap"] / fields["input_gap"]), 4)  # √(3/2)
        1.2247
    """
    coalitions = [chosen for size in range(1, dim + 1) for chosen in combinations(range(dim), size)]

    def fields(xp: PlaneOps, given: Mapping[str, Scalar]) -> Fields:
        h, slope = gathered(given, "move", dim), given["slope"]
        changes = {one: given[_name(one)] * slope * norm(xp, tuple(h[i] for i in one)) for one in coalitions}
        values = tuple(_value(changes, column, dim) for column in range(dim))
        mean = sum(values[1:], values[0]) / float(dim)
        return {
            "explanation_gap": norm(xp, values),
            "input_gap": norm(xp, h),
            "lipschitz": slope,
            "dim": float(dim) + 0.0 * slope,
            "gap_along": xp.sqrt(float(dim)) * xp.abs(mean),
            "gap_across": norm(xp, tuple(value - mean for value in values)),
        }

    return Construction(
        f"game-{dim}",
        "vector",
        "a score of slope L at two inputs that are h apart; at x_S, the baseline elsewhere, it changes by a share of"
        " L‖h_S‖ for each set S of columns",
        (
            *vector("move", dim, 10.0),
            *(share(_name(one), signed=True) for one in coalitions),
            non_negative("slope", 10.0),
        ),
        fields,
    )


def _name(coalition: Coalition) -> str:
    return f"of_{''.join(map(str, coalition))}"


def _value(changes: Mapping[Coalition, Scalar], column: int, dim: int) -> Scalar:
    """The Shapley value of a column in a game with the value 0 of the empty set."""
    terms = []
    for coalition, change in changes.items():
        size = len(coalition)
        if column in coalition:
            terms.append(change * float(factorial(size - 1) * factorial(dim - size)))
        else:
            terms.append(change * -float(factorial(size) * factorial(dim - size - 1)))
    return sum(terms[1:], terms[0]) / float(factorial(dim))


GAMES = (game(1), game(2))
"""Constructions of Shapley values for one and for two columns."""
