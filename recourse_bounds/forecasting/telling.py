"""What a forecast says, in sentences: of everybody, and of one person."""

import math
from collections.abc import Iterator
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from typing import Any

import polars as pl

from empirical.forecast.forecast import Forecast
from empirical.forecast.intervals import Ends
from empirical.forecast.rows import ACCEPTED, LOST, UNKNOWN
from empirical.forecast.surviving_rows import GUESSED, PLAIN, SURVIVING, Summary, summaries
from empirical.forecast.work import CLOSE, closely
from recourse_bounds.answer.lines import counted, percent, wrapped

HEADER = ("ε", "passes", "radius", "accepted?", "today's recourse?", "cost within 1 %", "median width", "seconds")
"""The header of the table of work, as it is printed."""

QUESTIONS = {
    "acceptance": "whether they are accepted",
    "recourse": "whether today's recourse is accepted",
    "close": f"the cost of a recourse, within {100.0 * CLOSE:g} %",
}
"""What can be certain of a person, by the column of the table of work."""


def everybody(made: Forecast, name: str) -> list[str]:
    """Say of how many people what is certain after how much work.

    Args:
        made: The forecast.
        name: The name of the data.

    Returns:
        The lines.

    Examples:
        >>> from empirical.data import load, split
        >>> from empirical.forecast.forecast import forecast
        >>> from empirical.forecast.settings import ForecastSettings
        >>> made = forecast(split(load("breast-cancer"), seed=0), ForecastSettings(budgets=(0, 30)))
        >>> print(everybody(made, "breast-cancer")[0])
        The natural model rejects 40 of 114 people of breast-cancer. Before robust
    """
    first = f"The natural model rejects {made.rejected:,} of {counted(made.asked, 'person', 'people')} of {name}. "
    if made.rejected > made.people["instance"].n_unique():
        first += f"The forecast is of {made.people['instance'].n_unique():,} of them. "
    lines = wrapped(first + "Before robust models are trained, it is certain of these people:")
    for epsilon in made.settings.epsilons:
        rows = made.work.filter(pl.col("epsilon") == epsilon).sort("passes")
        lines.append(f"At ε = {epsilon:g}")
        lines += [f"  {question}: {_when(rows, column)}" for column, question in QUESTIONS.items()]
    return lines + survived(made)


def survived(made: Forecast) -> list[str]:
    """Say what recourses cost that survive, beside others that may not.

    Args:
        made: The forecast.

    Returns:
        The lines; none where nobody asked for such recourses.

    Examples:
        >>> from empirical.data import load, split
        >>> from empirical.forecast.forecast import forecast
        >>> from empirical.forecast.settings import ForecastSettings
        >>> settings = ForecastSettings(budgets=(30,), robust_to=(0.1,))
        >>> lines = survived(forecast(split(load("breast-cancer"), seed=0), settings))
        >>> print(lines[0])
        At ε = 0.1 39 of 40 people have a recourse that certainly survives; 1 need none.
    """
    lines = []
    for epsilon in made.settings.robust_to:
        rows = made.surviving.filter(pl.col("epsilon") == epsilon)
        lines += wrapped(f"At ε = {epsilon:g} {_fates(rows.filter(pl.col('method') == SURVIVING))}{_prices(rows)}")
    return lines


def _fates(rows: pl.DataFrame) -> str:
    """Say how many people need no recourse, have one that survives, or have none."""
    counts = {str(status): count for status, count in rows["status"].value_counts().iter_rows()}
    needless, found, lost = (counts.get(name, 0) for name in ("already_favourable", "found", "not_found"))
    others = ((needless, "need none"), (lost, "have none that was found"))
    more = "".join(f"; {count:,} {what}" for count, what in others if count)
    return f"{found:,} of {counted(rows.height, 'person', 'people')} have a recourse that certainly survives{more}."


def _prices(rows: pl.DataFrame) -> str:
    """Say what surviving recourses cost, and others beside them, and how many of each the robust model accepts."""
    sums = summaries(rows)
    if not sums:
        return ""
    best, plain, guessed = (f"{sums[name].cost:.3g}, {_share(sums[name])}" for name in (SURVIVING, PLAIN, GUESSED))
    return (
        f" It costs {best}; the cheapest for today's model costs {plain}; ROAR's costs {guessed}. (Medians of "
        f"{counted(sums[SURVIVING].people, 'person', 'people')} whom every method gives one.)"
    )


def _share(one: Summary) -> str:
    """Say how many of the recourses the robust model accepts."""
    whom = {0.0: "none", 1.0: "all"}.get(one.accepted, percent(one.accepted))
    return f"and the robust model accepts {whom}"


def _when(rows: pl.DataFrame, column: str) -> str:
    """Say after how many passes something is certain of whom: first of half of the most, then of the most."""
    shares, passes = rows[column].to_list(), rows["passes"].to_list()
    most = max(shares)
    if most == 0.0:
        return f"for nobody after {counted(passes[-1], 'pass', 'passes')}"
    half, best = next(place for place, share in enumerate(shares) if share >= 0.5 * most), shares.index(most)
    whom = "for all" if most == 1.0 else f"for {percent(most)}"
    if half == best:
        return f"{whom} after {counted(passes[best], 'pass', 'passes')}"
    return f"for {percent(shares[half])} after {counted(passes[half], 'pass', 'passes')}, {whom} after {passes[best]}"


def checked(made: Forecast) -> list[str]:
    """Say how the intervals came out against the robust models.

    Args:
        made: The forecast.

    Returns:
        A line, or nothing where nobody asked.

    Examples:
        >>> from empirical.data import load, split
        >>> from empirical.forecast.forecast import forecast
        >>> from empirical.forecast.settings import ForecastSettings
        >>> checked(forecast(split(load("breast-cancer"), seed=0), ForecastSettings(budgets=(0,), check=False)))
        []
    """
    checks = (*made.checks, *made.ranged.checks)
    if not checks:
        return []
    intervals, worst = sum(check.intervals for check in checks), max(check.radius for check in checks)
    if made.violated:
        return [f"DEFECT: {made.violated:,} of {intervals:,} intervals do not hold the robust model's value"]
    return wrapped(
        f"Checked: the robust models, trained to within {worst:.1g} of their optima, have all {intervals:,} values "
        "inside their intervals."
    )


def work_rows(work: pl.DataFrame) -> Iterator[tuple[str, ...]]:
    """Write the table of work as it is printed.

    Args:
        work: The table.

    Yields:
        The cells of each row, in the order of ``HEADER``.

    Examples:
        >>> row = {"epsilon": 0.1, "passes": 5, "radius": 0.02, "width": 0.5, "seconds": 0.01}
        >>> shares = {"acceptance": 1.0, "recourse": 0.5, "cost": 1.0, "close": 0.0}
        >>> next(work_rows(pl.DataFrame([row | shares])))
        ('0.1', '5', '0.02', '100 %', '50 %', '0 %', '0.5', '0.01')
    """
    for row in work.iter_rows(named=True):
        shares = (percent(row[column]) for column in QUESTIONS)
        numbers = (f"{row[name]:.2g}" for name in ("width", "seconds"))
        yield (f"{row['epsilon']:g}", str(row["passes"]), f"{row['radius']:.2g}", *shares, *numbers)


def person(made: Forecast, instance: int, name: str) -> list[str]:
    """Say what is certain of one person: at each ε after the fewest passes that say the cost closely, or else the most.

    Args:
        made: The forecast.
        instance: The row in the data set of somebody in the forecast.
        name: The person in a few words.

    Returns:
        The lines.

    Examples:
        >>> from empirical.data import load, split
        >>> from empirical.forecast.forecast import forecast
        >>> from empirical.forecast.settings import ForecastSettings
        >>> made = forecast(split(load("breast-cancer"), seed=0), ForecastSettings(budgets=(0, 30)))
        >>> person(made, made.people["instance"][0], "This person")[0]  # doctest: +ELLIPSIS
        'This person is rejected by the natural model; a recourse costs ... now.'
    """
    rows = made.people.filter(pl.col("instance") == instance)
    lines = [f"{name} is rejected by the natural model; a recourse costs {rows['cost_now'][0]:.3g} now."]
    for epsilon in made.settings.epsilons:
        of_one = rows.filter(pl.col("epsilon") == epsilon).sort("passes")
        low, high, now = (of_one[f"cost_{which}"].to_numpy() for which in ("low", "high", "now"))
        close = pl.Series(closely(Ends(low, high), now))
        known = close | (of_one["acceptance"] == ACCEPTED)
        row = of_one.row(int(known.arg_max() or 0) if known.any() else -1, named=True)
        work = counted(row["passes"], "pass", "passes")
        lines += wrapped(f"At ε = {epsilon:g} {sentence(row)} (known after {work} over the data).")
    return lines


def sentence(row: dict[str, Any]) -> str:
    """Say what a row of the table of people says.

    Args:
        row: The row.

    Returns:
        The sentence, without a full stop; ends are rounded outwards.

    Examples:
        >>> row = {"acceptance": "stays rejected", "recourse_now": "will be rejected", "cost_now": 0.32}
        >>> sentence(row | {"cost_low": 0.4101, "cost_high": 0.4399})
        'this person stays rejected; a recourse will cost between 0.41 and 0.44, now 0.32; today’s will be rejected'
        >>> sentence(row | {"acceptance": "not known", "recourse_now": "not known", "cost_low": 0.0, "cost_high": 2.0})
        'it is not known whether this person is accepted; a recourse will cost at most 2, now 0.32'
    """
    if row["acceptance"] == ACCEPTED:
        return "this person will be accepted without any change"
    unknown = row["acceptance"] == UNKNOWN
    who = "it is not known whether this person is accepted" if unknown else "this person stays rejected"
    low, high = _rounded(row["cost_low"], ROUND_FLOOR), _rounded(row["cost_high"], ROUND_CEILING)
    if not math.isfinite(row["cost_high"]):
        cost = "nothing is known of the cost"
    elif row["cost_low"] > 0.0:
        cost = f"a recourse will cost between {low} and {high}, now {row['cost_now']:.3g}"
    else:
        cost = f"a recourse will cost at most {high}, now {row['cost_now']:.3g}"
    today = {ACCEPTED: "; today’s will be accepted", LOST: "; today’s will be rejected"}.get(row["recourse_now"], "")
    return f"{who}; {cost}{today}"


def _rounded(number: float, how: str) -> str:
    """Write a number with three digits, rounded in one direction."""
    if number == 0.0 or not math.isfinite(number):
        return f"{number:g}"
    exact = Decimal(number)
    return f"{float(exact.quantize(Decimal(1).scaleb(exact.adjusted() - 2), rounding=how)):g}"
