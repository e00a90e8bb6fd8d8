"""What figures and findings read of the tables: rank correlations, what σ does, and the most faithful σ."""

from typing import Any

import polars as pl

from empirical.studies.tan2023.methods import METHODS
from empirical.studies.tan2023.printed import rank_correlation
from empirical.studies.tan2023.results import CELL, DATA, Results, kinds, mean_quotients, of_part

LEAST_MODELS = 6
"""Smallest number of models over which a rank correlation is taken."""

PERSON = (*CELL, "score", "instance")
"""The columns that tell a person of a model and score apart."""

EXACT = 1e-9
"""Errors ‖φ − p‖ below this share of ‖p‖ are those of rounding: the explanation is exact."""


def correlation_rows(results: Results) -> list[dict[str, Any]]:
    """Correlate the robustness of every explanation with that of the score, over the models of a data set.

    Args:
        results: The tables.

    Returns:
        A row for each data set and kind of model, and for each data set with all kinds: Spearman's correlations over
        ε and seeds; null where all numbers are the same, or there are too few.

    Examples:
        >>> from empirical.studies.tan2023.made import made_results
        >>> rows = correlation_rows(made_results())
        >>> rows[0]["models"], rows[0]["gradient"] > 0.9
        (6, True)
    """
    table = mean_quotients(results)
    found = [_correlated(table.filter(dataset=data, model=model), data, model) for data, model in kinds(table)]
    for data in DATA:
        own = table.filter(dataset=data)
        if own["model"].n_unique() > 1:
            found.append(_correlated(own, data, ""))
    return found


def _correlated(own: pl.DataFrame, data: str, model: str) -> dict[str, Any]:
    row: dict[str, Any] = {"dataset": data, "model": model, "models": own.height}
    for method in METHODS:
        known = own.drop_nulls(["score", method])
        value = rank_correlation(known["score"].to_list(), known[method].to_list())
        row[method] = None if known.height < LEAST_MODELS or value != value else value
    return row


def curve_table(results: Results) -> pl.DataFrame:
    """Average over the people what σ does to SmoothGrad: the logarithms of its error and its quotient, over those at 0.

    Args:
        results: The tables.

    Returns:
        A row for each model, score and σ, with ``error`` and ``quotient``; people whose numbers at 0 are those of
        rounding are left out, and where nobody is left a number is null.

    Examples:
        >>> from empirical.studies.tan2023.made import made_results
        >>> curve_table(made_results()).filter(sigma=0.0)["error"].drop_nulls().abs().max()
        0.0
    """
    rows = of_part(results.sigmas).join(of_part(results.effects), on=["part", *PERSON])
    plain = rows.filter(sigma=0.0).select(*PERSON, plain_error="error", plain_quotient="quotient")
    rows = rows.join(plain, on=PERSON)
    exact = pl.col("plain_error") <= EXACT * pl.col("effect_norm")
    still = pl.col("plain_quotient") <= EXACT
    logs = {
        "error": pl.when(~exact & (pl.col("error") > 0.0)).then((pl.col("error") / pl.col("plain_error")).log()),
        "quotient": pl.when(~still & (pl.col("quotient") > 0.0)).then(
            (pl.col("quotient") / pl.col("plain_quotient")).log()
        ),
    }
    means = [one.mean().alias(name) for name, one in logs.items()]
    return rows.group_by(*CELL, "score", "sigma", maintain_order=True).agg(*means, people=pl.len()).sort("sigma")


def peak_table(results: Results) -> pl.DataFrame:
    """Find the most faithful σ of every person, and whether the hypotheses of Theorem 5.2 hold on the grid of σ.

    α is the least cosine on the grid, ν = τ the person's own ratio ‖p‖/‖∇f‖.

    Args:
        results: The tables.

    Returns:
        A row for each person, model and score: the best σ, whether it lies strictly between 0 and ∞ (``peak``), and
        whether the printed and the repaired hypotheses hold.

    Examples:
        >>> from empirical.studies.tan2023.made import made_results
        >>> found = peak_table(made_results())
        >>> found.filter("repaired")["peak"].all(), found.filter("repaired", ~pl.col("printed")).height
        (True, 0)
    """
    rows = of_part(results.sigmas)
    plain = rows.filter(sigma=0.0).select(*PERSON, plain_error="error")
    inside = rows.filter(pl.col("sigma") > 0.0).group_by(*PERSON, maintain_order=True)
    best = inside.agg(
        pl.col("error").min().alias("best_error"),
        pl.col("sigma").sort_by("error").first().alias("best_sigma"),
        pl.col("cosine").min().alias("alignment"),
        pl.col("cosine").is_null().any().alias("unknown"),
    )
    found = best.join(plain, on=PERSON).join(of_part(results.effects), on=PERSON).filter(~pl.col("unknown"))
    ratio, share = pl.col("effect_norm") / pl.col("gradient_norm"), pl.col("alignment")
    lowest = pl.min_horizontal("plain_error", "effect_norm")
    found = found.filter(pl.col("plain_error") > EXACT * pl.col("effect_norm")).with_columns(
        ratio=ratio, peak=pl.col("best_error") < lowest
    )
    printed = (share > 0.0) & (2.0 * ratio - 1.0 < (share * ratio) ** 2)
    return found.with_columns(printed=printed, repaired=printed & (share * ratio < 1.0)).with_columns(
        sharp=(share > 0.0) & (share * ratio < 1.0)
    )
