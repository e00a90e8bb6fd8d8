"""Data of several classes: instances, whole numbers as labels, and the names of the classes."""

from dataclasses import dataclass

import numpy as np

from empirical.data.dataset import Dataset, Feature
from empirical.errors import InputError


@dataclass(frozen=True, eq=False)
class Classes:
    """``Classes`` holds a classification task of several classes, with training and test instances.

    No class is favourable by itself: :meth:`two` makes a :class:`~empirical.data.dataset.Dataset` of two of them, of
    which one is, and :meth:`~empirical.models.several_classes.ClassModel.towards` chooses one of a model's classes.

    Attributes:
        name: The name.
        classes: The names of the classes.
        train: The training instances, [n, k], float32 for images and float64 for tables.
        train_labels: The class of each training instance, as a place in ``classes``, int [n].
        test: The test instances, [m, k].
        test_labels: The class of each test instance, int [m].
        features: The features, one per column.
        source: The origin of the data.
        shape: The rows and columns of an image, whose pixels are the columns of an instance row by row; empty for a
            table.
        notes: The facts that a reader must know about the data, one line each.

    Examples:
        >>> rows, labels = np.array([[0.0], [0.4], [1.0]]), np.array([0, 1, 2])
        >>> names, pixel = ("black", "grey", "white"), (Feature("pixel"),)
        >>> Classes("grey", names, rows, labels, rows, labels, pixel, "made up").of("grey").tolist()
        [[0.4]]
    """

    name: str
    classes: tuple[str, ...]
    train: np.ndarray
    train_labels: np.ndarray
    test: np.ndarray
    test_labels: np.ndarray
    features: tuple[Feature, ...]
    source: str
    shape: tuple[int, ...] = ()
    notes: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        """Reject data that do not fit together.

        Raises:
            InputError: If numbers of rows or columns differ, a value is not finite, or a label is no class.
        """
        if len(set(self.classes)) < max(2, len(self.classes)):
            raise InputError(f"{self.name}: give two or more classes, each once, not {', '.join(self.classes)}")
        for rows, labels in ((self.train, self.train_labels), (self.test, self.test_labels)):
            if rows.shape != (len(labels), len(self.features)):
                raise InputError(
                    f"{self.name}: instances {rows.shape} do not fit {len(labels)} labels and "
                    f"{len(self.features)} features"
                )
            if not np.isfinite(rows).all():
                raise InputError(f"{self.name}: some value is not finite; drop or mend its row")
            if labels.dtype.kind not in "iu" or not np.isin(labels, np.arange(len(self.classes))).all():
                raise InputError(f"{self.name}: labels are places in the list of classes, 0 to {len(self.classes) - 1}")

    def place(self, name: str | int) -> int:
        """Find the place of a class.

        Args:
            name: The name of the class, or its place.

        Returns:
            The place.

        Raises:
            InputError: If there is no such class.
        """  # noqa: DOC502
        return place_of(name, self.classes)

    def of(self, name: str | int) -> np.ndarray:
        """Give the training instances of one class, to which recourses towards it are compared.

        Args:
            name: The name of the class, or its place.

        Returns:
            The instances, [n, k].

        Raises:
            InputError: If there is no such class.
        """  # noqa: DOC502
        return self.train[self.train_labels == self.place(name)]

    def two(self, unfavourable: str | int, favourable: str | int) -> Dataset:
        """Make a binary task of two of the classes.

        Args:
            unfavourable: The name of the one class, or its place.
            favourable: The name of the other one, which is favourable.

        Returns:
            The data set, float64: the training instances of both classes, then their test instances. A split draws its
            own test instances.

        Raises:
            InputError: If there is no such class, or both are the same.
        """
        places = self.place(unfavourable), self.place(favourable)
        if places[0] == places[1]:
            raise InputError(f"{self.name}: a task needs two different classes, not {self.classes[places[0]]!r} twice")
        labels = np.concatenate([self.train_labels, self.test_labels])
        rows = np.isin(labels, places)
        return Dataset(
            name=f"{self.name}, {self.classes[places[0]]} or {self.classes[places[1]]}",
            features=self.features,
            values=np.concatenate([self.train, self.test])[rows].astype(np.float64),
            labels=np.where(labels[rows] == places[1], 1.0, -1.0),
            favourable=self.classes[places[1]],
            source=self.source,
            sha256="",
            notes=self.notes,
        )


def place_of(name: str | int, classes: tuple[str, ...]) -> int:
    """Find the place of a class in a list of classes.

    Args:
        name: The name of the class, or its place.
        classes: The names of all classes.

    Returns:
        The place.

    Raises:
        InputError: If there is no such class.

    Examples:
        >>> place_of("no", ("yes", "no")), place_of(0, ("yes", "no"))
        (1, 0)
    """
    if isinstance(name, str):
        if name in classes:
            return classes.index(name)
    elif 0 <= name < len(classes):
        return int(name)
    raise InputError(f"no class {name!r}; choose one of {', '.join(classes)}, or a place from 0 to {len(classes) - 1}")
