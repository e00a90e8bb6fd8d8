"""Free scalars of the claims about penalised training: sizes, and shares of what each premise allows."""

from collections.abc import Mapping

from bounds.constructions.construction import (
    Fields,
    positive,
    real,
    scalars,
    share,
    shares,
    sizes,
)
from bounds.ops import Scalar
from bounds.readings.angles import PlaneOps
from bounds.scalars import linear_cost

Given = Mapping[str, Scalar]

PENALTY = positive("penalty", 1 / 9999, 10.0)
RIDGE = positive("ridge", 1 / 9999, 10.0)
LAM = positive("lam", 1 / 99, 99.0)


def _root(xp: PlaneOps, square: Scalar) -> Scalar:
    return xp.sqrt(xp.maximum(square, 0.0))


# Balls


def _gap_ball(xp: PlaneOps, given: Given) -> Fields:
    most = 2.0 * given["duality_gap"] / given["penalty"]
    start = given["start_share"] * xp.sqrt(most)
    dual = given["dual_share"] * _root(xp, most - start * start)
    apart = xp.abs(start - dual) + given["apart_share"] * 2.0 * xp.minimum(start, dual)
    return {
        **{name: given[name] for name in ("penalty", "duality_gap")},
        "start_gap": start,
        "dual_start_gap": dual,
        "dual_distance": apart,
        "centre_gap": _root(xp, (start * start + dual * dual) / 2.0 - apart * apart / 4.0),
    }


def _gradient_ball(xp: PlaneOps, given: Given) -> Fields:
    penalty, slope = given["penalty"], given["subgradient_norm"]
    start = given["start_share"] * slope / penalty
    least = penalty * start * start
    descent = least + given["descent_share"] * (start * slope - least)
    half = slope / (2.0 * penalty)
    return {
        "penalty": penalty,
        "subgradient_norm": slope,
        "start_gap": start,
        "descent": descent,
        "centre_gap": _root(xp, start * start - descent / penalty + half * half),
    }


def _range(xp: PlaneOps, given: Given) -> Fields:
    dual_value = given["dual_low"] + given["dual_rise"]
    objective = dual_value + given["gap"]
    return {
        **{name: given[name] for name in ("penalty", "dual_low")},
        "dual_value": dual_value,
        "objective": objective,
        "objective_high": objective + given["objective_rise"],
        "start_gap": given["start_share"] * xp.sqrt(2.0 * given["gap"] / given["penalty"]),
    }


def _drifting(xp: PlaneOps, given: Given) -> Fields:
    low, growth, factor, weights = (given[name] for name in ("epsilon_low", "growth", "attack_factor", "dual_norm"))
    rate = factor * given["push"] + weights / 4.0 * (given["mean_input_norm"] + factor * (low + growth))
    apart = given["apart_share"] * growth * rate
    slope = given["slope_share"] * (given["subgradient_low"] + apart)
    copied = ("penalty", "epsilon_low", "attack_factor", "dual_norm", "push", "mean_input_norm", "subgradient_low")
    return {
        **{name: given[name] for name in copied},
        "epsilon": low + growth,
        "subgradient_gap": apart,
        "subgradient_norm": slope,
        "start_gap": given["start_share"] * slope / given["penalty"],
    }


def _stretch(xp: PlaneOps, given: Given) -> Fields:
    mix, penalty = given["mix"], given["penalty"]
    apart, across = given["apart_share"] * given["stop_distance"], mix * (1.0 - mix)
    mixed = (1.0 - 2.0 * across) * given["stop_slack"] + across * given["slack_across"]
    slack, lag = given["slack_share"] * mixed, given["lag_share"] * given["margin_square"] / 8.0
    duality, least = penalty * apart * apart / 2.0 + slack + lag, apart * apart / 2.0
    squares = least + given["gap_share"] * (2.0 * duality / penalty - least)
    start = given["start_share"] * xp.sqrt(squares)
    copied = ("mix", "penalty", "margin_square", "stop_distance", "stop_slack", "slack_across")
    return {
        **{name: given[name] for name in copied},
        "dual_distance": apart,
        "push_slack": slack,
        "margin_lag": lag,
        "duality_gap": duality,
        "start_gap": start,
        "dual_start_gap": _root(xp, squares - start * start),
        "centre_gap": _root(xp, squares / 2.0 - apart * apart / 4.0),
    }


# Kernel regression


def _energies(xp: PlaneOps, given: Given) -> Fields:
    """The fields of a score by the norm of B⁻¹."""
    ridge = given["ridge"]
    primal = given["primal_share"] * given["primal_residual"] / xp.sqrt(ridge)
    most = xp.minimum(given["dual_residual"] / xp.sqrt(ridge), xp.sqrt(given["dual_bound"]))
    dual = given["dual_share"] * most
    copied = ("ridge", "corrected_score", "primal_residual", "dual_residual", "dual_bound")
    return {
        **{name: given[name] for name in copied},
        "primal_energy": primal,
        "dual_energy": dual,
        "score_r": given["corrected_score"] + given["score_share"] * primal * dual,
    }


def _reflected(xp: PlaneOps, given: Given) -> Fields:
    """The fields of a score and of weights by 2βB⁻¹ − I, and of a slope."""
    ridge, primal, dual = (given[name] for name in ("ridge", "primal_residual", "dual_residual"))
    product = given["product_share"] * primal * dual
    reflected = given["reflected_share"] * primal
    gap = given["gap_share"] * reflected / (2.0 * ridge)
    off = given["slope_share"] * given["steepness"] * gap
    return {
        **{name: given[name] for name in ("ridge", "corrected_score", "steepness", "centre_slope")},
        "primal_residual": primal,
        "dual_residual": dual,
        "residual_product": product,
        "reflected_norm": reflected,
        "score_r": given["corrected_score"] + (product + given["score_share"] * dual * reflected) / (2.0 * ridge),
        "centre_gap": gap,
        "ball_radius": gap + given["spare"],
        "slope_r": xp.abs(given["centre_slope"] + off),
    }


# People


def _near(xp: PlaneOps, given: Given) -> Fields:
    """The fields of a person, with SCFE's cost."""
    gap = given["gap_share"] * given["ball_radius"]
    score = given["centre_score"] + given["score_share"] * gap * given["input_norm"]
    residual, slope = given["target"] - score, xp.abs(given["centre_norm"] + given["norm_share"] * gap)
    return {
        **{name: given[name] for name in ("ball_radius", "centre_score", "input_norm", "centre_norm", "lam")},
        "centre_gap": gap,
        "score_r": score,
        "centre_residual": given["target"] - given["centre_score"],
        "residual_r": residual,
        "norm_r": slope,
        "cost_r": linear_cost(xp, residual, slope, given["lam"]),
    }


def _near_reaching(xp: PlaneOps, given: Given) -> Fields:
    """The fields of a person, with a recourse of any method."""
    near = _near(xp, given)
    reached = near["score_r"] + given["reach_share"] * near["norm_r"] * given["any_cost"]
    return {**near, "cost_r": given["any_cost"], "score_r_r": reached, "threshold": reached - given["shortfall"]}


def _in_cell(xp: PlaneOps, given: Given) -> Fields:
    """The fields of a cell, with the ends of residual and slope a slack away from them."""
    radius, length = given["ball_radius"], given["centre_norm"]
    along = given["along_share"] * radius
    across = given["across_share"] * _root(xp, radius * radius - along * along)
    off = given["turn_share"] * across * given["input_across"]
    residual = given["centre_residual"] - along * given["input_along"] + off
    rest = given["rest_share"] * across
    slope = xp.sqrt((length + along) * (length + along) + rest * rest)
    copied = ("ball_radius", "centre_norm", "centre_residual", "input_along", "input_across", "lam")
    return {
        **{name: given[name] for name in copied},
        "along": along,
        "across": across,
        "along_low": along - given["below"],
        "along_high": along + given["above"],
        "residual_r": residual,
        "residual_low": residual - given["below"],
        "residual_high": residual + given["above"],
        "norm_r": slope,
        "norm_low": xp.maximum(slope - given["below"], 0.0),
        "norm_high": slope + given["above"],
        "cost_r": linear_cost(xp, residual, slope, given["lam"]),
    }


_PERSON = (
    *sizes("ball_radius", "input_norm", "centre_norm"),
    *(real(name, 10.0) for name in ("centre_score", "target")),
    LAM,
    *shares("gap"),
    *shares("score", "norm", signed=True),
)

PENALISED_SCALARS = (
    scalars(
        "gap-ball",
        "any weights, the minimiser of their lower bound, and a robust optimum within the duality gap",
        (PENALTY, *sizes("duality_gap"), *shares("start", "dual", "apart")),
        _gap_ball,
    ),
    scalars(
        "gradient-ball",
        "any weights, a subgradient there, and a robust optimum",
        (PENALTY, *sizes("subgradient_norm"), *shares("start", "descent")),
        _gradient_ball,
    ),
    scalars(
        "gap-range",
        "values of an objective and of its lower bound at three radii",
        (PENALTY, real("dual_low", 10.0), *sizes("dual_rise", "gap", "objective_rise"), *shares("start")),
        _range,
    ),
    scalars(
        "gradient-range",
        "subgradients at two radii",
        (
            PENALTY,
            *sizes("epsilon_low", "growth", "attack_factor", "dual_norm", "mean_input_norm", "subgradient_low"),
            share("push"),
            *shares("apart", "slope", "start"),
        ),
        _drifting,
    ),
    scalars(
        "stretch",
        "a robust optimum between two stops, and a mix of the stops",
        (
            PENALTY,
            share("mix"),
            *sizes("margin_square", "stop_distance", "stop_slack", "slack_across"),
            *shares("apart", "slack", "lag", "gap", "start"),
        ),
        _stretch,
    ),
    scalars(
        "ridge-energies",
        "residuals of a kernel regression with their norms in B⁻¹, and a score",
        (
            RIDGE,
            *sizes("primal_residual", "dual_residual", "dual_bound"),
            real("corrected_score", 10.0),
            *shares("primal", "dual"),
            *shares("score", signed=True),
        ),
        _energies,
    ),
    scalars(
        "ridge-reflected",
        "residuals of a kernel regression, a score, weights in a ball, and a slope",
        (
            RIDGE,
            *sizes("primal_residual", "dual_residual", "steepness", "centre_slope", "spare"),
            real("corrected_score", 10.0),
            *shares("reflected", "gap"),
            *shares("product", "score", "slope", signed=True),
        ),
        _reflected,
    ),
    scalars("near", "a robust model in a ball, a person, and SCFE's cost", _PERSON, _near),
    scalars(
        "near-reaching",
        "a robust model in a ball, a person, and a recourse of any method",
        (*_PERSON, *sizes("any_cost", "shortfall"), *shares("reach", signed=True)),
        _near_reaching,
    ),
    scalars(
        "cell",
        "a robust model in a cell of a ball, a person, and SCFE's cost",
        (
            *sizes("ball_radius", "centre_norm", "input_across", "below", "above"),
            *(real(name, 10.0) for name in ("centre_residual", "input_along")),
            LAM,
            *shares("along", "turn", signed=True),
            *shares("across", "rest"),
        ),
        _in_cell,
    ),
)
"""Free scalars of every claim about penalised training."""
