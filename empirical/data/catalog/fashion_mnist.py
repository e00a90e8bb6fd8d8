"""Fashion-MNIST (Xiao et al. 2017): ten kinds of clothes, or T-shirts and trousers as a binary task."""

from empirical.data.catalog.card import Card
from empirical.data.catalog.images import NOTES, PIXELS, files_of, load_images, task
from empirical.data.classes import Classes
from empirical.data.dataset import Dataset

FILES = files_of(
    "fashion_mnist",
    (
        "c59f468a2f672dc815687fe0f83887768d799fd8a3f3276145d20f83aa44d888",
        "bad3541b69d912435c50bb6ba87bec294ff4f6a2e1246121d8633921760443d9",
        "5b4141f0afbad91edebe8549f8fcffe087ea10ca49f1dbef5c9a5cd8815ce37b",
        "0402a96d92fd2663957122ceb108a494c5af83dab82d92729df917d7dec38c34",
    ),
    lambda name: (
        f"https://raw.githubusercontent.com/zalandoresearch/fashion-mnist/b2617bb6d3ff/data/fashion/{name}.gz",
    ),
)
"""Data files."""

CLOTHES = (
    "T-shirt/top",
    "Trouser",
    "Pullover",
    "Dress",
    "Coat",
    "Sandal",
    "Shirt",
    "Sneaker",
    "Bag",
    "Ankle boot",
)
"""Names of the classes."""

SOURCE = "Fashion-MNIST, Xiao et al. 2017 (Zalando SE, MIT licence)"
"""Origin of the data."""

CARD = Card(
    name="fashion-tshirt-trouser",
    rows=14_000,
    favoured=7_000,
    features=PIXELS,
    favourable="Trouser",
    source=f"{SOURCE}, the classes T-shirt/top and Trouser",
    notes=NOTES,
)
"""Description of the binary task, which is the one of Hardy et al. 2023."""


def load_fashion_mnist() -> Classes:
    """Load Fashion-MNIST: 60,000 training and 10,000 test images of clothes.

    Returns:
        The images, rows of 784 grey values from 0 to 1, and their classes.

    Examples:
        >>> CLOTHES[:2], len(PIXELS)
        (('T-shirt/top', 'Trouser'), 784)
    """
    return load_images("fashion-mnist", CLOTHES, FILES, SOURCE)


def load_fashion_tshirt_trouser() -> Dataset:
    """Load T-shirts and trousers of Fashion-MNIST as a binary task, in which trousers are favourable.

    Returns:
        The data set.

    Examples:
        >>> CARD.rows, CARD.favourable
        (14000, 'Trouser')
    """
    return task(CARD, load_fashion_mnist().two("T-shirt/top", "Trouser"))
