"""The cases of Lemma 1 and Theorems 1 and 4: with every Δ and cost that a claim can be checked with."""

from collections.abc import Iterator, Mapping

import numpy as np

from bounds import CLAIMS, Claim
from bounds.claims.theorem1 import PRINTED_COSTS
from empirical.families.linear.fields import DELTA_CLAIMS, MEASURED
from empirical.verification.case import Case
from empirical.verification.measured import PRINTED, RETURNED, Measured

LINEAR = tuple(claim for claim in CLAIMS.values() if claim.id.split(".")[0] in {"lemma1", "theorem1", "theorem4"})
"""The claims about linear models: Lemma 1 and Theorems 1 and 4, in the order of ``CLAIMS``."""

PRINTED_COST = frozenset(claim.id for claim in LINEAR if set(PRINTED_COSTS) <= set(claim.premises))
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
    of_lemma = claim.id in _LEMMA_1
    sources = [*_delta_sources(claim, measured.deltas)]
    if not sources or (of_lemma and "epsilon" not in measured.training):
        yield Case.without_fields(claim, NO_RUN)
        return
    for delta_source in sources:
        for cost_source in _cost_sources(claim):
            fields = {**measured.training, **(measured.training if of_lemma else measured.instances)}
            errors = dict(measured.errors)
            if not of_lemma:  # the norms of theorems are weighted, so that distances of weights must be
                fields |= {name: measured.stretch * fields[name] for name in ("weight_gap",) if name in fields}
                errors |= {name: measured.stretch * errors[name] for name in ("weight_gap",) if name in errors}
            if delta_source:
                fields["delta"] = measured.stretch * measured.deltas[delta_source]
            if cost_source:
                fields |= measured.costs[cost_source]
            read = {name: fields[name] for name in claim.read if name in fields}
            granted = {name: error for name, error in errors.items() if name in read}
            if delta_source == MEASURED:
                granted["delta"] = measured.stretch * measured.errors["weight_gap"]
            yield Case(claim, delta_source, cost_source, read, granted)


def _delta_sources(claim: Claim, deltas: Mapping[str, np.ndarray]) -> Iterator[str | None]:
    if "delta" not in claim.read:
        yield None
    else:
        printed = claim.id.endswith("printed")
        yield from (source for source in deltas if (source == "printed") == printed)


def _cost_sources(claim: Claim) -> tuple[str | None, ...]:
    if not {"cost_nr", "cost_r"} & set(claim.read):
        return (None,)
    return (RETURNED, PRINTED) if claim.id in PRINTED_COST else (RETURNED,)
