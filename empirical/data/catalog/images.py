"""Images in the four files of MNIST's form, as rows of grey values: 0 is black and 1 is white."""

import math
from collections.abc import Callable
from typing import NamedTuple

import numpy as np
import polars as pl
from jaxtyping import UInt8

from empirical.data.catalog.card import Card
from empirical.data.catalog.files import DataFile, read
from empirical.data.classes import Classes
from empirical.data.dataset import Dataset, Feature
from empirical.errors import InputError

SIDE = 28
"""The rows and the columns of an image."""

PIXELS = tuple(
    Feature(f"pixel{place}", low=0.0, high=1.0, unit="0 black to 1 white") for place in range(1, SIDE**2 + 1)
)
"""The features of an image, row by row, named as on OpenML."""

NOTES = (
    "A row is an image, not a person, and neither class is favourable by itself.",
    "Pixels are 0 to 1; with --scaling minmax those that reach both ends stay as they are, and ε is in grey values.",
)
"""What a reader of a report on images must know."""


class ImageFiles(NamedTuple):
    """``ImageFiles`` names the four files of a data set of images.

    Attributes:
        train: The training images.
        train_labels: Their classes.
        test: The test images.
        test_labels: Their classes.
    """

    train: DataFile
    train_labels: DataFile
    test: DataFile
    test_labels: DataFile


def files_of(
    folder: str, checksums: tuple[str, str, str, str], mirrors: Callable[[str], tuple[str, ...]]
) -> ImageFiles:
    """Name the four files by their usual names.

    Args:
        folder: The folder of the files inside a data folder.
        checksums: The checksums of the uncompressed contents: training images and labels, test images and labels.
        mirrors: A function from the name of a file to the addresses that serve it.

    Returns:
        The files.

    Examples:
        >>> files_of("mnist", ("", "", "", ""), lambda name: (f"https://example.org/{name}.gz",)).test.path
        'mnist/t10k-images-idx3-ubyte'
    """
    names = ("train-images-idx3-ubyte", "train-labels-idx1-ubyte", "t10k-images-idx3-ubyte", "t10k-labels-idx1-ubyte")
    named = zip(names, checksums, strict=True)
    return ImageFiles(*(DataFile(f"{folder}/{name}", checksum, mirrors(name)) for name, checksum in named))


def idx_array(content: bytes) -> UInt8[np.ndarray, "..."]:
    """Read an array of bytes in the idx format of LeCun et al.

    Args:
        content: Two bytes 0, the type 8, the number of axes, the length of each axis as a big-endian number of four
            bytes, and the entries.

    Returns:
        The array.

    Raises:
        InputError: If the content is something else.

    Examples:
        >>> idx_array(bytes([0, 0, 8, 2, 0, 0, 0, 1, 0, 0, 0, 3, 7, 8, 9])).tolist()
        [[7, 8, 9]]
    """
    axes = content[3] if len(content) > 3 and content[:3] == b"\0\0\x08" else 0
    start = 4 + 4 * axes
    shape = tuple(np.frombuffer(content[4:start], ">u4").tolist()) if len(content) >= start else ()
    if not axes or len(shape) != axes or len(content) != start + math.prod(shape):
        raise InputError("this is no file of bytes in the idx format; fetch it again")
    return np.frombuffer(content, np.uint8, offset=start).reshape(shape)


def load_images(name: str, classes: tuple[str, ...], files: ImageFiles, source: str) -> Classes:
    """Load a data set of images.

    Args:
        name: The name of the data set.
        classes: The names of its classes.
        files: Its files.
        source: The origin of the data.

    Returns:
        The images, float32 rows of 784 grey values from 0 to 1. Float32 holds a byte over 255 to 1 part in 10⁷.

    Examples:
        >>> from unittest.mock import patch
        >>> images, labels = bytes([0, 0, 8, 3, 0, 0, 0, 1, 0, 0, 0, 28, 0, 0, 0, 28, *range(196)] + [255] * 588), None
        >>> labels = bytes([0, 0, 8, 1, 0, 0, 0, 1, 1])
        >>> files = files_of("made", ("", "", "", ""), lambda name: ())
        >>> with patch("empirical.data.catalog.images.read", lambda file: images if "images" in file.path else labels):
        ...     made = load_images("made", ("no", "yes"), files, "made up")
        >>> made.train.shape, made.train_labels.tolist(), float(made.train.max())
        ((1, 784), [1], 1.0)
    """
    train, test = (_grey(read(file)) for file in (files.train, files.test))
    labels = (idx_array(read(file)).astype(np.int64) for file in (files.train_labels, files.test_labels))
    train_labels, test_labels = labels
    return Classes(name, classes, train, train_labels, test, test_labels, PIXELS, source, (SIDE, SIDE), NOTES)


def task(card: Card, data: Dataset) -> Dataset:
    """Give a binary task of images the name and the notes of its card, if it has as many rows as the card says.

    Args:
        card: The card.
        data: The task of two classes.

    Returns:
        The data set of the card.

    Raises:
        InputError: If the numbers of rows differ.

    Examples:
        >>> values, labels = np.array([[0.0], [1.0]]), np.array([-1.0, 1.0])
        >>> card = Card("dark-bright", 2, 1, (Feature("pixel"),), "bright", "made up")
        >>> task(card, Dataset("any", card.features, values, labels, "bright", "made up", "")).name
        'dark-bright'
    """  # noqa: DOC502
    table = pl.DataFrame(data.values, schema=[feature.name for feature in data.features])
    return card.dataset(table, pl.Series(data.labels > 0.0))


def _grey(content: bytes) -> np.ndarray:
    pixels = idx_array(content)
    return (pixels.reshape(len(pixels), -1) / np.float32(255.0)).astype(np.float32)
