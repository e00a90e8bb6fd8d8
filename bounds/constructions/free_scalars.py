"""Free scalars from which the fields of claims follow such that facts and hypotheses hold: sizes, and shares of them.

A share says how much of what a premise allows is used up, a slack by how much the premise is met. The scalars belong to
no model, and therefore cover cases that few models show. Where a claim divides by a number that may be 0, its domain
may fail.
"""

from collections.abc import Mapping
from dataclasses import replace
from functools import cache

from bounds.claim import Claim, Kind
from bounds.constructions.compatible import is_compatible
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
from bounds.constructions.explanation_scalars import EXPLANATION_SCALARS
from bounds.constructions.penalised_scalars import PENALISED_SCALARS
from bounds.constructions.scores import VALIDITY
from bounds.ops import Scalar
from bounds.readings.angles import PlaneOps
from bounds.scalars import hyperbolic_tangent_quarter, linear_cost

Given = Mapping[str, Scalar]

LAM = positive("lam", 1 / 99, 99.0)
"""The weight λ of the squared distance in SCFE's objective."""

SHORTFALL = non_negative("shortfall", 10.0)
"""How far the score at the recourse lies above the threshold."""

MOST_STEPS = 9
"""Largest number of steps of a run."""

CLOSEST = 0.99
"""Largest Δ/a where Δ < a is assumed."""


def free_scalars(name: str, statement: str, parameters: tuple[Parameter, ...], fields: Build) -> Construction:
    """Make a construction of free scalars, whose name says that they are no models.

    Args:
        name: A short and unique name; ``-scalars`` is appended.
        statement: One line that says which scalars it contains.
        parameters: The numbers that may be chosen.
        fields: The function that computes the fields from the parameters.

    Returns:
        The construction, of level ``scalar``.

    Examples:
        >>> norms = free_scalars(
        ...     "norm", "a norm of weights", (non_negative("w", 9.0),), lambda xp, given: {"norm_nr": given["w"]}
        ... )
        >>> norms.name, sorted(norms.provides)
        ('norm-scalars', ['norm_nr'])
    """
    return Construction(f"{name}-scalars", "scalar", statement, parameters, fields)


# Lemmas 1 and 2


def runs(*, stable: bool) -> Construction:
    """Make the free scalars of two training runs of N equal steps, for the fields of Lemma 1.

    Args:
        stable: Whether η ≤ 2/L, as ``lemma1.path`` assumes.

    Returns:
        The construction. It gives no norms of weights.

    Examples:
        >>> runs(stable=True).name, "weight_gap" in runs(stable=True).provides
        ('stable-run-scalars', True)
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

    parameters = (
        choice("steps", *range(1, MOST_STEPS + 1)),
        positive("learning_rate", 1 / 99, 10.0),
        choice("dim", *range(1, 10)),
        choice("label", 1, -1),
        *(non_negative(name, 10.0) for name in ("epsilon", "input_norm", "mean_input_norm", "robust_weight_norm")),
        *(share(f"{name}_share") for name in ("factor", "turn", "attack", "gap")),
        share("stability") if stable else non_negative("stability", 4.0),
    )
    name, condition = ("stable-run", ", η ≤ 2/L") if stable else ("run", "")
    return free_scalars(name, f"N equal steps of two runs{condition}", parameters, fields)


def _weights(xp: PlaneOps, given: Given) -> Fields:
    """The fields of Lemma 2."""
    allowed = given["delta_k"] * given["label_norm"]
    gap = given["gap_share"] * allowed
    return {
        **{name: given[name] for name in ("delta_k", "label_norm", "norm_nr")},
        "delta": allowed,
        "weight_gap": gap,
        "norm_r": xp.abs(given["norm_nr"] + given["norm_share"] * gap),
    }


WEIGHTS = free_scalars(
    "weight",
    "‖w_NR‖, and a distance of w_R from w_NR of at most Δ = Δ_K‖Y‖",
    (
        *(non_negative(name, 10.0) for name in ("norm_nr", "delta_k", "label_norm")),
        share("gap_share"),
        share("norm_share", signed=True),
    ),
    _weights,
)
"""Free scalars of Lemma 2: norms of the weights of two kernel models, and the distance between the weights."""


# Theorems 1 and 2, and the closed form of Theorem 4


def explained(*, unit: bool, printed: bool) -> Construction:
    """Make the free scalars of slopes and residuals within their radii, with SCFE's costs.

    Args:
        unit: Whether residuals are at most 1 in magnitude and Δ < a, as ``theorem1.repaired`` assumes.
        printed: Whether costs carry the factor λ of the printed Definition 1.

    Returns:
        The construction. It gives the fields of Theorems 1 and 2, except for their floors, and of ``theorem4.closed``.

    Examples:
        >>> explained(unit=True, printed=False).name
        'explained-unit-scalars'
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
        chosen = {name: given[name] for name in ("lam", "target", "input_norm", "score_nr_nr")}
        return chosen | slopes | residuals | radii | _recourses(xp, given, slopes | residuals, printed=printed)

    return free_scalars(
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


def _recourses(xp: PlaneOps, given: Given, tangents: Fields, *, printed: bool) -> Fields:
    """The costs, the distance of the recourses (from |difference| to sum of the costs), and the score at x'_R."""
    lam, slope, residual = given["lam"], tangents["slope_r"], tangents["residual_r"]
    factor = lam if printed else 1.0
    cost_nr = factor * linear_cost(xp, tangents["residual_nr"], tangents["slope_nr"], lam)
    cost_r = factor * linear_cost(xp, residual, slope, lam)
    return {
        "cost_nr": cost_nr,
        "cost_r": cost_r,
        "recourse_gap": xp.abs(cost_nr - cost_r) + given["gap_share"] * (2.0 * xp.minimum(cost_nr, cost_r)),
        "score_r_r": given["target"] - residual * (lam / (lam + slope * slope)),
    }


def _reaching(xp: PlaneOps, given: Given) -> Fields:
    """The fields of the floors of Theorems 1 and 2."""
    radius = given["delta"] * given["input_norm"]
    steepness = xp.abs(given["norm_nr"] + given["norm_share"] * given["delta"])
    score_r = given["score_nr"] + given["score_share"] * radius
    score_r_r = score_r + given["reach_share"] * (steepness * given["cost_r"])
    return {
        **{name: given[name] for name in ("norm_nr", "delta", "input_norm", "score_nr", "cost_r")},
        "norm_r": steepness,
        "score_r": score_r,
        "kernel_lipschitz": steepness + given["slack"],
        "score_r_r": score_r_r,
        "threshold": score_r_r - given["shortfall"],
    }


REACHING = free_scalars(
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
"""Free scalars of the floors of Theorems 1 and 2: a recourse of any method, and the scores before and after it."""


# Theorem 3


def _decoded(xp: PlaneOps, given: Given) -> Fields:
    """The fields of Theorem 3."""
    latent_gap = given["latent_share"] * (given["radius_nr"] + given["radius_r"])
    gap = given["decoded_share"] * (given["lipschitz"] * latent_gap)
    return {
        **{name: given[name] for name in ("lipschitz", "radius_nr", "radius_r", "cost_nr")},
        "latent_gap": latent_gap,
        "recourse_gap": gap,
        "cost_r": xp.abs(given["cost_nr"] + given["cost_share"] * gap),
    }


DECODED = free_scalars(
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
"""Free scalars of Theorem 3: two latent points in balls, and the distance of the decoded recourses."""


FREE_SCALARS = (
    WEIGHTS,
    runs(stable=False),
    runs(stable=True),
    *(explained(unit=unit, printed=printed) for unit in (False, True) for printed in (False, True)),
    REACHING,
    DECODED,
    *VALIDITY,
    *EXPLANATION_SCALARS,
    *PENALISED_SCALARS,
)
"""Every construction of free scalars, in the order in which a claim is matched with one."""


@cache
def free_scalars_for(claim: Claim) -> Construction | None:
    """Choose the free scalars for which the facts and hypotheses of a claim hold wherever its domain does.

    Args:
        claim: A claim of this project or of a user.

    Returns:
        The construction; ``None`` if there is no such construction, as for most claims of users.

    Examples:
        >>> from bounds import CLAIMS
        >>> free_scalars_for(CLAIMS["theorem3.sharp"]).name
        'decoded-scalars'
    """
    assumed = _assumed(claim)
    return next((construction for construction in FREE_SCALARS if is_compatible(construction, assumed)), None)


def _assumed(claim: Claim) -> Claim:
    """The claim with its hypotheses as facts."""
    premises = (
        replace(premise, kind=Kind.LEMMA) if premise.kind is Kind.HYPOTHESIS else premise for premise in claim.premises
    )
    return replace(claim, premises=tuple(premises))
