"""Hints for the claims about penalised training and about kernel regression."""

from bounds.kernel.hints.scripts import Hints, note, script

# Penalised training

_OFF = note("Rmult_le_compat_r", "input_norm", "centre_gap", "ball_radius")
_TWICE = "2 * Rmax (objective_high - dual_low) 0"
_SQUARE = "duality_gap / penalty - dual_distance * dual_distance / 4"
_SQUARES = "(start_gap * start_gap + dual_start_gap * dual_start_gap) / 2"
_RANGE = (
    note("Rmax_l", "objective_high - dual_low", "0"),
    note("Rmax_r", "objective_high - dual_low", "0"),
    note("quotient_nonnegative", _TWICE, "penalty"),
)
_DRIFT = (
    "subgradient_low + (epsilon - epsilon_low) * (attack_factor * push + dual_norm / 4 * "
    "(mean_input_norm + attack_factor * epsilon))"
)
_BALL_LOW, _BALL_HIGH = "Rmax (centre_norm - ball_radius) 0", "centre_norm + ball_radius"
_IN_BALL = (
    _OFF,
    note("Rmax_r", "centre_norm - ball_radius", "0"),
    f"assert ({_BALL_LOW} <= norm_r) by settle.",
    "assert (Rabs residual_r <= Rabs centre_residual + ball_radius * input_norm) by settle.",
    "assert (Rmax (Rabs centre_residual - ball_radius * input_norm) 0 <= Rabs residual_r) by settle.",
)
_BALL_COST = ("lam", "residual_r", "norm_r", _BALL_LOW, _BALL_HIGH)
_NEAREST = "Rmax (Rmax along_low (- along_high)) 0"
_SPREAD = f"ball_radius * ball_radius - {_NEAREST} * {_NEAREST}"
_ALONG = script(
    note("nearest_square", "along_low", "along", "along_high"),
    note("linear_between", "centre_residual", "input_along", "along_low", "along", "along_high"),
    note("Rmax_l", _SPREAD, "0"),
    note("Rmax_r", _SPREAD, "0"),
    note("below_root", "across", f"Rmax ({_SPREAD}) 0"),
    note("Rmult_le_compat_r", "input_across", "across", f"sqrt (Rmax ({_SPREAD}) 0)"),
    last="lra.",
)
_TURNED_SQUARE = "centre_norm * centre_norm + 2 * centre_norm * along_high + ball_radius * ball_radius"
_LARGEST_RESIDUAL, _SMALLEST_RESIDUAL = (
    "Rmax (- residual_low) residual_high",
    "Rmax (Rmax residual_low (- residual_high)) 0",
)
_CELL_COST = ("lam", "residual_r", "norm_r", "norm_low", "norm_high")
_SLACK = "Rmax stop_slack (stop_slack / 2 + slack_across / 4)"
_LEFT = f"{_SLACK} + margin_square / 8"
_SLACKS = tuple(note(f"Rmax_{side}", "stop_slack", "stop_slack / 2 + slack_across / 4") for side in "lr")
_STRETCH = (
    *_SLACKS,
    note("quotient_nonnegative", _LEFT, "penalty"),
    note("Rmult_le_pos", "stop_distance", "stop_distance"),
)
_MIXED = (
    note("Rmult_le_pos", "mix", "1 - mix"),
    "pose proof (Rle_0_sqr (mix - 1 / 2)) as square; unfold Rsqr in square.",
    note("Rmult_le_compat_l", "1 - 4 * (mix * (1 - mix))", "stop_slack", _SLACK),
    note("Rmult_le_compat_l", "4 * (mix * (1 - mix))", "stop_slack / 2 + slack_across / 4", _SLACK),
)
_STRETCH_SQUARE = f"stop_distance * stop_distance / 4 + ({_LEFT}) / penalty"
_PENALISED = {
    "penalised.stretch": Hints(
        defined=script(*_STRETCH),
        upper=script(
            *_STRETCH,
            *_MIXED,
            f"assert (push_slack <= {_SLACK}) by lra.",
            note("product_within", "dual_distance", "stop_distance", "dual_distance", "stop_distance"),
            note("quotient_above", "duality_gap", "penalty", _SQUARES),
            note("quotient_times", _LEFT, "penalty"),
            note(
                "quotient_below",
                *("duality_gap", "penalty", f"dual_distance * dual_distance / 2 + ({_LEFT}) / penalty"),
            ),
            note("below_root", "centre_gap", _STRETCH_SQUARE),
        ),
    ),
    "penalised.gap": Hints(
        defined=script(note("quotient_nonnegative", "2 * duality_gap", "penalty")),
        upper=script(
            note("quotient_nonnegative", "2 * duality_gap", "penalty"),
            note("quotient_above", "2 * duality_gap", "penalty", "start_gap * start_gap"),
            note("below_root", "start_gap", "2 * duality_gap / penalty"),
        ),
    ),
    "penalised.gap_sharp": Hints(
        defined=script(note("Rmax_r", _SQUARE, "0")),
        upper=script(
            note("quotient_above", "duality_gap", "penalty", _SQUARES),
            note("Rmax_l", _SQUARE, "0"),
            note("Rmax_r", _SQUARE, "0"),
            note("below_root", "centre_gap", f"Rmax ({_SQUARE}) 0"),
        ),
    ),
    "penalised.gradient": Hints(
        upper=script(
            note("quotient_above", "descent", "penalty", "start_gap * start_gap"),
            note("quotient_nonnegative", "subgradient_norm", "2 * penalty"),
            note("squares_below", "centre_gap", "subgradient_norm / (2 * penalty)"),
        )
    ),
    "penalised.steps": Hints(upper=script(note("quotient_above", "subgradient_norm", "penalty", "start_gap"))),
    "penalised.range": Hints(
        defined=script(*_RANGE),
        upper=script(
            *_RANGE,
            note("quotient_above", _TWICE, "penalty", "start_gap * start_gap"),
            note("below_root", "start_gap", f"{_TWICE} / penalty"),
        ),
    ),
    "penalised.range_sharp": Hints(upper=script(note("quotient_above", _DRIFT, "penalty", "start_gap"))),
    "penalised.score": Hints(lower=script(_OFF), upper=script(_OFF)),
    "penalised.validity": Hints(
        lower=script(_OFF, note("sigmoid_increasing", "centre_score - ball_radius * input_norm", "score_r")),
        upper=script(_OFF, note("sigmoid_increasing", "score_r", "centre_score + ball_radius * input_norm")),
    ),
    "penalised.cost": Hints(
        lower=script(
            *_IN_BALL,
            note("Rmax_r", "Rabs centre_residual - ball_radius * input_norm", "0"),
            note("cost_above", *_BALL_COST, "Rmax (Rabs centre_residual - ball_radius * input_norm) 0"),
        ),
        upper=script(*_IN_BALL, note("cost_below", *_BALL_COST, "Rabs centre_residual + ball_radius * input_norm")),
    ),
    "penalised.floor": Hints(
        lower=script(
            _OFF,
            note("Rmult_le_compat_r", "cost_r", "norm_r", _BALL_HIGH),
            note("floor_below", "threshold - centre_score - ball_radius * input_norm", _BALL_HIGH, "cost_r"),
        )
    ),
    "penalised.least": Hints(
        lower=script(
            _OFF,
            note(
                "positive_quotients",
                *("threshold - centre_score - ball_radius * input_norm", "threshold - score_r", _BALL_HIGH, "norm_r"),
            ),
        ),
        upper=script(
            _OFF,
            note(
                "positive_quotients",
                *("threshold - score_r", "threshold - centre_score + ball_radius * input_norm", "norm_r"),
                "centre_norm - ball_radius",
            ),
        ),
    ),
    "penalised.residual_along": Hints(script(note("Rmax_r", _SPREAD, "0")), _ALONG, _ALONG),
    "penalised.norm_along": Hints(
        defined=script(note("Rmax_r", _TURNED_SQUARE, "0")),
        upper=script(
            note("Rmult_le_compat_l", "centre_norm", "along", "along_high"),
            note("Rmax_l", _TURNED_SQUARE, "0"),
            note("Rmax_r", _TURNED_SQUARE, "0"),
            note("below_root", "norm_r", f"Rmax ({_TURNED_SQUARE}) 0"),
        ),
    ),
    "penalised.cost_along": Hints(
        lower=script(
            note("Rmax_r", "Rmax residual_low (- residual_high)", "0"),
            f"assert ({_SMALLEST_RESIDUAL} <= Rabs residual_r) by settle.",
            note("cost_above", *_CELL_COST, _SMALLEST_RESIDUAL),
        ),
        upper=script(
            f"assert (Rabs residual_r <= {_LARGEST_RESIDUAL}) by settle.",
            note("cost_below", *_CELL_COST, _LARGEST_RESIDUAL),
        ),
    ),
}

# Kernel regression

_ROOTS = "dual_residual / sqrt ridge", "sqrt dual_bound"
_ENERGIES = (
    *(note("root_square", "ridge"), note("sqrt_lt_R0", "ridge")),
    note("squares_below", "primal_energy * sqrt ridge", "primal_residual"),
    note("quotient_above", "primal_residual", "sqrt ridge", "primal_energy"),
    note("squares_below", "dual_energy * sqrt ridge", "dual_residual"),
    note("quotient_above", "dual_residual", "sqrt ridge", "dual_energy"),
    note("below_root", "dual_energy", "dual_bound"),
    note("Rmin_glb", *_ROOTS, "dual_energy"),
    note(
        "product_within",
        *("dual_energy", f"Rmin ({_ROOTS[0]}) ({_ROOTS[1]})", "primal_energy", "primal_residual / sqrt ridge"),
    ),
    note("abs_within", "score_r - corrected_score", "dual_energy * primal_energy"),
)
_REFLECTED = (
    note(
        "abs_within",
        *("2 * ridge * (score_r - corrected_score) - residual_product", "dual_residual * reflected_norm"),
    ),
    note("Rmult_le_compat_l", "dual_residual", "reflected_norm", "primal_residual"),
)
_CORRECTED = "2 * ridge", "score_r - corrected_score"
_KERNELS = {
    "ridge.score": Hints(
        defined=script(note("sqrt_lt_R0", "ridge")), lower=script(*_ENERGIES), upper=script(*_ENERGIES)
    ),
    "ridge.score_sharp": Hints(
        lower=script(
            *_REFLECTED, note("quotient_below", "residual_product - dual_residual * primal_residual", *_CORRECTED)
        ),
        upper=script(
            *_REFLECTED, note("quotient_above", "residual_product + dual_residual * primal_residual", *_CORRECTED)
        ),
    ),
    "ridge.weights": Hints(upper=script(note("quotient_above", "primal_residual", "2 * ridge", "centre_gap"))),
}

HINTS = {**_PENALISED, **_KERNELS}
"""The hints by the id of the claim."""
