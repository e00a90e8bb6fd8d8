"""Every interval of forecasts against the robust model: all data sets, penalties from weak to strong, all attacks.

``python -m empirical.studies.intervals docs/measured/intervals.md`` checks them and writes the page. It ends with exit
status 1 if an interval does not hold the robust model's value.
"""

import math
import sys
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import jax

from bounds.atomic_write import write_text
from empirical.data import load
from empirical.data.split import assign, split
from empirical.errors import InputError
from empirical.forecast.forecast import Forecast, forecast
from empirical.forecast.settings import ForecastSettings
from empirical.studies.page import announce, commit, table

DATA = ("breast-cancer", "german", "compas", "bail", "adult")
"""The data sets."""

PENALTIES = (1e-4, 1e-3, 1e-2, 1e-1, 1.0)
"""The penalties μ."""

NORMS = {"ℓ∞": math.inf, "ℓ2": 2.0, "ℓ1": 1.0}
"""The norms of the attacks by name."""

EPSILONS = (0.02, 0.05, 0.1, 0.2)
"""The radii of the attacks."""

BUDGETS = (0, 1, 2, 5, 10, 20, 50)
"""The passes over the data after which intervals are told."""


def checked(stage: Callable[[str], None]) -> Iterator[tuple[dict[str, Any], Forecast]]:
    """Make the forecasts, each checked against the robust model, trained to the end.

    Args:
        stage: What to call with a few words before each forecast.

    Yields:
        What is varied, and the forecast; nothing where the natural model rejects nobody.

    Examples:
        >>> varied, made = next(checked(str))
        >>> varied, sum(check.violated for check in made.checks)
        ({'data': 'breast-cancer', 'attacks': 'ℓ∞', 'μ': 0.0001}, 0)
    """
    for name in DATA:
        data = load(name)
        assigned = assign(data, seed=0)
        designs = split(data, seed=0, assigned=assigned)
        for attacks, norm in NORMS.items():
            for penalty in PENALTIES:
                stage(f"{name}, {attacks}, penalty {penalty:g}")
                settings = ForecastSettings(epsilons=EPSILONS, penalty=penalty, norm=norm, budgets=BUDGETS)
                try:
                    made = forecast(designs, settings, assigned[0])
                except InputError:  # the penalty is so strong that nobody is rejected
                    continue
                yield {"data": name, "attacks": attacks, "μ": penalty}, made


def row(varied: dict[str, Any], made: Forecast) -> dict[str, Any]:
    """Summarise a forecast and its checks.

    Args:
        varied: What is varied.
        made: The forecast.

    Returns:
        The row: the intervals, those that do not hold, and of how many people × ε something is certain at the end.

    Examples:
        >>> varied, made = next(checked(str))
        >>> list(row(varied, made))[3:]
        ['people', 'intervals', 'violated', 'accepted or not, %', 'cost within 1 %, %']
    """
    last = made.work.filter(made.work["passes"] == BUDGETS[-1])
    return {
        **varied,
        "people": f"{made.people['instance'].n_unique():,}",
        "intervals": f"{sum(check.intervals for check in made.checks):,}",
        "violated": sum(check.violated for check in made.checks),
        "accepted or not, %": f"{100.0 * float(last['acceptance'].to_numpy().mean()):.4g}",
        "cost within 1 %, %": f"{100.0 * float(last['close'].to_numpy().mean()):.4g}",
    }


def page(rows: list[dict[str, Any]], intervals: int, violated: int, when: str) -> str:
    """Write the page of the study.

    Args:
        rows: The rows of the table.
        intervals: The number of all intervals.
        violated: The number of those that do not hold the robust model's value.
        when: The date and the commit.

    Returns:
        The page in Markdown.

    Examples:
        >>> page([], 7, 0, "2025-01-31, at 0123abc").splitlines()[4]
        '7 intervals, of which 0 do not hold the value of the robust model.'
    """
    return f"""# Every interval

Made by `make intervals`, {when}.

{intervals:,} intervals, of which {violated} do not hold the value of the robust model.

The [forecast](../forecast.md) says of each rejected person intervals for score, validity, cost of SCFE and the floor of
every method, at ε = {", ".join(map(str, EPSILONS))}, after {", ".join(map(str, BUDGETS))} passes over the data. Then
the robust model is trained to the end, and every interval is compared with it. *Accepted or not*, *cost within 1 %*: of
how many people, in the mean over ε, that is certain after {BUDGETS[-1]} passes. Where a row is missing, the penalty is
so strong that the natural model rejects nobody.

{table(rows)}
"""


def main(target: str) -> int:
    """Check all intervals and write the page.

    Args:
        target: The path of the page.

    Returns:
        The exit status: 1 if an interval does not hold, else 0.

    Examples:
        >>> main("intervals.md")  # doctest: +SKIP
        0
    """
    rows, intervals, violated = [], 0, 0
    for varied, made in checked(announce):
        rows.append(row(varied, made))
        intervals += sum(check.intervals for check in made.checks)
        violated += sum(check.violated for check in made.checks)
    when = f"{datetime.now(UTC):%Y-%m-%d}, at {commit()}"
    write_text(Path(target), page(rows, intervals, violated, when))
    return 1 if violated else 0


if __name__ == "__main__":
    jax.config.update("jax_enable_x64", True)  # noqa: FBT003
    sys.exit(main(*sys.argv[1:]))
