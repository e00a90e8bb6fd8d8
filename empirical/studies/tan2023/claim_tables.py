"""The tables of the page about claims: every claim, Proposition 4.2 across boundaries, and Theorem 5.2 on people."""

from typing import Any

import polars as pl

from bounds import CLAIMS
from empirical.studies.tan2023.checking import BOUNDARY, STATUSES
from empirical.studies.tan2023.results import DATA, MODELS, Results, kinds, of_part
from empirical.studies.tan2023.series import peak_table

PLACES = {"neighbours": "people", "boundary": "boundaries"}
"""How the page calls the places of checks."""


def claim_rows(results: Results) -> list[dict[str, Any]]:
    """Count the verdicts of every claim.

    Args:
        results: The tables.

    Returns:
        A row for each claim and place: the checks on all models and both scores, the violations, the largest tightness
        and the largest share of a bound that errors of draws take.

    Examples:
        >>> from empirical.studies.tan2023.made import made_results
        >>> {row["claim"]: row["violated"] for row in claim_rows(made_results())}["`smoothgrad.lipschitz_printed`"]
        288
    """
    rows = of_part(results.claims).filter(pl.col("lacking") == "").group_by("claim", "place", maintain_order=True)
    found = rows.agg(pl.col(*STATUSES).sum(), pl.col("tightness", "error").max()).to_dicts()
    order = list(CLAIMS)
    return [
        {
            "claim": f"`{row['claim']}`",
            "statement": CLAIMS[row["claim"]].statement.replace("|", r"\|"),
            "theory": CLAIMS[row["claim"]].theory,
            "on": PLACES[row["place"]],
            "checks": f"{row['holds'] + row['vacuous'] + row['violated']:,}",
            "inapplicable": f"{row['inapplicable']:,}",
            "violated": row["violated"],
            "tightest": row["tightness"],
            "error": row["error"],
        }
        for row in sorted(found, key=lambda row: (row["place"] == BOUNDARY, order.index(row["claim"])))
    ]


def lacking_rows(results: Results) -> list[dict[str, Any]]:
    """Say which claims cannot be evaluated on which models, and why.

    Args:
        results: The tables.

    Returns:
        A row for each reason.

    Examples:
        >>> from empirical.studies.tan2023.made import made_results
        >>> lacking_rows(made_results())[0]["models"]
        'CNN, linear'
    """
    rows = of_part(results.claims).filter(pl.col("lacking") != "")
    found = rows.group_by("lacking", "score", maintain_order=True).agg(pl.col("claim", "model").unique().sort())
    return [
        {
            "reason": row["lacking"],
            "score": row["score"],
            "models": ", ".join(MODELS[name] for name in row["model"]),
            "claims": ", ".join(f"`{name}`" for name in row["claim"]),
        }
        for row in found.to_dicts()
    ]


def steep_rows_of(results: Results) -> list[dict[str, Any]]:
    """Summarise what smoothing makes of probabilities across the boundaries of models.

    Args:
        results: The tables.

    Returns:
        A row for each kind of model: the share of points at which the printed bound is certainly violated, and the
        clearest one.

    Examples:
        >>> from empirical.studies.tan2023.made import made_results
        >>> row = steep_rows_of(made_results())[0]
        >>> row["violated"], row["gap"]
        ('24 of 24', '0.35 ± 0.03')
    """
    found, steep = [], of_part(results.steep).with_columns(sure=(pl.col("gap") - pl.col("error")) / pl.col("printed"))
    for data, model in kinds(steep):
        own = steep.filter(dataset=data, model=model)
        best = own.sort("sure", descending=True).row(0, named=True)
        count = own.filter(pl.col("sure") > 1.0).height
        found.append(
            {
                "model": f"{DATA[data]}, {MODELS[model]}",
                "violated": f"{count} of {own.height}",
                "σ": best["sigma"],
                "σ‖∇f‖": best["steepness"],
                "gap": f"{best['gap']:.3g} ± {best['error']:.2g}",
                "printed": best["printed"],
                "sharp": best["sharp"],
                "gap / printed": best["gap"] / best["printed"],
            }
        )
    return found


def peak_rows(results: Results) -> list[dict[str, Any]]:
    """Count people for whom the hypotheses of Theorem 5.2 hold, and whose faithfulness has a peak.

    Args:
        results: The tables.

    Returns:
        A row for each kind of model and score.

    Examples:
        >>> from empirical.studies.tan2023.made import made_results
        >>> peak_rows(made_results())[0]["repaired: peaks"]
        '24 of 24'
    """
    table, found = peak_table(results), []
    for data, model in kinds(table):
        for score in table["score"].unique(maintain_order=True).sort():
            own = table.filter(dataset=data, model=model, score=score)
            if not own.height:
                continue
            counts = {
                name: f"{own.filter(name, 'peak').height:,} of {own.filter(name).height:,}"
                for name in ("printed", "repaired", "sharp")
            }
            beyond = own.filter(pl.col("printed") & ~pl.col("repaired"))
            found.append(
                {
                    "model": f"{DATA[data]}, {MODELS[model]}",
                    "score": score,
                    "people": f"{own.height:,}",
                    "peaks": f"{own.filter('peak').height:,}",
                    "median σ": own.filter("peak")["best_sigma"].median(),
                    "printed: peaks": counts["printed"],
                    "of αν ≥ 1": f"{beyond.filter('peak').height:,} of {beyond.height:,}",
                    "repaired: peaks": counts["repaired"],
                    "α‖p‖ < ‖∇f‖: peaks": counts["sharp"],
                }
            )
    return found


def defects(results: Results) -> int:
    """Count the violations of claims that are proved.

    Args:
        results: The tables.

    Returns:
        The number of checks at which a true claim is violated, in all parts and on both scores.

    Examples:
        >>> from empirical.studies.tan2023.made import made_results
        >>> defects(made_results())
        0
    """
    true = [name for name, claim in CLAIMS.items() if claim.theory == "true"]
    return int(results.claims.filter(pl.col("claim").is_in(true))["violated"].sum())


def drawn_checks(results: Results) -> int:
    """Count the checks whose errors hold but for a chance.

    Args:
        results: The tables.

    Returns:
        The number of checks with an error of draws.

    Examples:
        >>> from empirical.studies.tan2023.made import made_results
        >>> drawn_checks(made_results()) > 0
        True
    """
    rows = results.claims.filter(pl.col("error") > LEAST_ERROR)
    return int(rows.select(pl.sum_horizontal("holds", "vacuous", "violated").sum()).item())


LEAST_ERROR = 1e-6
"""Shares of a bound that rounding and quadrature never take, but draws do."""
