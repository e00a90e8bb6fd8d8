"""The cases of Lemma 1 and Theorems 1 and 4: with every Δ and cost that a claim can be checked with."""

from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from itertools import product
from typing import NamedTuple

import numpy as np

from bounds import CLAIMS, Claim
from bounds.claims.theorem1 import PRINTED_COSTS
from empirical.families.linear.fields import DELTA_CLAIMS
from empirical.verification.case import NO_LABEL, Case
from empirical.verification.measured import MEASURED_DELTA, PRINTED, PRINTED_DELTA, RETURNED, Measured

LINEAR = tuple(claim for claim in CLAIMS.values() if claim.id.split(".")[0] in {"lemma1", "theorem1", "theorem4"})
"""The claims about linear models: Lemma 1 and Theorems 1 and 4, in the order of ``CLAIMS``."""

_LEMMA_1 = frozenset(f"lemma1.{variant}" for variant in DELTA_CLAIMS)

THEOREMS = tuple(claim for claim in LINEAR if claim.id not in _LEMMA_1)
"""Those of these claims that speak of two models however they were trained: all but the variants of Lemma 1."""

CLAIMS_ON_PRINTED_COST = frozenset(claim.id for claim in LINEAR if set(PRINTED_COSTS) <= set(claim.premises))
"""Ids of the claims that speak of the cost as printed; they are checked with both costs."""

NO_RUN = "how the models were trained is not known"
"""Reason why claims that need the training cannot be evaluated for models that come from elsewhere."""

NO_PRINTED_DELTA = "Lemma 1 as printed does not apply to this training"
"""Reason why claims that need Δ as printed cannot be evaluated though the training is known."""


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
    return _asked(measured, LINEAR, _lack(measured))


def theorem_cases(measured: Measured) -> list[Case]:
    """Give every claim about two linear models to whose training Lemma 1 does not apply, with every Δ and cost.

    Args:
        measured: The fields that were measured of the models.

    Returns:
        The cases, in the order of the claims.

    Examples:
        >>> unmeasured = Measured(training={}, instances={}, costs={RETURNED: {}, PRINTED: {}})
        >>> [case.claim.id for case in theorem_cases(unmeasured)][:2]
        ['lemma1.norms', 'theorem1.printed']
    """
    return _asked(measured, THEOREMS, NO_PRINTED_DELTA)


def _asked(measured: Measured, claims: tuple[Claim, ...], lack: str) -> list[Case]:
    known = _known(measured)
    names = (measured.training, known.fields, measured.costs[RETURNED], measured.errors)
    ids = tuple(claim.id for claim in claims)
    questions = _questions(ids, *map(frozenset, names), deltas=tuple(measured.deltas))
    return [case for one in questions for case in _cases(one, measured, known, lack)]


class _Known(NamedTuple):
    """What cases read, each array once.

    Norms in theorems are weighted, so that the distance of the weights and Δ must be.
    """

    fields: Mapping[str, np.ndarray]
    errors: Mapping[str, float]
    deltas: Mapping[str, np.ndarray]


class _Reading(NamedTuple):
    """With which Δ and cost a claim is checked, and the names of what it reads: of fields, costs and errors."""

    delta: str | None
    cost: str | None
    fields: tuple[str, ...]
    costs: tuple[str, ...]
    errors: tuple[str, ...]


class _Question(NamedTuple):
    """A claim with every reading; none if it cannot be checked. Claims of Lemma 1 read norms that are not weighted."""

    claim: Claim
    of_lemma: bool
    readings: tuple[_Reading, ...]


def _known(measured: Measured) -> _Known:
    fields, errors = {**measured.training, **measured.instances}, dict(measured.errors)
    if "weight_gap" in fields:
        fields["weight_gap"] = measured.stretch * fields["weight_gap"]
        errors["weight_gap"] = measured.stretch * errors["weight_gap"]
    deltas = {source: measured.stretch * delta for source, delta in measured.deltas.items()}
    return _Known(fields, errors, deltas)


def _cases(question: _Question, measured: Measured, known: _Known, lack: str) -> Iterator[Case]:
    claim, of_lemma, readings = question
    fields, errors = (measured.training, measured.errors) if of_lemma else (known.fields, known.errors)
    if not readings:
        yield Case.without_fields(claim, lack)
    for one in readings:
        read, stated = {name: fields[name] for name in one.fields}, {name: errors[name] for name in one.errors}
        if one.cost:
            read |= {name: measured.costs[one.cost][name] for name in one.costs}
        if one.delta:
            read["delta"] = known.deltas[one.delta]
        if one.delta == MEASURED_DELTA:
            stated["delta"] = known.errors["weight_gap"]
        yield Case(claim, one.delta, one.cost, read, stated)


@lru_cache(maxsize=64)
def _questions(
    claims: tuple[str, ...],
    training: frozenset[str],
    fields: frozenset[str],
    costs: frozenset[str],
    errors: frozenset[str],
    deltas: tuple[str, ...],
) -> tuple[_Question, ...]:
    """List how every claim is read, from the names of what is known."""
    questions = []
    for claim in map(CLAIMS.__getitem__, claims):
        of_lemma = claim.id in _LEMMA_1
        known, readings = training if of_lemma else fields, []
        for delta, cost in product(_delta_sources(claim, deltas), _cost_sources(claim)):
            of_costs = tuple(name for name in claim.read if cost and name in costs)
            of_fields = tuple(name for name in claim.read if name in known and name not in of_costs)
            stated = tuple(name for name in of_fields + of_costs if name in errors)
            readings.append(_Reading(delta, cost, of_fields, of_costs, stated))
        untold = of_lemma and not known.issuperset(claim.needed)
        questions.append(_Question(claim, of_lemma, () if untold else tuple(readings)))
    return tuple(questions)


def _lack(measured: Measured) -> str:
    """Say what is missing where there is no Δ for a claim."""
    if not set(CLAIMS["lemma1.printed"].read) <= set(measured.training):
        return NO_RUN
    return NO_LABEL if np.isnan(measured.training["label"]).any() else NO_PRINTED_DELTA


def _delta_sources(claim: Claim, deltas: Iterable[str]) -> Iterator[str | None]:
    if "delta" not in claim.read:
        yield None
    else:
        printed = claim.id.endswith("printed")
        yield from (source for source in deltas if (source == PRINTED_DELTA) == printed)


def _cost_sources(claim: Claim) -> tuple[str | None, ...]:
    if not {"cost_nr", "cost_r"} & set(claim.read):
        return (None,)
    return (RETURNED, PRINTED) if claim.id in CLAIMS_ON_PRINTED_COST else (RETURNED,)
