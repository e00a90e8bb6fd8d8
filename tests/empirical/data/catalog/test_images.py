"""Images and California Housing as data of several classes: facts that are known from elsewhere, and damaged files."""

import gzip
import os
from pathlib import Path

import numpy as np
import pytest
from support.raw_files import needs_files

from empirical.data import Classes, Feature, load, load_classes
from empirical.data.catalog import fashion_mnist, mnist
from empirical.data.catalog.california_balanced import load_california_balanced
from empirical.data.catalog.files import FOLDER_VARIABLE
from empirical.data.catalog.images import idx_array
from empirical.errors import InputError

DIGITS = [5923, 6742, 5958, 6131, 5842, 5421, 5918, 6265, 5851, 5949]
DIGITS_TEST = [980, 1135, 1032, 1010, 982, 892, 958, 1028, 974, 1009]


@needs_files
@pytest.mark.parametrize(
    ("name", "mean", "counts", "test_counts"),
    [("mnist", 0.1307, DIGITS, DIGITS_TEST), ("fashion-mnist", 0.2860, [6000] * 10, [1000] * 10)],
)
def test_images_are_those_of_the_source(name, mean, counts, test_counts):
    data = load_classes(name)
    assert data.train.shape == (60_000, 784)
    assert data.test.shape == (10_000, 784)
    assert data.train.dtype == np.float32
    assert data.shape == (28, 28)
    assert (data.train.min(), data.train.max()) == (0.0, 1.0)
    assert abs(data.train.mean(dtype=np.float64) - mean) < 5e-5
    assert np.bincount(data.train_labels).tolist() == counts
    assert np.bincount(data.test_labels).tolist() == test_counts


@needs_files
def test_pixels_are_the_bytes_of_the_file():
    folder = Path(os.environ[FOLDER_VARIABLE])
    content = gzip.decompress((folder / "mnist" / "t10k-images-idx3-ubyte.gz").read_bytes())
    data = load_classes("mnist")
    first = np.frombuffer(content[16 : 16 + 784], np.uint8)
    np.testing.assert_array_equal(np.round(data.test[0] * 255.0), first)
    assert data.test_labels[0] == 7


@needs_files
def test_a_binary_task_is_of_two_of_the_classes():
    data, whole = load("mnist-3-8"), load_classes("mnist")
    rows = np.isin(whole.train_labels, (3, 8))
    np.testing.assert_array_equal(data.values[: rows.sum()], whole.train[rows].astype(np.float64))
    np.testing.assert_array_equal(data.labels[: rows.sum()] > 0, whole.train_labels[rows] == 8)


@needs_files
def test_california_is_balanced_standardised_and_drawn():
    data = load_california_balanced()
    assert (data.train.shape, data.test.shape) == ((4000, 8), (1000, 8))
    for labels in (data.train_labels, data.test_labels):
        assert np.bincount(labels).tolist() == [len(labels) / 2] * 2
    every = load_california_balanced(rows=20_630)
    rows = np.concatenate([every.train, every.test])
    np.testing.assert_allclose(rows.mean(axis=0), 0.0, atol=1e-12)
    np.testing.assert_allclose(rows.std(axis=0, ddof=1), 1.0, atol=1e-12)
    together = np.concatenate([data.train, data.test])
    assert len(np.unique(together, axis=0)) == 5000
    assert not np.array_equal(load_california_balanced(seed=1).train, data.train)


@pytest.mark.parametrize("rows", [8, 4999, 20_632])
def test_numbers_of_rows_that_cannot_be_drawn(rows):
    with pytest.raises(InputError, match="rows must be an even number from 10 to 20630"):
        load_california_balanced(rows=rows)


@pytest.mark.parametrize("files", [mnist.FILES, fashion_mnist.FILES])
def test_every_file_has_a_checksum_and_an_address(files):
    assert len({file.sha256 for file in files}) == 4
    assert all(address.endswith(f"{Path(file.path).name}.gz") for file in files for address in file.mirrors)


IDX = bytes([0, 0, 8, 2, 0, 0, 0, 2, 0, 0, 0, 2, 1, 2, 3, 4])


@pytest.mark.parametrize(
    "content",
    [b"", IDX[:9], IDX[:-1], IDX + b"0", b"\1" + IDX[1:], bytes([0, 0, 13, 2]) + IDX[4:], bytes([0, 0, 8, 0])],
)
def test_a_file_that_is_no_idx_file_is_refused(content):
    assert idx_array(IDX).tolist() == [[1, 2], [3, 4]]
    with pytest.raises(InputError, match="this is no file of bytes in the idx format"):
        idx_array(content)


def made(**parts: object) -> Classes:
    rows, labels = np.array([[0.0], [0.5], [1.0]]), np.array([0, 1, 2])
    fields = {"train": rows, "train_labels": labels, "test": rows, "test_labels": labels} | parts
    return Classes("made", ("a", "b", "c"), **fields, features=(Feature("x"),), source="made up")  # type: ignore[arg-type]


def test_two_classes_make_a_binary_task():
    data = made().two("c", "a")
    assert data.values.ravel().tolist() == [0.0, 1.0, 0.0, 1.0]
    assert data.labels.tolist() == [1.0, -1.0, 1.0, -1.0]
    assert (data.favourable, data.name) == ("a", "made, c or a")


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"train": np.zeros((3, 2))}, "instances .* do not fit 3 labels and 1 features"),
        ({"train": np.full((3, 1), np.nan)}, "some value is not finite"),
        ({"test_labels": np.array([0, 1, 3])}, "labels are places in the list of classes, 0 to 2"),
        ({"test_labels": np.array([0.0, 1.0, 2.0])}, "labels are places in the list of classes"),
    ],
)
def test_data_that_do_not_fit_together(wrong, message):
    with pytest.raises(InputError, match=message):
        made(**wrong)


def test_classes_that_there_are_none_of():
    with pytest.raises(InputError, match="no class 'd'; choose one of a, b, c"):
        made().of("d")
    with pytest.raises(InputError, match="two different classes, not 'a' twice"):
        made().two("a", 0)
