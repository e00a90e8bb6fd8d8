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
"""The columns of ``instances.parquet`` whose medians stand in the table of networks, and their headings."""

WORDS = ("layers", "proved by")
"""The headings of the table that have no numbers below them."""


def network_table(report: Report) -> None:
    """Print how far the two networks of every run are apart, and what linearising them costs.

    Args:
        report: A report on networks.

    Examples:
        >>> quantiles = {"radius_layers": {"0.5": 0.75}}
        >>> run = {"seed": 0, "steps": None, "ridge": None, "epsilon": 0.1, "quantiles": quantiles}
        >>> settings = {"recourse": {"method": "gs"}, "grid": {"kind": "mlp"}}
        >>> run["network"] = {"layers": [9, 18, 1]}
        >>> summary = {"runs": [run], "data": {"name": "loans"}, "settings": settings}
        >>> network_table(Report(None, None, summary))  # doctest: +NORMALIZE_WHITESPACE
        seed    ε       layers  E
        0       0.1     9-18-1  0.75
    """
    runs = report.summary["runs"]
    names, medians = varied(runs), [name for name in MEDIANS if name in runs[0].get("quantiles", {})]
    lines = []
    for run in runs:
        distances = report.family.distances(run).values()
        numbers = (run["quantiles"][name]["0.5"] for name in medians)
        lines.append((str(run["seed"]), *setting(run, names), *distances, *map(_number, numbers)))
    symbols, known = [SETTINGS[name] for name in names], list(report.family.distances(runs[0]))
    header = ("seed", *symbols, *known, *(MEDIANS[name] for name in medians))
    title = f"{runs_of(report)}: networks, with medians over the people of radii and of what linearising costs"
    show(title, header, lines, numeric=set(header) - set(WORDS))


def _number(value: float | None) -> str:
    return "-" if value is None else f"{value:.4g}"
