"""The checksum of data, as cells use them."""

import hashlib
import json
from dataclasses import asdict
from typing import Any

import numpy as np

from empirical.data import Dataset
from empirical.data.classes import Classes


def data_digest(data: Dataset | Classes, *, of: str = "") -> str:
    """Compute the checksum of data as cells use them: values, labels, and what is known of the columns.

    Args:
        data: The data.
        of: The name of the experiment that is about them; empty for reports.

    Returns:
        The SHA-256 in hexadecimal digits; the same wherever the file lies.

    Examples:
        >>> from empirical.data import load
        >>> data_digest(load("breast-cancer")) == data_digest(load("breast-cancer"))
        True
    """
    digest = hashlib.sha256(of.encode())
    about, arrays = _parts(data)
    digest.update(json.dumps(about, sort_keys=True, default=str).encode())
    for values in arrays:
        array = np.ascontiguousarray(values)
        digest.update(repr(array.shape).encode())
        digest.update(array.tobytes())
    return digest.hexdigest()


def _parts(data: Dataset | Classes) -> tuple[list[Any], list[np.ndarray]]:
    """Give what is known of the columns, and the arrays."""
    features = [asdict(feature) for feature in data.features]
    if isinstance(data, Classes):
        about = [data.name, features, list(data.classes), list(data.shape)]
        return about, [data.train, data.train_labels.astype(np.int64), data.test, data.test_labels.astype(np.int64)]
    relations = [relation.text for relation in data.relations]
    about = [data.name, features, data.favourable, list(data.protected), relations]
    return about, [data.values.astype(np.float64), data.labels.astype(np.float64)]
