"""What is known of a claim's definition, and how it stands in a JSON file: a proof, a witness, a hunt."""

import json
import math
from collections.abc import Mapping
from fractions import Fraction
from pathlib import Path
from typing import Any, NamedTuple

from bounds.atomic_write import write_text

FINAL = frozenset({"proved", "refuted", "vacuous"})
"""Results of a proof that another attempt cannot change; ``unknown`` only says that time ran out."""


class ProofRecord(NamedTuple):
    """What became of a proof.

    Attributes:
        result: One of :data:`FINAL`.
        seconds: Time that it took, once.
        limit: What the result speaks of, and what it takes for granted.
        counterexample: For ``refuted``, rational fields. Else ``None``.
        z3: The version of z3 that said so.
    """

    result: str
    seconds: float
    limit: str
    counterexample: dict[str, Fraction] | None
    z3: str


class WitnessRecord(NamedTuple):
    """Concrete models and an instance on which a claim fails.

    Attributes:
        construction: Name of the construction that makes the fields.
        parameters: Its parameters.
    """

    construction: str
    parameters: dict[str, Fraction]


class HuntRecord(NamedTuple):
    """What a search for an instance that breaks a claim came to.

    Attributes:
        starts: From how many instances it climbed.
        unconfirmed: How many seemed to break the claim, and did not in exact arithmetic or were not looked at.
        tightness: The largest seen with the claim holding; ``None`` if there was none.
        construction: Name of the construction where that was, if anywhere.
        at: The construction's parameters there.
        date: When, as ``YYYY-MM-DD``.
        commit: Of the code that searched.
    """

    starts: int
    unconfirmed: int
    tightness: float | None
    construction: str | None
    at: dict[str, float]
    date: str
    commit: str


def proof_record(entry: Mapping[str, Any]) -> ProofRecord:
    """A proof as it stands in a file.

    Args:
        entry: The JSON object.

    Returns:
        The record.

    Raises:
        ValueError: If the result is not a final one, or comes with a counterexample that it cannot have.
    """
    fields = entry["counterexample"]
    if entry["result"] not in FINAL or (entry["result"] == "refuted") != (fields is not None):
        raise ValueError(f"a proof that is {entry['result']!r:.60} cannot be stored like this")
    counterexample = None if fields is None else _fractions(fields)
    return ProofRecord(entry["result"], float(entry["seconds"]), str(entry["limit"]), counterexample, str(entry["z3"]))


def witness_records(entry: Mapping[str, Any]) -> tuple[WitnessRecord, ...]:
    """Witnesses as they stand in a file.

    Args:
        entry: The JSON object.

    Returns:
        The records.
    """
    return tuple(WitnessRecord(str(one["construction"]), _fractions(one["parameters"])) for one in entry["witnesses"])


def hunt_record(entry: Mapping[str, Any]) -> HuntRecord:
    """A hunt as it stands in a file.

    Args:
        entry: The JSON object.

    Returns:
        The record.
    """
    at = {str(name): float(value) for name, value in entry["at"].items()}
    return HuntRecord(**{**{name: entry[name] for name in HuntRecord._fields}, "at": at})


def as_entry(record: ProofRecord | WitnessRecord | HuntRecord) -> dict[str, Any]:
    """A record as JSON can hold it.

    Args:
        record: Any of the three.

    Returns:
        Its attributes by name, fractions as text like ``"3/4"``, a number that is not finite as null.
    """
    return {name: _plain(value) for name, value in record._asdict().items()}


def write_json(path: Path, content: Mapping[str, Any]) -> None:
    """Write a JSON file aside, then put it in its place.

    Args:
        path: Where; its folder must exist.
        content: What JSON can hold.
    """
    write_text(path, json.dumps(content, indent=1, ensure_ascii=False, sort_keys=True, allow_nan=False) + "\n")


def _fractions(entry: Mapping[str, Any]) -> dict[str, Fraction]:
    return {str(name): Fraction(value) for name, value in entry.items()}


def _plain(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {name: _plain(part) for name, part in value.items()}
    if isinstance(value, Fraction):
        return str(value)
    return None if isinstance(value, float) and not math.isfinite(value) else value
