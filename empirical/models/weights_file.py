"""Two linear models from a file with their weights."""

import json
import zipfile
from collections.abc import Sequence
from typing import Any, BinaryIO

import numpy as np

from empirical.data.table.opening import open_input
from empirical.errors import InputError
from empirical.models.linear_score import LinearScore

LARGEST_FILE = 2**26
"""Largest size in bytes of a file with weights, also after it is unpacked."""


def load_models(path: str, columns: Sequence[str]) -> tuple[LinearScore, LinearScore]:
    """Load two linear models from a file. No pickle is ever loaded.

    Args:
        path: A ``.json`` file, ``{"non_robust": {"weights": {"age": 0.1, ...}, "intercept": 0.1}, "robust": ...}``, or
            a ``.npz`` file with the arrays ``non_robust_weights``, ``non_robust_intercept``, ``robust_weights`` and
            ``robust_intercept``. Weights are per unscaled column of the encoded data: by name, or a list in their
            order.
        columns: The names of these columns.

    Returns:
        The scores of the non-robust and of the robust model.

    Raises:
        InputError: If the file cannot be read, or does not hold two linear models.

    Examples:
        >>> import tempfile
        >>> natural, robust = {"weights": [0.1], "intercept": -4.0}, {"weights": [0.2], "intercept": -9.0}
        >>> with tempfile.TemporaryDirectory() as folder:
        ...     path = f"{folder}/models.json"
        ...     with open(path, "w") as file:
        ...         json.dump({"non_robust": natural, "robust": robust}, file)
        ...     natural, robust = load_models(path, ["income"])
        >>> robust
        LinearScore(weights=array([0.2]), intercept=-9.0)
    """
    try:
        with open_input(path) as file:
            if file.seek(0, 2) > LARGEST_FILE:
                raise InputError(f"the file is larger than {LARGEST_FILE >> 20} MiB; that is no file of weights")
            file.seek(0)
            models = _from_npz(file) if path.endswith(".npz") else json.loads(file.read())
        natural, robust = (_score(models[name], columns) for name in ("non_robust", "robust"))
    except InputError as error:
        raise InputError(f"{path}: {error}") from None
    except OSError as error:
        raise InputError(f"{path} cannot be read: {error.strerror or 'it is damaged'}") from None
    except Exception as error:  # a damaged archive raises exceptions of many kinds
        why = f"{type(error).__name__}: {error}"[:120]
        raise InputError(f"{path} holds no two linear models; see docs/report.md for the form ({why})") from None
    return natural, robust


def _score(model: Any, columns: Sequence[str]) -> LinearScore:
    weights = model["weights"]
    if isinstance(weights, dict):
        strange = sorted(set(weights) ^ set(columns))
        if strange:
            which = "no column has" if strange[0] in weights else "no weight is given for"
            raise InputError(
                f"{which} the name {strange[0]!r:.60}; give a weight for each of the {len(columns)} columns"
            )
        weights = [weights[name] for name in columns]
    return LinearScore(np.asarray(weights, np.float64).reshape(-1), float(np.asarray(model["intercept"]).item()))


def _from_npz(file: BinaryIO) -> dict[str, dict[str, np.ndarray]]:
    with zipfile.ZipFile(file) as archive:  # an archive of 4 MiB may unpack to 5 GB
        unpacked = sum(one.file_size for one in archive.infolist())
    if unpacked > LARGEST_FILE:
        raise InputError(f"the file unpacks to more than {LARGEST_FILE >> 20} MiB; that is no file of weights")
    file.seek(0)
    with np.load(file, allow_pickle=False) as arrays:  # np.load leaves damaged files open
        return {
            model: {part: arrays[f"{model}_{part}"] for part in ("weights", "intercept")}
            for model in ("non_robust", "robust")
        }
