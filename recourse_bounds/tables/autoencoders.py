"""A table of autoencoders on the terminal: how well they rebuild people, and how far apart they decode."""

from typing import Any

from empirical.report import Report
from empirical.report.naming import runs_of
from recourse_bounds.terminal import show

SPREAD = ("lipschitz_ball", "lipschitz_segment")
"""Constants that every person has for themselves: their medians stand in the table."""


def autoencoder_table(report: Report) -> None:
    """Print what is known of the autoencoder of every seed.

    Args:
        report: Of decoded recourses.
    """
    lines = [_line(one, report.summary["runs"]) for one in report.summary["autoencoders"]]
    title = (
        f"{runs_of(report)}: autoencoders, errors on test instances (of the constant predictor), constants of decoders"
    )
    show(
        title,
        list(lines[0]),
        [tuple(line.values()) for line in lines],
        numeric=[name for name in lines[0] if name != "layers"],
    )


def _line(one: dict[str, Any], runs: list[dict[str, Any]]) -> dict[str, str]:
    """The cells of a seed by heading; medians are those of its last run."""
    quality, known = one["quality"], one["lipschitz"] or {}
    last = [run for run in runs if run["seed"] == one["seed"]][-1]["quantiles"]
    return {
        "seed": str(one["seed"]),
        "layers": "-".join(map(str, one["layers"])),
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
