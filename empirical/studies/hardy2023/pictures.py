"""Images beside their adversarial examples and their recourses, pixel by pixel, for Figure 6 of the paper."""

from collections.abc import Mapping
from typing import Any

import numpy as np
from jaxtyping import Float, Int

PICTURES = 4
"""Number of people whose images are kept."""


def picture_rows(people: Int[np.ndarray, " n"], images: Mapping[str, Float[np.ndarray, "m k"]]) -> list[dict[str, Any]]:
    """Write images as rows of a table.

    Args:
        people: The rows of the people, of whom the first ones have images.
        images: The images by what they show, NaN where there is no recourse.

    Returns:
        A row for each pixel of each image.

    Examples:
        >>> picture_rows(np.array([7]), {"factual": np.array([[0.5]])})
        [{'person': 7, 'picture': 'factual', 'pixel': 0, 'grey': 0.5}]
    """
    return [
        {"person": int(people[place]), "picture": name, "pixel": pixel, "grey": float(grey)}
        for name, rows in images.items()
        for place, row in enumerate(rows)
        for pixel, grey in enumerate(row)
    ]
