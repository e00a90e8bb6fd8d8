"""The cases of a user's claims, whose fields are matched by name with the fields measured of any kind of models."""

from collections.abc import Iterable, Iterator, Mapping
from types import MappingProxyType
from typing import Any, NamedTuple

import numpy as np
from jaxtyping import Float

from bounds import CLAIMS, Claim
from empirical.autoencoder.latent_balls import BALL, GLOBAL
from empirical.recourse.settings import RecourseSettings
from empirical.verification.case import Case
from empirical.verification.decoded import NO_LATENT, Latent
from empirical.verification.fields import constants
from empirical.verification.measured import MEASURED_DELTA, PRINTED_DELTA, RETURNED, Measured
from empirical.verification.population import Population

COST = frozenset({"cost_nr", "cost_r", "recourse_gap"})
"""Names of the fields that are costs."""

DECODED = frozenset({"lipschitz", "radius_nr", "radius_r", "latent_gap"})
"""Names of the fields that only recourses of C-CHVAE have."""

STRETCHED = MappingProxyType(
    {
        "weight_gap": 1,
        "robust_weight_norm": 1,
        "learning_rate": 2,
        "epsilon": -1,
        "mean_input_norm": -1,
        "gradient_gap_sum": -1,
        "smoothness": -2,
    }
)
"""Powers of κ that fields of Lemma 1 are multiplied by where a claim also reads fields of theorems, which are in the
coordinates Dx.

In these coordinates inputs are κ times shorter. With an attack that is κ times smaller and steps that are κ² times
larger, training is the same, and its weights are κ times longer.
"""


class Source(NamedTuple):
    """All fields that are known of every instance, with one Δ and one cost.

    Attributes:
        delta_source: The source of Δ, or of a field that stands for Δ; ``None`` without such a field.
        cost_source: The source of costs; ``None`` without costs.
        fields: Arrays [m] by name.
        errors: Absolute errors by field.
    """

    delta_source: str | None
    cost_source: str | None
    fields: Mapping[str, Float[np.ndarray, " m"]]
    errors: Mapping[str, float]


def user_cases(
    claims: Iterable[Claim],
    measured: Measured,
    population: Population,
    settings: RecourseSettings,
    latent: Latent = NO_LATENT,
    columns: Mapping[str, Float[np.ndarray, " m"]] = MappingProxyType({}),
) -> list[Case]:
    """Give every claim of a user with every Δ and cost that it can be checked with.

    Claims can read the fields of the theorems, and every other field that is measured of such models under its name. A
    claim that needs an unknown field has one case without fields.

    Args:
        claims: The user's claims.
        measured: The fields that were measured of the models.
        population: The instances.
        settings: The settings of the recourses.
        latent: The fields that were measured in latent space, of recourses of C-CHVAE.
        columns: The columns of the data that claims may read as fields, as :func:`column_fields` gives them. A field
            that is measured goes before a column of that name.

    Returns:
        The cases, in the order of the claims.

    Examples:
        >>> population = Population(**{**dict.fromkeys(Population._fields), "labels": np.ones(1)})
        >>> measured = Measured(training={}, instances={}, costs={RETURNED: {}})
        >>> claim = CLAIMS["theorem4.sharp"]  # stands for a user's claim
        >>> (case,) = user_cases([claim], measured, population, RecourseSettings())
        >>> case.lacking
        'score_nr_nr is not known of these models'
    """
    chosen = {"lam": settings.lam, "target": settings.target, "threshold": settings.cut}
    known = {**columns, **constants(chosen, population.labels.shape), "label": population.labels}
    return [case for claim in claims for case in _cases(claim, _sources(claim, measured, latent), known)]


def user_claims_of(claims: Mapping[str, Claim]) -> list[Claim]:
    """Pick the claims of a user from the claims of a report.

    Args:
        claims: The claims by id.

    Returns:
        The claims that are not in ``CLAIMS``, in their order.

    Examples:
        >>> user_claims_of(CLAIMS)
        []
    """
    return [claim for name, claim in claims.items() if name not in CLAIMS]


def unknown_field(name: str) -> str:
    """Give the reason why a claim of a user cannot be evaluated.

    Args:
        name: The name of the unknown field that the claim needs.

    Returns:
        The reason, which is listed among the premises that fail.

    Examples:
        >>> unknown_field("delta_k")
        'delta_k is not known of these models'
    """
    return f"{name} is not known of these models"


def _cases(claim: Claim, sources: Iterable[Source], known: Mapping[str, np.ndarray]) -> Iterator[Case]:
    for source in sources:
        fields = {**known, **source.fields}
        for name in (*claim.shapes, *claim.needed):
            if name not in fields or name in claim.shapes:  # what is measured of a person are numbers
                yield Case.without_fields(claim, unknown_field(name))
                return
        read = {name: fields[name] for name in claim.read if name in fields}
        errors = {name: error for name, error in source.errors.items() if name in read}
        yield Case(claim, source.delta_source, source.cost_source, read, errors)


def _sources(claim: Claim, measured: Measured, latent: Latent) -> Iterator[Source]:
    if latent.fields and DECODED & set(claim.read):
        return _decoded(claim, measured, latent)
    return _by_delta_and_cost(claim, measured)


def _by_delta_and_cost(claim: Claim, measured: Measured) -> Iterator[Source]:
    """Give a source for every Δ but the printed one, and every cost."""  # noqa: DOC402
    of_training = bool(measured.deltas) and set(claim.read) <= set(measured.training)
    factor = 1.0 if of_training else measured.stretch
    training, errors = _stretched(measured.training, factor), _stretched(measured.errors, factor)
    instances = {} if of_training else {**measured.instances, **measured.extra}
    named = next((source for field, source in measured.sources.items() if field in claim.read), None)
    sources = [source for source in measured.deltas if source != PRINTED_DELTA] if "delta" in claim.read else []
    for delta_source in sources or [None]:
        known = {**training, **instances}
        if delta_source is not None:
            known |= {"delta": factor * measured.deltas[delta_source]}
        if delta_source == MEASURED_DELTA:
            errors |= {"delta": errors["weight_gap"]}
        for cost_source in _cost_sources(claim, measured):
            costs = measured.costs[cost_source] if cost_source else {}
            yield Source(delta_source or named, cost_source, {**known, **costs}, errors)


def _stretched(fields: Mapping[str, Any], factor: float) -> dict[str, Any]:
    return {name: factor ** STRETCHED.get(name, 0) * numbers for name, numbers in fields.items()}


def _cost_sources(claim: Claim, measured: Measured) -> tuple[str | None, ...]:
    """Name the returned cost, and the costs by formula for a claim whose premises define its cost by a formula."""
    if not COST & set(claim.read):
        return (None,)
    defined = {premise.defines for premise in claim.premises}
    computed = [source for source in measured.costs if source != RETURNED] if COST & defined else []
    return (RETURNED, *computed)


def _decoded(claim: Claim, measured: Measured, latent: Latent) -> Iterator[Source]:
    """Give a source for constants that hold everywhere, and on the ball with both latent points."""  # noqa: DOC402
    known = {**measured.instances, **latent.fields, **measured.costs[RETURNED]}
    errors = {**measured.errors, **latent.errors}
    cost_source = RETURNED if COST & set(claim.read) else None
    for where in (GLOBAL, BALL) if "lipschitz" in claim.read else (None,):
        constant = {} if f"lipschitz_{where}" not in known else {"lipschitz": known[f"lipschitz_{where}"]}
        yield Source(where, cost_source, known | constant, errors)
