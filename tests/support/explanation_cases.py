"""Cases of the claims about explanations, computed in balls from integrals rather than from the claims' own formulas.

``python -m support.explanation_cases FILE`` writes them, from the folder ``tests``. What the claims write with erf is a
probability here, integrated from the density; what they write with 4/√(2πe) is the mean of |u² − 1|; a smoothed clip is
the integral of a clip.
"""

import json
import sys
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np
from flint import acb, arb, ctx

FAR = 30
"""How far out a normal density is integrated; beyond lie less than 1e-190 of it."""

Row = dict[str, Any]
Upper = Callable[[Row], arb]


def exactly(number: float) -> arb:
    fraction = Fraction(number)
    return arb(fraction.numerator) / fraction.denominator


def integral(function: Callable[[acb], acb], low: arb | int, high: arb | int) -> arb:
    return acb.integral(lambda z, _: function(z), acb(low), acb(high)).real


def density(u: acb) -> acb:
    return (-u * u / 2).exp() / (2 * acb.pi()).sqrt()


def probability(low: arb | int, high: arb | int) -> arb:
    return integral(density, low, high)


def root(a: arb) -> arb:
    return a.sqrt()


def smoothed_clip(row: Row) -> arb:
    """E clip(L(h/2 + σu), −R, R), piece by piece."""
    slope, height, sigma, at = row["lipschitz"], row["range"], row["sigma"], row["input_gap"] / 2
    low, high = (-height / slope - at) / sigma, (height / slope - at) / sigma
    within = integral(lambda u: acb(slope) * (acb(at) + acb(sigma) * u) * density(u), low, high)
    return within + height * (probability(high, high + FAR) - probability(low - FAR, low))


def bent(row: Row) -> arb:
    """E|u² − 1| R/σ²."""
    inner = integral(lambda u: (1 - u * u) * density(u), -1, 1)
    outer = integral(lambda u: (u * u - 1) * density(u), 1, FAR)
    return (inner + 2 * outer) * row["range"] / row["sigma"] ** 2


def mean_length(row: Row) -> arb:
    """E|u| of one normal number."""
    return 2 * integral(lambda u: u * density(u), 0, FAR)


def shapley_share(row: Row) -> arb:
    """√((2 − 1/√(d − 1))² + 1/d), the length of a vector of two parts."""
    dim = row["dim"]
    across = arb(0) if dim == 1 else 2 - 1 / root(dim - 1)
    return root(across * across + 1 / dim)


def ridge_gain(scale: arb, ridge: arb) -> arb:
    return scale / (ridge + scale * scale)


def least(*numbers: arb) -> arb:
    smallest = numbers[0]
    for number in numbers[1:]:
        smallest = smallest.min(number)
    return smallest


def between(row: Row) -> arb:
    norm, effect, share = row["gradient_norm"], row["effect_norm"], row["alignment"] * row["ratio_low"]
    at_zero = row["gradient_error"] ** 2 - norm**2 - (share * norm) ** 2 + 2 * row["ratio_high"] * norm**2
    return root(least(at_zero, (effect - share * norm) * (effect + share * norm)).max(arb(0)))


def of_lime(row: Row) -> arb:
    ridge, dim, square = row["ridge"], row["dim"], row["sigma"] ** 2
    first = root(dim) * row["lipschitz"] / ridge
    second = row["input_bound"] * row["range"] * (ridge + dim) * root(dim) / (ridge * ridge * square)
    return first + second * (2 * row["input_bound"] / square).exp()


def of_lime_sharp(row: Row) -> arb:
    scale = least(row["feature_bound"], root(row["ridge"]))
    return ridge_gain(scale, row["ridge"]) * (row["lipschitz"] + row["range"] * row["weight_rate"])


def times_gap(slope: Upper) -> Upper:
    return lambda row: slope(row) * row["input_gap"]


GRADIENT_INPUT = times_gap(lambda row: row["input_bound"] * row["gradient_lipschitz"] + row["lipschitz"])
LARGEST = times_gap(lambda row: row["largest_input"] * row["gradient_lipschitz"] + row["lipschitz"])
PATH = times_gap(lambda row: row["path_mean"] * row["largest_input"] * row["gradient_lipschitz"] + row["lipschitz"])

UPPER: dict[str, tuple[str, Upper]] = {
    "gradient.robust": ("explanation_gap", times_gap(lambda row: row["gradient_lipschitz"])),
    "gradient_input.robust": ("explanation_gap", GRADIENT_INPUT),
    "gradient_input.robust_sharp": ("explanation_gap", LARGEST),
    "integrated_gradients.robust": ("explanation_gap", GRADIENT_INPUT),
    "integrated_gradients.robust_sharp": ("explanation_gap", PATH),
    "shap.robust": ("explanation_gap", times_gap(lambda row: root(row["dim"]) * row["lipschitz"])),
    "shap.robust_sharp": ("explanation_gap", times_gap(lambda row: shapley_share(row) * row["lipschitz"])),
    "lime.robust": ("explanation_gap", times_gap(of_lime)),
    "lime.robust_sharp": ("explanation_gap", times_gap(of_lime_sharp)),
    "smoothgrad.robust": (
        "explanation_gap",
        times_gap(lambda row: mean_length(row) * row["lipschitz"] / row["sigma"]),
    ),
    "smoothgrad.robust_sharp": (
        "explanation_gap",
        lambda row: 4 * row["lipschitz"] * probability(0, row["input_gap"] / (2 * row["sigma"])),
    ),
    "smoothgrad.robust_range": (
        "explanation_gap",
        times_gap(lambda row: least(mean_length(row) * row["lipschitz"] / row["sigma"], bent(row))),
    ),
    "smoothgrad.faithful": (
        "explanation_error",
        lambda row: row["gradient_lipschitz"] * row["sigma"] * root(row["dim"]),
    ),
    "smoothgrad.faithful_sharp": (
        "explanation_error",
        lambda row: row["gradient_lipschitz"] * row["sigma"] * root(row["dim"] - 1 + mean_length(row) ** 2),
    ),
    "smoothgrad.lipschitz_printed": (
        "smoothed_gap",
        times_gap(lambda row: least(row["lipschitz"], row["range"] / row["sigma"] / 2)),
    ),
    "smoothgrad.lipschitz": (
        "smoothed_gap",
        times_gap(lambda row: least(row["lipschitz"], mean_length(row) * row["range"] / row["sigma"])),
    ),
    "smoothgrad.lipschitz_sharp": (
        "smoothed_gap",
        times_gap(lambda row: 2 * row["lipschitz"] * probability(0, row["range"] / (row["lipschitz"] * row["sigma"]))),
    ),
    "smoothgrad.lipschitz_gap": ("smoothed_gap", lambda row: 2 * smoothed_clip(row)),
    "smoothgrad.tradeoff_printed": ("least_error", between),
    "smoothgrad.tradeoff": ("least_error", between),
    "smoothgrad.tradeoff_sharp": (
        "least_error",
        lambda row: root((1 - row["alignment"]) * (1 + row["alignment"])) * row["effect_norm"],
    ),
    "mixture.lipschitz_printed": ("smoothed_gap", times_gap(lambda row: row["range"] * row["mixing_rate"])),
    "mixture.lipschitz": ("smoothed_gap", times_gap(lambda row: 2 * row["range"] * row["mixing_rate"])),
    "mixture.lipschitz_density": ("smoothed_gap", times_gap(lambda row: row["range"] * row["mixing_rate"])),
    "mixture.cube": ("smoothed_gap", times_gap(lambda row: row["range"] * root(row["dim"]) / row["cube_radius"])),
}
"""The field that each claim bounds from above, and the bound."""

FIELDS: dict[str, tuple[str, ...]] = {
    "gradient": ("input_gap", "gradient_lipschitz"),
    "gradient_input": ("input_gap", "gradient_lipschitz", "lipschitz", "input_bound", "largest_input"),
    "integrated_gradients": (
        *("input_gap", "gradient_lipschitz", "lipschitz", "input_bound", "largest_input", "path_mean"),
    ),
    "shap": ("input_gap", "lipschitz", "dim"),
    "lime": (
        *("input_gap", "lipschitz", "range", "ridge", "dim", "sigma", "input_bound", "feature_bound", "weight_rate"),
    ),
    "smoothgrad": ("input_gap", "lipschitz", "range", "sigma", "gradient_lipschitz", "dim"),
    "mixture": ("input_gap", "range", "mixing_rate", "total_variation", "density_gap", "dim", "cube_radius"),
}
"""The fields that are drawn for the claims of one name; those that a claim does not read are left out."""

TRADEOFF = (
    # α, ν, τ, G, P, cos, ‖∇f − p‖
    (0.875, 0.5, 0.5625, 2.0, 1.0625, 0.9375, 1.25),
    (0.75, 0.25, 0.5, 1.0, 0.4375, 0.8125, 0.75),
    (0.9375, 2.75, 3.0, 1.0, 3.0, 1.0, 2.0),  # αν ≥ 1 and αP > G
    (0.5, 0.125, 0.375, 4.0, 1.0, 0.75, 3.5),
    (0.875, 0.5, 0.5625, 2.0, 1.25, 0.9375, 1.25),  # P/G > τ
    (0.875, 0.5, 0.5625, 2.0, 1.0625, 0.875, 1.25),  # cos is not above α
)
"""Six instances of Theorem 5.2."""


def drawn(rng: np.random.Generator, name: str, *, inapplicable: bool) -> dict[str, float]:
    """Fields in binary fractions, so that every reading knows them exactly."""
    fields = {one: float(rng.integers(1, 256)) / 64.0 for one in FIELDS[name]}
    if "dim" in fields:
        fields["dim"] = float(rng.integers(1, 10))
    if inapplicable:
        fields["input_gap"] = -fields["input_gap"]
    if "total_variation" in fields:
        fields["density_gap"] = abs(fields["mixing_rate"] * fields["input_gap"]) / 2.0
        fields["total_variation"] = fields["density_gap"] / 2.0
    return fields


def tradeoffs() -> list[dict[str, float]]:
    names = ("alignment", "ratio_low", "ratio_high", "gradient_norm", "effect_norm", "least_cosine", "gradient_error")
    return [dict(zip(names, numbers, strict=True)) for numbers in TRADEOFF]


def is_applicable(claim: str, row: dict[str, float]) -> bool:
    """Domain and hypotheses, from the statement."""
    if ".tradeoff" not in claim:
        return ".faithful" in claim or row["input_gap"] >= 0.0
    share, ratio = row["alignment"] * row["ratio_low"], row["effect_norm"] / row["gradient_norm"]
    aligned = row["least_cosine"] > row["alignment"]
    if claim.endswith("_sharp"):
        return aligned and row["alignment"] * row["effect_norm"] < row["gradient_norm"]
    assumed = aligned and row["ratio_low"] < ratio <= row["ratio_high"] and 2.0 * row["ratio_high"] - 1.0 < share**2
    return assumed and (claim.endswith("_printed") or share < 1.0)


def cases(reads: Callable[[str], tuple[str, ...]]) -> dict[str, Any]:
    """Six instances of every claim.

    Args:
        reads: The function that gives the fields which a claim reads, by its id.

    Returns:
        Fields and expected ends by the ids of the claims.
    """
    rng, made = np.random.default_rng(2023), {}
    for claim, (bounded, upper) in UPPER.items():
        name = claim.split(".")[0]
        rows = tradeoffs() if ".tradeoff" in claim else [drawn(rng, name, inapplicable=k == 5) for k in range(6)]
        for row in rows:
            row[bounded] = float(rng.integers(1, 64)) / 256.0
        with ctx.workprec(128):
            ends = [float(upper({one: exactly(number) for one, number in row.items()}).mid()) for row in rows]
        wanted = [one for one in reads(claim) if one in rows[0]]
        made[claim] = {
            "fields": {one: [row[one] for row in rows] for one in wanted},
            "expected": {
                "lower": [0.0] * 6,
                "value": [row[bounded] for row in rows],
                "upper": ends,
                "applicable": [is_applicable(claim, row) for row in rows],
            },
        }
    return made


if __name__ == "__main__":
    from bounds import CLAIMS

    text = json.dumps(cases(lambda name: CLAIMS[name].read), indent=1)
    Path(sys.argv[1]).write_text(f"{text}\n", encoding="utf-8")
