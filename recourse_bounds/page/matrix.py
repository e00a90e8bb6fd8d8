"""The matrix of a page: for every claim with its Δ and its cost, how many checks came to which status."""

from typing import Any, NamedTuple

import polars as pl

from bounds import CLAIMS
from empirical.report import Report
from empirical.report.frames import CASE, STATUSES
from recourse_bounds.page.cases import Key
from recourse_bounds.page.claims import detail, identity, title


class Row(NamedTuple):
    """A row of the matrix.

    Attributes:
        key: The name of the case.
        title: The claim in a few words.
        detail: Its Δ and its cost in words.
        statement: What it says, in symbols.
        counts: The number of checks by status.
        failing: Of the bounds that are broken, the number for which a premise fails, so that the claim is not broken.
    """

    key: str
    title: str
    detail: str
    statement: str
    counts: dict[str, int]
    failing: int = 0


class Section(NamedTuple):
    """Rows of the matrix that belong together.

    Attributes:
        title: What they have in common.
        open: Whether they are seen without being asked for.
        rows: The rows.
    """

    title: str
    open: bool
    rows: tuple[Row, ...]


def matrix(report: Report) -> tuple[Section, ...]:
    """Put the claims of a report into a matrix: those of the paper, the proved ones, and those of the user.

    Args:
        report: The report.

    Returns:
        The sections; one without claims is left out.

    Examples:
        >>> from empirical.families.linear.settings import LinearGrid
        >>> from empirical.report import Settings, build
        >>> printed, proved = matrix(build(Settings(grid=LinearGrid(steps=(5,)), instances=4)))
        >>> proved.title, proved.rows[0].title, proved.rows[0].counts["holds"]
        ('Proved', 'Lemma 1, distance of the weights: sound form', 4)
    """
    failing = _failing(report)
    rows = [(_section(count), _row(count, failing)) for count in report.summary["claims"]]
    titles = (("Krishna et al. 2024 as printed", True), ("Proved", False), ("Your own claims", True))
    found = [Section(name, shown, tuple(row for one, row in rows if one == name)) for name, shown in titles]
    return tuple(section for section in found if section.rows)


def _failing(report: Report) -> dict[Key, int]:
    """Count by case the bounds that are broken where a premise fails."""
    broken = report.verdicts.filter((pl.col("status") == "violated") & (pl.col("failed").list.len() > 0))
    return {Key(*row[:3]): row[3] for row in broken.group_by(CASE).len().select(*CASE, "len").iter_rows()}


def _section(count: dict[str, Any]) -> str:
    if count["claim"] not in CLAIMS:
        return "Your own claims"
    return "Proved" if count["theory"] == "true" else "Krishna et al. 2024 as printed"


def _row(count: dict[str, Any], failing: dict[Key, int]) -> Row:
    key = Key(count["claim"], count["delta_source"], count["cost_source"])
    claim = CLAIMS.get(key.claim)
    statement = claim.statement if claim else ""
    counts = {status: count[status] for status in STATUSES}
    return Row(identity(key), title(key.claim), detail(key), statement, counts, failing.get(key, 0))
