"""Figures of the bounds along ε: who meets Theorem 4's condition, whom bounds miss, and how tight they are."""

import polars as pl

from empirical.studies.krishna2024.people import BOTH, MAIN
from empirical.studies.krishna2024.results import Results
from empirical.studies.krishna2024.series import series

SOURCES = ("printed", "sound", "sharp", "measured")
"""Sources of Δ by which Theorem 4's condition is asked: the one that Lemma 1 prints, true ones, the distance itself."""

COST_BOUNDS = ("theorem1.printed", "theorem2.printed", "theorem3.printed")
"""Claims that bound the gap of costs, as they are printed."""

WHOLE_DECODER = "global"
"""Where the Lipschitz constant of Theorem 3 as printed holds."""

APPLIES = pl.col("status").is_in(["holds", "vacuous", "violated"])
"""Verdicts on people to whom the claim applies."""


def condition(results: Results) -> pl.DataFrame:
    """Measure the share of people who meet Theorem 4's condition, of those who have a recourse for each model.

    Args:
        results: The tables of the study.

    Returns:
        A long table (:data:`~.series.SERIES`) with the source of Δ as the variant.

    Examples:
        >>> from empirical.studies.krishna2024.made import made_results
        >>> condition(made_results())["variant"].unique().sort().to_list()
        ['Δ measured', 'Δ printed']
    """
    return series(_by_delta(results), pl.col("met"), variant=pl.col("source"))


def conclusion(results: Results) -> pl.DataFrame:
    """Measure the share of people with Pr_NR ≥ Pr_R, of those who meet Theorem 4's condition.

    Args:
        results: The tables of the study.

    Returns:
        A long table with the source of Δ as the variant.

    Examples:
        >>> from empirical.studies.krishna2024.made import made_results
        >>> bool(conclusion(made_results())["value"].is_between(0.0, 1.0).all())
        True
    """
    higher = pl.col("score_nr_nr") >= pl.col("score_r_r")
    return series(_by_delta(results).filter(pl.col("met")), higher, variant=pl.col("source"))


def violated(results: Results) -> pl.DataFrame:
    """Measure the share of people whose gap of costs lies outside a bound as printed, of those to whom it applies.

    Args:
        results: The tables of the study.

    Returns:
        A long table with the claim and the cost as the variant.

    Examples:
        >>> from empirical.studies.krishna2024.made import made_results
        >>> violated(made_results())["variant"].unique().sort().to_list()[0]
        'theorem1.printed, cost returned'
    """
    return series(cost_verdicts(results), pl.col("status") == "violated", variant=_CLAIM)


def tightness(results: Results) -> pl.DataFrame:
    """Measure the median share of a bound as printed that the gap of costs reaches, of those to whom it applies.

    Args:
        results: The tables of the study.

    Returns:
        A long table with the claim and the cost as the variant.

    Examples:
        >>> from empirical.studies.krishna2024.made import made_results
        >>> bool((tightness(made_results())["value"] >= 0.0).all())
        True
    """
    each = cost_verdicts(results)
    names = ["cell", "seed", "epsilon", "claim", "cost_source", "steps", "ridge"]
    # A mean over people who all have the median is the median, and counts them.
    medians = each.with_columns(pl.col("tightness").fill_nan(None).median().over(names).alias("median"))
    return series(medians.filter(pl.col("tightness").is_finite()), pl.col("median"), variant=_CLAIM)


def cost_verdicts(results: Results) -> pl.LazyFrame:
    """Give the verdicts on bounds of costs as they are printed, of people to whom they apply and both models reject.

    Args:
        results: The tables of the study.

    Returns:
        The rows of the table of verdicts.

    Examples:
        >>> from empirical.studies.krishna2024.made import made_results
        >>> sorted(set(cost_verdicts(made_results()).collect()["claim"]))
        ['theorem1.printed', 'theorem2.printed', 'theorem3.printed']
    """
    anywhere = pl.col("delta_source").is_null() | pl.col("delta_source").is_in(["printed", WHOLE_DECODER])
    rows = results.verdicts(MAIN).filter(APPLIES & pl.col("claim").is_in(COST_BOUNDS) & anywhere)
    needy = results.instances(MAIN).filter(~pl.col("accepted_r")).select(_PERSON)
    return rows.join(needy, on=_PERSON, how="semi", nulls_equal=True)


_PERSON = ["cell", "seed", "steps", "ridge", "epsilon", "instance"]
_CLAIM = pl.format("{}, cost {}", pl.col("claim"), pl.col("cost_source"))


def _by_delta(results: Results) -> pl.LazyFrame:
    """Give a row for each person with both recourses and each Δ, with whether the condition |v − u| ≤ R is met."""
    people = results.instances(MAIN).filter(BOTH)
    ahead = (pl.col("score_nr_r") - pl.col("score_nr_nr")).abs()
    rows = []
    for source in SOURCES:
        radius = pl.col(f"delta_{source}") * pl.col("recourse_norm_r")
        known = people.filter(radius.is_finite() & ahead.is_finite() & pl.col("score_r_r").is_finite())
        rows.append(known.with_columns(pl.lit(f"Δ {source}").alias("source"), (ahead <= radius).alias("met")))
    return pl.concat(rows)
