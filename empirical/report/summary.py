"""The counts and means of a report."""

from importlib.metadata import version
from platform import python_version
from typing import Any

import jax.numpy as jnp
import numpy as np
import polars as pl
from scipy.special import expit

from bounds import CLAIMS, Status
from bounds.readings.text import definition_hash
from empirical.data.dataset import Dataset
from empirical.models.logistic import Run, dual_norm
from empirical.pair import Pair
from empirical.population import Population

PACKAGES = ("recourse-bounds", "jax", "jaxlib", "numpy", "scipy", "polars", "scikit-learn", "z3-solver", "python-flint")
"""Packages whose versions a report records."""

GROUP = ("claim", "delta_source", "cost_source")


def claim_counts(rows: pl.DataFrame) -> list[dict[str, Any]]:
    """Count verdicts by claim, Δ and cost.

    Args:
        rows: The rows of a report.

    Returns:
        One dictionary per case, in the order of the rows.
    """
    statuses = [pl.col("status").eq(status.name.lower()).sum().alias(status.name.lower()) for status in Status]
    applicable = pl.col("status").is_in(["holds", "vacuous", "violated"])
    groups = rows.group_by(GROUP, maintain_order=True).agg(
        pl.len().alias("rows"),
        *statuses,
        pl.col("refutes").sum().alias("violated_all_premises_hold"),
        pl.col("certified").sum().alias("certified"),
        (applicable & pl.col("within_rounding")).sum().alias("within_rounding"),
        (applicable & pl.col("lower_informative")).sum().alias("lower_informative"),
        (applicable & pl.col("upper_informative")).sum().alias("upper_informative"),
        pl.col("tightness").filter(applicable).median().alias("tightness_median"),
        pl.col("tightness").filter(applicable).max().alias("tightness_max"),
        pl.col("failed").explode().drop_nulls().value_counts(sort=True).alias("failed"),
    )
    counts = []
    for group in groups.iter_rows(named=True):
        claim = CLAIMS[group["claim"]]
        failed = sorted(group.pop("failed"), key=lambda entry: (-entry["count"], entry["failed"]))
        counts.append(
            {
                **group,
                "theory": claim.theory,
                "definition": definition_hash(claim),
                "failed": {entry["failed"]: entry["count"] for entry in failed},
            }
        )
    return counts


def delta_summary(rows: pl.DataFrame) -> dict[str, dict[str, float | None]]:
    """Every Δ over the persons: the bounds of Lemma 1 on ‖w_NR − w_R‖, and that distance itself (``measured``).

    Args:
        rows: The rows of a report.

    Returns:
        Smallest, median and largest Δ by source; only the printed one differs between persons.
    """
    delta = pl.col("delta")
    groups = rows.drop_nulls("delta_source").group_by("delta_source", maintain_order=True)
    table = groups.agg(delta.min().alias("smallest"), delta.median().alias("median"), delta.max().alias("largest"))
    return {row.pop("delta_source"): row for row in table.iter_rows(named=True)}


def defects(rows: pl.DataFrame) -> list[dict[str, Any]]:
    """Violations of true claims that exact arithmetic confirms, every premise included: defects of this project.

    Args:
        rows: The rows of a report.

    Returns:
        One dictionary per row, with the person and the claim.
    """
    true = [claim.id for claim in CLAIMS.values() if claim.theory == "true"]
    bad = rows.filter(pl.col("refutes") & pl.col("claim").is_in(true))
    return bad.select("instance", *GROUP, "lower", "value", "upper").to_dicts()


def population_means(population: Population) -> dict[str, dict[str, Any]]:
    """Counts and means over the population, over those that both models reject, and over those that both help.

    Costs are those of the Eq. 2 minimiser, also where the robust model accepts already. Validity comes in three
    meanings: *probability* σ(f), *own* (the model that the recourse was made for accepts it), *cross* (x'_R for f_NR).

    Args:
        population: The persons.

    Returns:
        One dictionary per group; a mean over nobody is null.
    """
    groups = {
        "all": np.ones(len(population.rows), bool),
        "both_rejected": ~population.accepted_r,
        "both_found": population.found_nr & population.found_r,
    }
    cost_nr, cost_r = population.recourses_nr.costs, population.recourses_r.costs
    quantities = {
        "cost_nr": cost_nr,
        "cost_r": cost_r,
        "cost_gap": cost_nr - cost_r,
        "probability_nr": expit(population.score_nr_nr),
        "probability_r": expit(population.score_r_r),
        "own_validity_nr": population.found_nr,
        "own_validity_r": population.found_r,
        "cross_validity": population.score_nr_r > 0.0,
        "accepted_r": population.accepted_r,
    }
    return {
        group: {"count": int(members.sum())}
        | {name: float(values[members].mean()) if members.any() else None for name, values in quantities.items()}
        for group, members in groups.items()
    }


def model_summary(pair: Pair, run: Run) -> dict[str, Any]:
    """Accuracy of a model on the test instances, and whether it tells them apart at all.

    Args:
        pair: The data and settings.
        run: The model's training run.

    Returns:
        Clean accuracy, accuracy under the exact worst attack of the pair's ε, share accepted, and ``degenerate``:
        null, ``accepts everybody`` or ``rejects everybody``.
    """
    weights, split = np.asarray(run.weights), pair.split
    scores = split.test @ weights
    attack = pair.training.epsilon * float(dual_norm(run.weights, jnp.asarray(split.attacked), pair.training.norm)[0])
    accepted = scores > 0.0
    degenerate = "accepts everybody" if accepted.all() else None if accepted.any() else "rejects everybody"
    return {
        "accuracy": float((accepted == (split.test_labels > 0.0)).mean()),
        "adversarial_accuracy": float((split.test_labels * scores > attack).mean()),
        "accepted": float(accepted.mean()),
        "degenerate": degenerate,
        "weight_norm": float(np.linalg.norm(weights)),
        "largest_dual_norm": float(run.robust_weight_norm),
        "gradient_gap_sum": float(run.gradient_gap_sum),
        "smoothness": float(run.smoothness),
    }


def provenance(dataset: Dataset) -> dict[str, Any]:
    """Where the numbers come from: the data's source and checksum, and the versions of what computed them.

    Args:
        dataset: The data set.

    Returns:
        A dictionary for ``summary.json``.
    """
    return {
        "data": {
            "name": dataset.name,
            "source": dataset.source,
            "sha256": dataset.sha256,
            "rows": len(dataset.labels),
            "columns": [column.name for column in dataset.columns],
            "immutable": [column.name for column in dataset.columns if column.immutable],
            "favourable": dataset.favourable,
        },
        "versions": {"python": python_version(), **{package: version(package) for package in PACKAGES}},
    }
