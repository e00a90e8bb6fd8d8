"""What a forecast says of a whole range of ε, in sentences: of everybody, and of one person."""

from collections.abc import Iterator
from itertools import groupby

import polars as pl

from empirical.forecast.forecast import Forecast
from empirical.forecast.rows import ACCEPTED, REJECTED, UNKNOWN
from recourse_bounds.answer.lines import counted, percent, wrapped
from recourse_bounds.forecasting.telling import sentence


def range_of_everybody(made: Forecast) -> list[str]:
    """Say of how many people what is certain for every ε of a range at once.

    Args:
        made: The forecast.

    Returns:
        The lines; none where nobody asked for a range.

    Examples:
        >>> from empirical.data import load, split
        >>> from empirical.forecast.forecast import forecast
        >>> from empirical.forecast.settings import ForecastSettings
        >>> made = forecast(split(load("breast-cancer"), seed=0), ForecastSettings(budgets=(0,), between=(0.0, 0.02)))
        >>> print(range_of_everybody(made)[0])  # doctest: +ELLIPSIS
        For every ε from 0 to 0.02 at once, after ... passes over the data: ...
    """
    if not made.settings.between:
        return []
    whole, (low, high) = made.ranged, made.settings.between
    fates = whole.people.group_by("instance").agg(
        (pl.col("acceptance") == REJECTED).all().alias("rejected"),
        (pl.col("acceptance") == ACCEPTED).any().alias("accepted"),
    )
    rejected, accepted = int(fates["rejected"].sum()), int(fates["accepted"].sum())
    several, open_ones = fates.height, fates.height - rejected - accepted
    parts = [f"{rejected:,} of {counted(several, 'person', 'people')} stay rejected whatever ε is"]
    parts += [f"{accepted:,} will be accepted at some ε"] if accepted else []
    parts += [f"of {open_ones:,} it stays open"] if open_ones else []
    of_whom = "everybody" if whole.certain == 1.0 else f"{percent(whole.certain)} of them"
    return wrapped(
        f"For every ε from {low:g} to {high:g} at once, after {counted(whole.passes, 'pass', 'passes')} over the data: "
        f"{'; '.join(parts)}. At every ε it is certain of {of_whom} whether they are accepted, or that a recourse "
        "costs something."
    )


def range_of_person(made: Forecast, instance: int) -> list[str]:
    """Say what is certain of one person for every ε of a range.

    Args:
        made: The forecast.
        instance: The row in the data set of somebody in the forecast.

    Returns:
        The lines; none where nobody asked for a range.

    Examples:
        >>> from empirical.data import load, split
        >>> from empirical.forecast.forecast import forecast
        >>> from empirical.forecast.settings import ForecastSettings
        >>> made = forecast(split(load("breast-cancer"), seed=0), ForecastSettings(budgets=(0,), between=(0.0, 0.02)))
        >>> print(range_of_person(made, made.people["instance"][0])[0])  # doctest: +ELLIPSIS
        For every ε from 0 to 0.02 this person stays rejected; a recourse will cost...
    """
    rows = made.ranged.people.filter(pl.col("instance") == instance) if made.settings.between else pl.DataFrame()
    return [line for told in _told(rows) for line in wrapped(told)]


def _told(rows: pl.DataFrame) -> Iterator[str]:
    """Tell of each part of the range in which one thing is certain of acceptance."""  # noqa: DOC402
    if rows.is_empty():
        return
    several = rows.sort("epsilon_low").to_dicts()
    for acceptance, group in groupby(several, lambda row: row["acceptance"]):
        part = list(group)
        row = part[0] | {
            "cost_low": min(one["cost_low"] for one in part),
            "cost_high": max(one["cost_high"] for one in part),
            "acceptance": acceptance,
            "recourse_now": part[0]["recourse_now"] if len({one["recourse_now"] for one in part}) == 1 else UNKNOWN,
        }
        yield f"For every ε from {part[0]['epsilon_low']:.4g} to {part[-1]['epsilon_high']:.4g} {sentence(row)}."
