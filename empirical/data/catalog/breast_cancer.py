"""Breast Cancer Wisconsin (diagnostic), embedded in scikit-learn: the default, since it needs no download."""

from typing import Any

import polars as pl

from empirical.data.catalog.card import Card
from empirical.data.dataset import Dataset, Feature

MEASURES = (
    "radius",
    "texture",
    "perimeter",
    "area",
    "smoothness",
    "compactness",
    "concavity",
    "concave points",
    "symmetry",
    "fractal dimension",
)
"""Measurements of a cell nucleus."""

NAMES = (
    *(f"mean {measure}" for measure in MEASURES),
    *(f"{measure} error" for measure in MEASURES),
    *(f"worst {measure}" for measure in MEASURES),
)
"""Names of the features: the mean, the standard error and the worst value of each measurement."""

CARD = Card(
    name="breast-cancer",
    rows=569,
    favoured=357,
    features=tuple(Feature(name) for name in NAMES),
    favourable="benign",
    source="scikit-learn, load_breast_cancer (UCI, Wolberg et al. 1995)",
    notes=("Nobody can act on a cell nucleus: it stands in for a loan where no file is at hand.",),
)
"""Description of the data set."""


def load_breast_cancer() -> Dataset:
    """Load Breast Cancer: 569 tumours, 30 measurements of cell nuclei; benign is the favourable label.

    Returns:
        The data set, which scikit-learn contains.

    Examples:
        >>> data = load_breast_cancer()
        >>> data.values.shape, data.favourable, data.features[0].name
        ((569, 30), 'benign', 'mean radius')
    """
    from sklearn import datasets

    bunch: Any = datasets.load_breast_cancer()
    return CARD.dataset(pl.DataFrame(bunch.data, schema=list(bunch.feature_names)), pl.Series(bunch.target) == 1)
