"""The counts and means of a report."""

from collections.abc import Mapping
from typing import Any

import numpy as np
import polars as pl

from bounds import CLAIMS, Claim
from bounds.readings.text import definition_hash
from empirical.autoencoder.decoder_constants import MeasuredAutoencoder
from empirical.autoencoder.latent_balls import WHERE
from empirical.families import family_of
from empirical.models.model import Model
from empirical.models.pair import Pair
from empirical.report.frames import CASE, KEY, RUN, STATUSES, delta_sources
from empirical.report.quantities import QUANTITIES, SUBSETS

QUANTILES = ("0", "0.25", "0.5", "0.75", "1")

SPREAD = (
    "residual_radius",
    "slope_radius",
    "radius_layers",
    *(f"linearisation_error_{which}" for which in ("nr", "r", "gap")),
    *("radius_nr", "radius_r", "latent_gap"),
    *(f"lipschitz_{where}" for where in WHERE),
)
"""Columns whose quantiles are given: e_f and e_g of Theorem 2 for wide networks, the radius by layers for others, and
what the recourses found cost more than the linearised ones; of C-CHVAE what Theorem 3 reads."""


def claim_counts(verdicts: pl.DataFrame, claims: Mapping[str, Claim] = CLAIMS) -> list[dict[str, Any]]:
    """Count verdicts by claim, Δ and cost, over all runs.

    Args:
        verdicts: The verdicts of a report.
        claims: The claims that they are about, by id.

    Returns:
        One dictionary per case, in the order of the rows.
    """
    statuses = [pl.col("status").eq(status).sum().alias(status) for status in STATUSES]
    applicable = pl.col("status").is_in(["holds", "vacuous", "violated"])
    unexplained = pl.col("failed").list.len().eq(0) & pl.col("unchecked").list.len().eq(0)
    groups = verdicts.group_by(CASE, maintain_order=True).agg(
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
        claim = claims[group["claim"]]
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


def run_summaries(instances: pl.DataFrame, pairs: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """What became of every pair of models: the models, means over people, and every Δ.

    Args:
        instances: What was measured.
        pairs: One dictionary per pair: the columns of ``RUN``, and what else is known.

    Returns:
        The same dictionaries with ``population`` and ``deltas``, and for networks and decoded recourses ``quantiles``.
    """
    by_run = dict(instances.group_by(list(RUN), maintain_order=True))
    nobody = instances.clear()
    found = []
    for pair in pairs:
        group = by_run.get(tuple(pair[name] for name in RUN), nobody)
        found.append({**pair, "population": population_means(group), "deltas": delta_summary(group)})
        if known := quantiles(group):
            found[-1]["quantiles"] = known
    return found


def quantiles(instances: pl.DataFrame) -> dict[str, dict[str, Any]]:
    """How large the radii are, and how far the linearised costs are from those of the recourses found.

    Args:
        instances: What was measured in one run.

    Returns:
        Quantiles by column over the people of whom it is known, null if there is nobody.
    """
    known = {name: instances[name] for name in SPREAD if name in instances.columns}
    return {name: {share: one.quantile(float(share), "linear") for share in QUANTILES} for name, one in known.items()}


def delta_summary(instances: pl.DataFrame) -> dict[str, dict[str, Any]]:
    """Every Δ over the people: the bounds of Lemma 1 on ‖w_NR − w_R‖, and that distance itself (``measured``).

    Args:
        instances: What was measured in one run.

    Returns:
        Smallest, median and largest Δ by source; only the printed one differs between people.
    """
    names = [f"delta_{source}" for source in delta_sources() if f"delta_{source}" in instances.columns]
    names = [name for name in names if instances[name].count()]
    return {
        name.removeprefix("delta_"): {
            "smallest": instances[name].min(),
            "median": instances[name].median(),
            "largest": instances[name].max(),
        }
        for name in names
    }


def defects(verdicts: pl.DataFrame, claims: Mapping[str, Claim] = CLAIMS) -> list[dict[str, Any]]:
    """Violations of true claims that exact arithmetic confirms, every premise included: defects of this project.

    Args:
        verdicts: The verdicts of a report.
        claims: The claims that they are about, by id; one of a user's own that calls itself true counts.

    Returns:
        One dictionary per row, with the person and the claim.
    """
    true = [claim.id for claim in claims.values() if claim.theory == "true"]
    bad = verdicts.filter(pl.col("refutes") & pl.col("claim").is_in(true))
    return bad.select(*KEY, *CASE, "lower", "value", "upper").to_dicts()


def population_means(instances: pl.DataFrame) -> dict[str, dict[str, Any]]:
    """Counts and means over whom the non-robust model rejects, whom both models reject, and whom both recourses help.

    Args:
        instances: What was measured in one run.

    Returns:
        One dictionary per subset: ``count``, how many people; ``counts``, over how many of them each mean is; and the
        means, null over nobody.
    """
    means = [expression.mean().alias(name) for name, expression in QUANTITIES.items()]
    counts = pl.struct(expression.count().alias(name) for name, expression in QUANTITIES.items()).alias("counts")
    return {
        subset: instances.filter(condition).select(pl.len().alias("count"), counts, *means).to_dicts()[0]
        for subset, condition in SUBSETS.items()
    }


def pair_summary(pair: Pair) -> dict[str, Any]:
    """Say what is known of a pair of models, whatever the instances.

    Args:
        pair: The pair.

    Returns:
        ``models``, and what the models' family knows of both together.
    """
    models = {"non_robust": model_summary(pair, pair.natural), "robust": model_summary(pair, pair.robust)}
    return {"models": models, **family_of(pair).summary(pair)}


def autoencoder_summary(one: MeasuredAutoencoder) -> dict[str, Any]:
    """What is known of an autoencoder.

    Args:
        one: It, with the constants of its decoder.

    Returns:
        ``latent`` dimension; ``layers`` of the decoder, from latent points to columns; ``quality``, the fields of
        :class:`~empirical.autoencoder.Quality`; and ``lipschitz`` from ℓp to costs: ``certified`` with its
        ``certificate``, the ``product`` of the layers' norms, and ``sampled``, a lower bound; null where recourses take
        whole levels.
    """
    layers = [layer.weight.shape for layer in one.vae.decoder.layers]
    known = one.lipschitz
    constants = known and {
        "certified": known.whole.value,
        "certificate": known.whole.certificate.name.lower(),
        "product": known.product,
        "sampled": known.sampled,
    }
    return {
        "latent": layers[0][1],
        "layers": [layers[0][1], *(width for width, _ in layers)],
        "quality": one.quality._asdict(),
        "lipschitz": constants,
    }


def model_summary(pair: Pair, model: Model) -> dict[str, Any]:
    """Say how accurate a model is on the test instances, and whether it tells them apart at all.

    Args:
        pair: The data and settings.
        model: One of the pair's models.

    Returns:
        Clean ``accuracy``; the share ``accepted``; ``degenerate``: null, ``accepts everybody`` or ``rejects
        everybody``; and what the models' family knows: ``adversarial_accuracy`` and ``fgsm_accuracy`` under attacks of
        the pair's ε, null where they are not measured; the length of the weights; of a run, what Lemma 1 reads.
    """
    split = pair.split
    accepted = np.asarray(model.scores(split.test)) > 0.0
    return {
        "accuracy": float((accepted == (split.test_labels > 0.0)).mean()),
        "accepted": float(accepted.mean()),
        "degenerate": "accepts everybody" if accepted.all() else None if accepted.any() else "rejects everybody",
        **family_of(pair).model_summary(pair, model),
    }
