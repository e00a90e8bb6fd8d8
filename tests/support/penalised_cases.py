"""Cases of the claims about penalised training, computed in balls from what the statements say, not by their formulas.

``python -m support.penalised_cases FILE`` writes them, from the folder ``tests``. What the claims write with a root is
a solution of a quadratic here; extrema of |m| g(b) over a box are taken over its corners and over b = √λ.
"""

import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
from flint import arb, ctx

from support.explanation_cases import exactly, least

Row = dict[str, Any]
Ends = tuple[arb | None, arb | None]


def root_of(square: arb, linear: arb, constant: arb) -> arb:
    """The larger root of a quadratic with real roots, by halving an interval that brackets it."""
    low, high = -linear / (2 * square), arb(1)
    while not square * high * high + linear * high + constant > 0:
        high = 2 * high
    for _ in range(200):
        middle = ((low + high) / 2).mid()
        low, high = (low, middle) if square * middle * middle + linear * middle + constant > 0 else (middle, high)
    return (low + high) / 2


def positive(number: arb) -> arb:
    return number.max(arb(0))


def logistic(number: arb) -> arb:
    return 1 / (1 + (-number).exp())


def costs(row: Row, residuals: tuple[arb, arb], slopes: tuple[arb, arb]) -> Ends:
    """The least and the largest |m| b/(λ + b²) over a box."""
    lam = row["lam"]
    peak = [] if lam < slopes[0] ** 2 or lam > slopes[1] ** 2 else [lam.sqrt()]
    units = [slope / (lam + slope**2) for slope in (*slopes, *peak)]
    sizes = [abs(one) for one in residuals] + ([arb(0)] if residuals[0] < 0 < residuals[1] else [])
    return least(*units) * least(*sizes), -least(*(-one for one in units)) * -least(*(-one for one in sizes))


def drift(row: Row) -> arb:
    """(ε − ε₀) K: what ε ᾱ n and Σ α_i y_i x_i may move by."""
    width, turn = row["epsilon"] - row["epsilon_low"], (row["epsilon"] - row["epsilon_low"]) * row["dual_norm"] / 4
    pushed = width * row["push"] + row["epsilon"] * turn
    return row["attack_factor"] * pushed + turn * row["mean_input_norm"]


def scores(row: Row) -> tuple[arb, arb]:
    return row["centre_score"] - row["ball_radius"] * row["input_norm"], (
        row["centre_score"] + row["ball_radius"] * row["input_norm"]
    )


def box(row: Row) -> Ends:
    off, radius = row["ball_radius"] * row["input_norm"], row["ball_radius"]
    residuals = row["centre_residual"] - off, row["centre_residual"] + off
    return costs(row, residuals, (positive(row["centre_norm"] - radius), row["centre_norm"] + radius))


def residuals_along(row: Row) -> Ends:
    """Extremal at an end of the cell, or at d = 0, of what is linear in d, and of the root apart."""
    low, high, radius = row["along_low"], row["along_high"], row["ball_radius"]
    places = [low, high] + ([arb(0)] if low < 0 < high else [])
    spread = -least(*(-positive(radius**2 - d**2).sqrt() for d in places)) * row["input_across"]
    linear = [row["centre_residual"] - d * row["input_along"] for d in (low, high)]
    return least(*linear) - spread, -least(*(-one for one in linear)) + spread


def norms_along(row: Row) -> Ends:
    """b² − C² − 2C d₊ − R² = 0."""
    length = row["centre_norm"]
    square = length**2 + 2 * length * row["along_high"] + row["ball_radius"] ** 2
    return positive(length + row["along_low"]), root_of(arb(1), arb(0), -square) if square > 0 else arb(0)


def floor(row: Row) -> Ends:
    """The largest score of the ball rises by C + R per unit of cost."""
    missing = row["threshold"] - scores(row)[1]
    return (missing / (row["centre_norm"] + row["ball_radius"]) if missing > 0 else arb(0)), None


def least_cost(row: Row) -> Ends:
    """From the highest score on the steepest way to the lowest score on the flattest."""
    missing, flattest = positive(row["threshold"] - scores(row)[0]), row["centre_norm"] - row["ball_radius"]
    return floor(row)[0], missing / flattest


def value_of(claim: str, bounded: str, row: Row) -> arb:
    if claim == "penalised.least":
        return positive(row["threshold"] - row["score_r"]) / row["norm_r"]
    return logistic(row[bounded]) if claim == "penalised.validity" else row[bounded]


def gap(row: Row) -> Ends:
    return arb(0), root_of(row["penalty"] / 2, arb(0), -row["duality_gap"])


def gap_sharp(row: Row) -> Ends:
    square = row["duality_gap"] / row["penalty"] - row["dual_distance"] ** 2 / 4
    return arb(0), root_of(arb(1), arb(0), -square) if square > 0 else arb(0)


def wide(row: Row) -> Ends:
    between = row["objective_high"] - row["dual_low"]
    return arb(0), root_of(row["penalty"] / 2, arb(0), -between) if between > 0 else arb(0)


def between(row: Row) -> Ends:
    """8μR² = 2μA² + D² and 8S where the slacks fall towards the middle, or else 4S + 2(s₀₁ + s₁₀)."""
    same, across = row["stop_slack"], row["slack_across"]
    slack = 8 * same if across < 2 * same else 4 * same + 2 * across
    constant = 2 * row["penalty"] * row["stop_distance"] ** 2 + slack + row["margin_square"]
    return arb(0), root_of(8 * row["penalty"], arb(0), -constant)


def corrected(row: Row) -> Ends:
    """t² = min(‖r_x‖²/β, S) ‖r‖²/β."""
    shorter = least(row["dual_residual"] ** 2 / row["ridge"], row["dual_bound"])
    off = root_of(arb(1), arb(0), -shorter * row["primal_residual"] ** 2 / row["ridge"])
    return row["corrected_score"] - off, row["corrected_score"] + off


def reflected(row: Row) -> Ends:
    """Between r_xᵀr/2β ∓ ‖r_x‖‖r‖/2β: the least and the largest r_xᵀB⁻¹r."""
    longest = row["dual_residual"] * row["primal_residual"]
    ends = ((row["residual_product"] + sign * longest) / row["ridge"] / 2 for sign in (-1, 1))
    low, high = (row["corrected_score"] + end for end in ends)
    return low, high


ENDS: dict[str, tuple[str, Callable[[Row], Ends]]] = {
    "penalised.gap": ("start_gap", gap),
    "penalised.gap_sharp": ("centre_gap", gap_sharp),
    "penalised.gradient": ("centre_gap", lambda row: (arb(0), row["subgradient_norm"] / row["penalty"] / 2)),
    "penalised.steps": ("start_gap", lambda row: (arb(0), row["subgradient_norm"] / row["penalty"])),
    "penalised.range": ("start_gap", wide),
    "penalised.range_sharp": (
        "start_gap",
        lambda row: (arb(0), row["subgradient_low"] / row["penalty"] + drift(row) / row["penalty"]),
    ),
    "penalised.score": ("score_r", scores),
    "penalised.validity": ("score_r", lambda row: (logistic(scores(row)[0]), logistic(scores(row)[1]))),
    "penalised.cost": ("cost_r", box),
    "penalised.floor": ("cost_r", floor),
    "penalised.residual_along": ("residual_r", residuals_along),
    "penalised.norm_along": ("norm_r", norms_along),
    "penalised.cost_along": (
        "cost_r",
        lambda row: costs(row, (row["residual_low"], row["residual_high"]), (row["norm_low"], row["norm_high"])),
    ),
    "penalised.least": ("score_r", least_cost),
    "penalised.stretch": ("centre_gap", between),
    "ridge.score": ("score_r", corrected),
    "ridge.score_sharp": ("score_r", reflected),
    "ridge.weights": ("centre_gap", lambda row: (arb(0), row["primal_residual"] / row["ridge"] / 2)),
    "ridge.slope": (
        "slope_r",
        lambda row: (
            positive(row["centre_slope"] - row["steepness"] * row["ball_radius"]),
            row["centre_slope"] + row["steepness"] * row["ball_radius"],
        ),
    ),
}
"""The field that each claim bounds, and the two ends."""

SIGNED = (
    "corrected_score",
    "residual_product",
    "centre_score",
    "centre_residual",
    "input_along",
    "residual_r",
    "score_r",
    "threshold",
    "score_r_r",
)
"""Fields that may be negative."""


def drawn(rng: np.random.Generator, names: tuple[str, ...]) -> dict[str, float]:
    """Fields in binary fractions, so that every reading knows them exactly."""
    row = {one: float(rng.integers(1, 256)) / 64.0 for one in names}
    row |= {one: row[one] * rng.choice([-1.0, 1.0]) for one in names if one in SIGNED}
    if "ball_radius" in row:
        row["ball_radius"] /= 16.0
    if "along_low" in row:
        row["along_low"] = -row["ball_radius"] * float(rng.integers(-8, 9)) / 16.0
        row["along_high"] = row["along_low"] + row["ball_radius"] / 8.0
        row["along"] = row["along_low"] + row["ball_radius"] / 16.0
    for name in ("residual", "norm"):
        if f"{name}_high" in row:
            row[f"{name}_high"] += row[f"{name}_low"]
    if "epsilon" in row:
        row["epsilon"] += row["epsilon_low"]
    if "mix" in row:
        row["mix"] /= 4.0
    if "threshold" in row:
        row["score_r_r"] = row["threshold"] + 1.0
    return row


def rounded(end: arb | None) -> float | None:
    return None if end is None else float(end.mid())


NOT: dict[str, dict[str, float]] = {
    "penalised.validity": {"ball_radius": -1.0},
    "penalised.score": {"input_norm": -1.0},
    "penalised.cost": {"norm_r": -1.0},
    "penalised.least": {"centre_gap": -1.0},
    "penalised.cost_along": {"norm_r": -1.0},
    "penalised.floor": {"score_r_r": -9.0},
    "penalised.residual_along": {"along": 9.0},
    "penalised.norm_along": {"along": 9.0},
    "penalised.range_sharp": {"subgradient_norm": -1.0},
    "ridge.score": {"primal_energy": -1.0},
    "ridge.score_sharp": {"primal_residual": -1.0},
}
"""What is changed in the last instance of a claim, so that the claim says nothing of it; else the value is negative."""


def cases(reads: Callable[[str], tuple[str, ...]]) -> dict[str, Any]:
    """Six instances of every claim, the last of which is outside its domain or hypotheses.

    Args:
        reads: The function that gives the fields which a claim reads, by its id.

    Returns:
        Fields and expected ends by the ids of the claims.
    """
    rng, made = np.random.default_rng(2015), {}
    for claim, (bounded, ends) in ENDS.items():
        names = tuple(sorted(reads(claim)))
        rows = [drawn(rng, names) for _ in range(6)]
        if claim == "penalised.least":  # which speaks of R < C alone
            rows = [row | {"centre_norm": row["centre_norm"] + row["ball_radius"]} for row in rows]
        rows[5] |= NOT.get(claim, {bounded: -1.0})
        with ctx.workprec(256):
            known = [{one: exactly(number) for one, number in row.items()} for row in rows]
            shown = [float(value_of(claim, bounded, row).mid()) for row in known]
            found = [ends(row) for row in known]
            lower, upper = (list(map(rounded, side)) for side in zip(*found, strict=True))
        expected = {"lower": lower, "value": shown, "upper": upper, "applicable": [True] * 5 + [False]}
        made[claim] = {"fields": {one: [row[one] for row in rows] for one in reads(claim)}, "expected": expected}
    return made


if __name__ == "__main__":
    from bounds import CLAIMS

    text = json.dumps(cases(lambda name: CLAIMS[name].read), indent=1)
    Path(sys.argv[1]).write_text(f"{text}\n", encoding="utf-8")
