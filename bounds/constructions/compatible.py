"""Which constructions are compatible with a claim: those that give its fields such that its facts hold by construction.

A fact is a premise of kind definition, lemma or inequality. Whether an instance meets the domain and the hypotheses is
left to the falsification, which looks for instances that do.
"""

from functools import cache

import jax
import jax.numpy as jnp
import numpy as np

from bounds.claim import Claim, Kind, apply
from bounds.constructions.construction import Construction
from bounds.constructions.cubes import CUBES
from bounds.constructions.decoders import DECODERS
from bounds.constructions.drawing import draw, fields_at
from bounds.constructions.effects import EFFECTS
from bounds.constructions.free import free
from bounds.constructions.games import GAMES
from bounds.constructions.kernels import KERNELS
from bounds.constructions.linear import BARRED, LINEAR
from bounds.constructions.nearby import NEARBY
from bounds.constructions.optima import OPTIMA
from bounds.constructions.quadratics import QUADRATICS
from bounds.constructions.regressed import REGRESSED
from bounds.constructions.regressions import REGRESSIONS
from bounds.constructions.smoothing import SMOOTHING
from bounds.constructions.stops import STOPS
from bounds.constructions.training import ON_THE_INSTANCE, TRAINED
from bounds.readings.margins import Gauged, GaugeOps

EXPLAINED = (*QUADRATICS, *GAMES, *REGRESSIONS, *SMOOTHING, *EFFECTS, *CUBES)
"""Constructions of scores that are explained or smoothed, the simplest first."""

ALL = (
    *LINEAR,
    *ON_THE_INSTANCE,
    *BARRED,
    *TRAINED,
    *KERNELS,
    *DECODERS,
    *EXPLAINED,
    *OPTIMA,
    *STOPS,
    *NEARBY,
    *REGRESSED,
)
"""Constructions of vectors, the simplest first of each kind."""

FACTS = (Kind.DEFINITION, Kind.LEMMA, Kind.INEQUALITY)
"""Kinds of premises that must hold by construction."""

SAMPLES = 1024
"""Number of random instances on which compatibility and relevance are tested."""

SLACK = 1e-6
"""Largest relative amount by which rounding may break a premise that holds with equality."""


@cache
def constructions_for(claim: Claim) -> tuple[Construction, ...]:
    """Choose the constructions on which a claim can be tried: models and instances, or free scalars if there are none.

    Args:
        claim: A claim of this project or of a user.

    Returns:
        The compatible constructions, the simplest first; the one of :func:`bounds.constructions.free.free` if none is
        compatible. Of constructions that differ only in fields that the claim does not read, only the first is listed.

    Raises:
        ValueError: If no construction is compatible, and the claim is about runs of many steps or has no free field.

    Examples:
        >>> from bounds import CLAIMS
        >>> [construction.name for construction in constructions_for(CLAIMS["theorem3.sharp"])]
        ['decoder-1', 'decoder-2']
    """  # noqa: DOC502
    different: dict[bytes, Construction] = {}
    for construction in ALL:
        if is_compatible(construction, claim):
            different.setdefault(_fingerprint(construction, claim), construction)
    return tuple(different.values()) or (free(claim),)


def is_compatible(construction: Construction, claim: Claim) -> bool:
    """Decide whether a construction gives every field that a claim reads, and keeps all facts of the claim.

    Args:
        construction: The construction to test.
        claim: The claim whose fields and facts are needed.

    Returns:
        Whether all facts hold, up to rounding, on each of 1,024 random instances within the claim's domain.

    Examples:
        >>> from bounds import CLAIMS
        >>> from bounds.constructions.decoders import decoder
        >>> is_compatible(decoder(2), CLAIMS["theorem3.sharp"])
        True
        >>> is_compatible(decoder(2, same_norm=True), CLAIMS["theorem3.sharp"])  # its Lipschitz constant is too small
        False
    """
    if not set(claim.read) <= construction.provides:
        return False
    gauged = {name: Gauged(value) for name, value in _sample(construction).items()}
    margins = {premise: apply(premise.holds, GaugeOps(), gauged).margin for premise in claim.premises}
    outside = [~(margin >= 0.0) for premise, margin in margins.items() if premise.kind is Kind.DOMAIN]
    wrong = [~(margin >= -SLACK) for premise, margin in margins.items() if premise.kind in FACTS]
    return not bool(jnp.any(_any(wrong) & ~_any(outside)))


def relevant(construction: Construction, claim: Claim) -> tuple[str, ...]:
    """List the parameters that influence a field of a claim; a report need not show the others.

    Args:
        construction: A construction that gives the claim's fields.
        claim: The claim that reads the fields.

    Returns:
        The names of these parameters, in the order of the construction.

    Examples:
        >>> from bounds import CLAIMS
        >>> from bounds.constructions.decoders import decoder
        >>> relevant(decoder(1), CLAIMS["theorem3.sharp"])  # neither the instance's code z nor the slack of the balls
        ('g[0]', 'h[0]', 'x[0]', 'z_nr', 'z_r')
    """
    before, after = (draw(construction, jax.random.key(seed), SAMPLES) for seed in (0, 1))
    names = (parameter.name for parameter in construction.parameters)
    changed = (fields_at(construction, before.at[row].set(after[row])) for row in range(len(before)))
    unchanged = _sample(construction)
    return tuple(
        name
        for name, fields in zip(names, changed, strict=True)
        if any(not bool(jnp.array_equal(fields[field], unchanged[field], equal_nan=True)) for field in claim.read)
    )


def _fingerprint(construction: Construction, claim: Claim) -> bytes:
    """The sampled values of the fields that a claim reads, as bytes."""
    fields = _sample(construction)
    return b"".join(np.asarray(fields[name]).tobytes() for name in claim.read)


@cache
def _sample(construction: Construction) -> dict[str, jax.Array]:
    """The fields of 1,024 random instances; the same instances for every claim."""
    return fields_at(construction, draw(construction, jax.random.key(0), SAMPLES))


def _any(conditions: list[jax.Array]) -> jax.Array:
    """Whether at least one of the conditions holds, for each instance."""
    return jnp.any(jnp.stack([jnp.zeros(SAMPLES, bool), *conditions]), axis=0)
