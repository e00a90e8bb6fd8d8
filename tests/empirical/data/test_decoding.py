"""Rows of a design become rows of the table again, and the other way round."""

from dataclasses import replace

import numpy as np
import polars as pl
import pytest

from empirical.data import DATASETS, Dataset, Feature, load, split
from empirical.data.dataset import category
from empirical.data.decoding import as_table, decode, design, from_table
from empirical.errors import InputError

FEATURES = (
    Feature("age", integer=True),
    Feature("rate"),
    category("sex", "f", "m"),
    category("job", "none", "clerk", "smith"),
)


def people(count: int = 40, *, gaps: bool = False) -> Dataset:
    rng = np.random.default_rng(3)
    values = np.column_stack(
        [rng.integers(18, 90, count), rng.normal(0.1, 3.0, count), rng.integers(0, 2, count), rng.integers(0, 3, count)]
    ).astype(float)
    if gaps:
        values[::7, 0] = values[::5, 1] = np.nan
    labels = np.where(np.arange(count) % 2, 1.0, -1.0)
    return Dataset("people", FEATURES, values, labels, "yes", "made up", "", impute=gaps)


@pytest.mark.parametrize("name", DATASETS)
@pytest.mark.parametrize("scaling", ["minmax", "standard"])
def test_values_encoded_and_decoded_are_the_values_of_the_data(name, scaling):
    data = load(name)
    parts = split(data, seed=0, scaling=scaling)
    known = data.values[parts.test_rows]
    back = decode(parts.test, parts)
    levels = np.array([bool(feature.levels) or feature.integer for feature in data.features])
    whole = levels & ~np.isnan(known)
    assert (back[whole] == known[whole]).all()
    assert np.allclose(back, np.where(np.isnan(known), back, known), rtol=1e-12)
    assert (design(known, parts) == parts.test).all()


def test_numbers_of_a_column_without_whole_numbers_keep_their_digits():
    tiny = replace(people(), features=(Feature("age"), *FEATURES[1:]), values=people().values * [1e-9, 1.0, 1.0, 1.0])
    parts = split(tiny, seed=0)
    assert np.allclose(decode(parts.test, parts)[:, 0], tiny.values[parts.test_rows, 0], rtol=1e-12, atol=0.0)


def test_a_fraction_of_a_whole_number_stays_visible():
    parts = split(people(), seed=0)
    point = parts.test[:1].copy()
    point[0, 0] += 0.3 / parts.scale[0]
    assert decode(point, parts)[0, 0] % 1.0 == pytest.approx(0.3)


def test_missing_numbers_become_the_median_as_in_the_split():
    data = people(gaps=True)
    parts = split(data, seed=1)
    assert (design(data.values[parts.test_rows], parts) == parts.test).all()


def test_a_table_says_levels_by_name_and_whole_numbers_whole_and_is_read_back():
    data = people(gaps=True)
    table = as_table(data.values, FEATURES)
    assert table.columns == [feature.name for feature in FEATURES]
    assert set(table["job"]) == {"none", "clerk", "smith"}
    assert as_table(people().values, FEATURES)["age"].dtype == pl.Int64
    assert np.array_equal(from_table(table, FEATURES), data.values, equal_nan=True)


def test_a_point_between_levels_has_the_nearest_one_and_an_unknown_point_none():
    parts = split(people(), seed=0)
    point = parts.test[:1].copy()
    point[0, 3:6] = [0.2, 0.5, 0.4]
    assert decode(point, parts)[0, 3] == 1.0
    assert np.isnan(decode(np.full_like(point, np.nan), parts)).all()


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda table: table.drop("age"), "has no column 'age'"),
        (lambda table: table.with_columns(job=pl.lit("pilot")), "'pilot' is no level of 'job'"),
        (lambda table: table.with_columns(rate=pl.lit("high")), "'rate' holds what is no number"),
    ],
)
def test_a_table_that_is_none_of_these_features_is_refused(change, message):
    with pytest.raises(InputError, match=message):
        from_table(change(as_table(people().values, FEATURES)), FEATURES)


def test_a_split_without_features_and_rows_of_another_width_are_refused():
    parts = split(people(), seed=0)
    with pytest.raises(InputError, match="does not know the features"):
        decode(parts.test, parts._replace(features=()))
    with pytest.raises(InputError, match="rows of the design"):
        decode(parts.test[:, :3], parts)


def test_rows_that_are_not_known_are_null_in_the_table():
    """As decode gives them where a recourse was not found."""
    parts = split(people(), seed=0)
    points = np.vstack([parts.test[:1], np.full_like(parts.test[:1], np.nan)])
    table = as_table(decode(points, parts), FEATURES)
    assert None not in table.row(0)
    assert set(table.row(1)) == {None}
