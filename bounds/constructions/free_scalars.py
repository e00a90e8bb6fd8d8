"""Free numbers from which the fields of claims follow such that facts and hypotheses hold: sizes, and shares of them.

A share says how much of what a premise allows is used up, a slack by how much it is met. The numbers belong to no
model, and so reach what few models show. Where a claim divides by a number that may be 0, its domain is left to meet.
"""

from collections.abc import Mapping
from dataclasses import replace
from functools import cache

from bounds.claim import Claim, Kind
from bounds.constructions.compatible import serves
from bounds.constructions.construction import (
    Build,
    Construction,
    Fields,
    Parameter,
    choice,
    non_negative,
    positive,
    real,
    share,
)
from bounds.constructions.scores import VALIDITY
from bounds.ops import Scalar
from bounds.readings.angles import PlaneOps
from bounds.scalars import hyperbolic_tangent_quarter, linear_cost

Given = Mapping[str, Scalar]

LAM = positive("lam", 1 / 99, 99.0)
SHORTFALL = non_negative("shortfall", 10.0)
MOST_STEPS = 9
CLOSEST = 0.99
"""Largest Δ/a where Δ < a is assumed."""


def scalar(name: str, statement: str, parameters: tuple[Parameter, ...], fields: Build) -> Construction:
    """A construction of free numbers.

    Args:
        name: Short and unique.
        statement: What it is, in one line.
        parameters: What may be chosen.
        fields: The fields that follow.

    Returns:
        The construction.
    """
    return Construction(f"{name}-scalars", "scalar", statement, parameters, fields)


# Lemmas 1 and 2


def runs(*, stable: bool) -> Construction:
    """What N equal steps add up to.

    Args:
        stable: Whether η ≤ 2/L, as ``lemma1.path`` assumes.

    Returns:
        The construction: fields of Lemma 1, but for the norms of weights.
    """

    def fields(xp: PlaneOps, given: Given) -> Fields:
        steps, rate, epsilon, dim = (given[name] for name in ("steps", "learning_rate", "epsilon", "dim"))
        mean, largest = given["mean_input_norm"], given["robust_weight_norm"]
        factor = 1.0 + given["factor_share"] * (xp.sqrt(dim) - 1.0)
        smoothness = (2.0 * given["stability"]) / rate
        within = hyperbolic_tangent_quarter(xp, epsilon * largest)
        turn = given["turn_share"] * xp.where(smoothness * rate <= 2.0, within, 1.0)
        drift = steps * (turn * mean + epsilon * given["attack_share"] * factor)
        return {
            **{name: given[name] for name in ("steps", "learning_rate", "epsilon", "dim", "label", "input_norm")},
            "mean_input_norm": mean,
            "attack_factor": factor,
            "robust_weight_norm": largest,
            "smoothness": smoothness,
            "gradient_gap_sum": drift,
            "weight_gap": given["gap_share"] * rate * drift,
        }

    drawn = (
        choice("steps", *range(1, MOST_STEPS + 1)),
        positive("learning_rate", 1 / 99, 10.0),
        choice("dim", *range(1, 10)),
        choice("label", 1, -1),
        *(non_negative(name, 10.0) for name in ("epsilon", "input_norm", "mean_input_norm", "robust_weight_norm")),
        *(share(f"{name}_share") for name in ("factor", "turn", "attack", "gap")),
        share("stability") if stable else non_negative("stability", 4.0),
    )
    name, which = ("stable-run", ", η ≤ 2/L") if stable else ("run", "")
    return scalar(name, f"N equal steps of two runs{which}", drawn, fields)


def _weights(xp: PlaneOps, given: Given) -> Fields:
    allowed = given["delta_k"] * given["label_norm"]
    gap = given["gap_share"] * allowed
    return {
        **{name: given[name] for name in ("delta_k", "label_norm", "norm_nr")},
        "delta": allowed,
        "weight_gap": gap,
        "norm_r": xp.abs(given["norm_nr"] + given["norm_share"] * gap),
    }


WEIGHTS = scalar(
    "weight",
    "‖w_NR‖, and a distance of w_R from w_NR of at most Δ = Δ_K‖Y‖",
    (
        *(non_negative(name, 10.0) for name in ("norm_nr", "delta_k", "label_norm")),
        share("gap_share"),
        share("norm_share", signed=True),
    ),
    _weights,
)


# Theorems 1 and 2, and the closed form of Theorem 4


def explained(*, unit: bool, printed: bool) -> Construction:
    """Slopes and residuals of two models no further apart than their radii, and SCFE's costs.

    Args:
        unit: Whether residuals are at most 1 and Δ < a.
        printed: Whether costs carry the factor λ of the printed Definition 1.

    Returns:
        The construction: fields of Theorems 1 and 2 but the floors, and of ``theorem4.closed``.
    """

    def fields(xp: PlaneOps, given: Given) -> Fields:
        slope_nr = given["norm_nr"]
        delta = given["closeness"] * slope_nr if unit else given["delta"]
        radius = delta * given["input_norm"]
        slope_r = xp.abs(slope_nr + given["slope_share"] * delta)
        residual_nr = given["residual_nr"]
        residual_r = residual_nr + given["residual_share"] * radius
        residual_r = xp.maximum(-1.0, xp.minimum(residual_r, 1.0)) if unit else residual_r
        slopes = {"norm_nr": slope_nr, "slope_nr": slope_nr, "norm_r": slope_r, "slope_r": slope_r}
        residuals = {"residual_nr": residual_nr, "residual_r": residual_r}
        radii = {"delta": delta, "slope_radius": delta, "residual_radius": radius + given["slack"]}
        asked = {name: given[name] for name in ("lam", "target", "input_norm", "score_nr_nr")}
        return asked | slopes | residuals | radii | _asked(xp, given, slopes | residuals, printed=printed)

    return scalar(
        "explained" + "-unit" * unit + "-printed" * printed,
        "slopes and residuals within their radii, SCFE's costs"
        + ", |m| ≤ 1 and Δ < a" * unit
        + ", costs as printed" * printed,
        (
            positive("norm_nr", 1 / 99, 10.0) if unit else non_negative("norm_nr", 10.0),
            Parameter("closeness", 0.0, CLOSEST) if unit else non_negative("delta", 10.0),
            non_negative("input_norm", 99.0),
            share("residual_nr", signed=True) if unit else real("residual_nr", 99.0),
            LAM,
            *(share(f"{name}_share", signed=True) for name in ("slope", "residual")),
            share("gap_share"),
            non_negative("slack", 10.0),
            *(real(name, 10.0) for name in ("target", "score_nr_nr")),
        ),
        fields,
    )


def _asked(xp: PlaneOps, given: Given, found: Fields, *, printed: bool) -> Fields:
    """Costs, the distance of the recourses, between |difference| and sum of these, and the score that is reached."""
    lam, slope, residual = given["lam"], found["slope_r"], found["residual_r"]
    factor = lam if printed else 1.0
    cost_nr = factor * linear_cost(xp, found["residual_nr"], found["slope_nr"], lam)
    cost_r = factor * linear_cost(xp, residual, slope, lam)
    return {
        "cost_nr": cost_nr,
        "cost_r": cost_r,
        "recourse_gap": xp.abs(cost_nr - cost_r) + given["gap_share"] * (2.0 * xp.minimum(cost_nr, cost_r)),
        "score_r_r": given["target"] - residual * (lam / (lam + slope * slope)),
    }


def _reaching(xp: PlaneOps, given: Given) -> Fields:
    radius = given["delta"] * given["input_norm"]
    steepness = xp.abs(given["norm_nr"] + given["norm_share"] * given["delta"])
    score_r = given["score_nr"] + given["score_share"] * radius
    reached = score_r + given["reach_share"] * (steepness * given["cost_r"])
    return {
        **{name: given[name] for name in ("norm_nr", "delta", "input_norm", "score_nr", "cost_r")},
        "norm_r": steepness,
        "score_r": score_r,
        "kernel_lipschitz": steepness + given["slack"],
        "score_r_r": reached,
        "threshold": reached - given["shortfall"],
    }


REACHING = scalar(
    "reaching",
    "a recourse of any method, which raises the score no more than a slope allows",
    (
        *(non_negative(name, 10.0) for name in ("norm_nr", "delta", "input_norm", "cost_r", "slack")),
        real("score_nr", 10.0),
        *(share(f"{name}_share", signed=True) for name in ("norm", "score", "reach")),
        SHORTFALL,
    ),
    _reaching,
)


# Theorem 3


def _decoded(xp: PlaneOps, given: Given) -> Fields:
    latent_gap = given["latent_share"] * (given["radius_nr"] + given["radius_r"])
    gap = given["decoded_share"] * (given["lipschitz"] * latent_gap)
    return {
        **{name: given[name] for name in ("lipschitz", "radius_nr", "radius_r", "cost_nr")},
        "latent_gap": latent_gap,
        "recourse_gap": gap,
        "cost_r": xp.abs(given["cost_nr"] + given["cost_share"] * gap),
    }


DECODED = scalar(
    "decoded",
    "two latent points in balls about one, and how far a decoder moves them apart",
    (
        *(non_negative(name, 10.0) for name in ("lipschitz", "radius_nr", "radius_r", "cost_nr")),
        share("latent_share"),
        share("decoded_share"),
        share("cost_share", signed=True),
    ),
    _decoded,
)


SCALARS = (
    WEIGHTS,
    runs(stable=False),
    runs(stable=True),
    *(explained(unit=unit, printed=printed) for unit in (False, True) for printed in (False, True)),
    REACHING,
    DECODED,
    *VALIDITY,
)
"""Constructions of free numbers."""


@cache
def scalar_construction(claim: Claim) -> Construction | None:
    """The free numbers of which a claim's facts and hypotheses hold, whatever they are within its domain.

    Args:
        claim: Any claim.

    Returns:
        The construction; ``None`` if none gives its fields so that they hold, as for most claims of others.
    """
    return next((one for one in SCALARS if serves(one, _assumed(claim))), None)


def _assumed(claim: Claim) -> Claim:
    """The claim with its hypotheses as facts."""
    facts = (replace(one, kind=Kind.LEMMA) if one.kind is Kind.HYPOTHESIS else one for one in claim.premises)
    return replace(claim, premises=tuple(facts))
