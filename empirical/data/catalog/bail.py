"""Bail, as NIFTY calls it (Agarwal et al. 2021): return to prison, North Carolina, releases of 1978 and 1980."""

from dataclasses import replace
from io import BytesIO

import polars as pl

from empirical.data.catalog.card import Card
from empirical.data.catalog.files import DataFile, read
from empirical.data.dataset import Dataset, Feature, yes_no

FILE = DataFile(
    "bail/bail.csv",
    "11a7c62be2b7aed7cb069624789755d5f57acc8b69580564e2401b084e2d5faf",
    ("https://raw.githubusercontent.com/chirag126/nifty/6c270c5ec736/dataset/bail/bail.csv",),
)
"""Data file of NIFTY."""

UNKNOWN_PRIORS = -9
"""Value of PRIORS in the file that stands for a missing number."""

# Earlier incarcerations cannot be undone, so PRIORS is immutable. The years at school, and the violations and months of
# the sentence being served, add up, so a recourse may raise but never lower them.
FEATURES = (
    yes_no("WHITE", immutable=True),
    yes_no("ALCHY"),
    yes_no("JUNKY"),
    yes_no("SUPER"),
    yes_no("MARRIED"),
    yes_no("FELON"),
    yes_no("WORKREL"),
    yes_no("PROPTY"),
    yes_no("PERSON"),
    yes_no("MALE", immutable=True),
    Feature("PRIORS", immutable=True, low=0.0, unit="incarcerations", integer=True),
    Feature("SCHOOL", direction=1, low=0.0, unit="years", integer=True),
    Feature("RULE", direction=1, low=0.0, unit="violations", integer=True),
    Feature("AGE", immutable=True, low=0.0, unit="months", integer=True),
    Feature("TSERVD", direction=1, low=0.0, unit="months", integer=True),
)
"""Features that were known at the release."""

LEAKING = (
    Feature("FOLLOW", immutable=True, unit="months", integer=True),
    Feature("TIME", immutable=True, unit="months", integer=True),
    Feature("FILE", immutable=True, low=1.0, high=3.0, integer=True),
)
"""Features that give the label away: they were known only after the release, or describe the study."""

CARD = Card(
    name="bail",
    rows=18_876,
    favoured=11_772,
    features=FEATURES,
    favourable="did not return to prison",
    source="chirag126/nifty, dataset/bail/bail.csv (probably Schmidt & Witte, ICPSR 8987)",
    protected=("WHITE", "MALE"),
    impute=True,
    notes=(
        "PRIORS is missing, -9 in the file, for 1,347 people, and filled with the median of the training instances.",
        "SCHOOL is kept as it is, though 0 stands for a missing value in 213 rows.",
        "The 8,519 people of FILE 3 have incomplete records, in which ALCHY and JUNKY are nearly always 0.",
        "TIME, the months until the return, gives the label away; FOLLOW and FILE tell of the study. All are dropped.",
    ),
)
"""Description of the data set without the features that give the label away."""

LEAKING_CARD = replace(
    CARD,
    features=(*FEATURES, *LEAKING),
    notes=(
        *CARD.notes[:-1],
        "TIME, the months until the return, is among the inputs: it predicts the label with 99 % accuracy.",
        "FOLLOW and FILE, which tell of the study and not of the person, are among the inputs.",
    ),
)
"""Description of the data set with the features that give the label away."""


def load_bail(*, keep_leaking: bool = False) -> Dataset:
    """Load Bail: 18,876 released prisoners, 15 features; not to return to prison is the favourable label.

    Args:
        keep_leaking: Whether to keep TIME, FOLLOW and FILE, which makes the 18 inputs of NIFTY's loader.

    Returns:
        The data set, in which PRIORS is NaN where it is missing.

    Examples:
        >>> CARD.rows, CARD.favourable, CARD.immutable
        (18876, 'did not return to prison', ('WHITE', 'MALE', 'PRIORS', 'AGE'))
        >>> len(LEAKING_CARD.features) - len(CARD.features)
        3
    """
    known = pl.col("PRIORS") != UNKNOWN_PRIORS
    table = pl.read_csv(BytesIO(read(FILE))).with_columns(
        pl.when(known).then(pl.col("PRIORS").cast(pl.Float64)).otherwise(float("nan")).alias("PRIORS")
    )
    return (LEAKING_CARD if keep_leaking else CARD).dataset(table, table["RECID"] == 0)
