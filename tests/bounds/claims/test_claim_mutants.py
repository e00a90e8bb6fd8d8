"""Every true claim at an instance that meets its bound: it holds, and nine tenths of the bound would not."""

from fractions import Fraction

import numpy as np
import pytest
from support.explanation_instances import EXPLAINED
from support.instances import Models, of
from support.mutants import shrunk
from support.penalised_instances import PENALISED

from bounds import CLAIMS, Status, assess, check

TRUE = [name for name, claim in CLAIMS.items() if claim.theory == "true"]

# z'_NR and z'_R at opposite ends of a ball that G only stretches, and x where x'_R is
DECODED = {"cost_nr": 3.0, "cost_r": 0.0, "recourse_gap": 3.0, "lipschitz": 1.5, "latent_gap": 2.0}
DECODED |= {"radius_nr": 1.0, "radius_r": 1.0}


def line(w_nr: float, w_r: float, x: float, target: float, lam: float) -> Models:
    """Two models of one column."""
    return Models(np.array([w_nr]), np.array([w_r]), np.array([x]), np.array([True]), target, lam)


RUN = {
    "steps": 4.0,
    "learning_rate": 0.5,
    "epsilon": 0.25,
    "mean_input_norm": 2.0,
    "attack_factor": 2.0,
    "smoothness": 1.0,
}
# a = b = 1 and opposite residuals of nearly ±1 with a small λ and Δ: both printed costs are nearly λ
OPPOSITE = {"lam": 1 / 64, "norm_nr": 1.0, "norm_r": 1.0, "delta": 1 / 64, "input_norm": 128.0, "residual_nr": 0.99}
PRINTED_COST = 0.99 * (1 / 64) / (1 + 1 / 64)

# a small λ, and a robust model as flat as Δ allows: its printed cost is nearly λ / (a − Δ)
FLAT = {"lam": 2.0**-20, "norm_nr": 1.0, "norm_r": 0.5, "delta": 0.5, "input_norm": 4.0}
FLAT_COST = 0.9999 * 2.0**-20 * 0.5 / (2.0**-20 + 0.25)
FLAT_COST_NR = 0.9999 * 2.0**-20 / (2.0**-20 + 1.0)

# a small λ and one steep model: the cost of the other one is nearly 1 / slope, and so is the bound
STEEP = {"lam": 2.0**-20, "residual_nr": 0.9999, "slope_nr": 1.0, "cost_nr": 0.9999 / (2.0**-20 + 1)}


def tangents(models: Models) -> dict[str, float]:
    """Two linear models as their own tangents, as far apart as the radii say."""
    fields = models.fields()
    residual_radius = abs(fields["residual_nr"] - fields["residual_r"])
    slope_radius = abs(fields["norm_nr"] - fields["norm_r"])
    slopes = {"slope_nr": fields["norm_nr"], "slope_r": fields["norm_r"]}
    return fields | slopes | {"residual_radius": residual_radius, "slope_radius": slope_radius}


def split(fields: dict[str, float]) -> dict[str, float]:
    """Fields of Theorem 4 as those of Theorem 5: R is a product of three."""
    return fields | {"delta_k": fields["delta"] / 2.0, "label_norm": 2.0, "kernel_norm_r": fields["recourse_norm_r"]}


ATTAINING = {
    "lemma1.sound": RUN | {"weight_gap": 4 * 0.5 * (2 + 0.25 * 2)},
    "lemma1.sharp": RUN | {"robust_weight_norm": 8.0, "weight_gap": 4 * 0.5 * (0.25 * 2 + np.tanh(0.5) * 2)},
    "lemma1.path": RUN | {"gradient_gap_sum": 3.0, "weight_gap": 1.5},
    "lemma1.norms": {"norm_nr": 1.0, "norm_r": 1.5, "delta": 0.5, "weight_gap": 0.5},
    "theorem1.repaired": OPPOSITE | {"residual_nr": 0.0, "residual_r": 0.99, "cost_nr": 0.0, "cost_r": PRINTED_COST},
    "theorem1.vector": OPPOSITE
    | {"residual_r": -0.99, "cost_nr": PRINTED_COST, "cost_r": PRINTED_COST, "recourse_gap": 2 * PRINTED_COST},
    "theorem1.repaired_sharp": FLAT | {"residual_nr": 0.0, "residual_r": 0.9999, "cost_nr": 0.0, "cost_r": FLAT_COST},
    "theorem1.vector_sharp": FLAT
    | {
        "residual_nr": -0.9999,
        "residual_r": 0.9999,
        "cost_nr": FLAT_COST_NR,
        "cost_r": FLAT_COST,
        "recourse_gap": FLAT_COST_NR + FLAT_COST,
    },
    "theorem1.sound": line(1.0, 1.5, -2.0, 1.0, 9.0).fields(),
    "theorem1.posterior": line(1.0, 2.0, 0.5, 1.0, 0.5).fields(),
    "theorem1.free": line(1.0, 2.0, 0.5, 1.0, 1.0).fields(),
    "theorem1.floor": {
        "threshold": 4.0 - 1e-9,
        "score_nr": 2.0,
        "input_norm": 1.0,
        "norm_nr": 2.0,
        "norm_r": 2.5,
        "delta": 0.5,
        "score_r_r": 4.0,
        "cost_r": 0.6,
    },
    "theorem4.onlyif": {
        "score_nr_nr": 0.0,
        "score_nr_r": 0.5,
        "score_r_r": -1e-9,
        "delta": 0.5 + 1e-9,
        "recourse_norm_r": 1.0,
    },
    "theorem4.sound": {
        "score_nr_nr": 0.0,
        "score_nr_r": -0.5 - 1e-9,
        "score_r_r": -1e-9,
        "delta": 0.5,
        "recourse_norm_r": 1.0,
    },
    "theorem4.sharp": line(1.0, 1.3, -1.0, 0.4, 0.2).fields(),
    "theorem4.closed": line(1.0, 0.7, 0.5, 2.0, 0.2).fields(),
    "lemma2.printed": {"weight_gap": 1.5, "delta_k": 0.5, "label_norm": 3.0},
    "lemma2.norms": {"norm_nr": 1.0, "norm_r": 1.5, "delta_k": 0.25, "label_norm": 2.0, "weight_gap": 0.5},
    "theorem2.repaired": STEEP | {"residual_r": 0.0, "slope_r": 2048.0, "cost_r": 0.0},
    "theorem2.vector": STEEP
    | {"residual_r": -0.9999, "slope_r": 1.0, "cost_r": STEEP["cost_nr"], "recourse_gap": 2 * STEEP["cost_nr"]},
    "theorem2.sound": tangents(line(1.0, 1.5, -2.0, 1.0, 9.0)),
    "theorem2.posterior": tangents(line(1.0, 2.0, 0.5, 1.0, 0.5)),
    "theorem2.free": tangents(line(1.0, 2.0, 0.5, 1.0, 1.0)),
    "theorem2.floor": {
        "threshold": 4.0 - 1e-9,
        "score_r": 1.0,
        "score_r_r": 4.0,
        "kernel_lipschitz": 2.0,
        "cost_r": 1.5,
    },
}
ATTAINING |= dict.fromkeys(("theorem3.printed", "theorem3.sharp", "theorem3.vector"), DECODED)
ATTAINING |= {
    name.replace("theorem4", "theorem5"): split(ATTAINING[name])
    for name in ("theorem4.onlyif", "theorem4.sound", "theorem4.sharp")
}  # fmt: skip
ATTAINING |= EXPLAINED | PENALISED

LEAST = {"theorem1.repaired": 0.47, "theorem1.vector": 0.95, "smoothgrad.faithful": 0.79}
"""How near to their bounds the claims come of which no instance is known that meets them; the others come to .999."""

FACTORS = {"theorem1.repaired": Fraction(9, 20), "smoothgrad.faithful": Fraction(3, 4)}
"""The factors by which the bounds of these are made tighter; the others by 9/10."""


def test_every_true_claim_has_an_instance():
    assert set(ATTAINING) == set(TRUE)


@pytest.mark.parametrize("name", TRUE)
def test_the_claim_holds_where_its_bound_is_met(name):
    claim = CLAIMS[name]
    verdict, measure = assess(claim, **of(claim, ATTAINING[name]))
    assert verdict.status == Status.HOLDS
    assert verdict.failed == 0
    assert measure.tightness > LEAST.get(name, 0.999)


@pytest.mark.parametrize("name", TRUE)
def test_a_tighter_bound_is_violated_there(name):
    """Half of the repaired bound would be true (see test_prove.py): its mutant is a tenth tighter than that."""
    tighter = shrunk(CLAIMS[name], FACTORS.get(name, Fraction(9, 10)))
    verdict = check(tighter, **of(CLAIMS[name], ATTAINING[name]))
    assert verdict.status == Status.VIOLATED
    assert verdict.failed == 0
