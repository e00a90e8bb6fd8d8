"""Misreadings: false statements that stand in the text of the paper, or that readers easily see in it.

Some misreadings are claims by themselves. Others give a true claim a wrong quantity for one of its fields. A
construction then computes the wrong quantity, and a premise of the claim fails. For Lemma 1, the failing premise is
about every step of training, which the fields of an instance do not show.
"""

import dataclasses
from collections.abc import Mapping
from types import MappingProxyType
from typing import NamedTuple

from bounds.claim import Claim, Kind, Premise
from bounds.claims import CLAIMS, theorem1
from bounds.claims.cost import UNIT_RESIDUALS
from bounds.claims.premises import LAM, NORM_NR
from bounds.claims.theorem1 import EQ_6, SMALL_DELTA
from bounds.constructions.construction import Construction
from bounds.constructions.decoders import decoder
from bounds.constructions.free import free
from bounds.constructions.kernels import kernels
from bounds.constructions.linear import linear
from bounds.constructions.training_variants import batched, penalised
from bounds.ops import Ops, Scalar
from bounds.scalars import non_negative


class Misreading(NamedTuple):
    """A false statement that is easily mistaken for a claim of the paper.

    Attributes:
        id: The unique id of the form ``name.variant``, which is the id of no claim in ``CLAIMS``.
        statement: The statement in one line.
        source: The place where the statement is printed, or the passage that suggests it.
        remark: The error in the statement.
        claim: The claim that fails.
        constructions: The constructions of models and instances on which the claim fails.
    """

    id: str
    statement: str
    source: str
    remark: str
    claim: Claim
    constructions: tuple[Construction, ...]

    @property
    def feeds(self) -> bool:
        """Whether the misreading gives a true claim a wrong quantity; otherwise the claim itself is false."""
        return self.claim.id != self.id


def _with_wrong_quantity(
    name: str, of: str, construction: Construction, statement: str, source: str, remark: str
) -> Misreading:
    return Misreading(name, statement, source, remark, CLAIMS[of], (construction,))


def _false_claim(claim: Claim, *constructions: Construction) -> Misreading:
    return Misreading(claim.id, claim.statement, claim.source, claim.remark, claim, constructions or (free(claim),))


# Definition 1: the printed minimiser


def _objective(residual: Scalar, slope: Scalar, lam: Scalar, factor: Scalar) -> Scalar:
    """Compute (wᵀζ − m)² + λ‖ζ‖² at ζ = factor m w."""
    remaining = residual * (factor * slope * slope - 1.0)
    length = residual * factor * slope
    return remaining * remaining + lam * length * length


def _printed_objective(xp: Ops, residual_nr: Scalar, norm_nr: Scalar, lam: Scalar) -> Scalar:
    return _objective(residual_nr, norm_nr, lam, lam / (lam + norm_nr * norm_nr))


def _least_objective(xp: Ops, residual_nr: Scalar, norm_nr: Scalar, lam: Scalar) -> tuple[Scalar, Scalar]:
    return 0.0, _objective(residual_nr, norm_nr, lam, 1.0 / (lam + norm_nr * norm_nr))


_MINIMISER = Claim(
    id="definition1.printed",
    fields=("residual_nr", "norm_nr", "lam"),
    premises=(LAM, NORM_NR),
    value=_printed_objective,
    interval=_least_objective,
    trivial=non_negative,
    source=EQ_6,
    statement="ζ = m λ/(λ + a²) w minimises (wᵀζ − m)² + λ‖ζ‖²",
    theory="false",
    remark="the minimiser is m/(λ + a²) w; the two are equal only for λ = 1",
    tightness="zero",
)

# Theorem 1: with the true cost of recourses, and the remark about ‖x‖ in its text

_TRUE_COSTS = tuple(premise for premise in theorem1.SOUND.premises if premise.defines)
_FACTS = tuple(premise for premise in theorem1.PRINTED.premises if not premise.defines)
_WITH_SMALL_DELTA = dataclasses.replace(
    theorem1.PRINTED,
    id="theorem1.small_delta",
    premises=(*theorem1.PRINTED.premises, SMALL_DELTA),
    source="Theorem 1 with the hypothesis of its proof",
    statement="theorem1.printed if Δ < a",
    remark="the proof drops the residuals, which may be large",
)
_SMALL_RESIDUALS = dataclasses.replace(
    theorem1.PRINTED,
    id="theorem1.true_cost",
    premises=(*_FACTS, UNIT_RESIDUALS, *_TRUE_COSTS),
    source="Theorem 1 with the minimiser of Eq. 2",
    statement="theorem1.printed if |m_NR|, |m_R| ≤ 1, for the true cost",
    remark="the printed cost has a factor λ too many, which this bound needs",
)
_SMALL_DELTA = dataclasses.replace(
    _SMALL_RESIDUALS,
    id="theorem1.true_cost_repaired",
    premises=(*_SMALL_RESIDUALS.premises, SMALL_DELTA),
    statement="theorem1.printed if |m_NR|, |m_R| ≤ 1 and Δ < a, for the true cost",
    remark="false for λ < 1",
)


def _bound_for(
    xp: Ops, lam: Scalar, norm_nr: Scalar, delta_rate: Scalar, input_norm: Scalar, delta_rest: Scalar
) -> Scalar:
    delta = delta_rate * input_norm + delta_rest
    return xp.abs(lam * (2.0 * norm_nr + delta) / (norm_nr * (norm_nr - delta)))


def _bound_for_longer(
    xp: Ops, lam: Scalar, norm_nr: Scalar, delta_rate: Scalar, longer_norm: Scalar, delta_rest: Scalar
) -> Scalar:
    return _bound_for(xp, lam, norm_nr, delta_rate, longer_norm, delta_rest)


_TIGHTER = Claim(
    id="theorem1.tighter",
    fields=("lam", "norm_nr", "delta_rate", "delta_rest", "input_norm", "longer_norm"),
    premises=(
        LAM,
        Premise("a > 0", Kind.DOMAIN, lambda xp, norm_nr: norm_nr > 0.0, "divisor"),
        Premise("N η ≥ 0", Kind.DOMAIN, lambda xp, delta_rate: delta_rate >= 0.0, "Lemma 1"),
        Premise("N η ε √d ≥ 0", Kind.DOMAIN, lambda xp, delta_rest: delta_rest >= 0.0, "Lemma 1"),
        Premise("‖x‖ ≥ 0", Kind.DOMAIN, lambda xp, input_norm: input_norm >= 0.0, "a norm"),
        Premise("‖x̃‖ ≥ ‖x‖", Kind.HYPOTHESIS, lambda xp, longer_norm, input_norm: longer_norm >= input_norm, "larger"),
        Premise(
            "Δ < a for both",
            Kind.HYPOTHESIS,
            lambda xp, delta_rate, longer_norm, delta_rest, norm_nr: delta_rate * longer_norm + delta_rest < norm_nr,
            "Krishna et al. 2024, A.2, last step",
        ),
    ),
    value=_bound_for_longer,
    interval=lambda xp, lam, norm_nr, delta_rate, input_norm, delta_rest: (
        0.0,
        _bound_for(xp, lam, norm_nr, delta_rate, input_norm, delta_rest),
    ),
    trivial=non_negative,
    source="Krishna et al. 2024, after Theorem 1",
    statement="the bound of theorem1.printed is tighter for larger ‖x‖",
    theory="false",
    remark="Δ = N η (‖x‖ + ε√d) grows with ‖x‖, and the bound grows with Δ",
    tightness="zero",
)

_ALL = (
    _with_wrong_quantity(
        "lemma1.unpenalised_intercept",
        "lemma1.sound",
        penalised(intercept=False),
        "lemma1.sound with (1 − ρᴺ)/(1 − ρ) in the place of N, for a penalty on all weights but the intercept",
        "libraries do not penalise the intercept",
        "a gap grows by ρ = max(|1 − ημ|, |1 − η(L + μ)|) at most where all weights are penalised; else it stays",
    ),
    _with_wrong_quantity(
        "lemma1.together",
        "lemma1.path",
        batched(per_batch=False),
        "lemma1.path for mini-batches, with the L of all instances together",
        "the paper does not say which loss a step is made on",
        "a step is non-expansive if η ≤ 2/L for the L of its own batch, which may be larger",
    ),
    _false_claim(_MINIMISER),
    _false_claim(_WITH_SMALL_DELTA, linear(1, printed=True), linear(2, printed=True)),
    _false_claim(_SMALL_RESIDUALS, linear(1), linear(2)),
    _false_claim(_SMALL_DELTA, linear(1), linear(2)),
    _false_claim(_TIGHTER),
    _with_wrong_quantity(
        "theorem1.mixed_columns",
        "theorem1.sound",
        linear(2, barred=1, mixed=True),
        "theorem1.sound with a, b over all columns, for recourses that may not change all",
        "the paper does not say which columns a norm is over",
        "a, b are norms over the columns that may change",
    ),
    _with_wrong_quantity(
        "theorem3.same_norm",
        "theorem3.printed",
        decoder(2, same_norm=True),
        "theorem3.printed with an ℓ∞ → ℓ∞ constant",
        "Krishna et al. 2024, Definition 3",
        "costs are ℓ₂: the constant must be ℓp → ℓ₂",
    ),
    _with_wrong_quantity(
        "theorem5.own_rows",
        "theorem5.sharp",
        kernels(1, 1, own_rows=True),
        "theorem5.sharp with v = f_NR(x'_R)",
        "v is f_NR(x'_R) in Theorem 4",
        "v = K(x'_R, X_R)ᵀw_NR: the kernel is that of the attacked rows",
    ),
)

MISREADINGS: Mapping[str, Misreading] = MappingProxyType({misreading.id: misreading for misreading in _ALL})
"""All misreadings by id, in the order of the paper."""
