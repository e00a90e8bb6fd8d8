"""The counts and means of a report."""

from dataclasses import asdict
from importlib.metadata import version
from platform import machine, python_version
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
import polars as pl

from bounds import CLAIMS
from bounds.readings.text import definition_hash
from empirical.data.dataset import Dataset
from empirical.models.logistic import dual_norm
from empirical.pair import Model, Pair
from empirical.report.quantities import QUANTITIES, SUBSETS
from empirical.report.tables import CASE, KEY, RUN, STATUSES

PACKAGES = ("recourse-bounds", "jax", "jaxlib", "numpy", "scipy", "polars", "scikit-learn", "z3-solver", "python-flint")
"""Packages whose versions a report records."""


def claim_counts(verdicts: pl.DataFrame) -> list[dict[str, Any]]:
    """Count verdicts by claim, Δ and cost, over all runs.

    Args:
        verdicts: The verdicts of a report.

    Returns:
        One dictionary per case, in the order of the rows.
    """
    statuses = [pl.col("status").eq(status).sum().alias(status) for status in STATUSES]
    applicable = pl.col("status").is_in(["holds", "vacuous", "violated"])
    unexplained = pl.col("failed").list.len().eq(0) & pl.col("unchecked").list.len().eq(0)
    groups = verdicts.group_by(list(CASE), maintain_order=True).agg(
        pl.len().alias("rows"),
        *statuses,
        (pl.col("status").eq("violated") & unexplained).sum().alias("violated_all_premises_hold"),
        pl.col("certified").count().alias("looked_at_exactly"),
        pl.col("certified").sum().alias("certified"),
        pl.col("refutes").sum().alias("refutes"),
        (applicable & pl.col("within_rounding")).sum().alias("within_rounding"),
        (applicable & pl.col("lower_informative")).sum().alias("lower_informative"),
        (applicable & pl.col("upper_informative")).sum().alias("upper_informative"),
        pl.col("tightness").filter(applicable).median().alias("tightness_median"),
        pl.col("tightness").filter(applicable).max().alias("tightness_max"),
        pl.col("failed").explode(keep_nulls=False, empty_as_null=False).value_counts(sort=True).alias("failed"),
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


def run_summaries(persons: pl.DataFrame, pairs: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """What became of every pair of models: the models, means over persons, and every Δ.

    Args:
        persons: What was measured.
        pairs: One dictionary per pair: the columns of ``RUN``, and what else is known.

    Returns:
        The same dictionaries with ``population`` and ``deltas``.
    """
    by_run = dict(persons.group_by(list(RUN), maintain_order=True))
    nobody = persons.clear()
    found = []
    for pair in pairs:
        group = by_run.get(tuple(pair[name] for name in RUN), nobody)
        found.append({**pair, "population": population_means(group), "deltas": delta_summary(group)})
    return found


def delta_summary(persons: pl.DataFrame) -> dict[str, dict[str, Any]]:
    """Every Δ over the persons: the bounds of Lemma 1 on ‖w_NR − w_R‖, and that distance itself (``measured``).

    Args:
        persons: What was measured in one run.

    Returns:
        Smallest, median and largest Δ by source; only the printed one differs between persons.
    """
    names = [name for name in persons.columns if name.startswith("delta_") and persons[name].count()]
    return {
        name.removeprefix("delta_"): {
            "smallest": persons[name].min(),
            "median": persons[name].median(),
            "largest": persons[name].max(),
        }
        for name in names
    }


def defects(verdicts: pl.DataFrame) -> list[dict[str, Any]]:
    """Violations of true claims that exact arithmetic confirms, every premise included: defects of this project.

    Args:
        verdicts: The verdicts of a report.

    Returns:
        One dictionary per row, with the person and the claim.
    """
    true = [claim.id for claim in CLAIMS.values() if claim.theory == "true"]
    bad = verdicts.filter(pl.col("refutes") & pl.col("claim").is_in(true))
    return bad.select(*KEY, *CASE, "lower", "value", "upper").to_dicts()


def population_means(persons: pl.DataFrame) -> dict[str, dict[str, Any]]:
    """Counts and means over whom the non-robust model rejects, whom both models reject, and whom both recourses help.

    Args:
        persons: What was measured in one run.

    Returns:
        One dictionary per subset; a mean over nobody is null.
    """
    means = [expression.mean().alias(name) for name, expression in QUANTITIES.items()]
    return {
        subset: persons.filter(condition).select(pl.len().alias("count"), *means).to_dicts()[0]
        for subset, condition in SUBSETS.items()
    }


def model_summary(pair: Pair, model: Model) -> dict[str, Any]:
    """Accuracy of a model on the test instances, and whether it tells them apart at all.

    Args:
        pair: The data and settings.
        model: One of the pair's models.

    Returns:
        Clean accuracy, accuracy under the exact worst attack of the pair's ε (null if there is none), share accepted,
        and ``degenerate``: null, ``accepts everybody`` or ``rejects everybody``; of a run, what Lemma 1 reads.
    """
    split = pair.split
    scores = np.asarray(model.score(split.test))
    accepted = scores > 0.0
    found: dict[str, Any] = {
        "accuracy": float((accepted == (split.test_labels > 0.0)).mean()),
        "adversarial_accuracy": _adversarial_accuracy(pair, model, scores),
        "accepted": float(accepted.mean()),
        "degenerate": "accepts everybody" if accepted.all() else None if accepted.any() else "rejects everybody",
    }
    if model.weights is not None:
        found["weight_norm"] = float(np.linalg.norm(model.weights))
    if model.run is not None:
        found |= {
            "largest_dual_norm": float(model.run.robust_weight_norm),
            "gradient_gap_sum": float(model.run.gradient_gap_sum),
            "smoothness": float(model.run.smoothness),
        }
    return found


def _adversarial_accuracy(pair: Pair, model: Model, scores: np.ndarray) -> float | None:
    if pair.training is None or model.weights is None:
        return None
    size, _ = dual_norm(jnp.asarray(model.weights), jnp.asarray(pair.split.attacked), pair.training.norm)
    return float((pair.split.test_labels * scores > pair.training.epsilon * float(size)).mean())


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
            "features": [asdict(feature) for feature in dataset.features],
            "favourable": dataset.favourable,
            "share_favourable": float((dataset.labels > 0.0).mean()),
            "protected": list(dataset.protected),
            "notes": list(dataset.notes),
        },
        "versions": {"python": python_version(), **{package: version(package) for package in PACKAGES}},
        "machine": f"{machine()}, {jax.default_backend()}",
    }
