"""Reports of format 6: they have no table of recourses, and their summaries and instances say less than newer ones."""

from typing import Any

import polars as pl

from empirical.report.format7 import NEW_IN_8, NEW_IN_SUMMARY_8

FORMAT_6 = "recourse-bounds report 6"
"""First entry of the ``summary.json`` of such a report."""

NEW_IN_7 = ("breaks_whole_nr", "breaks_whole_r")
"""Columns of ``instances.parquet`` that such a report lacks."""


NEW_IN_SUMMARY_7 = ("advice", "shares_favourable", "learning_rate", "training", "train_accuracy", "integer")
"""Entries that such a report's ``summary.json`` lacks, at whatever depth."""


def summary_without_new(new: dict[str, Any], before: dict[str, Any]) -> dict[str, Any]:
    """Give a new summary without the entries that an older report cannot have, and with its words about groups.

    Args:
        new: The new summary.
        before: The summary of the report on disk.

    Returns:
        The new summary without those of ``NEW_IN_SUMMARY_7`` and ``NEW_IN_SUMMARY_8`` that the older one lacks, each
        where it stands. The note on groups was worded anew, and says nothing that the figures beside it do not: it is
        the older one.

    Examples:
        >>> new = {"advice": [], "runs": [{"epsilon": 0.1, "learning_rate": 0.5}], "groups": {"note": "new words"}}
        >>> summary_without_new(new, {"runs": [{"epsilon": 0.1}], "groups": {"note": "old words"}})
        {'runs': [{'epsilon': 0.1}], 'groups': {'note': 'old words'}}
    """
    known = _known(new, before)
    groups, older = known.get("groups"), before.get("groups")
    if isinstance(groups, dict) and isinstance(older, dict) and "note" in groups and "note" in older:
        known["groups"] = {**groups, "note": older["note"]}
    return known


def _known(new: Any, before: Any) -> Any:
    if isinstance(new, dict) and isinstance(before, dict):
        lacking = {name for name in (*NEW_IN_SUMMARY_7, *NEW_IN_SUMMARY_8) if name not in before}
        return {name: _known(entry, before.get(name)) for name, entry in new.items() if name not in lacking}
    if isinstance(new, list) and isinstance(before, list) and len(new) == len(before):
        return [_known(*pair) for pair in zip(new, before, strict=True)]
    return new


def without_new(instances: pl.DataFrame, before: pl.DataFrame) -> pl.DataFrame:
    """Give a new table of instances without the columns that an older report cannot have.

    Args:
        instances: The new table.
        before: The table of the report on disk.

    Returns:
        The new table without the columns of ``NEW_IN_7`` and ``NEW_IN_8``, unless the older one has them.

    Examples:
        >>> old = pl.DataFrame({"cost_r": [1.0]})
        >>> without_new(old.with_columns(breaks_whole_r=True), old).columns
        ['cost_r']
    """
    new = [name for name in (*NEW_IN_7, *NEW_IN_8) if name not in before.columns]
    return instances.drop(new, strict=False)
