"""A table of autoencoders on the terminal: how well they rebuild instances, and how far apart they decode."""

from typing import Any

from empirical.report import Report
from empirical.report.naming import runs_of
from recourse_bounds.terminal import show

SPREAD = ("lipschitz_ball", "lipschitz_segment")
"""The constants that differ between people: their medians stand in the table."""


def autoencoder_table(report: Report) -> None:
    """Print what is known of the autoencoder of every seed.

    Args:
        report: A report on decoded recourses.

    Examples:
        >>> quality = {"active": 2, "latent": 3, "number_error": 0.1, "number_error_constant": 0.4}
        >>> quality |= {"level_share": None, "level_share_constant": None}
        >>> run = {"seed": 0, "epsilon": 0.1, "quantiles": {"lipschitz_ball": {"0.5": 4.0}}}
        >>> summary = {
        ...     "autoencoders": [{"seed": 0, "layers": [3, 8, 5], "quality": quality, "lipschitz": None}],
        ...     "runs": [run],
        ...     "data": {"name": "loans"},
        ...     "settings": {"recourse": {"method": "gs"}},
        ... }
        >>> autoencoder_table(Report(None, None, summary))  # doctest: +NORMALIZE_WHITESPACE
        seed layers active numbers off by levels right L ≥ L ≤ norms L ball L segment
        0    3-8-5  2 of 3 0.100 (0.400)  -            -   -   -     4      -
    """
    lines = [_line(entry, report.summary["runs"]) for entry in report.summary["autoencoders"]]
    title = (
        f"{runs_of(report)}: autoencoders, errors on test instances (of the constant predictor), constants of decoders"
    )
    show(
        title,
        list(lines[0]),
        [tuple(line.values()) for line in lines],
        numeric=[name for name in lines[0] if name != "layers"],
    )


def _line(entry: dict[str, Any], runs: list[dict[str, Any]]) -> dict[str, str]:
    """The cells of a seed by heading; medians are those of its last run."""
    quality, known = entry["quality"], entry["lipschitz"] or {}
    last = [run for run in runs if run["seed"] == entry["seed"]][-1]["quantiles"]
    return {
        "seed": str(entry["seed"]),
        "layers": "-".join(map(str, entry["layers"])),
        "active": f"{quality['active']} of {quality['latent']}",
        "numbers off by": _compared(quality["number_error"], quality["number_error_constant"]),
        "levels right": _compared(quality["level_share"], quality["level_share_constant"]),
        "L ≥": _number(known.get("sampled")),
        "L ≤": _number(known.get("certified")),
        "norms": _number(known.get("product")),
        **{name.replace("lipschitz_", "L "): _number(last.get(name, {}).get("0.5")) for name in SPREAD},
    }


def _compared(value: float | None, constant: float | None) -> str:
    return "-" if value is None else f"{value:.3f} ({constant:.3f})"


def _number(value: float | None) -> str:
    return "-" if value is None else f"{value:.4g}"
