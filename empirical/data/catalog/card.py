"""Cards: what is known about a data set without its files, and how its table becomes a data set."""

from dataclasses import dataclass
from hashlib import sha256
from typing import Any

import numpy as np
import polars as pl
from jaxtyping import Float

from empirical.data.dataset import Dataset, Feature
from empirical.errors import InputError

OTHER_ORDER = "The rows may stand in another order than in the file, so that the same seed may give another split."
"""Note on data that did not come from the source that the card names."""


@dataclass(frozen=True)
class Card:
    """A ``Card`` describes a data set of the catalog without needing its files.

    Attributes:
        name: The name on the command line and in reports.
        rows: The number of instances.
        favoured: The number of instances with the favourable label.
        features: The features.
        favourable: The meaning of the favourable label.
        source: The origin of the data.
        protected: The names of the features by which outcomes are compared between groups.
        impute: Whether the split fills missing numbers with the median of the training instances.
        notes: The facts that a reader of a report must know about the data, one line each.
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
        """The names of the features that no recourse may change."""
        return tuple(feature.name for feature in self.features if feature.immutable)

    def dataset(self, table: Any, favoured: Any, *, source: str = "") -> Dataset:
        """Turn a table into the data set that the card describes, or refuse it if it is another one.

        Args:
            table: The table, a polars frame with a column per feature; more columns are ignored.
            favoured: Whether each row has the favourable label, as a polars series.
            source: The origin of the table, if it is not the source that the card names; else empty.

        Returns:
            The data set; its checksum is that of its values and labels.

        Raises:
            InputError: If the table has other numbers of rows and of favourable labels, or other levels, than the card.

        Examples:
            >>> import polars as pl
            >>> card = Card("loans", 2, 1, (Feature("age"), Feature("job", ("none", "clerk"))), "approved", "made up")
            >>> table = pl.DataFrame({"job": ["clerk", "none"], "age": [40, 25]})
            >>> card.dataset(table, pl.Series([True, False])).values
            array([[40.,  1.],
                   [25.,  0.]])
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
