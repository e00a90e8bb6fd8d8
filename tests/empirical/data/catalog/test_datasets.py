"""The data sets: facts that were established independently of the loaders, and the cards."""

import re
from itertools import pairwise
from typing import Any

import numpy as np
import polars as pl
import pytest
from sklearn.tree import DecisionTreeClassifier
from support.raw_files import adult_rows, needs_files, rows_of

from empirical.data import CARDS, DATASETS, Dataset, encode, encoding, load, split
from empirical.data.catalog import (
    adult,
    adult_carla,
    bail,
    california,
    compas,
    fashion_mnist,
    german,
    german_uci,
    mnist,
)
from empirical.data.catalog.card import Card
from empirical.data.dataset import Feature, category
from empirical.errors import InputError

EMBEDDED = "breast-cancer"
EVERY = [pytest.param(name, marks=() if name == EMBEDDED else needs_files) for name in DATASETS]
IMAGES = {"mnist-3-8", "fashion-tshirt-trouser"}
TABLES = [pytest.param(name, marks=() if name == EMBEDDED else needs_files) for name in DATASETS if name not in IMAGES]
"""The data sets that are no images: pixels at the border may be black in all of them."""


def texts(data: Dataset, name: str) -> list[str]:
    index = [feature.name for feature in data.features].index(name)
    return [data.features[index].levels[int(value)] for value in data.values[:, index]]


def numbers(data: Dataset, name: str) -> np.ndarray:
    return data.values[:, [feature.name for feature in data.features].index(name)]


def names(data: Dataset) -> list[str]:
    return [feature.name for feature in data.features]


# What holds of every data set.


@pytest.mark.parametrize("name", EVERY)
def test_a_data_set_is_what_its_card_says(name):
    data, card = load(name), CARDS[name]
    assert data.name == card.name == name
    assert data.values.shape == (card.rows, len(card.features))
    assert (data.labels == 1).sum() == card.favoured
    assert data.features == card.features
    for field in ("favourable", "source", "protected", "impute", "notes"):
        assert getattr(data, field) == getattr(card, field)
    assert data.favourable
    assert data.source
    assert len(data.sha256) == 64


@pytest.mark.parametrize("name", TABLES)
def test_loading_twice_gives_the_same(name):
    first, second = load(name), load(name)
    assert first.sha256 == second.sha256
    np.testing.assert_array_equal(first.values, second.values)


@pytest.mark.parametrize("name", TABLES)
def test_every_level_occurs_and_every_value_lies_in_its_range(name):
    data = load(name)
    for index, feature in enumerate(data.features):
        values = data.values[:, index]
        if feature.levels:
            assert set(values) == set(range(len(feature.levels))), feature.name
            continue
        known = values[~np.isnan(values)]
        assert known.min() >= (-np.inf if feature.low is None else feature.low), feature.name
        assert known.max() <= (np.inf if feature.high is None else feature.high), feature.name
        assert len(np.unique(known)) > 1, feature.name


@pytest.mark.parametrize("name", TABLES)
def test_a_number_is_called_whole_where_every_row_has_a_whole_one(name):
    data = load(name)
    for index, feature in enumerate(data.features):
        if not feature.levels:
            known = data.values[~np.isnan(data.values[:, index]), index]
            assert feature.integer == bool((known == np.round(known)).all()), feature.name


@pytest.mark.parametrize("name", TABLES)
def test_the_columns_of_a_category_sum_to_one(name):
    data = load(name)
    columns, design = encoding(data.features), encode(data)
    assert design.shape == (len(data.labels), len(columns.names))
    for index, feature in enumerate(data.features):
        block = design[:, columns.feature == index]
        if len(feature.levels) > 2:
            assert block.shape[1] == len(feature.levels)
            np.testing.assert_array_equal(block.sum(axis=1), 1.0)
        else:
            assert block.shape[1] == 1
    assert np.isin(design[:, columns.category], (0.0, 1.0)).all()


@pytest.mark.parametrize("name", EVERY)
def test_a_data_set_can_be_split(name):
    designs = split(load(name), seed=0)
    assert np.isfinite(designs.train).all()
    assert np.isfinite(designs.test).all()
    assert designs.actionable.any()


def stump(data: Dataset, name: str) -> float:
    """How often one threshold on one feature predicts the label, beyond what a constant answer does."""
    values = np.nan_to_num(numbers(data, name), nan=-1.0)[:, None]
    base = max(np.mean(data.labels == 1), np.mean(data.labels == -1))
    return DecisionTreeClassifier(max_depth=1).fit(values, data.labels).score(values, data.labels) - base


@needs_files
@pytest.mark.parametrize("name", ["german", "german-uci", "adult", "adult-carla", "bail", "compas"])
def test_no_single_feature_gives_the_label_away(name):
    data = load(name)
    assert all(stump(data, feature) < 0.1 for feature in names(data))


@pytest.mark.parametrize(
    ("name", "immutable", "protected"),
    [
        ("breast-cancer", set(), ()),
        ("german", {"Gender", "ForeignWorker", "Single", "Age"}, ("Gender",)),
        ("german-uci", {"age", "personal_status_sex", "foreign_worker"}, ("personal_status_sex",)),
        ("adult", {"age", "sex", "race", "native-country"}, ("sex", "race")),
        ("adult-carla", {"age", "sex"}, ("sex", "race")),
        ("bail", {"WHITE", "MALE", "AGE", "PRIORS"}, ("WHITE", "MALE")),
        ("compas", {"age", "race", "sex"}, ("race", "sex")),
        ("california", {"Latitude", "Longitude", "HouseAge"}, ()),
        ("mnist-3-8", set(), ()),
        ("fashion-tshirt-trouser", set(), ()),
    ],
)
def test_immutable_and_protected_features(name, immutable, protected):
    assert set(CARDS[name].immutable) == immutable
    assert CARDS[name].protected == protected


@pytest.mark.parametrize(
    ("name", "rising"),
    [
        ("adult", {"education-num"}),
        ("adult-carla", set()),
        ("bail", {"SCHOOL", "RULE", "TSERVD"}),
        ("compas", {"priors_count"}),
    ],
)
def test_features_that_may_only_rise(name, rising):
    assert {feature.name for feature in CARDS[name].features if feature.direction == 1} == rising
    assert not any(feature.direction == -1 for feature in CARDS[name].features)


def test_cards_and_loaders_have_the_same_names():
    assert list(CARDS) == list(DATASETS)
    tables = {"breast-cancer", "german", "german-uci", "adult", "adult-carla", "bail", "compas", "california"}
    assert set(DATASETS) == tables | IMAGES


def test_unknown_name():
    with pytest.raises(
        InputError, match="unknown data set 'mushrooms'; choose one of breast-cancer, german, german-uci"
    ):
        load("mushrooms")


@pytest.mark.parametrize("name", sorted(set(DATASETS) - {"bail"}))
def test_nothing_leaking_to_keep(name):
    with pytest.raises(InputError, match=f"{name} has no columns that give the label away; only bail has"):
        load(name, keep_leaking=True)


@pytest.mark.parametrize(
    "file",
    [
        *(adult.TRAIN, adult.TEST, adult_carla.FILE, bail.FILE, california.FILE),
        *(compas.FILE, german.FILE, german_uci.FILE),
        *(*mnist.FILES, *fashion_mnist.FILES),
    ],
    ids=lambda file: file.path,
)
def test_mirrors_are_encrypted_and_name_a_commit_or_are_the_host_of_the_data(file):
    assert len(file.sha256) == 64
    assert file.mirrors
    for address in file.mirrors:
        assert re.match(
            r"https://(archive\.ics\.uci\.edu|storage\.googleapis\.com/cvdf-datasets|ossci-datasets\.s3\.amazonaws\.com"
            r"|raw\.githubusercontent\.com/[^/]+/[^/]+/[0-9a-f]{12,40})/",
            address,
        )


# One data set at a time.


def test_breast_cancer_has_the_names_of_its_source():
    from sklearn import datasets

    bunch: Any = datasets.load_breast_cancer()
    assert names(load("breast-cancer")) == list(bunch.feature_names)
    np.testing.assert_array_equal(load("breast-cancer").values, bunch.data)


@needs_files
def test_german():
    data = load("german")
    assert texts(data, "Gender").count("Female") == 310
    assert texts(data, "ForeignWorker").count("1") == 37
    assert texts(data, "MissedPayments").count("1") == 912
    assert sum(bool(feature.levels) for feature in data.features) == 20
    assert (numbers(data, "LoanAmount").min(), numbers(data, "LoanAmount").max()) == (250, 18424)
    assert not {"PurposeOfLoan", "OtherLoansAtStore", "GoodCustomer"} & set(names(data))


@needs_files
def test_german_uci():
    data = load("german-uci")
    assert len(data.features) == 20
    assert sum(bool(feature.levels) for feature in data.features) == 13
    counts = [
        texts(data, "personal_status_sex").count(level.text) for level in german_uci.LEVELS["personal_status_sex"]
    ]
    assert counts == [50, 310, 548, 92]
    assert texts(data, "foreign_worker").count("yes") == 963
    for name, low, high in (("duration", 4, 72), ("credit_amount", 250, 18424), ("age", 19, 75)):
        assert (numbers(data, name).min(), numbers(data, name).max()) == (low, high)


@needs_files
def test_german_uci_row_by_row():
    data = load("german-uci")
    for place, feature in enumerate(data.features):
        raw = [row[place] for row in rows_of("german/german.data", delimiter=" ")]
        if feature.levels:
            decoded = {level.code: level.text for level in german_uci.LEVELS[feature.name]}
            assert texts(data, feature.name) == [decoded[code] for code in raw]
        else:
            np.testing.assert_array_equal(numbers(data, feature.name), np.array(raw, float))


@needs_files
def test_both_forms_of_german_are_the_same_instances():
    german, uci = load("german"), load("german-uci")
    np.testing.assert_array_equal(german.labels, uci.labels)
    for name, uci_name in (("Age", "age"), ("LoanAmount", "credit_amount"), ("LoanDuration", "duration")):
        np.testing.assert_array_equal(numbers(german, name), numbers(uci, uci_name))
    women = [text.startswith("female") for text in texts(uci, "personal_status_sex")]
    assert [text == "Female" for text in texts(german, "Gender")] == women


@needs_files
def test_adult():
    data = load("adult")
    assert names(data) == [name for name in adult.COLUMNS if name not in {"fnlwgt", "education", "class"}]
    assert (data.labels[:32_561] == 1).sum() == 7_841  # those of adult.data come first
    assert (data.labels[32_561:] == 1).sum() == 3_846
    for name, unknown in (("workclass", 2799), ("occupation", 2809), ("native-country", 857)):
        assert texts(data, name).count("?") == unknown
    assert [texts(data, "sex").count(level) for level in ("Male", "Female")] == [32_650, 16_192]
    widths = {feature.name: len(feature.levels) for feature in data.features if feature.levels}
    assert widths == {
        "workclass": 9,
        "marital-status": 7,
        "occupation": 15,
        "relationship": 6,
        "race": 5,
        "sex": 2,
        "native-country": 42,
    }
    complete = np.all([np.array(texts(data, name)) != "?" for name in ("workclass", "occupation", "native-country")], 0)
    assert (complete.sum(), (data.labels[complete] == 1).sum()) == (45_222, 11_208)


@needs_files
def test_adult_row_by_row():
    data, rows = load("adult"), adult_rows()
    assert len(rows) == 48_842
    for feature in data.features:
        raw = [row[adult.COLUMNS.index(feature.name)] for row in rows]
        if feature.levels:
            assert texts(data, feature.name) == raw
        else:
            np.testing.assert_array_equal(numbers(data, feature.name), np.array(raw, float))
    np.testing.assert_array_equal(data.labels == 1, [row[-1] == ">50K" for row in rows])


@needs_files
def test_adult_of_carla():
    data = load("adult-carla")
    shares = {"workclass": 36_023, "marital-status": 26_417, "occupation": 26_661, "relationship": 29_116}
    shares |= {"race": 41_755, "sex": 32_643, "native-country": 44_601}
    for name, count in shares.items():  # of the later level
        assert numbers(data, name).sum() == count, name
    assert sum(not feature.levels for feature in data.features) == 6


@needs_files
def test_adult_of_carla_row_by_row():
    data, rows = load("adult-carla"), rows_of("adult/adult_carla.csv.gz")
    columns, rows = rows[0], rows[1:]
    for feature in data.features:
        raw = [row[columns.index(feature.name)] for row in rows]
        if feature.levels:
            assert texts(data, feature.name) == raw
        else:
            np.testing.assert_array_equal(numbers(data, feature.name), np.array(raw, float))
    np.testing.assert_array_equal(data.labels == 1, [row[-1] == "1" for row in rows])


@needs_files
def test_education_says_the_same_as_education_num():
    pairs = {(row[3], row[4]) for row in adult_rows()}
    assert len(pairs) == len({text for text, _ in pairs}) == len({number for _, number in pairs}) == 16


@needs_files
def test_bail():
    data = load("bail")
    assert len(data.features) == 15
    assert not {"TIME", "FOLLOW", "FILE", "RECID"} & set(names(data))
    priors = numbers(data, "PRIORS")
    assert np.isnan(priors).sum() == 1_347
    assert (np.nanmin(priors), np.nanmax(priors)) == (0, 90)
    assert np.isnan(data.values).sum() == 1_347
    assert (numbers(data, "AGE").min(), numbers(data, "AGE").max()) == (177, 945)
    assert round(np.mean(np.array(texts(data, "MALE")) == "1"), 3) == 0.942
    assert any("1,347" in note for note in data.notes)


@needs_files
def test_missing_priors_become_the_median_of_the_training_instances():
    data = load("bail")
    designs = split(data, seed=0, scaling="standard")
    column = designs.names.index("PRIORS")
    raw = numbers(data, "PRIORS")
    rest = np.delete(raw, designs.test_rows)
    missing = np.isnan(raw[designs.test_rows])
    assert missing.any()
    filled = designs.test[missing, column] * designs.scale[column] + designs.shift[column]
    np.testing.assert_allclose(filled, np.nanmedian(rest), rtol=0, atol=1e-12)


@needs_files
def test_bail_with_its_leaking_columns():
    honest, leaking = load("bail"), load("bail", keep_leaking=True)
    assert names(leaking) == [*names(honest), "FOLLOW", "TIME", "FILE"]
    np.testing.assert_array_equal(leaking.values[:, :15], honest.values)
    np.testing.assert_array_equal(leaking.labels, honest.labels)
    assert stump(leaking, "TIME") > 0.3
    assert round(np.mean((numbers(leaking, "TIME") > 0) == (leaking.labels == -1)), 3) == 0.994
    assert any("TIME" in note and "predicts the label" in note for note in leaking.notes)
    assert not any("are dropped" in note for note in leaking.notes)
    assert honest.sha256 != leaking.sha256
    whole = numbers(leaking, "FILE") != 3
    assert ((leaking.labels[whole] == 1).sum(), (leaking.labels[whole] == -1).sum()) == (6_491, 3_866)
    assert not np.isnan(leaking.values[whole]).any()


@needs_files
def test_compas():
    data = load("compas")
    assert names(data) == ["age", "c_charge_degree", "race", "sex", "priors_count", "length_of_stay"]
    assert [texts(data, "race").count(level) for level in ("African-American", "Other")] == [3_175, 2_997]
    assert [texts(data, "sex").count(level) for level in ("Male", "Female")] == [4_997, 1_175]
    assert (numbers(data, "length_of_stay").min(), numbers(data, "priors_count").max()) == (-1, 38)
    assert any("vendor's risk score" in note for note in data.notes)


@needs_files
def test_california():
    data = load("california")
    first = [8.3252, 41, 6.9841, 1.0238, 322, 2.5556, 37.88, -122.23]
    np.testing.assert_allclose(data.values[0], first, rtol=0, atol=5e-5)
    assert data.labels[0] == 1
    value = np.array([float(row[-1]) for row in rows_of("california_housing/cal_housing.csv.gz")[1:]])
    assert np.median(value) == california.MEDIAN_VALUE
    np.testing.assert_array_equal(data.labels == 1, value >= np.median(value))


# A card does not make a data set of just any table.

CARD = Card("made-up", 3, 2, (Feature("age"), category("town", "here", "there")), "good", "nowhere")


def test_a_table_becomes_a_data_set():
    table = pl.DataFrame({"town": ["there", "here", "here"], "more": [0, 0, 0], "age": [1, 2, 3]})
    data = CARD.dataset(table, pl.Series([True, False, True]), source="elsewhere")
    np.testing.assert_array_equal(data.values, [[1, 1], [2, 0], [3, 0]])
    np.testing.assert_array_equal(data.labels, [1, -1, 1])
    assert data.source == "elsewhere"


@pytest.mark.parametrize(
    ("towns", "favoured", "message"),
    [
        (["here", "there"], [True, True], "made-up from nowhere has 2 rows, 2 of them favourable, not 3 and 2"),
        (["here", "there", "here"], [True, False, False], "3 rows, 1 of them favourable, not 3 and 2"),
        (["here", "there", "away"], [True, True, False], "feature 'town' has the unknown level 'away'"),
        (["here", "there", None], [True, True, False], "feature 'town' has the unknown level None"),
    ],
)
def test_a_table_that_is_not_the_expected_one(towns, favoured, message):
    table = pl.DataFrame({"town": towns, "age": range(len(towns))})
    with pytest.raises(InputError, match=message):
        CARD.dataset(table, pl.Series(favoured))


def test_levels_of_german_uci_are_told_apart():
    for levels in german_uci.LEVELS.values():
        for field in ("code", "text", "openml"):
            assert len({getattr(level, field) for level in levels}) == len(levels)
        codes = [(len(level.code), level.code) for level in levels]
        assert all(low < high for low, high in pairwise(codes))  # in the order of the codebook
