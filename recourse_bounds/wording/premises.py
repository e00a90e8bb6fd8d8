"""Premises in plain words."""

from collections.abc import Mapping
from types import MappingProxyType

from bounds import Premise

_MINIMISER = "the recourse for the {} model is the minimiser of SCFE, which the theorem speaks of"
_PRINTED = "the cost for the {} model is the one that Definition 1 prints, λ times the minimiser's length"
_TANGENT = "the recourse for the {} model is SCFE's for a score that is linear around the person"

PREMISES: Mapping[str, str] = MappingProxyType(
    {
        "N ≥ 0": "the number of training steps is not negative",
        "η > 0": "the learning rate is positive",
        "ε ≥ 0": "the radius of the attacks is not negative",
        "d ≥ 1": "at least one column is attacked",
        "y = ±1": "the label is 1 or −1",
        "‖w_NR − w_R‖ ≥ 0": "the distance of the weights is not negative",
        "c_p ≥ 0": "the factor of the attack's norm is not negative",
        "mean‖x_i‖ ≥ 0": "the mean length of the training instances is not negative",
        "W ≥ 0": "the largest length of the robust weights in training is not negative",
        "L ≥ 0": "the constant L is not negative",
        "η ≤ 2/L": "the learning rate is small enough for steps not to overshoot",
        "a ≥ 0": "the natural model's slope is not negative",
        "b ≥ 0": "the robust model's slope is not negative",
        "‖w_NR − w_R‖ ≤ Δ": "Δ bounds the distance of the two models' weights",
        "|a − b| ≤ ‖w_NR − w_R‖": "the lengths of the weights differ by no more than their distance",
        "λ > 0": "the weight λ of the cost is positive",
        "‖x‖ ≥ 0": "the person's distance from 0 is not negative",
        "a > 0, a ≠ Δ": "the natural model has a slope, and Δ is not equal to it",
        "‖ζ_NR‖ = λ |m_NR| g(a)": _PRINTED.format("natural"),
        "‖ζ_R‖ = λ |m_R| g(b)": _PRINTED.format("robust"),
        "|a − b| ≤ Δ": "Δ bounds the difference of the two models' slopes",
        "|m_NR − m_R| ≤ Δ‖x‖": "Δ times the person's distance from 0 bounds the difference of the two scores",
        "|m_NR| ≤ 1, |m_R| ≤ 1": "both scores of the person lie within 1 of the target score",
        "Δ < a": "Δ is smaller than the natural model's slope",
        "Δ ≥ 0": "Δ is not negative",
        "‖ζ_NR‖ = |m_NR| g(a)": _MINIMISER.format("natural"),
        "‖ζ_R‖ = |m_R| g(b)": _MINIMISER.format("robust"),
        "a + Δ > 0": "the natural model has a slope, or Δ is positive",
        "cost_r ≥ 0": "the cost of the robust recourse is not negative",
        "f_R(x'_R) ≥ t": "the robust model accepts the robust recourse",
        "f_R(x'_R) ≤ f_NR(x) + Δ‖x‖ + b‖ζ_R‖": "the robust score rises no faster than Δ and the robust slope allow",
        "‖ζ_NR − ζ_R‖ ≥ 0": "the distance of the recourses is not negative",
        "‖ζ_NR − ζ_R‖ ≤ ‖ζ_NR‖ + ‖ζ_R‖": "the recourses lie no further apart than both costs together",
        "Δ_K ≥ 0": "Δ_K is not negative",
        "‖Y‖ ≥ 0": "the length of the training labels is not negative",
        "‖w_NR − w_R‖ ≤ Δ_K‖Y‖": "Δ_K times the length of the labels bounds the distance of the two models' weights",
        "a > 0": "the natural score has a slope at the person",
        "b > 0": "the robust score has a slope at the person",
        "‖ζ_NR‖ = |m_NR| g(a), linearised": _TANGENT.format("natural"),
        "‖ζ_R‖ = |m_R| g(b), linearised": _TANGENT.format("robust"),
        "e_f ≥ 0": "the bound on the difference of the scores is not negative",
        "e_g ≥ 0": "the bound on the difference of the slopes is not negative",
        "|a − b| ≤ e_g": "the two slopes differ by no more than their bound",
        "|m_NR − m_R| ≤ e_f": "the two scores differ by no more than their bound",
        "κ Σ|w_j|‖x_j‖ > 0": "the robust model's Lipschitz constant is positive",
        "f_R(x'_R) ≤ f_R(x) + κ Σ|w_j|‖x_j‖ ‖ζ_R‖": "the robust score rises no faster than its constant allows",
        "r_NR ≥ 0": "the radius of the natural ball is not negative",
        "r_R ≥ 0": "the radius of the robust ball is not negative",
        "‖z'_R − z'_NR‖ ≤ r_R + r_NR": "the two codes lie no further apart than both radii together",
        "‖x'_R − x'_NR‖ ≤ L‖z'_R − z'_NR‖": "L times the distance of the codes bounds that of the recourses",
        "|‖ζ_NR‖ − ‖ζ_R‖| ≤ ‖x'_R − x'_NR‖": "the two costs differ by no more than the recourses lie apart",
        "‖z'_R − z'_NR‖ ≥ 0": "the distance of the codes is not negative",
        "‖x'_R‖ ≥ 0": "the robust recourse's distance from 0 is not negative",
        "|v − u| ≤ R": "the natural model's scores of the two recourses differ by at most the radius R",
        "|f_R(x'_R) − f_NR(x'_R)| ≤ R": "the two models' scores of the robust recourse differ by at most the radius R",
        "u ≥ f_R(x'_R)": "the natural recourse is scored at least as high by its model as the robust one by its own",
        "u − v ≥ R": "the natural model scores its own recourse higher than the robust one, by at least the radius R",
        "f_R(x'_R) = s − m_R λ/(λ + b²)": "the robust recourse is SCFE's minimiser, which the statement speaks of",
        "‖K(x'_R, X_R)‖ ≥ 0": "the length of the robust recourse's kernel row is not negative",
        "|f_R(x'_R) − v| ≤ R": "the robust score of the robust recourse lies within the radius R of v",
    }
)
"""The premises of all claims in words, by their name."""


def premise_words(premise: Premise | str) -> str:
    """Say a premise in plain words, or a reason for which a claim says nothing.

    Args:
        premise: The premise, or what a verdict's ``failed`` names.

    Returns:
        The words; the name itself where it is a premise of a user's claim, or a reason, which is in words already.

    Examples:
        >>> premise_words("f_R(x'_R) ≥ t")
        'the robust model accepts the robust recourse'
        >>> premise_words("no recourse was found")
        'no recourse was found'
    """
    name = premise if isinstance(premise, str) else premise.name
    return PREMISES.get(name, name)
