"""What the kernel is told about each claim: which lemmas of ``Recourse.v`` to use, and with which numbers.

A script without a hint is ``settle.``, which splits cases and calls the decision procedures of Coq for linear and
nonlinear arithmetic. A hint adds facts first, so that linear arithmetic is enough. Hints cannot make a false claim
true: whatever stands here, Coq checks the proof that comes of it.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import NamedTuple

from bounds.claim import Claim

SETTLE = "settle."
"""The script of a lemma that needs no hint."""


class Hints(NamedTuple):
    """The scripts of the lemmas of a claim; each begins where the premises are hypotheses.

    Attributes:
        defined: That its value and its interval are real numbers.
        lower: That the value is no lower than the interval.
        upper: That it is no higher.
        start: Of a claim about steps, that it holds before the first one.
        step: That it holds after a step if it holds before.
    """

    defined: str = SETTLE
    lower: str = SETTLE
    upper: str = SETTLE
    start: str = SETTLE
    step: str = SETTLE


def hints_for(claim: Claim) -> Hints:
    """Give the hints for a claim; a claim with another bound or fewer premises has those of the one it was made of.

    Args:
        claim: The claim.

    Returns:
        The hints; without any, every script is ``settle.``.

    Examples:
        >>> from bounds import CLAIMS
        >>> hints_for(CLAIMS["theorem3.sharp"]).upper
        'settle.'
        >>> print(hints_for(CLAIMS["penalised.steps"]).upper)
        note (quotient_above subgradient_norm penalty start_gap).
        settle.
    """
    return HINTS.get(claim.id.partition("-")[0], Hints())


def note(lemma: str, *numbers: str) -> str:
    """Write that a lemma holds for some numbers; Coq shows its premises.

    Args:
        lemma: The name of the lemma, of ``Recourse.v`` or of Coq's library.
        *numbers: The numbers, as terms of Coq.

    Returns:
        A line of a script.

    Examples:
        >>> note("Rmax_l", "a + b", "0")
        'note (Rmax_l (a + b) 0).'
    """
    arguments = (f"({number})" if " " in number else number for number in numbers)
    return f"note ({' '.join((lemma, *arguments))})."


def script(*lines: str, last: str = SETTLE) -> str:
    """Write a script of facts that ends with arithmetic.

    Args:
        *lines: The facts.
        last: The end.

    Returns:
        The script.

    Examples:
        >>> print(script(note("Rmax_r", "a", "0")))
        note (Rmax_r a 0).
        settle.
    """
    return "\n".join((*lines, last))


# Lemmas 1 and 2

_PULL = note("Rmult_le_pos", "epsilon", "attack_factor")
_PULLED = note("share_at_most", "epsilon * attack_factor", "robust_share n")
_TURNED = "2 * sigmoid (epsilon * robust_weight_norm / 2) - 1"
_ANYWHERE = (
    note("share_at_most", "mean_input_norm", "turn n"),
    note("Rmult_le_compat_l", "learning_rate", "gradient_gap n", "mean_input_norm + epsilon * attack_factor"),
)
_STABLE = (
    note("Rmult_le_compat_l", "epsilon", "iterate_norm n", "robust_weight_norm"),
    note("sigmoid_increasing", "epsilon * iterate_norm n / 2", "epsilon * robust_weight_norm / 2"),
    note("Rmult_le_compat_r", "mean_input_norm", "drift_turn n", _TURNED),
    note(
        "Rmult_le_compat_l",
        "learning_rate",
        "drift n",
        f"epsilon * attack_factor + ({_TURNED}) * mean_input_norm",
    ),
)
_LEMMA_1 = {
    "lemma1.sound": Hints(step=script(_PULL, _PULLED, *_ANYWHERE)),
    "lemma1.sharp": Hints(
        step="\n".join(
            (
                *(_PULL, _PULLED, "choose (Rle_dec (learning_rate * smoothness) 2)."),
                f"- {' '.join(_STABLE)}\n  settle.",
                f"- {' '.join(_ANYWHERE)}\n  settle.",
            )
        )
    ),
    "lemma1.path": Hints(step=script("choose (Rle_dec (learning_rate * smoothness) 2).", last="all: settle.")),
    "lemma2.printed": Hints(
        step=script(
            note(
                "one_more_component",
                *("weight_gap n", "next_gap n", "label_norm n", "next_norm n", "eigenvalue n", "component n"),
                "delta_k",
            )
        )
    ),
}


# Theorems 1 and 2


def _costs(of: str, *numbers: str) -> str:
    """A lemma about either cost."""
    return script(
        note(of, "lam", "residual_nr", "norm_nr", *numbers), note(of, "lam", "residual_r", "norm_r", *numbers)
    ).removesuffix(f"\n{SETTLE}")


_PRINTED_COSTS = (
    note("printed_cost_nonnegative", "lam", "residual_nr", "norm_nr"),
    note("printed_cost_nonnegative", "lam", "residual_r", "norm_r"),
    note("printed_cost_below", "lam", "residual_r", "norm_r", "norm_nr - delta"),
)
_SHARP_COSTS = script(*_PRINTED_COSTS, note("printed_cost_below", "lam", "residual_nr", "norm_nr", "norm_nr - delta"))
_BOTH_COSTS = (
    *_PRINTED_COSTS,
    note("printed_cost_below", "lam", "residual_nr", "norm_nr", "norm_nr"),
    note("two_inverses", "lam", "norm_nr", "delta"),
    note("printed_above_two_inverses", "lam", "norm_nr", "delta"),
    note("positive_quotient", "lam", "norm_nr"),
    note("positive_quotient", "lam", "norm_nr - delta"),
)
_NOT_ZERO = "assert (0 < norm_nr - delta) by lra. settle."


def _sound(norm_nr: str, norm_r: str, radius: str, slope_radius: str) -> Hints:
    low, high = f"Rmax ({norm_nr} - {slope_radius}) 0", f"{norm_nr} + {slope_radius}"
    cost = ("lam", "residual_r", norm_r, low, high)
    near = (
        note("Rmax_r", f"{norm_nr} - {slope_radius}", "0"),
        f"assert ({low} <= {norm_r}) by settle.",
        f"assert (Rabs residual_r <= Rabs residual_nr + {radius}) by settle.",
        f"assert (Rmax (Rabs residual_nr - {radius}) 0 <= Rabs residual_r) by settle.",
    )
    return Hints(
        lower=script(*near, note("cost_below", *cost, f"Rabs residual_nr + {radius}")),
        upper=script(
            *near,
            note("Rmax_r", f"Rabs residual_nr - {radius}", "0"),
            note("cost_above", *cost, f"Rmax (Rabs residual_nr - {radius}) 0"),
        ),
    )


def _of_costs(slope_nr: str, slope_r: str) -> tuple[Hints, Hints]:
    """Hints for the forms posterior and free."""
    costs = (("residual_nr", slope_nr), ("residual_r", slope_r))
    nonnegative = [note("cost_nonnegative", "lam", *cost) for cost in costs]
    values = [f"Rabs {residual} * ({slope} / (lam + {slope} * {slope}))" for residual, slope in costs]
    most = "Rmax (Rabs residual_nr) (Rabs residual_r)"
    larger = [note(f"Rmax_{side}", *values) for side in "lr"]
    largest = [note(f"Rmax_{side}", "Rabs residual_nr", "Rabs residual_r") for side in "lr"]
    bounded = [note("cost_at_most", "lam", *cost, most) for cost in costs]
    posterior, free = script(*nonnegative, *larger, last="lra."), script(*nonnegative, *largest, *bounded, last="lra.")
    return Hints(lower=posterior, upper=posterior), Hints(lower=free, upper=free)


_INVERSES = script(
    note("cost_nonnegative", "lam", "residual_nr", "slope_nr"),
    note("cost_nonnegative", "lam", "residual_r", "slope_r"),
    note("cost_below_inverse", "lam", "residual_nr", "slope_nr"),
    note("cost_below_inverse", "lam", "residual_r", "slope_r"),
    last="lra.",
)
_POSTERIOR_1, _FREE_1 = _of_costs("norm_nr", "norm_r")
_POSTERIOR_2, _FREE_2 = _of_costs("slope_nr", "slope_r")


def _floor(missing: str, slope: str, steepness: str) -> Hints:
    return Hints(
        lower=script(
            note("Rmult_le_compat_r", "cost_r", slope, steepness), note("floor_below", missing, steepness, "cost_r")
        )
    )


_THEOREM_1 = {
    "theorem1.repaired": Hints(_NOT_ZERO, script(*_BOTH_COSTS, last="lra."), script(*_BOTH_COSTS, last="lra.")),
    "theorem1.repaired_sharp": Hints(_NOT_ZERO, _SHARP_COSTS, _SHARP_COSTS),
    "theorem1.sound": _sound("norm_nr", "norm_r", "delta * input_norm", "delta"),
    "theorem1.posterior": _POSTERIOR_1,
    "theorem1.free": _FREE_1,
    "theorem1.floor": _floor("threshold - score_nr - delta * input_norm", "norm_r", "norm_nr + delta"),
    "theorem1.vector": Hints(defined=_NOT_ZERO, upper=script(*_BOTH_COSTS, last="lra.")),
    "theorem1.vector_sharp": Hints(defined=_NOT_ZERO, upper=script(*_BOTH_COSTS, last="lra.")),
}
_THEOREM_2 = {
    "theorem2.repaired": Hints(lower=_INVERSES, upper=_INVERSES),
    "theorem2.vector": Hints(upper=_INVERSES),
    "theorem2.sound": _sound("slope_nr", "slope_r", "residual_radius", "slope_radius"),
    "theorem2.posterior": _POSTERIOR_2,
    "theorem2.free": _FREE_2,
    "theorem2.floor": Hints(lower=script(note("floor_below", "threshold - score_r", "kernel_lipschitz", "cost_r"))),
}


# Theorems 3, 4 and 5

_DECODED = script(
    note("Rmult_le_compat_l", "lipschitz", "latent_gap", "radius_r + radius_nr"),
    note("abs_at_least", "lipschitz * (radius_r + radius_nr)"),
    last="lra.",
)


def _validity(number: int, radius: str) -> dict[str, Hints]:
    rises = [
        note("sigmoid_increasing", "score_r_r", f"score_nr_r + {radius}"),
        note("sigmoid_increasing", f"score_nr_r - {radius}", "score_r_r"),
    ]
    within = [note(f"sigmoid_{fact}", "score_nr_nr") for fact in ("positive", "below_one")]
    within += [note(f"sigmoid_{fact}", "score_r_r") for fact in ("positive", "below_one")]
    return {
        f"theorem{number}.sound": Hints(
            lower=script(note("sigmoid_increasing", "score_r_r", "score_nr_nr")), upper=script(*within)
        ),
        f"theorem{number}.sharp": Hints(lower=script(rises[0]), upper=script(rises[1])),
    }


_SHARE, _LEAST, _MOST = (
    f"lam / (lam + {slope} * {slope})" for slope in ("norm_r", "(norm_nr + delta)", "Rmax (norm_nr - delta) 0")
)
_REMAINING = (
    note("Rmax_r", "norm_nr - delta", "0"),
    "assert (Rmax (norm_nr - delta) 0 <= norm_r) by settle.",
    note("remaining_falls", "lam", "norm_r", "norm_nr + delta"),
    note("remaining_falls", "lam", "Rmax (norm_nr - delta) 0", "norm_r"),
    note("remaining_nonnegative", "lam", "norm_r"),
)


def _closed(lemma: str, end: str, sign: str) -> str:
    edge = f"residual_nr {sign} delta * input_norm"
    score = f"target - {end} (({edge}) * ({_LEAST})) (({edge}) * ({_MOST}))"
    order = (score, "score_r_r") if end == "Rmax" else ("score_r_r", score)
    last = note("sigmoid_increasing", *order)
    return script(*_REMAINING, note(lemma, "residual_r", edge, _SHARE, _LEAST, _MOST), last, last="lra.")


_THEOREMS_3_TO_5 = {
    "theorem3.printed": Hints(lower=_DECODED, upper=_DECODED),
    "theorem3.vector": Hints(upper=_DECODED),
    **_validity(4, "delta * recourse_norm_r"),
    **_validity(5, "kernel_norm_r * (delta_k * label_norm)"),
    "theorem4.closed": Hints(
        lower=_closed("product_above_ends", "Rmin", "-"), upper=_closed("product_below_ends", "Rmax", "+")
    ),
}


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


# Explanations

_STEP_OF_GRADIENT = "gradient_lipschitz * input_gap"
_PEAK = "1 / (sqrt (2 * PI) * sigma)"
_VARIATION = "erf (input_gap / (sqrt 8 * sigma))"
_APART = (
    note("Rmult_le_compat_l", "range", "total_variation", f"{_PEAK} * input_gap"),
    note("peak_density_nonnegative", "sigma"),
)
_BENT = f"4 * range * ({_PEAK}) * exp (-1 / 2) / sigma"
_LENGTH = "lipschitz * input_gap"
_UNCLIPPED = "lipschitz * erf (range / (sqrt 2 * lipschitz * sigma))"
_GAIN = "feature_scale / (ridge + feature_scale * feature_scale)"
_RATE = "lipschitz + range * weight_rate"
_BEST_FEATURE = "Rmin feature_bound (sqrt ridge)"
_EXPONENT = "2 * input_bound / (sigma * sigma)"
_SHARE_NORM = "alignment * ratio_low * gradient_norm"
_SHARE_SQUARE = "alignment * alignment * ratio_low * ratio_low"
_AT_ZERO = f"gradient_error * gradient_error - (1 + {_SHARE_SQUARE} - 2 * ratio_high) * (gradient_norm * gradient_norm)"
_AT_SHARE = f"effect_norm * effect_norm - {_SHARE_SQUARE} * (gradient_norm * gradient_norm)"
_BOTH_ENDS = f"Rmin ({_AT_ZERO}) ({_AT_SHARE})"
_SEVERAL = "2 - 1 / sqrt (dim - 1)"


def _shapley(*more: str) -> str:
    """The script for several columns, and for one."""

    def parts(a: str) -> str:
        split = note("two_parts", "explanation_gap", "gap_along", "gap_across", a, _LENGTH, "dim")
        bound = note("root_of_parts", a, "dim")
        return " ".join((split, bound, *(line.format(a=f"({a})") for line in more)))

    several = (
        "assert (2 <= dim) by nra.",
        note("below_root", "1", "dim - 1"),
        note("root_square", "dim - 1"),
        note("across_at_most", "sqrt (dim - 1)"),
        note("product_within", _SEVERAL, "sqrt (dim - 1)", _SEVERAL, "sqrt (dim - 1)"),
        parts(_SEVERAL),
    )
    lines = (note("Rmult_le_pos", "lipschitz", "input_gap"), "choose (Rgt_dec dim 1).")
    return "\n".join((*lines, f"- {' '.join(several)}\n  lra.", f"- {parts('0')}\n  lra."))


_EXPLANATIONS = {
    "gradient_input.robust": Hints(
        upper=script(note("Rmult_le_compat_l", "input_bound", "gradient_gap", _STEP_OF_GRADIENT))
    ),
    "gradient_input.robust_sharp": Hints(
        upper=script(note("Rmult_le_compat_l", "largest_input", "gradient_gap", _STEP_OF_GRADIENT))
    ),
    "integrated_gradients.robust": Hints(
        upper=script(
            note("Rmult_le_pos", "gradient_lipschitz", "input_gap"),
            note("Rmult_le_compat_l", "baseline_gap", "path_gap", f"{_STEP_OF_GRADIENT} / 2"),
            note("Rmult_le_compat_r", f"{_STEP_OF_GRADIENT} / 2", "baseline_gap", "2 * input_bound"),
        )
    ),
    "integrated_gradients.robust_sharp": Hints(
        upper=script(note("Rmult_le_compat_l", "largest_input", "path_gap", f"path_mean * {_STEP_OF_GRADIENT}"))
    ),
    "lime.robust_sharp": Hints(
        upper=script(
            note("unit_cost_below_first_peak", "ridge", "feature_scale", "feature_bound"),
            note("Rmult_le_pos", "range", "weight_rate"),
            note("Rmult_le_pos", _RATE, "input_gap"),
            note(
                "Rmult_le_compat_r",
                f"({_RATE}) * input_gap",
                _GAIN,
                f"{_BEST_FEATURE} / (ridge + {_BEST_FEATURE} * {_BEST_FEATURE})",
            ),
            last="lra.",
        )
    ),
    "mixture.lipschitz": Hints(
        upper=script(note("Rmult_le_compat_l", "range", "total_variation", "mixing_rate * input_gap"))
    ),
    "mixture.lipschitz_density": Hints(
        upper=script(note("Rmult_le_compat_l", "range", "density_gap", "mixing_rate * input_gap"))
    ),
    "mixture.cube": Hints(
        upper=script(note("Rmult_le_compat_l", "range", "density_gap", "sqrt dim / cube_radius * input_gap"))
    ),
    "smoothgrad.robust": Hints(
        upper=script(note("Rmult_le_compat_l", "lipschitz", "total_variation", f"{_PEAK} * input_gap"))
    ),
    "smoothgrad.robust_sharp": Hints(
        upper=script(note("Rmult_le_compat_l", "lipschitz", "total_variation", _VARIATION))
    ),
    "smoothgrad.robust_range": Hints(
        upper=script(
            note("Rmin_glb", f"2 * lipschitz * ({_PEAK})", _BENT, "curvature"),
            note("Rmult_le_compat_r", "input_gap", "curvature", f"Rmin (2 * lipschitz * ({_PEAK})) ({_BENT})"),
            last="lra.",
        )
    ),
    "smoothgrad.faithful": Hints(
        upper=script(
            note("Rmult_le_pos", "gradient_lipschitz", "sigma"),
            note("Rmult_le_compat_l", "gradient_lipschitz * sigma", "gaussian_norm", "sqrt dim"),
        )
    ),
    "smoothgrad.faithful_sharp": Hints(
        upper=script(
            note("Rmult_le_pos", "gradient_lipschitz", "sigma"),
            note("Rmult_le_compat_l", "gradient_lipschitz * sigma", "gaussian_norm", "sqrt (dim - 1 + 2 / PI)"),
        ),
        defined=script("assert (0 < 2 / PI) by positive."),
    ),
    "smoothgrad.lipschitz": Hints(
        upper=script(
            *_APART,
            f"assert (smoothed_gap <= 2 * range * ({_PEAK}) * input_gap) by lra.",
            f"destruct (min_cases lipschitz (2 * range * ({_PEAK}))) as [[_ is] | [_ is]]; rewrite is; assumption.",
            last="",
        ).strip()
    ),
    "smoothgrad.lipschitz_sharp": Hints(
        upper=script(note("Rmult_le_compat_r", "input_gap", "smoothed_slope", _UNCLIPPED))
    ),
    "smoothgrad.lipschitz_gap": Hints(upper="eapply Rle_trans; eassumption."),
    "smoothgrad.tradeoff": Hints(
        defined=script(note("Rmax_r", _BOTH_ENDS, "0")),
        upper=script(
            "choose (Rlt_dec (alignment * ratio_low) 1); [| lra].",
            note("Rmult_le_pos", "alignment", "ratio_low"),
            note("Rmult_le_pos", "alignment * ratio_low", "gradient_norm"),
            note("Rmult_le_compat_l", "alignment", "ratio_low * gradient_norm", "effect_norm"),
            note(
                "nearer_by_share", "least_error * least_error", _SHARE_NORM, "effect_norm", "least_cosine", "alignment"
            ),
            note("effect_square", "effect_norm", "gradient_norm", "gradient_error", "ratio_high"),
            note("Rmin_glb", _AT_ZERO, _AT_SHARE, "least_error * least_error"),
            note("Rmax_l", _BOTH_ENDS, "0"),
            note("Rmax_r", _BOTH_ENDS, "0"),
            note("below_root", "least_error", f"Rmax ({_BOTH_ENDS}) 0"),
        ),
    ),
    "smoothgrad.tradeoff_sharp": Hints(
        defined=script(note("product_within", "alignment", "1", "alignment", "1")),
        upper=script(
            "choose (Rlt_dec (alignment * effect_norm) gradient_norm); [| lra].",
            note("product_within", "alignment", "1", "alignment", "1"),
            note("Rmult_le_pos", "alignment", "effect_norm"),
            note(
                "nearer_by_share",
                *("least_error * least_error", "alignment * effect_norm", "effect_norm", "least_cosine", "alignment"),
            ),
            note("below_root_times", "least_error", "1 - alignment * alignment", "effect_norm"),
        ),
    ),
    "lime.robust": Hints(
        upper=script(
            note("exp_at_least_one", _EXPONENT),
            note(
                "regression_bound",
                *("feature_scale", "ridge", "lipschitz", "range", "input_bound", "sigma * sigma", "dim", "input_gap"),
                f"exp ({_EXPONENT})",
            ),
            last="lra.",
        )
    ),
    "shap.robust": Hints(upper=_shapley(note("Rmult_le_compat_r", _LENGTH, "sqrt ({a} * {a} + 1 / dim)", "sqrt dim"))),
    "shap.robust_sharp": Hints(
        defined="\n".join(
            (
                "choose (Rgt_dec dim 1).",
                f"- pose proof (Rle_0_sqr ({_SEVERAL})) as square; unfold Rsqr in square. "
                f"{note('positive_quotient', '1', 'dim')}\n  settle.",
                f"- {note('positive_quotient', '1', 'dim')}\n  assert (0 < sqrt 1) by positive. settle.",
            )
        ),
        upper=_shapley(),
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

HINTS: Mapping[str, Hints] = MappingProxyType(
    {**_LEMMA_1, **_THEOREM_1, **_THEOREM_2, **_THEOREMS_3_TO_5, **_PENALISED, **_KERNELS, **_EXPLANATIONS}
)
"""The hints by the id of the claim."""
