"""Data sets by name."""

from collections.abc import Callable, Mapping
from types import MappingProxyType

from empirical.data.breast_cancer import load_breast_cancer
from empirical.data.dataset import Column, Dataset
from empirical.data.german import load_german
from empirical.data.splitting import Split, split
from empirical.errors import InputError

DATASETS: Mapping[str, Callable[[], Dataset]] = MappingProxyType(
    {"breast-cancer": load_breast_cancer, "german": load_german}
)
"""Loader of every data set."""


def load(name: str) -> Dataset:
    """Load a data set by name.

    Args:
        name: One of ``DATASETS``.

    Returns:
        The data set.

    Raises:
        InputError: If there is none of that name, or its file is missing or not the expected one.
    """
    if name not in DATASETS:
        raise InputError(f"unknown data set {name!r}; choose one of {', '.join(DATASETS)}")
    return DATASETS[name]()


__all__ = ["DATASETS", "Column", "Dataset", "Split", "load", "split"]
