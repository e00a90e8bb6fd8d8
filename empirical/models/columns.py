"""The columns that a model of another library takes, made of rows of a design; the intercept's is never among them."""

import importlib.util
import math
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any, NamedTuple

import numpy as np

from empirical.data.dataset import Feature
from empirical.data.decoding import decode
from empirical.data.split import Split
from empirical.errors import InputError

COLUMNS = ("encoded", "scaled", "original")
"""Names of the columns that a model may take: those of a design before or after scaling, or those of the table."""

STEMS = ("Column_", "f")
"""How the names begin that LightGBM and XGBoost give to the columns of an array: ``Column_0``, ``Column_1``, ..."""


class InputColumns(NamedTuple):
    """The columns that a model takes.

    Attributes:
        read: A function from rows of a design [n, d + 1] to what the model takes.
        shift: What is added to the scaled columns, once they are multiplied by ``scale``, [d].
        scale: The factors of the scaled columns, [d]; ``None`` where the columns are no design's.
        names: The names of the columns, where the model knows them by name.
        what: The columns in words.
    """

    read: Callable[[Any], Any]
    shift: Any = None
    scale: Any = None
    names: tuple[str, ...] = ()
    what: str = ""


def libraries() -> tuple[str, ...]:
    """List the libraries of DataFrames that are installed: pandas first, which most people use.

    Returns:
        The names of the libraries.

    Examples:
        >>> libraries()[-1]
        'polars'
    """
    return tuple(name for name in ("pandas", "polars") if importlib.util.find_spec(name) is not None)


def columns_of(
    split: Split, kind: Any, *, width: int | None = None, names: Sequence[str] = (), library: str = ""
) -> InputColumns:
    """Choose the columns that a model takes.

    Args:
        split: The split whose rows the model shall be asked about.
        kind: ``encoded``, the design's columns in the data's units; ``scaled``, as ``split.train[:, :-1]`` has them;
            ``original``, the columns of the table, with levels by name; a DataFrame of pandas or polars, for the
            columns of the table as this DataFrame has them; ``None`` for what the names or the number of the model's
            columns say.
        width: The number of columns that the model was fitted on, if it is known.
        names: The names of these columns, if they had any.
        library: The library of DataFrames; by default the first of :func:`libraries`.

    Returns:
        The columns. Where the model's had names, they are columns of a DataFrame, in the model's order.

    Raises:
        InputError: If there is no such kind of columns, or the model was fitted on others.

    Examples:
        >>> import empirical.data
        >>> split = empirical.data.split(empirical.data.load("breast-cancer"), seed=0, scaling="minmax")
        >>> chosen = columns_of(split, "encoded", width=30)
        >>> bool(np.allclose(chosen.read(split.train).min(axis=0), split.shift[:-1]))  # the smallest values, unscaled
        True
    """
    encoded, originals = split.names[:-1], tuple(feature.name for feature in split.features)
    names = () if invented(names) and not {*names} & {*encoded, *originals} else names
    template = kind if hasattr(kind, "columns") else None
    if template is None and kind is None:
        kind = _kind(encoded, originals, width, names)
    if template is not None or (isinstance(kind, str) and kind == "original"):
        wanted = _known(names or _both(originals, template), originals, "the table")
        _fits(width, len(wanted))
        framed = bool(names) or width is None or template is not None
        frame = (partial(_like, template) if template is not None else partial(_frame, library)) if framed else _array
        return InputColumns(partial(_table, split, wanted, template, frame), names=wanted, what="rows of the table")
    if not (isinstance(kind, str) and kind in COLUMNS):
        raise InputError(f"columns must be one of {', '.join(COLUMNS)}, or a DataFrame of the table, not {kind!r:.40}")
    wanted = _known(names, encoded, "the encoded data")
    _fits(width, len(wanted or encoded))
    scaled = kind == "scaled"
    shift = np.zeros(len(encoded)) if scaled else split.shift[:-1]
    scale = np.ones(len(encoded)) if scaled else split.scale[:-1]
    what = f"{len(wanted or encoded)} columns"
    return InputColumns(partial(_design, shift, scale, encoded, wanted, library), shift, scale, wanted, what)


def invented(names: Sequence[str]) -> bool:
    """Tell whether names may be those that a library has given to the columns of an array, which had none.

    Args:
        names: The names.

    Returns:
        Whether they are numbered as LightGBM and XGBoost number them.

    Examples:
        >>> invented(("Column_0", "Column_1")), invented(("f1", "f0")), invented(("x0",))
        (True, False, False)
    """
    return any(tuple(names) == tuple(f"{stem}{index}" for index in range(len(names))) for stem in STEMS)


def named(values: np.ndarray, names: Sequence[str], library: str = "") -> Any:
    """Give columns their names, as a model wants them that was fitted on a DataFrame.

    Args:
        values: The columns, [n, d].
        names: Their names; none for an array.
        library: The library of DataFrames; by default the first of :func:`libraries`.

    Returns:
        The array itself where there are no names; else a DataFrame.

    Examples:
        >>> list(named(np.ones((2, 2)), ("age", "income")).columns)
        ['age', 'income']
    """
    return _frame(library, {name: values[:, index] for index, name in enumerate(names)}) if names else values


def without_intercept(points: np.ndarray, width: int | None) -> np.ndarray:
    """Take the intercept's column away from rows of a design, where a model was fitted without it.

    Args:
        points: The points, [n, k].
        width: The number of columns that the model was fitted on, if it is known.

    Returns:
        The points; without their last column if it is one too many.

    Raises:
        InputError: If the model was fitted on another number of columns.

    Examples:
        >>> without_intercept(np.ones((2, 4)), 3).shape, without_intercept(np.ones((2, 4)), None).shape
        ((2, 3), (2, 4))
    """
    columns = points.shape[1]
    if width is None or columns == width:
        return points
    # The column is 1, also one step of a difference away; rows of zeros stand for points that are not known.
    constant = np.isclose(points[:, -1], 1.0, atol=0.05) | ~points.any(axis=1)
    if columns == width + 1 and constant.all():
        return points[:, :-1]
    raise InputError(
        f"the model was fitted on {width} columns, and these instances have {columns}: give the columns that it was "
        f"fitted on, or make it a model of the split with rb.model(classifier, split)"
    )


def _kind(encoded: Sequence[str], originals: Sequence[str], width: int | None, names: Sequence[str]) -> str:
    """Tell which columns a model was fitted on, by their names or their number."""
    if names:
        return "original" if not set(names) <= set(encoded) and set(names) <= set(originals) else "encoded"
    return "original" if width is not None and width != len(encoded) and width == len(originals) else "encoded"


def _known(names: Sequence[str], known: Sequence[str], where: str) -> tuple[str, ...]:
    strange = [name for name in names if name not in known]
    spaced = {name.replace(" ", "_"): name for name in known}  # as LightGBM writes names
    if strange and all(name in spaced for name in names):
        return tuple(spaced[name] for name in names)
    if strange:
        raise InputError(
            f"the model was fitted on a column {strange[0]!r:.60} that {where} does not have; it has "
            f"{', '.join(known)[:200]}"
        )
    return tuple(names)


def _both(originals: Sequence[str], template: Any) -> tuple[str, ...]:
    """Give the features that a DataFrame has, in its order; all of them where there is none."""
    return tuple(originals) if template is None else tuple(name for name in template.columns if name in originals)


def _fits(width: int | None, columns: int) -> None:
    if width is not None and width != columns:
        raise InputError(
            f"a model that was fitted on {width} columns cannot score {columns} columns; say with columns= which it "
            f"takes: {', '.join(COLUMNS)}"
        )


def _design(
    shift: np.ndarray, scale: np.ndarray, encoded: Sequence[str], wanted: Sequence[str], library: str, rows: Any
) -> Any:
    values = np.asarray(rows)[:, : len(encoded)] * scale + shift
    places = {name: index for index, name in enumerate(encoded)}
    return named(values[:, [places[name] for name in wanted]], wanted, library) if wanted else values


def _table(split: Split, wanted: Sequence[str], template: Any, frame: Callable[[Any], Any], rows: Any) -> Any:
    """Give rows of the table, as a DataFrame or as an array."""
    values, features = decode(np.asarray(rows), split), {feature.name: feature for feature in split.features}
    places = {name: index for index, name in enumerate(features)}
    return frame({name: _cells(features[name], values[:, places[name]], template) for name in wanted})


def _cells(feature: Feature, values: np.ndarray, template: Any) -> Any:
    """Give the cells of a feature: numbers, or its levels as a DataFrame has them, None where one is not known."""
    if not feature.levels:
        return values
    found = {} if template is None else {_key(one): one for one in template[feature.name].unique()}
    levels = _written(feature.levels)
    cells = np.array([found.get(_key(level), level) for level in levels], levels.dtype if not found else object)
    unknown = np.isnan(values)
    chosen = cells[np.where(unknown, 0, values).astype(int)]
    if unknown.any():
        chosen = chosen.astype(object)
        chosen[unknown] = None
    return chosen


def _written(levels: Sequence[str]) -> np.ndarray:
    """Write levels as pandas and polars read them from a file: as numbers or truth values where all are such."""
    truths = {"true": True, "false": False}
    if all(level.lower() in truths for level in levels):
        return np.array([truths[level.lower()] for level in levels])
    numbers = [_number(level) for level in levels]
    if any(math.isnan(one) for one in numbers):
        return np.array(levels, object)
    return np.array([int(one) for one in numbers] if all(one.is_integer() for one in numbers) else numbers)


def _number(text: str) -> float:
    try:
        number = float(text)
    except ValueError:
        return math.nan
    return number if math.isfinite(number) else math.nan


def _key(cell: Any) -> Any:
    """Give what makes two cells the same: the number that they are, or their text."""
    number = _number(str(cell))
    return str(cell).strip().lower() if math.isnan(number) else number


def _frame(library: str, columns: Mapping[str, Any]) -> Any:
    """Make a DataFrame of a library."""
    made = importlib.import_module(library or libraries()[0])
    return made.DataFrame({name: _plain(values) for name, values in columns.items()})


def _like(template: Any, columns: Mapping[str, Any]) -> Any:
    """Make a DataFrame of the template's library, in which categories have the template's types."""
    made = type(template)({name: _plain(values) for name, values in columns.items()})
    kinds = {name: template[name].dtype for name, values in columns.items() if np.asarray(values).dtype == object}
    return made.astype(kinds) if hasattr(made, "astype") else made.cast(kinds)


def _array(columns: Mapping[str, Any]) -> np.ndarray:
    """Make an array of the table, for a model that was fitted on one."""
    return np.column_stack([np.asarray(one, object) for one in columns.values()])


def _plain(values: Any) -> Any:
    """Give text as a list: polars makes objects of an array of text."""
    return values.tolist() if np.asarray(values).dtype == object else values
