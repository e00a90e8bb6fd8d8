"""Where the cost gap of a person comes from: the part of the slopes, and the part of the scores, exactly.

A minimiser of SCFE costs |m| g(t), with m the distance of the score from its target, t the slope and g(t) = t/(λ + t²)
(Definition 1 of the paper, with the factor λ that it prints taken out). So

    ‖ζ_R‖ − ‖ζ_NR‖ = |m_NR| (g(b) − g(a)) + (|m_R| − |m_NR|) g(b),

with a the slope of the non-robust model and b that of the robust one: the first term is the cost of a flatter score,
the second that of a lower one.
"""

import polars as pl

from empirical.studies.krishna2024.people import MAIN, MINIMISERS
from empirical.studies.krishna2024.results import Results
from empirical.studies.krishna2024.series import series

SLOPE, SCORE, GAP = "part of the slopes", "part of the scores", "whole gap"
"""Names of the two parts, and of their sum."""

PARTS = {SLOPE: "slope_part", SCORE: "score_part", GAP: "gap"}
"""Columns of :func:`decomposed` by the names of the parts."""


def gain(slope: pl.Expr, lam: pl.Expr) -> pl.Expr:
    """Give g(t) = t/(λ + t²), the cost of a minimiser for each unit of distance from the target.

    Args:
        slope: The slope t.
        lam: The weight λ.

    Returns:
        The expression.

    Examples:
        >>> pl.DataFrame({"t": [1.0], "lam": [1.0]}).select(gain(pl.col("t"), pl.col("lam"))).item()
        0.5
    """
    return slope / (lam + slope**2)


def decomposed(people: pl.DataFrame | pl.LazyFrame) -> pl.LazyFrame:
    """Split the cost gap of every person into its two parts; of networks, of the costs on the tangents.

    Args:
        people: Rows of instances whose recourses are minimisers.

    Returns:
        The rows of which both slopes are known, with the columns ``slope_part``, ``score_part``, and ``gap``, which is
        their sum.

    Examples:
        >>> from empirical.studies.krishna2024.made import made_results
        >>> rows = decomposed(made_results().instances("main").filter(pl.col("method") == "scfe fixed")).collect()
        >>> off = rows["slope_part"] + rows["score_part"] - (rows["cost_r"] - rows["cost_nr"])
        >>> bool(off.abs().max() < 1e-12)
        True
    """
    a, b = (pl.coalesce(f"slope_{model}", f"norm_{model}") for model in ("nr", "r"))
    m_nr, m_r = (pl.col(f"residual_{model}").abs() for model in ("nr", "r"))
    lam = pl.col("lam")
    parts = people.lazy().with_columns(
        (m_nr * (gain(b, lam) - gain(a, lam))).alias("slope_part"), ((m_r - m_nr) * gain(b, lam)).alias("score_part")
    )
    known = pl.col("slope_part").is_finite() & pl.col("score_part").is_finite()
    return parts.filter(known).with_columns((pl.col("slope_part") + pl.col("score_part")).alias("gap"))


def gap_parts(results: Results) -> pl.DataFrame:
    """Average both parts of the cost gap, and the gap, over the people whom both models reject.

    Args:
        results: The tables of the study.

    Returns:
        A long table (:data:`~.series.SERIES`) with the part as the variant.

    Examples:
        >>> from empirical.studies.krishna2024.made import made_results
        >>> gap_parts(made_results())["variant"].unique().sort().to_list()
        ['part of the scores', 'part of the slopes', 'whole gap']
    """
    minimisers = results.instances(MAIN).filter((pl.col("method") == MINIMISERS) & ~pl.col("accepted_r"))
    rows = decomposed(minimisers)
    return pl.concat(series(rows, pl.col(column), variant=pl.lit(name)) for name, column in PARTS.items())
