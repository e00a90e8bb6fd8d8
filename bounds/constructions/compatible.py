"""Which constructions serve a claim: those that give its fields, and by which its premises hold whatever is chosen."""

from functools import cache

import jax
import jax.numpy as jnp
import numpy as np

from bounds.claim import Claim, Kind, apply
from bounds.constructions.construction import Construction
from bounds.constructions.decoders import DECODERS
from bounds.constructions.drawing import draw, fields_at
from bounds.constructions.free import free
from bounds.constructions.kernels import KERNELS
from bounds.constructions.linear import BARRED, LINEAR
from bounds.constructions.training import ON_THE_PERSON, TRAINED
from bounds.readings.margins import Gauged, GaugeOps

ALL = (*LINEAR, *ON_THE_PERSON, *BARRED, *TRAINED, *KERNELS, *DECODERS)
"""Constructions of vectors, the simplest first."""

FACTS = (Kind.DEFINITION, Kind.LEMMA, Kind.INEQUALITY)
"""Premises that must hold by construction. What an instance may or may not meet, a search finds out."""

SAMPLES = 1024

SLACK = 1e-6
"""What rounding may take from a premise that holds with equality."""


@cache
def constructions_for(claim: Claim) -> tuple[Construction, ...]:
    """What a claim can be tried on: models and instances of which its facts hold, or else free numbers.

    Args:
        claim: Any claim, of this project or not.

    Returns:
        The constructions, the simplest first; that of :func:`bounds.constructions.free.free` if no other serves. Of
        those that differ only in what the claim does not read, the first.

    Raises:
        ValueError: If no other serves, and the claim is about runs, or nothing of it is free.
    """  # noqa: DOC502
    different: dict[bytes, Construction] = {}
    for one in ALL:
        if serves(one, claim):
            different.setdefault(_fingerprint(one, claim), one)
    return tuple(different.values()) or (free(claim),)


def serves(construction: Construction, claim: Claim) -> bool:
    """Whether a construction gives every field that a claim reads, such that what is a fact to the claim is one there.

    Args:
        construction: A construction.
        claim: A claim.

    Returns:
        Whether it holds for a thousand random instances.
    """
    if not set(claim.read) <= construction.provides:
        return False
    gauged = {name: Gauged(value) for name, value in _sample(construction).items()}
    margins = {premise: apply(premise.holds, GaugeOps(), gauged).margin for premise in claim.premises}
    outside = [~(margin >= 0.0) for premise, margin in margins.items() if premise.kind is Kind.DOMAIN]
    wrong = [~(margin >= -SLACK) for premise, margin in margins.items() if premise.kind in FACTS]
    return not bool(jnp.any(_any(wrong) & ~_any(outside)))


def relevant(construction: Construction, claim: Claim) -> tuple[str, ...]:
    """The parameters on which anything that a claim reads depends.

    Args:
        construction: A construction that gives the claim's fields.
        claim: The claim.

    Returns:
        Their names, in order.
    """
    before, after = (draw(construction, jax.random.key(seed), SAMPLES) for seed in (0, 1))
    names = (one.name for one in construction.parameters)
    changed = (fields_at(construction, before.at[row].set(after[row])) for row in range(len(before)))
    kept = _sample(construction)
    return tuple(
        name
        for name, fields in zip(names, changed, strict=True)
        if any(not bool(jnp.array_equal(fields[one], kept[one], equal_nan=True)) for one in claim.read)
    )


def _fingerprint(construction: Construction, claim: Claim) -> bytes:
    fields = _sample(construction)
    return b"".join(np.asarray(fields[name]).tobytes() for name in claim.read)


@cache
def _sample(construction: Construction) -> dict[str, jax.Array]:
    return fields_at(construction, draw(construction, jax.random.key(0), SAMPLES))


def _any(conditions: list[jax.Array]) -> jax.Array:
    return jnp.any(jnp.stack([jnp.zeros(SAMPLES, bool), *conditions]), axis=0)
