"""The description of a study as JSON can hold it, in the plan of its folder."""

import math
from dataclasses import asdict
from typing import Any

from empirical.data import TableFile
from empirical.errors import InputError
from empirical.report.settings import Named
from empirical.studies.description import Part, ReportSource, Study
from empirical.studies.experiments import ExperimentData, ExperimentPart

_KINDS: dict[str, type[ReportSource]] = {"named": Named, "table": TableFile}


def to_plain(study: Study) -> dict[str, Any]:
    """Write a study as JSON can hold it, without the options of a quick try.

    Args:
        study: The study.

    Returns:
        Dictionaries, lists, text and finite numbers.

    Examples:
        >>> to_plain(Study("mine", (Part("main", options={"norm": (math.inf,)}),)))["parts"][0]["options"]
        {'norm': ['inf']}
    """
    return {"name": study.name, "parts": [_part(part) for part in study.parts], "keep": list(study.keep)}


def from_plain(content: Any) -> Study:
    """Read the study that :func:`to_plain` wrote.

    Args:
        content: What it wrote, also after it has been through JSON.

    Returns:
        The study.

    Raises:
        InputError: If it is no study.

    Examples:
        >>> mine = Study("mine", (Part("main", options={"norm": (math.inf,), "epsilon": (0.0, 0.1)}),))
        >>> from_plain(to_plain(mine)) == mine
        True
    """
    try:
        return Study(content["name"], tuple(map(_read_part, content["parts"])), tuple(content["keep"]))
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise InputError(f"this is no description of a study: {error}") from None


def _read_part(part: dict[str, Any]) -> Part | ExperimentPart:
    options = {name: tuple(values) for name, values in part["options"].items()}
    if "experiment" in part:
        kind = part["experiment"]
        return ExperimentPart(part["name"], kind, tuple(ExperimentData(kind, name) for name in part["data"]), options)
    data = tuple(_source(one) for one in part["data"])
    return Part(part["name"], data, tuple(part["models"]), tuple(part["methods"]), options, tuple(part["measure"]))


def _part(part: Part | ExperimentPart) -> dict[str, Any]:
    options = {name: [_number(value) for value in values] for name, values in part.options.items()}
    if isinstance(part, ExperimentPart):
        names = [one.name for one in part.data]
        return {"name": part.name, "experiment": part.experiment, "data": names, "options": options}
    data = [{"kind": _kind(source), **asdict(source)} for source in part.data]
    chosen = {"models": list(part.models), "methods": list(part.methods), "measure": list(part.measure)}
    return {"name": part.name, "data": data, **chosen, "options": options}


def _kind(source: ReportSource) -> str:
    return next(name for name, kind in _KINDS.items() if isinstance(source, kind))


def _source(content: dict[str, Any]) -> ReportSource:
    given: dict[str, Any] = {key: tuple(value) if isinstance(value, list) else value for key, value in content.items()}
    return _KINDS[given.pop("kind")](**given)


def _number(value: Any) -> Any:
    return "inf" if isinstance(value, float) and math.isinf(value) else value
