"""How much several recourses of one instance differ from each other."""

import numpy as np
from jaxtyping import Float

from empirical.metrics.rows import finite
from empirical.numerics import row_norms


def diversity(
    points: Float[np.ndarray, "m s k"], *, cost_weights: Float[np.ndarray, " k"] | None = None
) -> Float[np.ndarray, " m"]:
    """Compute the diversity of several recourses of each instance, as DiCE does [Mothilal et al. 2020, section 3.2].

    It is the determinant of the matrix with the entries 1 / (1 + ‖D(x'_i − x'_j)‖₂): 0 if two recourses are the same,
    near 1 if all are far apart. The paper measures distances in ℓ₁, here they are those of costs. More recourses have a
    smaller determinant, so compare sets of one size.

    Args:
        points: The recourses x' of each instance, [m, s, k]. Recourses that are not finite are left out.
        cost_weights: The cost weights D; ``None`` for 1 in every column.

    Returns:
        The determinants, from 0 to 1; 1 of one recourse alone, NaN of none.

    Examples:
        >>> diversity(np.array([[[0.0], [0.0]], [[0.0], [1.0]], [[0.0], [999.0]]])).round(3).tolist()
        [0.0, 0.75, 1.0]
    """
    count, several, width = points.shape
    there = finite(points.reshape(-1, width)).reshape(count, several)
    weighted = np.where(there[:, :, None], points, 0.0) * (1.0 if cost_weights is None else cost_weights)
    near = 1.0 / (1.0 + row_norms(weighted[:, :, None] - weighted[:, None]))
    kernel = np.where(there[:, :, None] & there[:, None], near, np.eye(several))  # a missing one changes nothing
    found = np.clip(np.linalg.det(kernel), 0.0, 1.0)
    return np.where(there.any(axis=1), found, np.nan)
