"""The counts and means of a report."""

from collections.abc import Mapping
from typing import Any

import polars as pl

from bounds import Claim
from bounds.claims import RECOURSE_CLAIMS
from bounds.readings.text import definition_hash
from empirical.autoencoder.decoder_constants import MeasuredAutoencoder
from empirical.autoencoder.latent_balls import WHERE
from empirical.report.frames import CASE, KEY, RUN, STATUSES, delta_sources
from empirical.report.quantities import QUANTITIES, SUBSETS

QUANTILES = ("0", "0.25", "0.5", "0.75", "1")
"""Quantiles that ``summary.json`` gives, as its keys."""


SPREAD = (
    "residual_radius",
    "slope_radius",
    "radius_layers",
    *(f"linearisation_error_{which}" for which in ("nr", "r", "gap")),
    *("radius_nr", "radius_r", "latent_gap"),
    *(f"lipschitz_{where}" for where in WHERE),
)
"""Columns whose quantiles are given: e_f and e_g of Theorem 2 for wide networks, the radius by layers for other
networks, the extra cost of the recourses found over the linearised ones, and for C-CHVAE the fields of Theorem 3."""


def claim_counts(verdicts: pl.DataFrame, claims: Mapping[str, Claim] = RECOURSE_CLAIMS) -> list[dict[str, Any]]:
    """Count verdicts by claim, Δ and cost, over all runs.

    Args:
        verdicts: The verdicts of a report.
        claims: The claims that they are about, by id.

    Returns:
        One dictionary for each case, in the order of the rows.

    Examples:
        >>> import numpy as np
        >>> from empirical.report.frames import NO_RECOURSE
        >>> from empirical.report.verdicts import Subject, verdict_tables
        >>> from empirical.verification.case import Case
        >>> from empirical.verification.population import Population
        >>> case = Case.without_fields(RECOURSE_CLAIMS["theorem1.sound"], NO_RECOURSE)
        >>> population = Population(**{**dict.fromkeys(Population._fields), "rows": np.array([3, 8])})
        >>> (verdicts,) = verdict_tables([Subject([case], population, dict.fromkeys(RUN, 0))])
        >>> (count,) = claim_counts(verdicts)
        >>> count["inapplicable"], count["failed"]
        (2, {'no recourse was found': 2})
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
    """Summarise every pair of models: means over the instances, and every Δ.

    Args:
        instances: The table of what was measured.
        pairs: One dictionary for each pair: the columns of ``RUN``, and what is known of the models.

    Returns:
        The same dictionaries with ``population`` and ``deltas``, and for networks and decoded recourses ``quantiles``.

    Examples:
        >>> from empirical.recourse.constraints import Breaches
        >>> numbers = dict.fromkeys(("cost_nr", "cost_r", "probability_nr", "probability_r"), [0.5])
        >>> breaks = [f"breaks_{name}_{model}" for name in Breaches._fields for model in ("nr", "r")]
        >>> flags = dict.fromkeys(("found_nr", "found_r", "crosses", "accepted_r", *breaks), [True])
        >>> statuses = dict.fromkeys(("status_nr", "status_r"), ["found"])
        >>> run = {"seed": 0, "steps": 10, "ridge": None, "epsilon": 0.1}
        >>> known = pl.DataFrame({**numbers, **flags, **statuses})
        >>> instances = pl.DataFrame([{**run, "delta_measured": 2.0}]).hstack(known)
        >>> (summary,) = run_summaries(instances, [run])
        >>> summary["deltas"]["measured"]["median"], summary["population"]["all"]["count"]
        (2.0, 1)
    """
    by_run = dict(instances.group_by(list(RUN), maintain_order=True))
    none = instances.clear()
    found = []
    for pair in pairs:
        group = by_run.get(tuple(pair[name] for name in RUN), none)
        found.append({**pair, "population": population_means(group), "deltas": delta_summary(group)})
        if known := quantiles(group):
            found[-1]["quantiles"] = known
    return found


def quantiles(instances: pl.DataFrame) -> dict[str, dict[str, Any]]:
    """Give the quantiles of the radii, and of the extra cost of the recourses found over the linearised ones.

    Args:
        instances: The table of what was measured in one run.

    Returns:
        Quantiles by column over the instances of which the value is known, null if there are none.

    Examples:
        >>> quantiles(pl.DataFrame({"radius_layers": [1.0, 2.0, 4.0]}))["radius_layers"]["0.5"]
        2.0
    """
    known = {name: instances[name] for name in SPREAD if name in instances.columns}
    return {name: {share: one.quantile(float(share), "linear") for share in QUANTILES} for name, one in known.items()}


def delta_summary(instances: pl.DataFrame) -> dict[str, dict[str, Any]]:
    """Summarise every Δ over the instances: the bounds of Lemma 1 on ‖w_NR − w_R‖, and that distance itself.

    Args:
        instances: The table of what was measured in one run.

    Returns:
        The smallest, median and largest Δ by source, of which ``measured`` is the distance; only the printed Δ differs
        between instances.

    Examples:
        >>> delta_summary(pl.DataFrame({"delta_printed": [-1.0, 3.0]}))
        {'printed': {'smallest': -1.0, 'median': 1.0, 'largest': 3.0}}
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


def defects(verdicts: pl.DataFrame, claims: Mapping[str, Claim] = RECOURSE_CLAIMS) -> list[dict[str, Any]]:
    """List violations of true claims that exact arithmetic confirms, every premise included: defects of this project.

    Args:
        verdicts: The verdicts of a report.
        claims: The claims that they are about, by id; a claim of the user that calls itself true counts.

    Returns:
        One dictionary for each row, with the instance and the claim.

    Examples:
        >>> import numpy as np
        >>> from empirical.report.frames import NO_RECOURSE
        >>> from empirical.report.verdicts import Subject, verdict_tables
        >>> from empirical.verification.case import Case
        >>> from empirical.verification.population import Population
        >>> case = Case.without_fields(RECOURSE_CLAIMS["theorem1.sound"], NO_RECOURSE)
        >>> population = Population(**{**dict.fromkeys(Population._fields), "rows": np.array([3, 8])})
        >>> (verdicts,) = verdict_tables([Subject([case], population, dict.fromkeys(RUN, 0))])
        >>> defects(verdicts)
        []
    """
    true = [claim.id for claim in claims.values() if claim.theory == "true"]
    bad = verdicts.filter(pl.col("refutes") & pl.col("claim").is_in(true))
    return bad.select(*KEY, *CASE, "lower", "value", "upper").to_dicts()


def population_means(instances: pl.DataFrame) -> dict[str, dict[str, Any]]:
    """Compute counts and means over three subsets of the instances: all, rejected by both models, helped by both.

    Args:
        instances: The table of what was measured in one run.

    Returns:
        One dictionary for each subset: ``count``, the number of instances; ``counts``, the number that each mean is
        over; and the means, null over no instance.

    Examples:
        >>> from empirical.recourse.constraints import Breaches
        >>> numbers = dict.fromkeys(("cost_nr", "cost_r", "probability_nr", "probability_r"), [0.5])
        >>> breaks = [f"breaks_{name}_{model}" for name in Breaches._fields for model in ("nr", "r")]
        >>> flags = dict.fromkeys(("found_nr", "found_r", "crosses", "accepted_r", *breaks), [True])
        >>> statuses = dict.fromkeys(("status_nr", "status_r"), ["found"])
        >>> means = population_means(pl.DataFrame({**numbers, **flags, **statuses}))
        >>> means["all"]["cost_r"], means["both_rejected"]["count"]
        (0.5, 0)
    """
    means = [expression.mean().alias(name) for name, expression in QUANTITIES.items()]
    counts = pl.struct(expression.count().alias(name) for name, expression in QUANTITIES.items()).alias("counts")
    return {
        subset: instances.filter(condition).select(pl.len().alias("count"), counts, *means).to_dicts()[0]
        for subset, condition in SUBSETS.items()
    }


def autoencoder_summary(one: MeasuredAutoencoder) -> dict[str, Any]:
    """Summarise an autoencoder and the constants of its decoder.

    Args:
        one: The autoencoder with the constants of its decoder.

    Returns:
        The ``latent`` dimension; the ``layers`` of the decoder, from latent points to columns; the ``quality``, the
        fields of :class:`~empirical.autoencoder.Quality`; and ``lipschitz`` from ℓp to costs: ``certified`` with its
        ``certificate``, the ``product`` of the layers' norms, and ``sampled``, a lower bound; null where recourses take
        whole levels.

    Examples:
        >>> import numpy as np
        >>> import jax
        >>> from empirical.autoencoder.networks import VAE, Decoder, Encoder, initial_layers
        >>> from empirical.autoencoder.quality import Quality
        >>> zeros, ones, key = jax.numpy.zeros(5), jax.numpy.ones(5), jax.random.key(0)
        >>> encoder = Encoder(initial_layers((4, 8, 4), key), zeros, ones)
        >>> vae = VAE(encoder, Decoder(initial_layers((2, 8, 5), key), zeros, ones), zeros)
        >>> quality = Quality(**dict.fromkeys(Quality._fields, 0))
        >>> measured = MeasuredAutoencoder(vae, 2.0, np.ones(5), True, quality, lipschitz=None)
        >>> autoencoder_summary(measured)["layers"]
        [2, 8, 5]
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
