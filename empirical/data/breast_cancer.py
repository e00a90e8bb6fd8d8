"""Breast Cancer Wisconsin (diagnostic), embedded in scikit-learn: the default, since it needs no download."""

from hashlib import sha256
from typing import Any

import numpy as np

from empirical.data.dataset import Column, Dataset


def load_breast_cancer() -> Dataset:
    """569 tumours, 30 measurements of cell nuclei; benign is the favourable label.

    Returns:
        The data set. Nobody can act on a nucleus: it stands in for a loan where no file is at hand.
    """
    from sklearn import datasets

    bunch: Any = datasets.load_breast_cancer()
    features = np.ascontiguousarray(bunch.data, dtype=np.float64)
    labels = np.where(bunch.target == 1, 1.0, -1.0)
    return Dataset(
        name="breast-cancer",
        columns=tuple(Column(str(name)) for name in bunch.feature_names),
        features=features,
        labels=labels,
        favourable="benign",
        source="scikit-learn, load_breast_cancer (UCI, Wolberg et al. 1995)",
        sha256=sha256(features.astype("<f8").tobytes() + labels.astype("<f8").tobytes()).hexdigest(),
    )
