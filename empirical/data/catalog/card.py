"""What is known about a data set before its files are at hand, and how its table becomes a data set."""

from dataclasses import dataclass
from hashlib import sha256
from typing import Any

import numpy as np
import polars as pl
from jaxtyping import Float

from empirical.data.dataset import Dataset, Feature
from empirical.errors import InputError

OTHER_ORDER = "The rows may stand in another order than in the file, so that the same seed may give another split."
"""Note on data that did not come from the card's own source."""


@dataclass(frozen=True)
class Card:
    """The description of a data set that the project knows.

    Attributes:
        name: Name on the command line.
        rows: Number of people.
        favoured: How many of them have the favourable label.
        features: The features.
        favourable: What the favourable label means.
        source: Where the data comes from.
        protected: Names of the features by which outcomes are compared between groups.
        impute: Whether the split fills missing numbers.
        notes: What a reader of a report must know about the data, a line each.
    """

    name: str
    rows: int
    favoured: int
    features: tuple[Feature, ...]
    favourable: str
    source: str
    protected: tuple[str, ...] = ()
    impute: bool = False
    notes: tuple[str, ...] = ()

    @property
    def immutable(self) -> tuple[str, ...]:
        """Names of the features that no recourse may change."""
        return tuple(feature.name for feature in self.features if feature.immutable)

    def dataset(self, table: Any, favoured: Any, *, source: str = "") -> Dataset:
        """The data set, from its table.

        Args:
            table: A polars frame with a column per feature; more columns are ignored.
            favoured: Whether each row has the favourable label, as a polars series.
            source: Where the table comes from, if not from the card's own source.

        Returns:
            The data set. Its checksum is that of its values and labels.

        Raises:
            InputError: If the table has other rows, classes or levels than the card says.
        """
        counts = (len(table), int(favoured.sum()))
        if counts != (self.rows, self.favoured):
            raise InputError(
                f"{self.name} from {source or self.source} has {counts[0]} rows, {counts[1]} of them favourable, "
                f"not {self.rows} and {self.favoured}: it is not the expected data; use the file instead"
            )
        values = np.column_stack([self._values(table, feature) for feature in self.features])
        labels = np.where(favoured.to_numpy(), 1.0, -1.0)
        return Dataset(
            name=self.name,
            features=self.features,
            values=values,
            labels=labels,
            favourable=self.favourable,
            source=source or self.source,
            sha256=sha256(values.astype("<f8").tobytes() + labels.astype("<f8").tobytes()).hexdigest(),
            protected=self.protected,
            impute=self.impute,
            notes=(*self.notes, *((OTHER_ORDER,) if source else ())),
        )

    def _values(self, table: Any, feature: Feature) -> Float[np.ndarray, " n"]:
        column = table[feature.name]
        if not feature.levels:
            return column.cast(pl.Float64).to_numpy()
        texts = column.cast(pl.String)
        places = range(len(feature.levels))
        indices = texts.replace_strict(feature.levels, places, default=None, return_dtype=pl.Float64)
        if indices.null_count():
            unknown = texts.filter(indices.is_null())[0]
            raise InputError(f"{self.name}: feature {feature.name!r} has the unknown level {unknown!r}; mend the file")
        return indices.to_numpy()
