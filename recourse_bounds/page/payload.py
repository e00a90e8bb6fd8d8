"""Everything that a page shows of a report: a heading in words, and columns with a place for every person and run."""

from typing import Any, NamedTuple

import numpy as np
import polars as pl

from bounds import FIELDS
from empirical.numerics import logit
from empirical.report import Report
from empirical.report.frames import KEY, RUN
from empirical.report.naming import SETTINGS
from recourse_bounds.page import people
from recourse_bounds.page.cases import STATUS, cases, packed
from recourse_bounds.page.claims import case_words, claim_words, claims_of, formulas
from recourse_bounds.page.columns import Columns
from recourse_bounds.page.rounding import DIGITS, FINE, SHOWN
from recourse_bounds.page.sentences import setting_names
from recourse_bounds.page.subset import drawn
from recourse_bounds.page.views import views_payload
from recourse_bounds.plain_json import plain
from recourse_bounds.terminal import printable

LARGEST = 3_000_000
"""Characters that the data of a page may take; else some people are drawn of whom it tells."""

FIRST = 500
"""People of whom a page is packed first, so as to learn how many there is room for."""

CAUTION, WORTHWHILE = 0.97, 1.05
"""How full a page shall be, as the room that each person takes is only estimated; and how many times as many people it
must be able to tell of to be packed once more."""

_FLAGS = ("accepted_r", "found_nr", "found_r", "crosses")
_CROSSES_BACK = "crosses_back"  # whether the robust model accepts the natural model's recourse: no report has it
_COMPARED = {**dict.fromkeys(("cost_nr", "cost_r", "probability_nr", "probability_r"), FINE), "cost_more": SHOWN}
_STATUSES = ("status_nr", "status_r")


class Payload(NamedTuple):
    """The data of a page.

    Attributes:
        text: The data as one text, compressed.
        shown: The number of people whom it tells of.
        people: The number of people of the report.
    """

    text: str
    shown: int
    people: int


def payload(report: Report, *, largest: int = LARGEST) -> Payload:
    """Pack what a page shows of a report; of a large report, as many people as there is room for.

    Args:
        report: The report.
        largest: The number of characters that the data may take.

    Returns:
        The data.

    Examples:
        >>> from empirical.families.linear.settings import LinearGrid
        >>> from empirical.report import Settings, build
        >>> made = payload(build(Settings(grid=LinearGrid(steps=(5,)), instances=4)))
        >>> made.shown, made.people, len(made.text) < 20_000
        (4, 4, True)
    """
    instances, about = report.instances["instance"].unique().sort(), _about(report)

    def telling(of: int) -> Payload:
        chosen = drawn(instances, of)
        return Payload(_text(report, about, chosen), len(chosen), len(instances))

    best, too_many, aim = telling(0), len(instances) + 1, min(FIRST, len(instances))
    of_nobody = len(best.text)
    while best.shown < aim:
        tried = telling(aim)
        if len(tried.text) <= largest:
            best = tried
        else:
            too_many = aim
        each = max(len(tried.text) - of_nobody, 1) / aim
        fitting = int(CAUTION * (largest - of_nobody) / each)
        if too_many > len(instances) and WORTHWHILE * fitting >= len(instances):
            fitting = len(instances)  # nearly everybody: perhaps there is room for all
        fitting = min(fitting, too_many - 1)
        aim = fitting if fitting == len(instances) or fitting > WORTHWHILE * best.shown else best.shown
    return best


def _text(report: Report, about: dict[str, Any], chosen: pl.Series) -> str:
    """Pack what is told of the report, and of the people who are chosen."""
    rows = _with_comparisons(report.instances.filter(pl.col("instance").is_in(chosen.implode())), about["cut"])
    columns, claims = Columns(), claims_of(report)
    found = list(cases(report.verdicts, rows)) if rows.height else []
    of_people = {
        "count": rows.height,
        "people": len(chosen),
        "cases": [{**case_words(key, claims), **packed(part, columns)} for key, part in found],
        "rows": _rows(report, rows, chosen, columns),
        "columns": _measured(rows, columns),
        **_of_people(report, rows, chosen, columns),
    }
    return columns.text({**about, **_clean(of_people)})


def _cut(report: Report) -> float:
    """The score above which models accept."""
    return logit(report.summary["settings"]["recourse"]["threshold"])


def _with_comparisons(rows: pl.DataFrame, cut: float) -> pl.DataFrame:
    """Compare numbers while they have every digit: a page can't do so from rounded ones."""
    return rows.with_columns(
        cost_more=pl.col("cost_r") - pl.col("cost_nr"),
        crosses_back=pl.when(pl.col("found_nr").is_not_null()).then(pl.col("score_r_nr") > cut),
    )


def _about(report: Report) -> dict[str, Any]:
    """Say what is the same, whoever is told of."""
    summary = report.summary
    return _clean(
        {
            "data": summary["data"]["name"],
            "favourable": summary["data"]["favourable"],
            "scaling": summary["settings"]["scaling"],
            "cut": _cut(report),
            "groups": plain(summary["groups"]["rows"]),
            "status": list(STATUS),
            "runs": _runs(summary["runs"]),
            "claims": claim_words(claims_of(report)),
            "formulas": {text: place for place, text in enumerate(formulas(report))},
            "fields": dict(FIELDS),
            "views": plain(views_payload(report)),
        }
    )


def _runs(runs: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [
        {"label": name, **{key: run.get(key) for key in ("seed", *SETTINGS)}}
        for name, run in zip(setting_names(runs), runs, strict=True)
    ]


def _rows(report: Report, rows: pl.DataFrame, chosen: pl.Series, columns: Columns) -> dict[str, Any]:
    """Pack which run and which person every row is of, and what became of the recourses."""
    runs = pl.DataFrame(
        [{name: run[name] for name in RUN} for run in report.summary["runs"]], schema=RUN, orient="row"
    ).with_row_index("run")
    run = rows.select(*RUN).join(runs, on=[*RUN], how="left", nulls_equal=True, maintain_order="left")["run"]
    place = {instance: index for index, instance in enumerate(chosen)}
    person = np.array([place[instance] for instance in rows["instance"]], np.int64)
    whole = np.ones(rows.height, bool)
    entries = {
        "run": columns.whole(run.to_numpy().astype(np.int64), whole),
        "person": columns.whole(person, whole),
        "instance": columns.whole(rows["instance"].to_numpy(), whole),
    }
    for name in _STATUSES:
        words = rows[name].dtype.categories.to_list()  # type: ignore[attr-defined]
        entries[name] = columns.codes(rows[name].to_physical().cast(pl.Int64).to_numpy(), words)
    for name in (*_FLAGS, _CROSSES_BACK):
        entries[name] = columns.codes(rows[name].cast(pl.Int64).fill_null(-1).to_numpy(), [False, True])
    return entries


def _measured(rows: pl.DataFrame, columns: Columns) -> dict[str, Any]:
    """Pack every number that was measured."""
    skipped = {*KEY, *_FLAGS, _CROSSES_BACK, *_STATUSES}
    return {
        name: columns.numbers(
            rows[name].cast(pl.Float64).fill_null(np.nan).to_numpy(), digits=_COMPARED.get(name, DIGITS)
        )
        for name in rows.columns
        if name not in skipped and (rows[name].dtype.is_numeric() or rows[name].dtype == pl.Boolean)
    }


def _of_people(report: Report, rows: pl.DataFrame, chosen: pl.Series, columns: Columns) -> dict[str, Any]:
    """Pack people's own values and what recourses change; a report of an older format has none."""
    features, changed, table = [], [], chosen
    told: list[str] = []
    if report.people is not None:
        of_page = report.people.filter(pl.col("instance").is_in(chosen.implode())).sort("instance")
        features, table = people.values(of_page, report.summary["data"]["features"], columns), of_page["row"]
        values = of_page["values"].struct.unnest()
        told = [name for name in values.columns if not values[name].null_count()]
    if report.recourses is not None:
        changed = people.changes(report.recourses, rows, told, columns)
    in_table = table.to_numpy().astype(np.int64)
    return {
        "features": features,
        "changes": changed,
        "row": columns.whole(in_table, np.ones(len(in_table), bool)),
    }


def _clean(value: Any) -> Any:
    """Write characters that cannot be printed as escapes, in names and levels of somebody's table."""
    if isinstance(value, dict):
        return {printable(name): _clean(part) for name, part in value.items()}
    if isinstance(value, list):
        return [_clean(part) for part in value]
    return printable(value) if isinstance(value, str) else value
