"""The fields and the cases of Theorem 3: recourses of C-CHVAE, for any kind of models."""

from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import NamedTuple

import numpy as np

from bounds import CLAIMS, Claim
from empirical.autoencoder.decoder_constants import MeasuredAutoencoder
from empirical.autoencoder.latent_balls import BALL, GLOBAL, SEGMENT, latent_fields
from empirical.checkpoints import AT_ONCE, Arrays, Blocks
from empirical.numerics import EPS, row_norms
from empirical.recourse.result import Recourses
from empirical.verification.case import Case
from empirical.verification.measured import RETURNED, Measured
from empirical.verification.population import Population

DECODED = tuple(claim for claim in CLAIMS.values() if claim.id.startswith("theorem3."))
"""The claims about recourses of C-CHVAE."""

CONSTANTS = {"printed": (GLOBAL, BALL), "sharp": (GLOBAL, BALL, SEGMENT), "vector": (GLOBAL, BALL)}
"""Places where the Lipschitz constants of a claim hold, by its variant: printed bounds are about balls around z."""

ROUNDED = "recourses take whole levels of categories, and rounding has no Lipschitz constant"
"""Reason why Theorem 3 cannot be evaluated for recourses that take whole levels."""


class Latent(NamedTuple):
    """The fields that Theorem 3 reads beside costs, for every instance.

    Attributes:
        fields: Radii, distances and Lipschitz constants in latent space, arrays [m] by name; empty for recourses of
            another method.
        errors: Bounds on the rounding of the costs of decoded recourses, by field; empty where no constant is known.
    """

    fields: Mapping[str, np.ndarray] = MappingProxyType({})
    errors: Mapping[str, float] = MappingProxyType({})


NO_LATENT = Latent()
"""The latent fields of recourses that are not C-CHVAE's."""


def measure_latent(autoencoder: MeasuredAutoencoder, population: Population, *, blocks: Blocks = AT_ONCE) -> Latent:
    """Measure the fields that Theorem 3 reads of the recourses of C-CHVAE, beside their costs.

    Args:
        autoencoder: The autoencoder behind the recourses, with the constants of its decoder.
        population: The instances with their recourses.
        blocks: The blocks into which the work is cut, with their checkpoints.

    Returns:
        The fields and their errors; none for recourses of another method, which have no latent points.

    Examples:
        >>> points, more = np.ones((1, 2)), {"centre": np.zeros((1, 1)), "latent": np.array([[2.0]])}
        >>> both = {"recourses_nr": Recourses(points, points, np.ones(1), np.zeros(1, np.int8), more)}
        >>> both["recourses_r"] = both["recourses_nr"]
        >>> population = Population(**{**dict.fromkeys(Population._fields), **both})
        >>> autoencoder = MeasuredAutoencoder(**{**dict.fromkeys(MeasuredAutoencoder._fields), "norm": 2.0})
        >>> measure_latent(autoencoder, population).fields["radius_nr"].tolist()
        [2.0]
    """
    nr, r = population.recourses_nr, population.recourses_r
    if not ("latent" in nr.more and "latent" in r.more):
        return NO_LATENT

    def fields(centres: np.ndarray, latents_nr: np.ndarray, latents_r: np.ndarray) -> Arrays:
        return latent_fields(autoencoder, centres, latents_nr, latents_r)

    found = blocks("latent fields", fields, _centres(nr, r), nr.more["latent"], r.more["latent"])
    return Latent(found, _errors(population, found["decoding_error"]) if "decoding_error" in found else {})


def decoded_cases(measured: Measured, latent: Latent) -> list[Case]:
    """Give Theorem 3 with every constant that it can be checked with.

    Args:
        measured: The fields that were measured of the models.
        latent: The fields that were measured in latent space.

    Returns:
        The cases, in the order of the claims. There are none for recourses of another method, and each claim has one
        without fields where no constant is known.

    Examples:
        >>> decoded_cases(Measured({}, {}, {}), NO_LATENT)
        []
    """
    if not latent.fields:
        return []
    if "lipschitz_global" not in latent.fields:
        return [Case.without_fields(claim, ROUNDED) for claim in DECODED]
    return [case for claim in DECODED for case in _cases(claim, measured, latent)]


def _cases(claim: Claim, measured: Measured, latent: Latent) -> Iterator[Case]:
    for where in CONSTANTS[claim.id.removeprefix("theorem3.")]:
        available = {**measured.costs[RETURNED], **latent.fields, "lipschitz": latent.fields[f"lipschitz_{where}"]}
        fields = {name: available[name] for name in claim.read}
        errors = {name: error for name, error in latent.errors.items() if name in fields}
        yield Case(claim, where, RETURNED, fields, errors)


def _centres(nr: Recourses, r: Recourses) -> np.ndarray:
    """Give the encoded instances; an instance without a recourse for one model may have one for the other."""
    return np.where(np.isnan(nr.more["centre"]), r.more["centre"], nr.more["centre"])


def _errors(population: Population, decoding: np.ndarray) -> dict[str, float]:
    """Bound the rounding of costs: of decoded points, and of the changes that are computed from them."""
    points = np.nan_to_num(
        np.vstack([population.inputs, population.recourses_nr.points, population.recourses_r.points])
    )
    changes = 8.0 * EPS * float(row_norms(points * population.cost_weights).max(initial=0.0))
    decoded = float(decoding[~np.isnan(decoding)].max(initial=0.0))
    return {**dict.fromkeys(("cost_nr", "cost_r"), decoded + changes), "recourse_gap": 2.0 * (decoded + changes)}
