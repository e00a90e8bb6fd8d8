"""Claims of a user's own, matched by the names of their fields with what is measured of any kind of models."""

from collections.abc import Iterable, Iterator, Mapping
from types import MappingProxyType
from typing import Any, NamedTuple

import numpy as np
from jaxtyping import Float

from bounds import CLAIMS, Claim
from empirical.autoencoder.latent_balls import BALL, GLOBAL
from empirical.families.linear.cases import Measured
from empirical.families.wide.cases import CERTIFIED
from empirical.recourse.settings import RecourseSettings
from empirical.verification.case import Case
from empirical.verification.decoded import decoded_errors
from empirical.verification.measured import LINEARISED, RETURNED, NetworkMeasured, constants
from empirical.verification.population import Population

COST = frozenset({"cost_nr", "cost_r", "recourse_gap"})
"""Fields of a cost."""

DECODED = frozenset({"lipschitz", "radius_nr", "radius_r", "latent_gap"})
"""Fields that only recourses of C-CHVAE have."""


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
"""Powers of κ that fields of Lemma 1 get beside those of the theorems, which are in the coordinates of cost weights.

There inputs are κ times shorter. With an attack as much smaller and steps κ² times larger, training is the same, and
its weights are κ times longer.
"""


class Source(NamedTuple):
    """All that is known of everybody, with one Δ and one cost.

    Attributes:
        delta_source: Where Δ comes from, or its like; ``None`` without one.
        cost_source: Which cost it is; ``None`` without one.
        fields: Arrays [m] by name.
        errors: Absolute errors by field.
    """

    delta_source: str | None
    cost_source: str | None
    fields: Mapping[str, Float[np.ndarray, " m"]]
    errors: Mapping[str, float]


def user_cases(
    claims: Iterable[Claim], measured: Measured | NetworkMeasured, population: Population, search: RecourseSettings
) -> list[Case]:
    """Every claim of a user's own with every Δ and cost that it can be checked with.

    Fields are those of the theorems, and whatever else is measured of such models under a name of its own. Where one is
    not known that a claim cannot do without, there is one case without fields.

    Args:
        claims: The claims.
        measured: What was measured of the models.
        population: The people.
        search: What was looked for.

    Returns:
        The cases, in the order of the claims.
    """
    chosen = {"lam": search.lam, "target": search.target, "threshold": 0.0}
    known = {**constants(chosen, population.labels.shape), "label": population.labels}
    return [case for claim in claims for case in _cases(claim, _sources(claim, measured, population), known)]


def user_claims_of(claims: Mapping[str, Claim]) -> list[Claim]:
    """The claims that are a user's own.

    Args:
        claims: Claims by id.

    Returns:
        Those that are not in ``CLAIMS``, in order.
    """
    return [claim for name, claim in claims.items() if name not in CLAIMS]


def unknown_field(name: str) -> str:
    """Why a claim of a user's own cannot be evaluated.

    Args:
        name: Of a field that it needs.

    Returns:
        The reason, which stands among the premises that fail.
    """
    return f"{name} is not known of these models"


def _cases(claim: Claim, sources: Iterable[Source], known: Mapping[str, np.ndarray]) -> Iterator[Case]:
    for source in sources:
        fields = {**known, **source.fields}
        for name in claim.needed:
            if name not in fields:
                yield Case(claim, None, None, {}, {}, unknown_field(name))
                return
        read = {name: fields[name] for name in claim.read if name in fields}
        errors = {name: error for name, error in source.errors.items() if name in read}
        yield Case(claim, source.delta_source, source.cost_source, read, errors)


def _sources(claim: Claim, measured: Measured | NetworkMeasured, population: Population) -> Iterator[Source]:
    if population.autoencoder and DECODED & set(claim.read):
        return _decoded(claim, measured, population)
    return _linear(claim, measured) if isinstance(measured, Measured) else _networks(claim, measured)


def _linear(claim: Claim, measured: Measured) -> Iterator[Source]:
    """With every Δ but the printed one."""  # noqa: DOC402
    of_training = set(claim.read) <= set(measured.training)
    factor = 1.0 if of_training else measured.stretch
    training, errors = _stretched(measured.training, factor), _stretched(measured.errors, factor)
    instances = {} if of_training else measured.instances
    sources = [name for name in measured.deltas if name != "printed"] if "delta" in claim.read else []
    for delta_source in sources or [None]:
        known = training | instances
        if delta_source is not None:
            known |= {"delta": factor * measured.deltas[delta_source]}
        if delta_source == "measured":
            errors |= {"delta": errors["weight_gap"]}
        for cost_source in _cost_sources(claim, RETURNED, "printed"):
            yield Source(delta_source, cost_source, known | measured.costs.get(str(cost_source), {}), errors)


def _stretched(fields: Mapping[str, Any], factor: float) -> dict[str, Any]:
    return {name: factor ** STRETCHED.get(name, 0) * numbers for name, numbers in fields.items()}


def _networks(claim: Claim, measured: NetworkMeasured) -> Iterator[Source]:
    """With Δ_K for wide ones."""  # noqa: DOC402
    for cost_source in _cost_sources(claim, RETURNED, LINEARISED):
        known = measured.known(cost_source) | measured.more
        yield Source(CERTIFIED if "delta_k" in claim.read else None, cost_source, known, measured.errors)


def _cost_sources(claim: Claim, returned: str, computed: str) -> tuple[str | None, ...]:
    """What a recourse costs; also what it costs by a formula, where the claim says by which: else that is no cost."""
    if not COST & set(claim.read):
        return (None,)
    defined = {premise.defines for premise in claim.premises}
    return (returned, computed) if COST & defined else (returned,)


def _decoded(claim: Claim, measured: Measured | NetworkMeasured, population: Population) -> Iterator[Source]:
    """Constants that hold everywhere, and on the ball with both latent points; the cost that was returned."""  # noqa: DOC402
    known = {**measured.instances, **population.autoencoder, **measured.costs[RETURNED]}
    errors = {**measured.errors, **decoded_errors(population)}
    cost_source = RETURNED if COST & set(claim.read) else None
    for where in (GLOBAL, BALL) if "lipschitz" in claim.read else (None,):
        constant = {} if f"lipschitz_{where}" not in known else {"lipschitz": known[f"lipschitz_{where}"]}
        yield Source(where, cost_source, known | constant, errors)
