"""What a data set may hold, its groups, its columns, and the split."""

import numpy as np
import pytest

from empirical.data import Dataset, Feature, encode, encoding, load, split
from empirical.data.dataset import category, yes_no
from empirical.errors import InputError


def dataset(values, labels, features=None, **options) -> Dataset:
    values = np.asarray(values, float)
    features = features or tuple(Feature(f"c{index}") for index in range(values.shape[1]))
    return Dataset("test", tuple(features), values, np.asarray(labels, float), "good", "made up", "", **options)


def alternating(count: int) -> np.ndarray:
    return np.where(np.arange(count) % 2, 1.0, -1.0)


MIXED = (
    Feature("age", immutable=True, low=0.0),
    category("town", "here", "there", "away"),
    yes_no("owner"),
    Feature("income", direction=1, low=0.0, high=200.0),
)


def mixed(count: int = 60, **options) -> Dataset:
    rng = np.random.default_rng(0)
    columns = [
        rng.integers(20, 70, count),
        np.arange(count) % 3,
        rng.integers(0, 2, count),
        rng.uniform(10, 90, count),
    ]
    return dataset(np.column_stack(columns), alternating(count), MIXED, **options)


@pytest.mark.parametrize(
    ("values", "labels", "message"),
    [
        ([[1.0], [np.nan]], [1, -1], "feature 'c0' is nan in row 1"),
        ([[np.inf], [2.0]], [1, -1], "feature 'c0' is inf in row 0"),
        ([[1.0], [2.0]], [1, 1], "every label is favourable; a model needs both classes"),
        ([[1.0], [2.0]], [-1, -1], "every label is unfavourable; a model needs both classes"),
        ([[1.0], [2.0]], [1, 0], "labels must be 1 and -1"),
        ([[1.0], [2.0]], [1], "do not fit 1 labels"),
        (np.empty((0, 1)), [], "no rows"),
        (np.empty((2, 0)), [1, -1], "no features"),
    ],
)
def test_data_that_no_model_can_be_trained_on(values, labels, message):
    with pytest.raises(InputError, match=message):
        dataset(values, labels)


@pytest.mark.parametrize(
    ("features", "values", "options", "message"),
    [
        ((Feature("a"), Feature("a")), [[1, 2], [3, 4]], {}, "the feature 'a' stands twice"),
        ((category("a", "x", "y"),), [[0], [2]], {}, "'a' has values that are no index of a level"),
        ((category("a", "x", "y"),), [[0], [0.5]], {}, "'a' has values that are no index of a level"),
        ((category("a", "x", "y"),), [[0], [np.nan]], {"impute": True}, "feature 'a' is nan in row 1"),
        ((Feature("a"),), [[np.nan], [np.nan]], {"impute": True}, "every value of 'a' is missing"),
        ((Feature("a"),), [[1], [np.inf]], {"impute": True}, "feature 'a' is inf in row 1"),
        ((Feature("a"),), [[1], [2]], {"protected": ("b",)}, "no feature 'b' to group by; choose of a"),
    ],
)
def test_features_that_do_not_fit_the_values(features, values, options, message):
    with pytest.raises(InputError, match=message):
        dataset(values, [1, -1], features, **options)


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"levels": ("x", "x")}, "a level stands twice"),
        ({"direction": 2}, "direction must be -1, 0 or 1, not 2"),
        ({"low": 2.0, "high": 1.0}, r"the range from 2\.0 to 1\.0 is empty"),
        ({"low": float("nan")}, "the range from nan to None is empty"),
        ({"levels": ("x", "y"), "low": 0.0}, "a category has no range"),
    ],
)
def test_contradictory_features_are_refused(options, message):
    with pytest.raises(InputError, match=message):
        Feature("a", **options)


def test_groups():
    data = mixed()
    np.testing.assert_array_equal(data.members("town")[:4], ["here", "there", "away", "here"])
    assert set(data.members("owner")) == {"0", "1"}
    quarters, counts = np.unique(data.members("income"), return_counts=True)
    assert len(quarters) == 4
    np.testing.assert_array_equal(counts, 15)
    with pytest.raises(InputError, match="no feature 'sex' to group by; choose of age, town, owner, income"):
        data.members("sex")


@pytest.mark.parametrize("known", [2, 40])
def test_missing_numbers_form_a_group(known):
    values = np.arange(60.0) % known
    values[7] = np.nan
    groups = dataset(values[:, None], alternating(60), impute=True).members("c0")
    assert groups[7] == "missing"
    assert (groups == "missing").sum() == 1


def test_columns():
    columns = encoding(MIXED)
    assert columns.names == ("age", "town=here", "town=there", "town=away", "owner=1", "income")
    np.testing.assert_array_equal(columns.feature, [0, 1, 1, 1, 2, 3])
    np.testing.assert_array_equal(columns.category, [False, True, True, True, True, False])
    data = mixed()
    design = encode(data)
    np.testing.assert_array_equal(design[:, 1:4].argmax(axis=1), data.values[:, 1])
    np.testing.assert_array_equal(design[:, 1:4].sum(axis=1), 1.0)
    np.testing.assert_array_equal(design[:, [0, 4, 5]], data.values[:, [0, 2, 3]])


def test_split_is_stratified_scaled_and_not_clipped():
    data = load("breast-cancer")
    designs = split(data, seed=3, scaling="minmax")
    assert len(designs.test_labels) == 114
    assert abs((designs.test_labels == 1).mean() - (data.labels == 1).mean()) < 0.01
    assert abs((designs.train_labels == 1).mean() - (data.labels == 1).mean()) < 0.01
    np.testing.assert_array_equal(designs.train[:, :-1].min(axis=0), 0.0)
    np.testing.assert_array_equal(designs.train[:, :-1].max(axis=0), 1.0)
    assert designs.test[:, :-1].max() > 1.0  # a test instance lies beyond the range of the training instances
    np.testing.assert_array_equal(designs.train[:, -1], 1.0)
    np.testing.assert_array_equal(data.labels[designs.test_rows], designs.test_labels)
    assert designs.attacked.sum() == designs.actionable.sum() == 30


def test_split_depends_on_the_seed_alone():
    data = load("breast-cancer")
    np.testing.assert_array_equal(split(data, seed=1).test_rows, split(data, seed=1).test_rows)
    assert (split(data, seed=1).test_rows != split(data, seed=2).test_rows).any()


@pytest.mark.parametrize("scaling", ["minmax", "standard"])
def test_scaling_can_be_undone_and_leaves_categories_alone(scaling):
    data = mixed()
    designs = split(data, seed=0, scaling=scaling)
    assert designs.names == ("age", "town=here", "town=there", "town=away", "owner=1", "income", "(intercept)")
    raw = designs.test * designs.scale + designs.shift
    np.testing.assert_allclose(raw[:, :-1], encode(data)[designs.test_rows], rtol=1e-12, atol=1e-12)
    np.testing.assert_array_equal(designs.test[:, 1:5], encode(data)[designs.test_rows, 1:5])
    np.testing.assert_array_equal(designs.test[:, -1], 1.0)


def test_standard_scaling():
    designs = split(load("breast-cancer"), seed=0, scaling="standard")
    np.testing.assert_allclose(designs.train[:, :-1].mean(axis=0), 0.0, atol=1e-12)
    np.testing.assert_allclose(designs.train[:, :-1].std(axis=0), 1.0, rtol=1e-12)


def test_unknown_scaling():
    with pytest.raises(InputError, match="scaling must be minmax or standard, not 'rank'"):
        split(mixed(), seed=0, scaling="rank")


@pytest.mark.parametrize("scaling", ["minmax", "standard"])
def test_what_a_recourse_may_change(scaling):
    data = mixed()
    designs = split(data, seed=0, scaling=scaling)
    space = designs.space
    np.testing.assert_array_equal(space.actionable, [False, True, True, True, True, True, False])
    np.testing.assert_array_equal(space.direction, [0, 0, 0, 0, 0, 1, 0])
    np.testing.assert_array_equal(space.category, [-1, 0, 0, 0, 1, -1, -1])
    train = np.delete(encode(data), designs.test_rows, axis=0)
    low, high = space.low * designs.scale + designs.shift, space.high * designs.scale + designs.shift
    np.testing.assert_allclose(low[:-1], [0, 0, 0, 0, 0, 0], atol=1e-12)
    np.testing.assert_allclose(high[:-1], [train[:, 0].max(), 1, 1, 1, 1, 200], rtol=1e-12)
    assert (space.low[-1], space.high[-1]) == (1.0, 1.0)


def test_constant_columns_are_neither_attacked_nor_actionable_and_immutable_ones_are_attacked():
    rng = np.random.default_rng(0)
    values = np.column_stack([rng.normal(size=50), np.full(50, 7.0), rng.normal(size=50)])
    data = dataset(values, alternating(50), (Feature("a"), Feature("b"), Feature("c", immutable=True)))
    designs = split(data, seed=0)
    np.testing.assert_array_equal(designs.attacked, [True, False, True, False])
    np.testing.assert_array_equal(designs.actionable, [True, False, False, False])
    np.testing.assert_array_equal(designs.train[:, 1], 0.0)
    np.testing.assert_array_equal(split(data, seed=0, attack_immutable=False).attacked, [True, False, False, False])


def test_missing_numbers_become_the_median_of_the_training_instances():
    values = np.random.default_rng(0).normal(size=(50, 2))
    values[::5, 1] = np.nan
    designs = split(dataset(values, alternating(50), impute=True), seed=0)
    missing = np.isnan(values[designs.test_rows, 1])
    assert missing.any()
    train = np.delete(values[:, 1], designs.test_rows)
    filled = (designs.test * designs.scale + designs.shift)[missing, 1]
    np.testing.assert_allclose(filled, np.nanmedian(train), rtol=1e-12)
    assert np.isfinite(designs.train).all()


def test_a_number_that_is_missing_for_all_training_instances():
    values = np.random.default_rng(0).normal(size=(50, 2))
    test_rows = split(dataset(values, alternating(50)), seed=0).test_rows
    values[np.setdiff1d(np.arange(50), test_rows), 1] = np.nan
    with pytest.raises(InputError, match="every value of 'c1' is missing among the training instances"):
        split(dataset(values, alternating(50), impute=True), seed=0)


def test_class_too_small_to_split():
    with pytest.raises(InputError, match="test cannot be split"):
        split(dataset(np.arange(20.0)[:, None], [1] * 19 + [-1]), seed=0)


@pytest.mark.parametrize("scaling", ["minmax", "standard"])
def test_a_split_knows_its_scaling_even_where_no_number_shows_it(scaling):
    home, labels = np.arange(40.0)[:, None] % 2, np.where(np.arange(40) % 3, 1.0, -1.0)
    flags = Dataset("flags", (category("home", "rent", "own"),), home, labels, "yes", "made up", "")
    assert split(flags, seed=0, scaling=scaling).scaling == scaling
