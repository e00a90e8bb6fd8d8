"""OpenML as a second source: the same data, translated to the columns and the texts of the file."""

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
"""Level that stands for a missing category, as in the files of UCI."""

TIMEOUT = 10.0
"""Number of seconds without an answer after which scikit-learn tries again, up to three times."""


class Twin(NamedTuple):
    """A ``Twin`` identifies the same data on OpenML, where the rows may stand in another order.

    Attributes:
        number: The id of the data set on OpenML.
        title: The name and the version of the data set on OpenML.
        columns: The needed columns: a mapping from the name on OpenML to the name in the file.
        texts: The differing texts of each column, by the column's name in the file: a mapping from the text on OpenML
            to the text in the file.
    """

    number: int
    title: str
    columns: Mapping[str, str]
    texts: Mapping[str, Mapping[str, str]] = MappingProxyType({})

    @property
    def source(self) -> str:
        """The origin of the data, as a report names it."""
        return f"OpenML {self.number} ({self.title})"


def file_or_twin(read: Callable[[], Any], twin: Twin) -> tuple[Any, str]:
    """Read a table from its file, or from OpenML if no place has the file.

    Args:
        read: The function that reads the table from the file.
        twin: The same data on OpenML.

    Returns:
        The table as a polars frame, and its source: that of the twin if OpenML was used, else an empty text.

    Raises:
        InputError: If the file is damaged, or OpenML does not have the table either.

    Examples:
        >>> import polars as pl
        >>> table, source = file_or_twin(lambda: pl.DataFrame({"age": [25]}), Twin(31, "credit-g, version 1", {}))
        >>> table["age"].to_list(), source
        ([25], '')
    """
    try:
        return read(), ""
    except UnavailableError as unavailable:
        unread = unavailable
    try:
        bunch = fetch(twin.number)
    except Exception as error:  # a parser of foreign bytes may raise anything; whatever it is, there is no table
        why = (str(error) or type(error).__name__).splitlines()[0]
        raise InputError(f"{unread}; {twin.source} failed too: {why}") from None
    return _table(bunch, twin), twin.source


def fetch(number: int) -> Any:
    """Fetch a data set of OpenML, from scikit-learn's cache inside the cache of this project, else from the net.

    Args:
        number: The id of the data set on OpenML.

    Returns:
        The record of scikit-learn, whose data are numbers; a category is the index of its level.

    Examples:
        >>> from unittest.mock import patch
        >>> with patch("sklearn.datasets.fetch_openml", lambda **options: f"data set {options['data_id']}"):
        ...     fetch(31)  # without the patch: the record of German Credit
        'data set 31'
    """
    from sklearn.datasets import fetch_openml

    # This parser does not need pandas. Without a target, every column comes in the same form.
    options: dict[str, Any] = {"as_frame": False, "parser": "liac-arff", "target_column": None}
    with _limited_waiting(), warnings.catch_warnings():
        warnings.simplefilter("ignore")  # warnings of further tries; the last failure is raised
        return fetch_openml(data_id=number, data_home=cache_folder() / "openml", **options)


@contextmanager
def _limited_waiting() -> Iterator[None]:
    """A limit on the waiting of scikit-learn, which opens connections without one and would hang without an answer."""
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
    for openml_name, name in twin.columns.items():
        column, levels = data[:, places[openml_name]], bunch.categories.get(openml_name)
        columns[name] = column if levels is None else _texts(column, levels, twin.texts.get(name, {}))
    return pl.DataFrame(columns)


def _texts(column: np.ndarray, levels: list[str], texts: Mapping[str, str]) -> list[str]:
    translated = [texts.get(level, level) for level in levels]
    return [MISSING if np.isnan(index) else translated[int(index)] for index in column]
