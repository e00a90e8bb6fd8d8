"""The second source: the same data from OpenML, in the columns and texts of the file."""

import socket
import warnings
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from types import MappingProxyType
from typing import Any, NamedTuple

import numpy as np
import polars as pl

from empirical.data.catalog.files import UnavailableError, cache_folder
from empirical.errors import InputError

MISSING = "?"
"""The level that stands for a missing category, as in the files of UCI."""

TIMEOUT = 10.0
"""Seconds without an answer after which scikit-learn tries again, which it does three times."""


class Twin(NamedTuple):
    """The same data on OpenML, where the rows may stand in another order.

    Attributes:
        number: Its id there.
        title: Its name and version there.
        columns: Of each column there that is needed, its name in the file.
        texts: Of each column, by its name in the file, what the texts there are in the file; texts that are not
            listed are the same.
    """

    number: int
    title: str
    columns: Mapping[str, str]
    texts: Mapping[str, Mapping[str, str]] = MappingProxyType({})

    @property
    def source(self) -> str:
        """Where the data comes from."""
        return f"OpenML {self.number} ({self.title})"


def file_or_twin(read: Callable[[], Any], twin: Twin) -> tuple[Any, str]:
    """A table from its file, or from OpenML if no place has the file.

    Args:
        read: Reads the table from the file.
        twin: Where else it is.

    Returns:
        The table as a polars frame, and its source if that is OpenML, else an empty text.

    Raises:
        InputError: If the file is damaged, or OpenML does not have the table either.
    """
    try:
        return read(), ""
    except UnavailableError as unavailable:
        missing = unavailable
    try:
        bunch = fetch(twin.number)
    except Exception as error:  # a parser of foreign bytes may raise anything; whatever it is, there is no table
        why = (str(error) or type(error).__name__).splitlines()[0]
        raise InputError(f"{missing}; {twin.source} failed too: {why}") from None
    return _table(bunch, twin), twin.source


def fetch(number: int) -> Any:
    """A data set of OpenML, from scikit-learn's cache of it below ours, else from the net.

    Args:
        number: Its id.

    Returns:
        What scikit-learn returns: numbers, in which a category is the index of its level.
    """
    from sklearn.datasets import fetch_openml

    # pandas is not needed with this parser; no target, so that every column comes in the same form.
    options: dict[str, Any] = {"as_frame": False, "parser": "liac-arff", "target_column": None}
    with _limited_waiting(), warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of further tries; what fails for good is raised
        return fetch_openml(data_id=number, data_home=cache_folder() / "openml", **options)


@contextmanager
def _limited_waiting() -> Iterator[None]:
    """scikit-learn opens its connections without a limit, so that one which nobody answers would hang."""
    before = socket.getdefaulttimeout()
    socket.setdefaulttimeout(TIMEOUT)
    try:
        yield
    finally:
        socket.setdefaulttimeout(before)


def _table(bunch: Any, twin: Twin) -> Any:
    data = np.asarray(bunch.data, dtype=np.float64)
    places = {name: index for index, name in enumerate(bunch.feature_names)}
    lacking = sorted(set(twin.columns) - set(places))
    if lacking:
        raise InputError(
            f"{twin.source} has no column {lacking[0]!r}: it is not the expected data; use the file instead"
        )
    columns = {}
    for name, ours in twin.columns.items():
        column, levels = data[:, places[name]], bunch.categories.get(name)
        columns[ours] = column if levels is None else _texts(column, levels, twin.texts.get(ours, {}))
    return pl.DataFrame(columns)


def _texts(column: np.ndarray, levels: list[str], texts: Mapping[str, str]) -> list[str]:
    ours = [texts.get(level, level) for level in levels]
    return [MISSING if np.isnan(index) else ours[int(index)] for index in column]
