"""Scores whose SmoothGrad is the gradient times a number between 0 and 1: Theorem 5.2 of Tan and Tian 2023.

f(x) = Σ a_i clip(x_i, −1, 1) + (e_i − 1) a_i bump(x_i), bump(t) = clip(2 − 2|t|, 0, 1). At x = 0 the bump is flat and
even, so ∇f = a and φ_σ = erf(1/(√2 σ)) a, which takes every length between 0 and that of a. With the reference −1 for
every column, p_i = f_i(0) − f_i(−1) = e_i a_i. All of it is rational in one column.
"""

from collections.abc import Mapping

from bounds.constructions.construction import Construction, Fields, gathered, non_negative, positive, vector
from bounds.constructions.vectors import dot, minus, norm, times
from bounds.ops import Scalar
from bounds.readings.angles import PlaneOps


def effects(dim: int) -> Construction:
    """Make the construction of the faithfulness of SmoothGrad, over all σ.

    Args:
        dim: The number of columns.

    Returns:
        The construction. α is the cosine times ``closeness``, ν is P/G times ``low``, τ is P/G times 1 + ``excess``.

    Examples:
        >>> from bounds.readings.angles import NUMPY_PLANE
        >>> point = {"slope[0]": 1.0, "effect[0]": 3.0, "closeness": 0.75, "low": 0.5, "excess": 0.25}
        >>> fields = effects(1).fields(NUMPY_PLANE, point)
        >>> {name: float(fields[name]) for name in ("effect_norm", "least_error", "gradient_error", "ratio_high")}
        {'effect_norm': 3.0, 'least_error': 2.0, 'gradient_error': 2.0, 'ratio_high': 3.75}
    """

    def fields(xp: PlaneOps, given: Mapping[str, Scalar]) -> Fields:
        gradient = gathered(given, "slope", dim)
        effect = tuple(share * slope for share, slope in zip(gathered(given, "effect", dim), gradient, strict=True))
        gradient_norm, effect_norm = norm(xp, gradient), norm(xp, effect)
        both, ratio = dot(gradient, effect), xp.divide(effect_norm, gradient_norm)
        cosine = xp.divide(both, gradient_norm * effect_norm)
        best = xp.minimum(xp.maximum(xp.divide(both, gradient_norm * gradient_norm), 0.0), 1.0)
        return {
            "alignment": given["closeness"] * cosine,
            "ratio_low": given["low"] * ratio,
            "ratio_high": (1.0 + given["excess"]) * ratio,
            "gradient_norm": gradient_norm,
            "effect_norm": effect_norm,
            "gradient_error": norm(xp, minus(gradient, effect)),
            "least_error": norm(xp, minus(times(best, gradient), effect)),
            "least_cosine": cosine,
        }

    return Construction(
        f"effects-{dim}",
        "vector",
        "a score Σ a_i clip(x_i, −1, 1) + (e_i − 1) a_i clip(2 − 2|x_i|, 0, 1) at x = 0, smoothed by every σ, reference"
        " −1, so that ∇f_i = a_i and p_i = e_i a_i",
        (
            *vector("slope", dim, 10.0),
            *(non_negative(f"effect[{i}]", 10.0) for i in range(dim)),
            positive("closeness", 1 / 99, 1.0),
            positive("low", 1 / 99, 1.0),
            positive("excess", 1 / 999, 1.0),
        ),
        fields,
    )


EFFECTS = (effects(1), effects(2))
"""Constructions of the faithfulness of SmoothGrad for one and for two columns."""
