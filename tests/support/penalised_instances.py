"""Instances at which the claims about penalised training are met, in numbers that follow from a few weights."""

import math

# x = (1, 0), no attack, μ = 1/4, and w = w_R + (0, 1): no loss changes, only the penalty does, so that u = w_R
UNMOVED = {
    "penalty": 0.25,
    "start_gap": 1.0,
    "dual_start_gap": 0.0,
    "dual_distance": 1.0,
    "centre_gap": 0.5,
    "duality_gap": 0.125,
    "subgradient_norm": 0.25,
    "descent": 0.25,
}

# the same for one ε: P(w) − L(u) is 1/8
ONE_RADIUS = UNMOVED | {"objective": 2.125, "objective_high": 2.125, "dual_value": 2.0, "dual_low": 2.0}


def shrinking() -> dict[str, float]:
    """x = 2, ε from 1/2 to 1, and weights so small that no loss bends: w = 8 w_R(1) > w_R(1/2) > 0."""
    margin, x, low, high = 2.0**-14, 2.0, 0.5, 1.0
    w_r = margin / (x - high)
    penalty = (x - high) / (1.0 + math.exp(margin)) / w_r
    w = 8.0 * w_r

    def slope(epsilon: float) -> float:
        return penalty * w - (x - epsilon) / (1.0 + math.exp(w * (x - epsilon)))

    return {
        "penalty": penalty,
        "epsilon": high,
        "epsilon_low": low,
        "start_gap": w - w_r,
        "subgradient_norm": slope(high),
        "subgradient_low": slope(low),
        "subgradient_gap": slope(high) - slope(low),
        "push": 1.0 / (1.0 + math.exp(w * (x - low))),
        "dual_norm": w,
        "mean_input_norm": x,
        "attack_factor": 1.0,
    }


# two stops at the same weights, w = w_R + (0, 1) as above
STOPPED = UNMOVED | {"mix": 0.0, "stop_distance": 1.0, "push_slack": 0.0, "stop_slack": 0.0}
STOPPED |= {"slack_across": 0.0, "margin_lag": 0.0, "margin_square": 0.0}

# c = 1, w_R = 3/2 and x = 2: as far up as R allows
SCORED = {"score_r": 3.0, "centre_score": 2.0, "ball_radius": 0.5, "input_norm": 2.0, "centre_gap": 0.5}

# c = 2, w_R = 3, x = −1, s = 1, λ = 9: residual and slope grow by all of R, towards √λ
STEEPER = {"lam": 9.0, "centre_residual": 3.0, "centre_norm": 2.0, "ball_radius": 1.0, "input_norm": 1.0}
STEEPER |= {"residual_r": 4.0, "norm_r": 3.0, "centre_gap": 1.0, "cost_r": 4.0 * 3.0 / 18.0}

# c = 2, w_R = 5/2, x = 1: the shortest way to the score 4
REACHED = {"threshold": 4.0 - 1e-9, "centre_score": 2.0, "centre_norm": 2.0, "ball_radius": 0.5, "input_norm": 1.0}
REACHED |= {"score_r": 2.5, "score_r_r": 4.0, "norm_r": 2.5, "centre_gap": 0.5, "cost_r": 0.6}

# c = 2, w_R = 3/2, x = 2: as low and as flat as R allows
FLATTEST = {"threshold": 6.0, "score_r": 3.0, "norm_r": 1.5, "centre_score": 4.0, "centre_norm": 2.0}
FLATTEST |= {"ball_radius": 0.5, "input_norm": 2.0, "centre_gap": 0.5}

# c = (2, 0), w_R = (2, 1), x = (3, −4), s = 7: across c, in a narrow cell
ACROSS = {"ball_radius": 1.0, "along": 0.0, "across": 1.0, "along_low": -(2.0**-20), "along_high": 2.0**-20}
ACROSS |= {"input_along": 3.0, "input_across": 4.0, "centre_residual": 1.0, "residual_r": 5.0}
ACROSS |= {"centre_norm": 2.0, "norm_r": math.sqrt(5.0)}

# the same with a second column that is not actionable: the slope is 2, above √λ
BARRED = ACROSS | {"lam": 0.25, "norm_r": 2.0, "cost_r": 5.0 * 2.0 / 4.25}
BARRED |= {"residual_low": -3.0, "residual_high": 5.0, "norm_low": 2.0, "norm_high": math.sqrt(5.0)}

# B = β = 1, one training input with Y = 1, w = 0 and v = −1 at a person without features: f_R = 0 and k_xᵀw + vᵀr = −1
ALONE = {"ridge": 1.0, "score_r": 0.0, "corrected_score": -1.0, "residual_product": 1.0, "dual_bound": 1.0}
ALONE |= {"primal_residual": 1.0, "dual_residual": 1.0, "primal_energy": 1.0, "dual_energy": 1.0, "reflected_norm": 1.0}

# w_R = 1 from w = 0, with the Jacobian 1
HALFWAY = {"ridge": 1.0, "primal_residual": 1.0, "reflected_norm": 1.0, "centre_gap": 0.5, "ball_radius": 0.5}
HALFWAY |= {"steepness": 1.0, "centre_slope": 0.5, "slope_r": 1.0}

PENALISED: dict[str, dict[str, float]] = {
    "penalised.gap": UNMOVED,
    "penalised.gap_sharp": UNMOVED,
    "penalised.gradient": UNMOVED,
    "penalised.steps": UNMOVED,
    "penalised.range": ONE_RADIUS,
    "penalised.range_sharp": shrinking(),
    "penalised.stretch": STOPPED,
    "penalised.score": SCORED,
    "penalised.validity": SCORED,
    "penalised.cost": STEEPER,
    "penalised.floor": REACHED,
    "penalised.least": FLATTEST,
    "penalised.residual_along": ACROSS,
    "penalised.norm_along": ACROSS,
    "penalised.cost_along": BARRED,
    "ridge.score": ALONE,
    "ridge.score_sharp": ALONE,
    "ridge.weights": HALFWAY,
    "ridge.slope": HALFWAY,
}
"""Fields that meet the bound of each claim about penalised training, or nearly do, by id."""
