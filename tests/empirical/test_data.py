"""Data sets, files that must be verified, and the split."""

import os
import shutil
from pathlib import Path

import numpy as np
import pytest

from empirical.data import DATASETS, Column, Dataset, load, split
from empirical.data.files import FOLDER_VARIABLE
from empirical.data.german import FILE
from empirical.errors import InputError

needs_files = pytest.mark.skipif(FOLDER_VARIABLE not in os.environ, reason=f"{FOLDER_VARIABLE} is not set")


def dataset(features, labels, immutable=()) -> Dataset:
    features = np.asarray(features, float)
    columns = tuple(Column(f"c{i}", i in immutable) for i in range(features.shape[1]))
    return Dataset("test", columns, features, np.asarray(labels, float), "good", "made up", "")


def test_breast_cancer():
    data = load("breast-cancer")
    assert data.features.shape == (569, 30)
    assert (data.labels == 1).sum() == 357  # benign


@needs_files
def test_german():
    data = load("german")
    assert data.features.shape == (1000, 27)
    assert (data.labels == 1).sum() == 700
    columns = {column.name: data.features[:, i] for i, column in enumerate(data.columns)}
    assert {column.name for column in data.columns if column.immutable} == {"Gender", "ForeignWorker", "Single", "Age"}
    assert columns["Gender"].sum() == 310  # women
    assert columns["ForeignWorker"].sum() == 37
    assert (columns["LoanAmount"].min(), columns["LoanAmount"].max()) == (250, 18424)
    assert not {"PurposeOfLoan", "OtherLoansAtStore", "GoodCustomer"} & set(columns)


def test_unknown_name():
    with pytest.raises(InputError, match="unknown data set 'mushrooms'; choose one of breast-cancer, german"):
        load("mushrooms")
    assert set(DATASETS) == {"breast-cancer", "german"}


def test_folder_not_named(monkeypatch):
    monkeypatch.delenv(FOLDER_VARIABLE, raising=False)
    with pytest.raises(InputError, match=f"set {FOLDER_VARIABLE} to the folder that holds it"):
        load("german")


def test_file_missing(monkeypatch, tmp_path):
    monkeypatch.setenv(FOLDER_VARIABLE, str(tmp_path))
    with pytest.raises(InputError, match=r"german_nifty\.csv is missing"):
        load("german")


def test_file_unreadable(monkeypatch, tmp_path):
    (tmp_path / FILE).mkdir(parents=True)
    monkeypatch.setenv(FOLDER_VARIABLE, str(tmp_path))
    with pytest.raises(InputError, match="cannot be read"):
        load("german")


@needs_files
def test_file_tampered(monkeypatch, tmp_path):
    source, copy = Path(os.environ[FOLDER_VARIABLE]) / FILE, tmp_path / FILE
    copy.parent.mkdir()
    shutil.copyfile(source, copy)
    monkeypatch.setenv(FOLDER_VARIABLE, str(tmp_path))
    np.testing.assert_array_equal(load("german").features.shape, (1000, 27))
    copy.write_bytes(copy.read_bytes().replace(b"1169", b"1168", 1))
    with pytest.raises(InputError, match=r"is not the expected file .*: fetch it again"):
        load("german")


@pytest.mark.parametrize(
    ("features", "labels", "message"),
    [
        ([[1.0], [np.nan]], [1, -1], "column 'c0' is not finite in row 1"),
        ([[np.inf], [2.0]], [1, -1], "column 'c0' is not finite in row 0"),
        ([[1.0], [2.0]], [1, 1], "every label is 1; a model needs both classes"),
        ([[1.0], [2.0]], [1, 0], "labels must be 1 and -1"),
        ([[1.0], [2.0]], [1], "do not fit 1 labels"),
    ],
)
def test_data_that_no_model_can_be_trained_on(features, labels, message):
    with pytest.raises(InputError, match=message):
        dataset(features, labels)


def test_split_is_stratified_scaled_and_not_clipped():
    data = load("breast-cancer")
    parts = split(data, seed=3)
    assert len(parts.test_labels) == 114
    assert abs((parts.test_labels == 1).mean() - (data.labels == 1).mean()) < 0.01
    assert abs((parts.train_labels == 1).mean() - (data.labels == 1).mean()) < 0.01
    np.testing.assert_array_equal(parts.train[:, :-1].min(axis=0), 0.0)
    np.testing.assert_array_equal(parts.train[:, :-1].max(axis=0), 1.0)
    assert parts.test[:, :-1].max() > 1.0  # somebody lies beyond the training range
    np.testing.assert_array_equal(parts.train[:, -1], 1.0)
    np.testing.assert_array_equal(data.labels[parts.test_rows], parts.test_labels)
    assert parts.attacked.sum() == parts.actionable.sum() == 30


def test_split_depends_on_the_seed_alone():
    data = load("breast-cancer")
    np.testing.assert_array_equal(split(data, seed=1).test_rows, split(data, seed=1).test_rows)
    assert (split(data, seed=1).test_rows != split(data, seed=2).test_rows).any()


def test_constant_columns_are_neither_attacked_nor_actionable_and_immutable_ones_are_attacked():
    rng = np.random.default_rng(0)
    features = np.column_stack([rng.normal(size=50), np.full(50, 7.0), rng.normal(size=50)])
    parts = split(dataset(features, np.where(np.arange(50) % 2, 1, -1), immutable=(2,)), seed=0)
    np.testing.assert_array_equal(parts.attacked, [True, False, True, False])
    np.testing.assert_array_equal(parts.actionable, [True, False, False, False])
    np.testing.assert_array_equal(parts.train[:, 1], 0.0)


def test_class_too_small_to_split():
    with pytest.raises(InputError, match="test cannot be split"):
        split(dataset(np.arange(20.0)[:, None], [1] * 19 + [-1]), seed=0)
