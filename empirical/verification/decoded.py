"""From a pair of models, of any kind, and recourses of C-CHVAE to the fields of Theorem 3."""

from collections.abc import Iterator

import numpy as np

from bounds import CLAIMS, Claim
from empirical.autoencoder.latent_balls import BALL, GLOBAL, SEGMENT, UNIT
from empirical.numerics import row_norms
from empirical.verification.case import Case
from empirical.verification.measured import RETURNED, returned_costs
from empirical.verification.population import Population

DECODED = tuple(claim for claim in CLAIMS.values() if claim.id.startswith("theorem3."))
"""The claims about recourses of C-CHVAE."""

CONSTANTS = {"printed": (GLOBAL, BALL), "sharp": (GLOBAL, BALL, SEGMENT), "vector": (GLOBAL, BALL)}
"""Where the constants hold that a claim is checked with: printed bounds speak of balls about z."""

ROUNDED = "recourses take whole levels of categories, and rounding has no Lipschitz constant"


def decoded_cases(population: Population) -> list[Case]:
    """Theorem 3 with every constant that it can be checked with.

    Args:
        population: The people.

    Returns:
        The cases, in the order of the claims; none where the recourses are another method's, and one without fields for
        each claim where no constant is known.
    """
    if not population.autoencoder:
        return []
    if "lipschitz_global" not in population.autoencoder:
        return [Case(claim, None, None, {}, {}, ROUNDED) for claim in DECODED]
    return [case for claim in DECODED for case in _cases(claim, population)]


def _cases(claim: Claim, population: Population) -> Iterator[Case]:
    costs, errors = returned_costs(population), decoded_errors(population)
    for where in CONSTANTS[claim.id.removeprefix("theorem3.")]:
        known = {**costs, **population.autoencoder, "lipschitz": population.autoencoder[f"lipschitz_{where}"]}
        fields = {name: known[name] for name in claim.read}
        yield Case(claim, where, RETURNED, fields, {name: errors[name] for name in errors if name in fields})


def decoded_errors(population: Population) -> dict[str, float]:
    """What rounding can make of costs: of decoded points, and of the changes that are cut out of them.

    Args:
        population: The people, with recourses of C-CHVAE.

    Returns:
        An error per field, for all people; none where no constant is known, and the decoding is not measured.
    """
    if "decoding_error" not in population.autoencoder:
        return {}
    points = np.nan_to_num(
        np.vstack([population.inputs, population.recourses_nr.points, population.recourses_r.points])
    )
    cut = 8.0 * UNIT * float(row_norms(points * population.cost_weights).max(initial=0.0))
    decoding = population.autoencoder["decoding_error"]
    decoded = float(decoding[~np.isnan(decoding)].max(initial=0.0))
    return {**dict.fromkeys(("cost_nr", "cost_r"), decoded + cut), "recourse_gap": 2.0 * (decoded + cut)}
