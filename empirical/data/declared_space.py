"""The space that a data set declares: what its features say that a recourse may change, in the columns of a design."""

from typing import NamedTuple

import numpy as np
from jaxtyping import Bool, Float, Int

from empirical.data.constraints.relation import Relation
from empirical.data.dataset import Dataset, Feature
from empirical.data.encoding import Encoding
from empirical.data.space import ANY_MOVE, UNRELATED, Relations, Space, WholeNumbers


class Scaled(NamedTuple):
    """``Scaled`` says how the d columns of a design are scaled, and between which ends the training instances lie.

    Attributes:
        low: The smallest value of each column among the training instances, before scaling, float64 [d].
        high: The largest value of each column among the training instances, before scaling, float64 [d].
        shift: The numbers that scaling subtracts from the columns, float64 [d].
        scale: The numbers that scaling then divides the columns by, float64 [d].
    """

    low: Float[np.ndarray, " d"]
    high: Float[np.ndarray, " d"]
    shift: Float[np.ndarray, " d"]
    scale: Float[np.ndarray, " d"]


def declared_space(dataset: Dataset, columns: Encoding, scaled: Scaled) -> Space:
    """Give the space of a design from what the features of its data set say, and from its relations.

    Args:
        dataset: The data set.
        columns: The columns that encode its features.
        scaled: How these columns are scaled.

    Returns:
        The space of the d columns and of the constant one, which is the last.

    Examples:
        >>> from empirical.data.encoding import encoding
        >>> features = (Feature("age", low=0.0, high=120.0, direction=1),)
        >>> data = Dataset("loans", features, np.array([[25.0], [40.0]]), np.array([-1.0, 1.0]), "", "", "")
        >>> ends = Scaled(*(np.array([number]) for number in (25.0, 40.0, 30.0, 10.0)))
        >>> space = declared_space(data, encoding(features), ends)
        >>> space.low.tolist(), space.high.tolist(), space.direction.tolist()
        ([-3.0, 1.0], [9.0, 1.0], [1, 0])
    """
    features = [dataset.features[index] for index in columns.feature]
    actionable = (scaled.high > scaled.low) & np.array([not feature.immutable for feature in features])
    shift, scale = scaled.shift, scaled.scale

    def ends(declared: list[float | None], observed: Float[np.ndarray, " d"]) -> Float[np.ndarray, " d"]:
        wanted = np.array([np.nan if end is None else end for end in declared])
        return (np.where(np.isnan(wanted), observed, wanted) - shift) / scale

    return Space(
        low=np.append(ends([feature.low for feature in features], scaled.low), 1.0),
        high=np.append(ends([feature.high for feature in features], scaled.high), 1.0),
        direction=np.append([feature.direction for feature in features], 0),
        category=np.append(_categories(columns), -1),
        levels=_levels(columns),
        actionable=np.append(actionable, False),
        whole=_whole_numbers(actionable & np.array([feature.integer for feature in features]), shift, scale),
        transitions=_transitions([feature for feature in dataset.features if feature.levels]),
        relations=_relations(dataset, columns, shift, scale),
    )


def _whole_numbers(
    whole: Bool[np.ndarray, " d"], shift: Float[np.ndarray, " d"], scale: Float[np.ndarray, " d"]
) -> WholeNumbers | None:
    if not whole.any():
        return None
    step, origin = np.where(whole, 1.0 / scale, 0.0), np.where(whole, -shift / scale, 0.0)
    return WholeNumbers(np.append(step, 0.0), np.append(origin, 0.0))


def _categories(columns: Encoding) -> Int[np.ndarray, " d"]:
    """The index of the category that every 0/1 column belongs to, -1 for numbers."""
    categorical = np.unique(columns.feature[columns.category])
    return np.where(columns.category, np.searchsorted(categorical, columns.feature), -1)


def _levels(columns: Encoding) -> Int[np.ndarray, "c l"]:
    category = _categories(columns)
    members = [np.flatnonzero(category == index) for index in range(category.max(initial=-1) + 1)]
    levels = np.full((len(members), max(map(len, members), default=1)), -1)
    for row, places in zip(levels, members, strict=True):
        row[: len(places)] = places
    return levels


def _transitions(categories: list[Feature]) -> Bool[np.ndarray, "c s s"]:
    """The moves that each category may make; every move where its feature names none."""
    if not any(feature.transitions for feature in categories):
        return ANY_MOVE
    states = max(2, *(len(feature.levels) for feature in categories))
    allowed = np.ones((len(categories), states, states), bool)
    for moves, feature in zip(allowed, categories, strict=True):
        if feature.transitions:
            moves[:] = np.eye(states, dtype=bool)
            before, after = zip(*feature.transitions, strict=True)
            moves[list(map(feature.levels.index, before)), list(map(feature.levels.index, after))] = True
    return allowed


def _relations(
    dataset: Dataset, columns: Encoding, shift: Float[np.ndarray, " d"], scale: Float[np.ndarray, " d"]
) -> Relations:
    """The relations in scaled units: a·v ≤ b says of v = scale x + shift that (a scale)·x ≤ b - a·shift."""
    if not dataset.relations:
        return UNRELATED
    place = {dataset.features[index].name: column for column, index in enumerate(columns.feature)}
    rows = np.stack([_coefficients(relation, place, len(shift)) for relation in dataset.relations])
    limits = np.array([relation.limit for relation in dataset.relations]) - rows @ shift
    rows = rows * scale
    largest = np.abs(rows).max(axis=1)  # before the norm, whose squares might overflow
    norms = largest * np.linalg.norm(rows / largest[:, None], axis=1)
    return Relations(np.column_stack([rows / norms[:, None], np.zeros(len(rows))]), limits / norms)


def _coefficients(relation: Relation, place: dict[str, int], width: int) -> Float[np.ndarray, " d"]:
    row = np.zeros(width)
    for name, coefficient in relation.terms:
        row[place[name]] = coefficient
    return row
