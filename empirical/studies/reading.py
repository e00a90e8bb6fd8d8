"""A study from its file: TOML that names data, models, methods and options, as ``recourse-bounds report`` does."""

import contextlib
import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import MISSING, fields, replace
from importlib.resources import files
from pathlib import Path
from typing import Any, get_type_hints

from bounds.plain_file import read_plain
from empirical.data import DATASETS, TableFile
from empirical.errors import InputError
from empirical.report.settings import Named, fits
from empirical.studies.description import Part, ReportSource, Study
from empirical.studies.experiments import ExperimentData, ExperimentPart, experiment, option_types
from empirical.studies.options import OPTIONS, did_you_mean, read_values, whole_list

CHOICES = ("dataset", "data", "model", "method", "measure", "experiment")
"""Keys that say which data, models and methods a study has, what it measures beside, or which experiment it is."""

OWN = ("name", "keep", "quick", "part")
"""Keys of a study that are no options."""

NAME = re.compile(r"\w[\w .-]{0,99}")
"""Names of studies: each is the name of a folder, too."""

LARGEST = 2**20
"""Largest size in bytes of a description that is read."""

_BUILT_IN = files("empirical.studies") / "descriptions"


def built_in() -> dict[str, str]:
    """Give the descriptions that come with the project.

    Returns:
        The texts of their files by name.

    Examples:
        >>> "miniature" in built_in()
        True
    """
    found = {path.name.removesuffix(".toml"): path for path in _BUILT_IN.iterdir() if path.name.endswith(".toml")}
    return {name: found[name].read_text(encoding="utf-8") for name in sorted(found)}


def find_study(name: str) -> Study:
    """Read a study that comes with the project, or one of the user's file.

    Args:
        name: The name of a built-in study, or the path of a file.

    Returns:
        The study.

    Raises:
        InputError: If there is no such study, or its description cannot be read or used.

    Examples:
        >>> find_study("miniature").name
        'miniature'
    """
    known = built_in()
    if name in known:
        return read_study(known[name], name, Path())
    path = Path(name)
    try:
        text = read_plain(path, largest=LARGEST).decode()
    except OSError as error:
        more = did_you_mean(name, tuple(known)) if path.suffix != ".toml" else ""
        raise InputError(f"{name}: no study and no file that can be read ({error.strerror}){more}") from None
    except UnicodeDecodeError:
        raise InputError(f"{name} is no TOML: it is not UTF-8") from None
    return read_study(text, name, path.parent)


def read_study(text: str, file: str, folder: Path) -> Study:
    """Read the description of a study.

    Args:
        text: The text of its file.
        file: The name of the file, for messages.
        folder: The folder that paths of tables are relative to.

    Returns:
        The study.

    Raises:
        InputError: If the text is no description, with the key that is wrong.

    Examples:
        >>> text = 'name = "mine"' + chr(10) + "[[part]]" + chr(10) + 'name = "main"' + chr(10) + "epsilon = [0, 0.1]"
        >>> read_study(text, "mine.toml", Path()).parts[0].options["epsilon"]
        (0.0, 0.1)
    """
    with _told(file):
        try:
            content = tomllib.loads(text)
        except tomllib.TOMLDecodeError as error:
            raise InputError(f"this is no TOML: {error}") from None
        shared = {name: value for name, value in content.items() if name not in OWN}
        quick = content.get("quick", {})
        parts = content.get("part", [])
        if not (isinstance(parts, list) and all(isinstance(part, dict) for part in parts)):
            raise InputError("part must be a table: write [[part]], and its keys in the lines below")
        if not isinstance(quick, dict):
            raise InputError("quick must be a table: write [quick], and its keys in the lines below")
        name = _text(content, "name")
        if not NAME.fullmatch(name):
            raise InputError(f"name must be letters, digits, spaces, '_', '.' and '-', at most 100, not {name[:60]!r}")
        done = frozenset(_experiment_of(part, shared) for part in parts if _is_experiment(part, shared))
        common = _options(shared, (*OWN, *CHOICES), done)
        read = tuple(_part(part, shared, common, folder) for part in parts)
        for option in common:
            if not any(part.fitting({option: common[option]}) for part in read):
                raise InputError(f"{option} says nothing of any part; leave it out")
        with _told("quick"):
            fast = _options(quick, (), done)
        return Study(name, read, _texts(content, "keep"), fast)


def _is_experiment(part: Mapping[str, Any], shared: Mapping[str, Any]) -> bool:
    return "experiment" in {**shared, **part}


def _experiment_of(part: Mapping[str, Any], shared: Mapping[str, Any]) -> str:
    with _told(f"part {_text(part, 'name')}"):
        name = _text({**shared, **part}, "experiment")
        experiment(name)
        return name


def _part(
    part: Mapping[str, Any], shared: Mapping[str, Any], common: dict[str, Any], folder: Path
) -> Part | ExperimentPart:
    name = _text(part, "name")
    with _told(f"part {name}"):
        if _is_experiment(part, shared):
            return _experiment_part(name, part, shared, common)
        own = _options(part, ("name", *CHOICES))
        chosen = {key: _texts({**shared, **part}, key) for key in ("model", "method", "measure")}
        data = _sources({**shared, **{key: part[key] for key in ("dataset", "data") if key in part}}, folder)
        lists = {"data": data, "models": chosen["model"], "methods": chosen["method"], "measure": chosen["measure"]}
        for key, values in {**chosen, "dataset": data, "data": data}.items():
            if key in {**shared, **part} and not values and key != "measure":  # nothing need be measured
                raise InputError(f"{key} is an empty list; give it a value, or leave it out")
        given = {key: value for key, value in lists.items() if value}
        fitting = Part(name, **given).fitting(common)
        return Part(name, **given, options={**fitting, **own})


def _experiment_part(
    name: str, part: Mapping[str, Any], shared: Mapping[str, Any], common: dict[str, Any]
) -> ExperimentPart:
    kind = _text({**shared, **part}, "experiment")
    names = _texts({**shared, **part}, "dataset")
    for key in ("data", "model", "measure"):
        if key in part:
            raise InputError(f"{key} says nothing of an experiment; leave it out")
    empty = ExperimentPart(name, kind, tuple(ExperimentData(kind, one) for one in names))
    own = {key: whole_list(key, value) for key, value in part.items() if key not in {"name", "experiment", "dataset"}}
    return replace(empty, options={**empty.fitting(common), **own})


def _options(
    content: Mapping[str, Any], known: tuple[str, ...], done: frozenset[str] = frozenset()
) -> dict[str, tuple[Any, ...]]:
    """Read options of reports; those that only experiments have are checked by these."""
    of_experiments = {option for name in done for option in option_types(experiment(name))}
    return {
        name: whole_list(name, value)
        if name in of_experiments and name not in OPTIONS
        else read_values(name, value, known)
        for name, value in content.items()
        if name not in known
    }


@contextlib.contextmanager
def _told(place: str) -> Iterator[None]:
    """Put the place before the message of what is wrong there, or what no computation can hold."""  # noqa: DOC501
    try:
        yield
    except InputError as error:
        raise InputError(f"{place}: {error}") from None
    except RecursionError:
        raise InputError(f"{place}: lists or tables are too deep in one another") from None
    except (ValueError, OverflowError) as error:
        raise InputError(f"{place}: a value cannot be used: {' '.join(str(error).split())[:200]}") from None


def _text(content: Mapping[str, Any], key: str) -> str:
    value = content.get(key)
    if not isinstance(value, str) or not value.strip():
        raise InputError(f"{key} must be text, as {key} = 'main'" + ("" if value is None else f", not {value!r:.60}"))
    return value


def _texts(content: Mapping[str, Any], key: str) -> tuple[str, ...]:
    value = content.get(key, [])
    values = tuple(value) if isinstance(value, list) else (value,)
    if not all(isinstance(one, str) for one in values):
        raise InputError(f"{key} must be text or a list of texts, not {value!r:.60}")
    if len(set(values)) < len(values):
        raise InputError(f"{key} has a value twice; leave one out")
    return values


def _sources(content: Mapping[str, Any], folder: Path) -> tuple[ReportSource, ...]:
    """Read the data sets: names of the catalog, and tables with what ``report`` asks of a file."""  # noqa: DOC501
    names = _texts(content, "dataset")
    for name in names:
        if name not in DATASETS:
            raise InputError(f"dataset: unknown data set {name!r}{did_you_mean(name, tuple(DATASETS))}")
    tables = content.get("data", [])
    if not (isinstance(tables, list) and all(isinstance(one, dict) for one in tables)):
        raise InputError("data must be a list of tables: [[data]] with path, target and favourable in the lines below")
    return (*map(Named, names), *(_source(one, folder) for one in tables))


def _source(table: Mapping[str, Any], folder: Path) -> ReportSource:
    kind = Named if "name" in table else TableFile
    types, known = get_type_hints(kind), tuple(one.name for one in fields(kind))
    given: dict[str, Any] = {key: tuple(value) if isinstance(value, list) else value for key, value in table.items()}
    for key, value in given.items():
        if key not in known:
            raise InputError(f"data: unknown key {key}{did_you_mean(key, known)}")
        if not fits(value, types[key]):
            raise InputError(f"data: {key} cannot be {value!r:.60}")
    for one in fields(kind):
        if one.default is MISSING and one.name not in given:
            raise InputError(f"data: {one.name} is missing; a table needs path, target and favourable")
    for key in ("path", "schema"):
        if key in given:
            given[key] = str((folder / given[key]).absolute())
    return kind(**given)
