"""COMPAS, ProPublica's defendants of Broward County, Florida, in the form of CARLA (Pawelczyk et al. 2021)."""

from io import BytesIO

import polars as pl

from empirical.data.catalog.card import Card
from empirical.data.catalog.files import DataFile, read
from empirical.data.dataset import Dataset, Feature, category

FILE = DataFile(
    "compas/compas_carla.csv",
    "e99430e4bdeebc858ba22726be3c3924c8435e6c890e2ae7f52d0411a3cc0516",
    ("https://raw.githubusercontent.com/carla-recourse/cf-data/2d56677095bd11deba5d8e3731f8941b95e0a880/compas.csv",),
)
"""Data file of CARLA."""

CARD = Card(
    name="compas",
    rows=6_172,
    favoured=5_028,
    features=(
        Feature("age", immutable=True, low=0.0, unit="years", integer=True),
        category("c_charge_degree", "F", "M"),
        category("race", "African-American", "Other", immutable=True),
        category("sex", "Female", "Male", immutable=True),
        Feature("priors_count", direction=1, low=0.0, unit="convictions", integer=True),
        Feature("length_of_stay", unit="days", integer=True),
    ),
    favourable="score of low or medium risk",
    source="ProPublica (Angwin et al. 2016) as in carla-recourse/cf-data, compas.csv",
    protected=("race", "sex"),
    notes=(
        "The label is the vendor's risk score, not whether anybody reoffended.",
        "two_year_recid is dropped: it was known only two years after the score.",
    ),
)
"""Description of the data set."""


def load_compas() -> Dataset:
    """Load COMPAS: 6,172 defendants, 6 features; a risk score of low or medium is the favourable label.

    Returns:
        The data set.

    Examples:
        >>> CARD.rows, CARD.favourable, CARD.immutable
        (6172, 'score of low or medium risk', ('age', 'race', 'sex'))
    """
    table = pl.read_csv(BytesIO(read(FILE)))
    return CARD.dataset(table, table["score"] == 1)
