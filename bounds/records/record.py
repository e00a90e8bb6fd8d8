"""Records about the definition of a claim, and their form in JSON files: proofs, witnesses and hunts."""

import json
import math
from collections.abc import Mapping
from fractions import Fraction
from pathlib import Path
from typing import Any, NamedTuple

from bounds.atomic_write import write_text

FINAL = frozenset({"proved", "refuted", "vacuous"})
"""The results of a proof that another attempt cannot change, unlike ``unknown``."""


class ProofRecord(NamedTuple):
    """The record of a proof or a refutation.

    Attributes:
        result: The result, one of :data:`FINAL`.
        seconds: The time in seconds that the proof took when it was made.
        limit: The scope of the result and the facts that it takes for granted.
        counterexample: For ``refuted``, the rational fields of the counterexample; otherwise ``None``.
        z3: The version of z3 that made the proof.
        on_trust: For ``proved``, the names of the premises that the proof takes on trust.
    """

    result: str
    seconds: float
    limit: str
    counterexample: dict[str, Fraction] | None
    z3: str
    on_trust: tuple[str, ...] = ()


class WitnessRecord(NamedTuple):
    """The record of concrete models and an instance on which a claim fails.

    Attributes:
        construction: The name of the construction that computes the fields.
        parameters: The parameters of the construction by name.
    """

    construction: str
    parameters: dict[str, Fraction]


class CheckRecord(NamedTuple):
    """The record of what a kernel and a second solver say of a claim, beside the proof by z3.

    Attributes:
        kernel: What Coq says of the claim's file: ``checked``, ``failed`` or ``late``.
        kernel_seconds: The time in seconds that Coq took.
        axioms: The axioms that the theorem rests on, all of them of Coq's library of real numbers.
        coq: The version of Coq.
        second: What cvc5 says of the claim: ``proved``, ``refuted`` or ``unknown``.
        second_seconds: The time in seconds that cvc5 took.
        cvc5: The version of cvc5.
    """

    kernel: str
    kernel_seconds: float
    axioms: tuple[str, ...]
    coq: str
    second: str
    second_seconds: float
    cvc5: str


class HuntRecord(NamedTuple):
    """The record of a hunt, a long falsification that found no violation of a claim.

    Attributes:
        starts: The number of instances from which the falsification started.
        unconfirmed: The number of instances that seemed to violate the claim in floating point, but do not in exact
            arithmetic, or were not replayed there.
        tightness: The largest tightness of an instance on which the claim holds; ``None`` if there is no such instance.
        construction: The name of the construction of that instance, or ``None``.
        at: The parameters of that instance by name.
        date: The date of the hunt, as ``YYYY-MM-DD``.
        commit: The commit of the code that made the hunt.
    """

    starts: int
    unconfirmed: int
    tightness: float | None
    construction: str | None
    at: dict[str, float]
    date: str
    commit: str


def proof_record(entry: Mapping[str, Any]) -> ProofRecord:
    """Read the record of a proof from an entry of a JSON file.

    Args:
        entry: The JSON object of the record.

    Returns:
        The record.

    Raises:
        ValueError: If the result is not final, if a refutation has no counterexample, or if another result has one.

    Examples:
        >>> entry = {"result": "refuted", "seconds": 0.1, "limit": "", "counterexample": {"lam": "3/4"}, "z3": "4.13"}
        >>> proof_record(entry).counterexample
        {'lam': Fraction(3, 4)}
    """
    fields = entry["counterexample"]
    if entry["result"] not in FINAL or (entry["result"] == "refuted") != (fields is not None):
        raise ValueError(f"a proof that is {entry['result']!r:.60} cannot be stored like this")
    counterexample = None if fields is None else _fractions(fields)
    trusted = tuple(map(str, entry.get("on_trust", ())))
    seconds, limit = float(entry["seconds"]), str(entry["limit"])
    return ProofRecord(entry["result"], seconds, limit, counterexample, str(entry["z3"]), trusted)


def check_record(entry: Mapping[str, Any]) -> CheckRecord:
    """Read the record of checks from an entry of a JSON file.

    Args:
        entry: The JSON object of the record.

    Returns:
        The record.

    Examples:
        >>> check = CheckRecord("checked", 1.5, ("Classical_Prop.classic",), "8.16.1", "proved", 0.25, "1.4.2")
        >>> check_record(as_entry(check)) == check
        True
    """
    return CheckRecord(
        str(entry["kernel"]),
        float(entry["kernel_seconds"]),
        tuple(map(str, entry["axioms"])),
        str(entry["coq"]),
        str(entry["second"]),
        float(entry["second_seconds"]),
        str(entry["cvc5"]),
    )


def witness_records(entry: Mapping[str, Any]) -> tuple[WitnessRecord, ...]:
    """Read the records of witnesses from an entry of a JSON file.

    Args:
        entry: The JSON object of the records.

    Returns:
        The records, in the order of the file.

    Examples:
        >>> witness_records({"witnesses": [{"construction": "linear-1", "parameters": {"x[0]": "1/2"}}]})
        (WitnessRecord(construction='linear-1', parameters={'x[0]': Fraction(1, 2)}),)
    """
    return tuple(
        WitnessRecord(str(witness["construction"]), _fractions(witness["parameters"])) for witness in entry["witnesses"]
    )


def hunt_record(entry: Mapping[str, Any]) -> HuntRecord:
    """Read the record of a hunt from an entry of a JSON file.

    Args:
        entry: The JSON object of the record.

    Returns:
        The record.

    Examples:
        >>> hunt = HuntRecord(64, 0, 0.5, "linear-1", {"x[0]": 2.0}, "2026-01-31", "abc1234")
        >>> hunt_record(as_entry(hunt)) == hunt
        True
    """
    at = {str(name): float(value) for name, value in entry["at"].items()}
    return HuntRecord(**{**{name: entry[name] for name in HuntRecord._fields}, "at": at})


def as_entry(record: ProofRecord | WitnessRecord | HuntRecord | CheckRecord) -> dict[str, Any]:
    """Write a record as an entry of a JSON file.

    Args:
        record: The record of any of the three kinds.

    Returns:
        The attributes of the record by name, with fractions as text like ``"3/4"`` and infinite numbers and NaN as
        ``None``.

    Examples:
        >>> from fractions import Fraction
        >>> as_entry(WitnessRecord("linear-1", {"x[0]": Fraction(1, 2)}))
        {'construction': 'linear-1', 'parameters': {'x[0]': '1/2'}}
    """
    return {name: _plain(value) for name, value in record._asdict().items()}


def write_json(path: Path, content: Mapping[str, Any]) -> None:
    """Replace a JSON file atomically, with sorted keys so that equal contents are equal files.

    Args:
        path: The file to write; its folder must exist.
        content: The content, of types that JSON has.

    Examples:
        >>> import tempfile
        >>> with tempfile.TemporaryDirectory() as folder:
        ...     write_json(Path(folder, "record.json"), {"seconds": 0.5, "result": "proved"})
        ...     print(Path(folder, "record.json").read_text(), end="")
        {
         "result": "proved",
         "seconds": 0.5
        }
    """
    write_text(path, json.dumps(content, indent=1, ensure_ascii=False, sort_keys=True, allow_nan=False) + "\n")


def _fractions(entry: Mapping[str, Any]) -> dict[str, Fraction]:
    return {str(name): Fraction(value) for name, value in entry.items()}


def _plain(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {name: _plain(item) for name, item in value.items()}
    if isinstance(value, Fraction):
        return str(value)
    if isinstance(value, tuple):
        return list(value)
    return None if isinstance(value, float) and not math.isfinite(value) else value
