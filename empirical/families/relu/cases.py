"""The cases of Theorems 2 and 4 for ReLU networks: with both costs, and with the radius by layers for Δ."""

from collections.abc import Iterator

import numpy as np

from bounds import CLAIMS, Claim
from empirical.families.tangents import cost_sources
from empirical.verification.case import Case
from empirical.verification.measured import Measured

LACKING = {"theorem2.sound": "no radius is known before training", "theorem2.floor": "the models have no kernel"}
"""Reasons why claims of Theorem 2 cannot be evaluated for networks of finite width, by the id of the claim."""

NETWORK = tuple(
    claim
    for claim in CLAIMS.values()
    if claim.id.startswith("theorem2.") or claim.id in {"theorem4.onlyif", "theorem4.sound", "theorem4.sharp"}
)
"""The claims about ReLU networks. Theorem 4 reads Δ‖x'_R‖ as nothing but a bound on how far the two scores of x'_R are
apart; the radius by layers is another one."""

LAYERS = "layers"
"""Name of the source of Δ that is the radius by layers, with 1 for ‖x'_R‖."""


def relu_cases(measured: Measured) -> list[Case]:
    """Give every claim about ReLU networks, for both costs where it reads one.

    Args:
        measured: The fields that :func:`measure_relu` measured of the networks.

    Returns:
        The cases, in the order of the claims; one without fields for a claim that says nothing of such networks.

    Examples:
        >>> fields = {name: np.zeros(1) for claim in NETWORK for name in claim.read}
        >>> costs, radius = {"linearised": {}, "returned": {}}, {"radius_layers": np.array([0.5])}
        >>> cases = {case.claim.id: case for case in relu_cases(Measured({}, fields, costs, extra=radius))}
        >>> cases["theorem4.sharp"].delta_source, cases["theorem4.sharp"].fields["delta"].tolist()
        ('layers', [0.5])
        >>> cases["theorem2.floor"].lacking
        'the models have no kernel'
    """
    return [case for claim in NETWORK for case in _cases(claim, measured)]


def _cases(claim: Claim, measured: Measured) -> Iterator[Case]:
    if claim.id in LACKING:
        yield Case.without_fields(claim, LACKING[claim.id])
        return
    radius = measured.extra["radius_layers"]
    distance = {"delta": radius, "recourse_norm_r": np.ones_like(radius)}
    for cost_source in cost_sources(claim):
        available = measured.known(cost_source) | distance
        fields = {name: available[name] for name in claim.read}
        errors = {name: error for name, error in measured.errors.items() if name in fields}
        yield Case(claim, LAYERS if "delta" in fields else None, cost_source, fields, errors)
