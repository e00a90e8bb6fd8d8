"""Figures that a paper prints, beside those that were measured here, with a badge by a rule written before."""

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np

from empirical.report.sweep import student_interval
from empirical.studies.badges import Badge

SHARE, ABSOLUTE = 0.1, 0.02
"""How far a printed figure may lie outside our interval and count as reproduced: a tenth of it, at least .02."""

LEAST_RUNS = 3
"""Smallest number of runs that a badge may rest on: an interval over two holds almost anything."""

RULE = (
    "*Reproduced*: the printed figure lies within our 95 % interval over the runs (Student's), or at most a tenth of "
    "it (at least .02) outside, its own printed spread counted in its favour. *Partly*: at most three times as far. "
    f"*Cannot be told*: fewer than {LEAST_RUNS} runs have it."
)
"""The rule in words."""


class Printed(NamedTuple):
    """A figure that a paper prints.

    Attributes:
        what: What it is, with model, method and data.
        source: Where it stands in the paper.
        value: The figure.
        spread: The standard deviation that is printed beside it; 0 for none.
    """

    what: str
    source: str
    value: float
    spread: float = 0.0


class Beside(NamedTuple):
    """A printed figure beside ours.

    Attributes:
        printed: The printed figure.
        ours: ``mean``, ``low`` and ``high`` over the runs, null where they are not known.
        runs: The number of runs in which it is known.
        badge: What becomes of the printed figure.
    """

    printed: Printed
    ours: dict[str, float | None]
    runs: int
    badge: Badge


def beside(printed: Printed, ours: Sequence[float]) -> Beside:
    """Put our figure beside a printed one.

    Args:
        printed: The printed figure.
        ours: Ours in every run, NaN where it is not known.

    Returns:
        Both, with the badge.

    Raises:
        RuntimeError: Never: an interval over several runs has two ends.

    Examples:
        >>> accuracy = Printed("accuracy, natural", "section 3.1", 0.989)
        >>> beside(accuracy, [0.98, 0.985, 0.99]).badge.value, beside(accuracy, [0.98]).badge.value
        ('reproduced', 'cannot be told')
        >>> [beside(accuracy, [mean, mean, mean]).badge.value for mean in (0.75, 0.5)]
        ['partly', 'not reproduced']
    """
    values = np.asarray(ours, float)
    known = values[np.isfinite(values)]
    interval = student_interval(known)
    if len(known) < LEAST_RUNS:
        return Beside(printed, interval, len(known), Badge.UNKNOWN)
    low, high = interval["low"], interval["high"]
    if low is None or high is None:
        raise RuntimeError("an interval over two runs has two ends")
    outside = max(low - printed.value, printed.value - high, 0.0) - printed.spread
    near = max(SHARE * abs(printed.value), ABSOLUTE)
    badge = Badge.REPRODUCED if outside <= near else Badge.PARTLY if outside <= 3.0 * near else Badge.NOT_REPRODUCED
    return Beside(printed, interval, len(known), badge)


def printed_rows(found: Sequence[Beside]) -> list[dict[str, Any]]:
    """Write printed figures and ours as the rows of a table, those that do not reproduce first.

    Args:
        found: The figures.

    Returns:
        A row for each of them.

    Examples:
        >>> printed_rows([beside(Printed("accuracy", "section 3.1", 0.989), [0.98, 0.985, 0.99])])[0]["theirs"]
        '0.989'
    """
    order = list(Badge)
    return [
        {
            "figure": one.printed.what,
            "theirs": f"{one.printed.value:.3g}" + (f" ± {one.printed.spread:.2g}" if one.printed.spread else ""),
            "where": one.printed.source,
            "ours": _interval(one.ours),
            "runs": one.runs,
            "badge": one.badge.value,
        }
        for one in sorted(found, key=lambda one: order.index(one.badge))
    ]


def _interval(ours: dict[str, float | None]) -> str:
    mean, low, high = (ours[name] for name in ("mean", "low", "high"))
    if mean is None:
        return "–"
    return f"{mean:.3g}" if low is None or high is None else f"{mean:.3g} ({low:.3g} to {high:.3g})"
