"""Adult in the form of CARLA (Pawelczyk et al. 2021): six numbers and seven categories of two levels each."""

from io import BytesIO

import polars as pl

from empirical.data.catalog.card import Card
from empirical.data.catalog.files import DataFile, read
from empirical.data.dataset import Dataset, Feature, category

FILE = DataFile(
    "adult/adult_carla.csv",
    "e98ef37848b34919802d9e110718dd02ccbc8ec0369677f92bb1fd40b71eccdc",
    ("https://raw.githubusercontent.com/carla-recourse/cf-data/2d56677095bd11deba5d8e3731f8941b95e0a880/adult.csv",),
)
"""Data file of CARLA."""

CARD = Card(
    name="adult-carla",
    rows=48_832,
    favoured=11_687,
    features=(
        Feature("age", immutable=True, low=0.0, unit="years", integer=True),
        category("workclass", "Non-Private", "Private"),
        Feature("fnlwgt", low=0.0, unit="people", integer=True),
        Feature("education-num", low=1.0, high=16.0, unit="level of education", integer=True),
        category("marital-status", "Married", "Non-Married"),
        category("occupation", "Managerial-Specialist", "Other"),
        category("relationship", "Husband", "Non-Husband"),
        category("race", "Non-White", "White"),
        category("sex", "Female", "Male", immutable=True),
        Feature("capital-gain", low=0.0, unit="USD", integer=True),
        Feature("capital-loss", low=0.0, unit="USD", integer=True),
        Feature("hours-per-week", low=1.0, high=99.0, unit="hours", integer=True),
        category("native-country", "Non-US", "US"),
    ),
    favourable="income above 50,000 USD a year",
    source="UCI Adult (Becker & Kohavi 1996) as in carla-recourse/cf-data, adult.csv",
    protected=("sex", "race"),
    notes=(
        "Age and sex alone are immutable, as in CARLA: recourses may change race and the census weight fnlwgt.",
        "Missing categories are copies of the row before: 3,610 rows hold at least one value of somebody else.",
        "The occupation Machine-op-inspct counts as Managerial-Specialist; ten people who never worked are missing.",
    ),
)
"""Description of the data set."""


def load_adult_carla() -> Dataset:
    """Load Adult as CARLA has it: 48,832 people, 13 features; an income above 50,000 USD a year is favourable.

    Returns:
        The data set.

    Examples:
        >>> CARD.rows, len(CARD.features), CARD.immutable
        (48832, 13, ('age', 'sex'))
    """
    table = pl.read_csv(BytesIO(read(FILE)))
    return CARD.dataset(table, table["income"] == 1)
