"""Reports of format 5, in which some entries have other names: they are read as reports of this version."""

from typing import Any

FORMAT_5 = "recourse-bounds report 5"
"""First entry of the ``summary.json`` of such a report."""

INSTANCES_5 = "persons.parquet"
"""Name of the file with a row per instance."""

RENAMED = {
    "persons": "instances",
    "search": "recourse",
    "own_claims": "user_claims",
    "own_validity_nr": "validity_nr",
    "own_validity_r": "validity_r",
}
"""Entries of format 5 that have a new name, and that name."""


def upgraded(summary: dict[str, Any]) -> dict[str, Any]:
    """Give a summary of format 5 the names of this version.

    Args:
        summary: What ``summary.json`` holds.

    Returns:
        The summary with the new names; its numbers are the same.

    Examples:
        >>> upgraded({"settings": {"persons": 10, "search": {"cost": "unit"}}})
        {'settings': {'instances': 10, 'recourse': {'cost_weights': 'unweighted'}}}
    """
    new = _renamed(summary)
    recourse = new["settings"]["recourse"]
    cost = recourse.pop("cost")
    recourse["cost_weights"] = "unweighted" if cost == "unit" else cost
    return new


def _renamed(value: Any) -> Any:
    if isinstance(value, dict):
        return {RENAMED.get(name, name): _renamed(entry) for name, entry in value.items()}
    if isinstance(value, list):
        return [_renamed(entry) for entry in value]
    return RENAMED.get(value, value) if isinstance(value, str) and value.startswith("own_validity") else value
