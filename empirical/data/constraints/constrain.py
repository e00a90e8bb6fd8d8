"""Constraints that are added to a data set: what recourses may change in it, and in which ways."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from difflib import get_close_matches
from typing import Any

import numpy as np

from empirical.data.constraints.asked import Changes, Constraints
from empirical.data.constraints.linear import read_relation
from empirical.data.constraints.relation import Relation, broken
from empirical.data.constraints.texts import DIRECTIONS
from empirical.data.dataset import Dataset, Feature
from empirical.data.table.messages import counted, listed, plain, quoted
from empirical.errors import InputError

MOST_RELATIONS = 16
"""Largest number of inequalities between the numbers of a data set; an equation makes two."""

End = float | int | None
"""The end of a range; ``None`` for the smallest or the largest number among the training instances."""


def constrain_as(data: Dataset, asked: Constraints) -> Dataset:
    """Add constraints to a data set that are written as on the command line.

    Args:
        data: The data set.
        asked: The constraints.

    Returns:
        The data set with the constraints, and with notes on the rows that break a relation.

    Raises:
        InputError: If a constraint cannot be read, or does not fit the data.

    Examples:
        >>> from empirical.data.dataset import Feature
        >>> data = Dataset("loans", (Feature("age"),), np.array([[25.0], [40.0]]), np.array([-1.0, 1.0]), "", "", "")
        >>> constrain_as(data, Constraints(directions=("age: up",))).features[0].direction
        1
    """  # noqa: DOC502
    return _constrained(data, asked.by_column(), asked.relations)


def constrain(
    data: Dataset,
    *,
    immutable: Iterable[str] = (),
    directions: Mapping[str, str] | None = None,
    ranges: Mapping[str, tuple[End, End]] | None = None,
    transitions: Mapping[str, Any] | None = None,
    relations: Iterable[str] = (),
) -> Dataset:
    """Add constraints to a data set: what recourses may change in it, and in which ways.

    Args:
        data: The data set, which stays as it is.
        immutable: The names of features that no recourse may change.
        directions: The directions of features by name: ``up``, so that a recourse may only raise the number, or move
            the category to later levels; or ``down``.
        ranges: The ranges of numbers by name, in the data's units; ``None`` for an end that the training instances set.
        transitions: The moves that categories may make, by name: for each level those that it may become, as
            ``{"job": {"none": ["clerk"]}}``, or pairs of levels. A level that is not named there may not move, and a
            recourse makes one move.
        relations: Linear relations between numbers, in the data's units: ``"age >= years_employed + 16"``.

    Returns:
        A data set with these constraints beside those that it had; a feature's new direction, range or transitions
        take the place of the old ones. Rows that break a relation are counted in its notes.

    Raises:
        InputError: If a constraint does not fit the data.

    Examples:
        >>> from empirical.data.dataset import category
        >>> features = (Feature("age"), Feature("years"), category("job", "none", "clerk", "smith"))
        >>> values = np.array([[25.0, 3.0, 0.0], [40.0, 30.0, 2.0]])
        >>> data = Dataset("loans", features, values, np.array([-1.0, 1.0]), "approved", "made up", "")
        >>> asked = constrain(data, relations=["age >= years + 16"], transitions={"job": {"none": ["clerk"]}})
        >>> asked.notes[-1].partition(":")[0], asked.features[2].transitions
        ('age >= years + 16 is broken in 1 row', (('none', 'clerk'),))
    """
    changes: Changes = {}
    for name in (immutable,) if isinstance(immutable, str) else immutable:
        changes.setdefault(name, {})["immutable"] = True
    for name, way in (directions or {}).items():
        if way not in DIRECTIONS:
            raise InputError(f"the direction of {quoted(name)} must be up or down, not {quoted(str(way))}")
        changes.setdefault(name, {})["direction"] = DIRECTIONS[way]
    for name, (low, high) in (ranges or {}).items():
        ends = {"low": None if low is None else float(low), "high": None if high is None else float(high)}
        changes.setdefault(name, {}).update(ends)
    for name, moves in (transitions or {}).items():
        changes.setdefault(name, {})["transitions"] = _pairs(name, moves)
    return _constrained(data, changes, (relations,) if isinstance(relations, str) else relations)


def _constrained(data: Dataset, changes: Changes, relations: Iterable[str]) -> Dataset:
    _require_features(data, changes)
    features = tuple(replace(feature, **changes.get(feature.name, {})) for feature in data.features)
    return _related(replace(data, features=features), relations)


def _related(data: Dataset, texts: Iterable[str]) -> Dataset:
    """Add relations to a data set, and a note on each that rows break."""  # noqa: DOC501
    new = [one for text in texts for one in _read(text, data.features)]
    new = [one for one in dict.fromkeys(new) if one not in data.relations]
    if len(data.relations) + len(new) > MOST_RELATIONS:
        raise InputError(
            f"{len(data.relations) + len(new)} relations are more than {MOST_RELATIONS} (an equation counts twice): "
            "leave out those that others imply"
        )
    return replace(data, relations=(*data.relations, *new), notes=(*data.notes, *_notes(data, new)))


def _read(text: str, features: Sequence[Feature]) -> tuple[Relation, ...]:
    """Read a relation, and refuse one that names a category, or immutable columns alone."""  # noqa: DOC501
    known = {feature.name: feature for feature in features}
    found = read_relation(text, list(known))
    named = [known[name] for name, _ in found[0].terms]
    for feature in named:
        if feature.levels:
            raise InputError(
                f"the relation {quoted(found[0].text)} counts with {quoted(feature.name)}, a category: "
                "give its moves as transitions, or declare it a number in a schema"
            )
    if all(feature.immutable for feature in named):
        raise InputError(
            f"the relation {quoted(found[0].text)} names immutable columns alone, which no recourse changes: drop it"
        )
    return found


def _notes(data: Dataset, relations: Sequence[Relation]) -> list[str]:
    columns = {feature.name: data.values[:, index] for index, feature in enumerate(data.features)}
    counts = {
        text: int(np.any([broken(one, columns) for one in relations if one.text == text], axis=0).sum())
        for text in dict.fromkeys(one.text for one in relations)
    }
    return [
        f"{_whole(text)} is broken in {counted(count, 'row')}: recourses break it there no more than the person does"
        for text, count in counts.items()
        if count
    ]


def _whole(text: str) -> str:
    """A relation in one line, longer than other texts may be."""
    return "".join(plain(text[start : start + 40]) for start in range(0, min(len(text), 120), 40)) + "…" * (
        len(text) > 120
    )


def _pairs(name: str, moves: Any) -> tuple[tuple[str, str], ...]:
    """The moves of a category as pairs of levels."""  # noqa: DOC501
    if isinstance(moves, Mapping):
        several = {level: (after,) if isinstance(after, str) else after for level, after in moves.items()}
        moves = [(level, one) for level, after in several.items() for one in after]
    try:
        pairs = tuple(dict.fromkeys((str(before), str(after)) for before, after in moves))
    except (TypeError, ValueError):
        raise InputError(f"the transitions of {quoted(name)} must be pairs of levels, or levels by level") from None
    if not pairs:
        raise InputError(f"the transitions of {quoted(name)} allow no move: make it immutable instead")
    return pairs


def _require_features(data: Dataset, names: Iterable[str]) -> None:
    known = [feature.name for feature in data.features]
    for name in names:
        if name not in known:
            near = get_close_matches(name, known, n=1)
            hint = f"did you mean {quoted(near[0])}?" if near else f"its features are {listed(known)}"
            raise InputError(f"{data.name} has no feature {quoted(name)} to constrain; {hint}")
