"""The cases of Lemma 1 and Theorems 1 and 4: with every Δ and cost that a claim can be checked with."""

from collections.abc import Iterator, Mapping

import numpy as np

from bounds import CLAIMS, Claim
from bounds.claims.theorem1 import PRINTED_COSTS
from empirical.families.linear.fields import DELTA_CLAIMS
from empirical.verification.case import Case
from empirical.verification.measured import MEASURED_DELTA, PRINTED, PRINTED_DELTA, RETURNED, Measured

LINEAR = tuple(claim for claim in CLAIMS.values() if claim.id.split(".")[0] in {"lemma1", "theorem1", "theorem4"})
"""The claims about linear models: Lemma 1 and Theorems 1 and 4, in the order of ``CLAIMS``."""

CLAIMS_ON_PRINTED_COST = frozenset(claim.id for claim in LINEAR if set(PRINTED_COSTS) <= set(claim.premises))
"""Ids of the claims that speak of the cost as printed; they are checked with both costs."""

NO_RUN = "how the models were trained is not known"
"""Reason why claims that need the training cannot be evaluated for models that come from elsewhere."""

_LEMMA_1 = frozenset(f"lemma1.{variant}" for variant in DELTA_CLAIMS)


def linear_cases(measured: Measured) -> list[Case]:
    """Give every claim about linear models with every Δ and cost that it can be checked with.

    Printed claims use the printed Δ, all others every available Δ but that one. A claim that needs a field which is
    not known of these models has one case without fields.

    Args:
        measured: The fields that :func:`measure_linear` measured of the models.

    Returns:
        The cases, in the order of the claims.

    Examples:
        >>> untrained = Measured(training={}, instances={}, costs={RETURNED: {}, PRINTED: {}})
        >>> case, *_ = linear_cases(untrained)
        >>> case.claim.id, case.lacking
        ('lemma1.printed', 'how the models were trained is not known')
    """
    return [case for claim in LINEAR for case in _cases(claim, measured)]


def _cases(claim: Claim, measured: Measured) -> Iterator[Case]:
    fields, errors = _of_lemma(measured) if claim.id in _LEMMA_1 else _of_theorems(measured)
    sources = [*_delta_sources(claim, measured.deltas)]
    if not sources or (claim.id in _LEMMA_1 and not set(claim.needed) <= set(fields)):
        yield Case.without_fields(claim, NO_RUN)
        return
    for delta_source in sources:
        for cost_source in _cost_sources(claim):
            known, granted = dict(fields), dict(errors)
            if delta_source:
                known["delta"] = measured.stretch * measured.deltas[delta_source]
            if delta_source == MEASURED_DELTA:
                granted["delta"] = measured.stretch * measured.errors["weight_gap"]
            if cost_source:
                known |= measured.costs[cost_source]
            read = {name: known[name] for name in claim.read if name in known}
            yield Case(
                claim, delta_source, cost_source, read, {name: granted[name] for name in granted if name in read}
            )


def _of_lemma(measured: Measured) -> tuple[dict[str, np.ndarray], dict[str, float]]:
    """The fields that Lemma 1 reads, and their errors: those of the training."""
    return dict(measured.training), dict(measured.errors)


def _of_theorems(measured: Measured) -> tuple[dict[str, np.ndarray], dict[str, float]]:
    """The fields that theorems read, and their errors: norms are weighted, so that the distance of weights must be."""
    fields, errors = {**measured.training, **measured.instances}, dict(measured.errors)
    if "weight_gap" in fields:
        fields["weight_gap"] = measured.stretch * fields["weight_gap"]
        errors["weight_gap"] = measured.stretch * errors["weight_gap"]
    return fields, errors


def _delta_sources(claim: Claim, deltas: Mapping[str, np.ndarray]) -> Iterator[str | None]:
    if "delta" not in claim.read:
        yield None
    else:
        printed = claim.id.endswith("printed")
        yield from (source for source in deltas if (source == PRINTED_DELTA) == printed)


def _cost_sources(claim: Claim) -> tuple[str | None, ...]:
    if not {"cost_nr", "cost_r"} & set(claim.read):
        return (None,)
    return (RETURNED, PRINTED) if claim.id in CLAIMS_ON_PRINTED_COST else (RETURNED,)
