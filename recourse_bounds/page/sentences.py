"""The sentences at the top of a page: what the terminal says of a report, as sentences and small tables."""

import re
from collections.abc import Callable
from typing import Any, NamedTuple

from empirical.report import Report
from empirical.report.naming import SETTINGS, idealised, run_name
from recourse_bounds.answer.lines import percent
from recourse_bounds.answer.people import data_lines, rejected_lines
from recourse_bounds.answer.statements import Printed, alarm_lines, printed_statements, proved_lines, user_lines

_MIND = "Mind: "

_MINIMISERS = (
    "These recourses are the minimisers of which the theorems speak: they may leave ranges, name fractions of whole "
    "numbers, and lie between the levels of a category. Nobody should be told them as advice; the option --mode valid "
    "finds what people can do."
)

_OPTION = re.compile(r": (?=--\w)")

_ROWS: tuple[tuple[str, str, str, str], ...] = (
    ("accepted without any change", "", "accepted_r", "share"),
    ("mean cost of the model's recourse", "cost_nr", "cost_r", "number"),
    ("recourses accepted by that model", "validity_nr", "validity_r", "share"),
    ("recourses accepted by the natural model", "validity_nr", "cross_validity", "share"),
    ("mean probability after the recourse", "probability_nr", "probability_r", "number"),
)
"""Rows of the table of means: what they say, the mean of the natural and of the robust model, and how it is written."""


class Table(NamedTuple):
    """A small table.

    Attributes:
        heading: The headings of the columns; the first is of the labels.
        rows: The label and the cells of every row.
    """

    heading: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


class Sentences(NamedTuple):
    """What stands at the top of a page.

    Attributes:
        about: Sentences on the data, the models, the recourses and who is rejected.
        mind: What is wrong with the models, and what is to be minded.
        means: Costs and validity of the natural and of the robust models.
        printed: What became of the printed statements.
        proved: What became of the proved ones and of those of the user.
        alarms: Statements that are called true and are violated.
    """

    about: tuple[str, ...]
    mind: tuple[str, ...]
    means: Table
    printed: tuple[Printed, ...]
    proved: tuple[str, ...]
    alarms: tuple[str, ...]


def sentences(report: Report) -> Sentences:
    """Say what a report found, in sentences and small tables.

    Args:
        report: The report.

    Returns:
        What stands at the top of the page.

    Examples:
        >>> from empirical.families.linear.settings import LinearGrid
        >>> from empirical.report import Settings, build
        >>> said = sentences(build(Settings(grid=LinearGrid(steps=(5,)), instances=4)))
        >>> said.about[0]
        "breast-cancer: 569 people, 30 features; favourable label 'benign' (63 %)."
    """
    lines = [line.text for line in (*data_lines(report), *rejected_lines(report))]
    mind = _joined([line for line in lines if line.startswith((_MIND, " "))])
    about = [line for line in lines if not line.startswith((_MIND, " "))]
    return Sentences(
        tuple(map(_sentence, about)),
        (*map(_sentence, mind), *([_MINIMISERS] if idealised(report) else [])),
        means(report.summary["sweep"]),
        tuple(printed_statements(report)),
        tuple(_proved(report)),
        tuple(_sentence(line.text) for line in alarm_lines(report)),
    )


def means(sweep: list[dict[str, Any]]) -> Table:
    """Put the means of costs and validity into a table, with a column for every training setting.

    Args:
        sweep: The entry of that name in a summary.

    Returns:
        The table; without rows if nobody is rejected.

    Examples:
        >>> entry = {"steps": None, "ridge": None, "epsilon": 0.1, "instances": 9}
        >>> entry["means"] = {"cost_nr": {"mean": 1.5}, "cost_r": {"mean": None}}
        >>> means([entry])
        Table(heading=('', 'natural', 'robust, ε = 0.1'), rows=(("mean cost of the model's recourse", '1.5', '–'),))
    """
    if not sweep:
        return Table((), ())
    heading = ("", "natural", *(f"robust, {name}" for name in setting_names(sweep)))
    rows = []
    for label, natural, robust, kind in _ROWS:
        if all(robust in entry["means"] for entry in sweep):
            write = percent if kind == "share" else _short
            first = percent(0.0) if not natural else _mean(sweep[-1], natural, write)
            rows.append((label, first, *(_mean(entry, robust, write) for entry in sweep)))
    return Table(heading, tuple(rows))


def setting_names(entries: list[dict[str, Any]]) -> list[str]:
    """Name training settings by what tells them apart.

    Args:
        entries: The values of the settings, as of runs or of a sweep.

    Returns:
        A name for each; the whole name where nothing but the seed differs.

    Examples:
        >>> setting_names([{"steps": 9, "ridge": None, "epsilon": 0.1}, {"steps": 9, "ridge": None, "epsilon": 0.2}])
        ['ε = 0.1', 'ε = 0.2']
    """
    differ = [name for name in SETTINGS if len({entry[name] for entry in entries}) > 1]
    return [run_name({name: entry[name] for name in differ} if differ else entry) for entry in entries]


def _mean(entry: dict[str, Any], name: str, write: Callable[[float], str]) -> str:
    mean = entry["means"][name]["mean"]
    return "–" if mean is None else write(mean)


def _short(number: float) -> str:
    return f"{number:.3g}"


def _sentence(text: str) -> str:
    """Write a line of the terminal as a sentence."""
    text = text.strip()
    return text if text.endswith((".", "!", "?")) else f"{text}."


def _joined(lines: list[str]) -> list[str]:
    """Join lines that go on in the next one."""
    found: list[str] = []
    for line in lines:
        if line.startswith(" ") and found:
            found[-1] = f"{found[-1]} {line.strip()}"
        else:
            found.append(line.strip().removeprefix(_MIND))
    return [_OPTION.sub("; try ", line[:1].upper() + line[1:]) for line in found]


def _proved(report: Report) -> list[str]:
    """Sentences on proved statements and on those of the user."""
    lines = [line.text for line in proved_lines(report)]
    text = lines[0].removesuffix(". They") if lines else ""
    informs = [f"They {line.strip()}" for line in lines[1:]]
    of_user = [" ".join(line.text.split()) for line in user_lines(report)[1:]]
    users = [f"Your own claim: {line} have it broken" for line in of_user]
    return [_sentence(one) for one in (text, *informs, *users) if one]
