"""California Housing (Pace & Barry 1997), in scikit-learn's eight features."""

from io import BytesIO

import polars as pl

from empirical.data.catalog.card import Card
from empirical.data.catalog.files import DataFile, read
from empirical.data.catalog.openml import Twin, file_or_twin
from empirical.data.dataset import Dataset, Feature

FILE = DataFile(
    "california_housing/cal_housing.csv",
    "81dc3561d0438eb382b21ecd53837b844e50fba0058a39cfba37009b2687b72c",
    ("https://raw.githubusercontent.com/rramosp/2016.cnea.ml/cb4eea736609/data/cal_housing_full.data",),
)
"""Data file with the columns of StatLib."""

COLUMNS = (
    "longitude",
    "latitude",
    "housingMedianAge",
    "totalRooms",
    "totalBedrooms",
    "population",
    "households",
    "medianIncome",
    "medianHouseValue",
)
"""Names of the columns that are read, in the file and on OpenML."""

MEDIAN_VALUE = 179_700.0
"""Median of medianHouseValue, in USD; the favourable label begins there."""

CARD = Card(
    name="california",
    rows=20_640,
    favoured=10_325,
    features=(
        Feature("MedInc", low=0.0, unit="10,000 USD a year"),
        Feature("HouseAge", immutable=True, low=0.0, unit="years", integer=True),
        Feature("AveRooms", low=0.0, unit="rooms per household"),
        Feature("AveBedrms", low=0.0, unit="bedrooms per household"),
        Feature("Population", low=0.0, unit="people", integer=True),
        Feature("AveOccup", low=0.0, unit="people per household"),
        Feature("Latitude", immutable=True, unit="degrees"),
        Feature("Longitude", immutable=True, unit="degrees"),
    ),
    favourable=f"median house value of at least {MEDIAN_VALUE:,.0f} USD, the median",
    source="Pace & Barry 1997 (StatLib), as in rramosp/2016.cnea.ml, data/cal_housing_full.data",
    notes=("A row is a block group of the census of 1990, not a person.",),
)
"""Description of the data set."""

TWIN = Twin(44977, "california_housing", {name: name for name in COLUMNS})
"""The same data on OpenML."""


def load_california() -> Dataset:
    """Load California Housing: 20,640 block groups, 8 features; at least the median house value is favourable.

    Returns:
        The data set.

    Examples:
        >>> CARD.rows, CARD.favourable, CARD.immutable
        (20640, 'median house value of at least 179,700 USD, the median', ('HouseAge', 'Latitude', 'Longitude'))
    """
    table, source = file_or_twin(lambda: pl.read_csv(BytesIO(read(FILE))), TWIN)
    households = pl.col("households")
    features = table.select(
        pl.col("medianIncome").alias("MedInc"),
        pl.col("housingMedianAge").alias("HouseAge"),
        (pl.col("totalRooms") / households).alias("AveRooms"),
        (pl.col("totalBedrooms") / households).alias("AveBedrms"),
        pl.col("population").alias("Population"),
        (pl.col("population") / households).alias("AveOccup"),
        pl.col("latitude").alias("Latitude"),
        pl.col("longitude").alias("Longitude"),
    )
    return CARD.dataset(features, table["medianHouseValue"] >= MEDIAN_VALUE, source=source)
