"""Hints for the claims about explanations, of Tan and Tian 2023."""

from bounds.kernel.hints.scripts import Hints, note, script

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


HINTS = {
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
"""The hints by the id of the claim."""
