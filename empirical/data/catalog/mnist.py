"""MNIST (LeCun et al. 1998): handwritten digits, all ten, or 3 and 8 as a binary task."""

from empirical.data.catalog.card import Card
from empirical.data.catalog.images import NOTES, PIXELS, files_of, load_images, task
from empirical.data.classes import Classes
from empirical.data.dataset import Dataset

FILES = files_of(
    "mnist",
    (
        "ba891046e6505d7aadcbbe25680a0738ad16aec93bde7f9b65e87a2fc25776db",
        "65a50cbbf4e906d70832878ad85ccda5333a97f0f4c3dd2ef09a8a9eef7101c5",
        "0fa7898d509279e482958e8ce81c8e77db3f2f8254e26661ceb7762c4d494ce7",
        "ff7bcfd416de33731a308c3f266cc351222c34898ecbeaf847f06e48f7ec33f2",
    ),
    lambda name: (
        f"https://storage.googleapis.com/cvdf-datasets/mnist/{name}.gz",
        f"https://ossci-datasets.s3.amazonaws.com/mnist/{name}.gz",
    ),
)
"""Data files."""

DIGITS = tuple("0123456789")
"""Names of the classes."""

SOURCE = "MNIST, LeCun et al. 1998"
"""Origin of the data."""

CARD = Card(
    name="mnist-3-8",
    rows=13_966,
    favoured=6_825,
    features=PIXELS,
    favourable="8",
    source=f"{SOURCE}, the digits 3 and 8",
    notes=NOTES,
)
"""Description of the binary task, which is the one of Senthilkumar 2024, figure 3."""


def load_mnist() -> Classes:
    """Load MNIST: 60,000 training and 10,000 test images of handwritten digits.

    Returns:
        The images, rows of 784 grey values from 0 to 1, and their digits.

    Examples:
        >>> DIGITS[3], len(PIXELS)
        ('3', 784)
    """
    return load_images("mnist", DIGITS, FILES, SOURCE)


def load_mnist_3_8() -> Dataset:
    """Load the digits 3 and 8 of MNIST as a binary task, in which 8 is favourable.

    Returns:
        The data set.

    Examples:
        >>> CARD.rows, CARD.favourable
        (13966, '8')
    """
    return task(CARD, load_mnist().two("3", "8"))
