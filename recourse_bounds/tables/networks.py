"""A table of networks on the terminal: how far the two of every run are apart, and what linearising them costs."""

from empirical.report import Report
from empirical.report.naming import SETTINGS, runs_of, setting, varied
from recourse_bounds.terminal import show

MEDIANS = {
    "residual_radius": "e_f",
    "slope_radius": "e_g",
    "radius_layers": "E",
    "linearisation_error_nr": "error NR",
    "linearisation_error_r": "error R",
    "linearisation_error_gap": "error gap",
}
"""Columns of people whose medians stand in the table of networks, and their headings."""

WORDS = ("layers", "proved by")
"""Headings of that table that have no numbers below them."""


def network_table(report: Report) -> None:
    """Print how far the two networks of every run are apart, and what linearising them costs.

    Args:
        report: The report.
    """
    runs = report.summary["runs"]
    names, medians = varied(runs), [name for name in MEDIANS if name in runs[0]["quantiles"]]
    lines = []
    for run in runs:
        distances = report.family.distances(run).values()
        numbers = (run["quantiles"][name]["0.5"] for name in medians)
        lines.append((str(run["seed"]), *setting(run, names), *distances, *map(_number, numbers)))
    symbols, known = [SETTINGS[name] for name in names], list(report.family.distances(runs[0]))
    header = ("seed", *symbols, *known, *(MEDIANS[name] for name in medians))
    title = f"{runs_of(report)}: networks, with medians over the persons of radii and of what linearising costs"
    show(title, header, lines, numeric=set(header) - set(WORDS))


def _number(value: float | None) -> str:
    return "-" if value is None else f"{value:.4g}"
