"""Notes on a table for the reader of a report: how columns were read, and what is odd about them."""

from collections.abc import Iterator, Mapping, Sequence

import numpy as np

from empirical.data.dataset import Feature
from empirical.data.table.inference import MISSING_LEVEL, Inferred
from empirical.data.table.messages import counted, listed, named, plain
from empirical.data.table.placeholders import suspicious_codes
from empirical.data.table.reading import Reading

WHOLE = "whole numbers only"
"""The beginning of the note on features of whole numbers, which every table of counts has."""


def notes_on_reading(readings: Mapping[str, Reading]) -> Iterator[str]:
    """Say how columns were read that do not stand in the file as everybody would write them.

    Args:
        readings: The columns as they were read, by name.

    Yields:
        The notes, one line each.

    Examples:
        >>> import polars as pl
        >>> list(notes_on_reading({"rate": Reading(pl.Series([0.5]), note="is read as a number: decimal comma")}))
        ['rate is read as a number: decimal comma']
    """
    groups: dict[str, list[str]] = {}
    for name, reading in readings.items():
        if reading.note:
            groups.setdefault(reading.note, []).append(name)
    for note, names in groups.items():
        yield f"{named(names)}{'' if len(names) == 1 else ' each'} {note}"
    for name, reading in readings.items():
        if reading.placeholders:
            cells = counted(sum(count for _, count in reading.placeholders), "row")
            texts = listed([text for text, _ in reading.placeholders])
            yield f"{plain(name)} is read as a number: {texts} in {cells} counts as missing"


def notes_on_features(inferred: Sequence[Inferred]) -> Iterator[str]:
    """Say what is odd about the values of features, and what was filled in; codes that may mean missing come first.

    Args:
        inferred: The features with their values.

    Yields:
        The notes, one line each.

    Examples:
        >>> list(notes_on_features([Inferred(Feature("fee"), np.array([7.0, 7.0]))]))
        ['fee has the same value in every row']
    """
    for feature, values in inferred:
        codes = [] if feature.levels else suspicious_codes(values)
        if codes:
            remedy = f"--missing-values={','.join(codes)}, or `missing` of the column in a schema"
            yield f"{plain(feature.name)} has {listed(codes)}: if that means missing, {remedy}"
    for feature, values in inferred:
        if values[0] == values[-1] and (values == values[0]).all():
            yield f"{plain(feature.name)} has the same value in every row"
        below = 0 if feature.low is None else int((values < feature.low).sum())
        above = 0 if feature.high is None else int((values > feature.high).sum())
        if below or above:
            yield f"{plain(feature.name)} lies outside its declared range in {counted(below + above, 'row')}"
    for feature, _ in inferred:
        for alike in _spelled_apart(feature.levels):
            yield f"{plain(feature.name)} has {listed(alike)}, perhaps one level: they differ in case or spaces alone"
    numbers = sum(int(np.isnan(entry.values).sum()) for entry in inferred if not entry.feature.levels)
    if numbers:
        yield f"{counted(numbers, 'missing number')} filled with the median of the training instances"
    gaps = [entry for entry in inferred if entry.feature.levels[-1:] == (MISSING_LEVEL,)]
    cells = sum(int((entry.values == len(entry.feature.levels) - 1).sum()) for entry in gaps)
    if cells:
        yield f"{counted(cells, 'missing cell')} of categories became the level {MISSING_LEVEL}"


def _spelled_apart(levels: Sequence[str]) -> list[list[str]]:
    """Group the levels that differ in case or spaces alone; most levels are in no group."""
    groups: dict[str, list[str]] = {}
    for level in levels:
        groups.setdefault("".join(level.casefold().split()), []).append(level)
    return [alike for alike in groups.values() if len(alike) > 1]


def note_on_whole_numbers(features: Sequence[Feature]) -> Iterator[str]:
    """Name the features that recourses keep whole.

    Args:
        features: The features.

    Yields:
        A note, if there is any such feature.

    Examples:
        >>> list(note_on_whole_numbers([Feature("age", integer=True)]))[0].partition(";")[0]
        'whole numbers only, and whole in every feasible recourse: age'
    """
    whole = [feature.name for feature in features if feature.integer]
    if whole:
        yield f"{WHOLE}, and whole in every feasible recourse: {named(whole)}; `integer` in a schema says otherwise"
