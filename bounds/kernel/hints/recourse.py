"""Hints for the claims of Krishna et al. 2024: Lemmas 1 and 2, Theorems 1 to 5."""

from bounds.kernel.hints.scripts import SETTLE, Hints, note, script

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

HINTS = {**_LEMMA_1, **_THEOREM_1, **_THEOREM_2, **_THEOREMS_3_TO_5}
"""The hints by the id of the claim."""
