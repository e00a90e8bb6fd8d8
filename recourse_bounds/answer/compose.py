"""The whole answer, from the data to what to type next."""

from pathlib import Path

from rich.cells import cell_len

from bounds import CLAIMS
from empirical.data.table.notes import WHOLE
from empirical.report import Report
from empirical.report.writer import INSTANCES, PAGE, PEOPLE, RECOURSES, SUMMARY, VERDICTS
from recourse_bounds.answer.lines import SPACE, WIDTH, Line, fit, fold, wrapped
from recourse_bounds.answer.people import data_lines, recourse_lines, rejected_lines
from recourse_bounds.answer.statements import (
    alarm_lines,
    printed_lines,
    proved_lines,
    refuted,
    shares,
    user_lines,
)
from recourse_bounds.terminal import printable

PARQUET = ".parquet"
"""How the names of the tables end."""

MOST = 3
"""Lines that the name of a folder may take."""


def answer(report: Report, folder: Path | None = None) -> list[str]:
    """Say in words what a report found: whom models reject, what recourses cost, and which statements are false.

    Args:
        report: The report; only its summary is read.
        folder: The folder of its files; ``None`` where they are not written.

    Returns:
        At most 25 lines of at most 80 columns.

    Examples:
        >>> from empirical.report import Settings
        >>> from empirical.report.settings import to_json
        >>> models = dict.fromkeys(("non_robust", "robust"), {"accuracy": 0.6, "degenerate": "accepts everybody"})
        >>> run = {"seed": 0, "steps": 9, "ridge": None, "epsilon": 0.1, "models": models}
        >>> data = {"name": "loans", "rows": 50, "features": [{}], "favourable": "paid", "share_favourable": 0.6}
        >>> summary = {
        ...     "settings": to_json(Settings()),
        ...     "data": {**data, "notes": []},
        ...     "split": {"train": 40, "test": 10},
        ...     "rejected": [{"count": 0, "drawn": 0}],
        ...     "runs": [{**run, "population": {"all": {"count": 0}}}],
        ...     **{name: [] for name in ("claims", "sweep", "defects")},
        ... }
        >>> for line in answer(Report(None, None, summary)):
        ...     print(line)
        loans: 50 people, 1 feature; favourable label 'paid' (60 %)
        A pair of linear models: natural, and robust against attacks of ε = 0.1 (ℓ∞)
        Recourses by SCFE at fixed λ = 0.01; features in standard deviations
        The natural model accepts all 10 test people: nobody needs a recourse
        Mind: the robust model accepts everybody
    """
    sections = [
        [*data_lines(report), *rejected_lines(report), *_peculiarities(report)],
        recourse_lines(report),
        [*printed_lines(report), *user_lines(report), *proved_lines(report), *alarm_lines(report)],
        _next(report, folder) if folder is not None else [],
    ]
    lines: list[Line] = []
    for section in sections:
        lines += [SPACE, *section] if lines and section else section
    return fit(lines)


def _peculiarities(report: Report) -> list[Line]:
    """The first note on the data that not every table has, and how many there are."""
    notes = [note for note in report.summary["data"]["notes"] if not note.startswith(WHOLE)]
    if not notes:
        return []
    many = "" if len(notes) == 1 else f" (1 of {len(notes)} notes)"
    first, *rest = wrapped(f"Mind: {printable(notes[0])}", WIDTH - len(many) - 1)
    return [Line(f"{first}{'…' if rest else ''}{many}", 4)]


def _next(report: Report, folder: Path) -> list[Line]:
    """The files, and what to type next."""
    place = f"Report in {printable(str(folder / PAGE))}"
    more = f"{place} (add --verbose for all tables)"
    lines = [Line(more)] if cell_len(more) <= WIDTH else [Line(line) for line in fold(place)[:MOST]]
    tables = ", ".join(table.removesuffix(PARQUET) for table in (INSTANCES, VERDICTS, RECOURSES, PEOPLE))
    lines.append(Line(f"  also {SUMMARY}, pictures; {PARQUET}: {tables}", 7))
    false = refuted(report)
    proved = [count for count in report.summary["claims"] if count["theory"] == "true" and count["claim"] in CLAIMS]
    best = next((one for one in shares(proved, "costs") + shares(proved, "validity") if one.share), None)
    commands = []
    if false:
        commands.append((f"recourse-bounds prove {false}", "numbers that break it"))
    if best:
        commands.append((f"recourse-bounds claims {best.claim}", "the proved one that says most"))
    if not commands:
        commands.append(("recourse-bounds report --help", "other data, models, settings"))
    first = "Next:  "
    for command, purpose in commands:
        lines.append(Line(f"{first}{command:<43}{purpose}"))
        first = " " * len(first)
    return lines
