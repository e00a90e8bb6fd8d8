"""Adult: income of people in the US census of 1994 (Becker & Kohavi 1996), both files of UCI pooled."""

from io import BytesIO
from typing import Any

import polars as pl

from empirical.data.catalog.card import Card
from empirical.data.catalog.files import DataFile, read
from empirical.data.catalog.openml import MISSING, Twin, file_or_twin
from empirical.data.dataset import Dataset, Feature, category

UCI = "https://archive.ics.uci.edu/ml/machine-learning-databases/adult"
"""Address of the folder with the files of Adult at UCI."""

TRAIN = DataFile(
    "adult/adult.data",
    "5b00264637dbfec36bdeaab5676b0b309ff9eb788d63554ca0a249491c86603d",
    (
        f"{UCI}/adult.data",
        "https://raw.githubusercontent.com/BirkhoffG/ReLax/f2715e22c3e9/assets/data/adult.data",
    ),
)
"""File with the training part of UCI, whose rows come first."""

TEST = DataFile(
    "adult/adult.test",
    "a2a9044bc167a35b2361efbabec64e89d69ce82d9790d2980119aac5fd7e9c05",
    (
        f"{UCI}/adult.test",
        "https://raw.githubusercontent.com/yazdanimehdi/FairBiNN/d9679ba3a568/data/adult.test",
    ),
)
"""File with the test part of UCI, whose rows come last."""

COLUMNS = (
    "age",
    "workclass",
    "fnlwgt",
    "education",
    "education-num",
    "marital-status",
    "occupation",
    "relationship",
    "race",
    "sex",
    "capital-gain",
    "capital-loss",
    "hours-per-week",
    "native-country",
    "class",
)
"""Names of the columns of both files, in order."""


def _levels(text: str) -> list[str]:
    return text.split()  # no level holds a space


# The levels of the categories, in the order of UCI's description.
WORKCLASS = _levels("Private Self-emp-not-inc Self-emp-inc Federal-gov Local-gov State-gov Without-pay Never-worked")
MARITAL_STATUS = _levels(
    "Married-civ-spouse Divorced Never-married Separated Widowed Married-spouse-absent Married-AF-spouse"
)
OCCUPATION = _levels(
    "Tech-support Craft-repair Other-service Sales Exec-managerial Prof-specialty Handlers-cleaners Machine-op-inspct "
    "Adm-clerical Farming-fishing Transport-moving Priv-house-serv Protective-serv Armed-Forces"
)
RELATIONSHIP = _levels("Wife Own-child Husband Not-in-family Other-relative Unmarried")
RACE = _levels("White Asian-Pac-Islander Amer-Indian-Eskimo Other Black")
NATIVE_COUNTRY = _levels(
    "United-States Cambodia England Puerto-Rico Canada Germany Outlying-US(Guam-USVI-etc) India Japan Greece South "
    "China Cuba Iran Honduras Philippines Italy Poland Jamaica Vietnam Mexico Portugal Ireland France "
    "Dominican-Republic Laos Ecuador Taiwan Haiti Columbia Hungary Guatemala Nicaragua Scotland Thailand Yugoslavia "
    "El-Salvador Trinadad&Tobago Peru Hong Holand-Netherlands"
)

CARD = Card(
    name="adult",
    rows=48_842,
    favoured=11_687,
    features=(
        Feature("age", immutable=True, low=0.0, unit="years", integer=True),
        category("workclass", *WORKCLASS, MISSING),
        Feature("education-num", direction=1, low=1.0, high=16.0, unit="level of education", integer=True),
        category("marital-status", *MARITAL_STATUS),
        category("occupation", *OCCUPATION, MISSING),
        category("relationship", *RELATIONSHIP),
        category("race", *RACE, immutable=True),
        category("sex", "Female", "Male", immutable=True),
        Feature("capital-gain", low=0.0, unit="USD", integer=True),
        Feature("capital-loss", low=0.0, unit="USD", integer=True),
        Feature("hours-per-week", low=1.0, high=99.0, unit="hours", integer=True),
        category("native-country", *NATIVE_COUNTRY, MISSING, immutable=True),
    ),
    favourable="income above 50,000 USD a year",
    source="UCI Adult (Becker & Kohavi 1996, doi 10.24432/C5XW20), adult.data and adult.test",
    protected=("sex", "race"),
    notes=(
        "A missing category, ? in the file, is a level of its own: workclass 2,799, occupation 2,809, "
        "native-country 857 people.",
        "fnlwgt is dropped, being a census weight, and education, since education-num says the same.",
    ),
)
"""Description of the data set."""

TWIN = Twin(
    1590,
    "adult, version 2",
    {name: name for name in COLUMNS if name not in {"fnlwgt", "education"}},
)
"""The same data on OpenML."""


def load_adult() -> Dataset:
    """Load Adult: 48,842 people, 12 features; an income above 50,000 USD a year is the favourable label.

    The rows of ``adult.data`` come first. ``fnlwgt`` is dropped since it is a census weight, and ``education`` since
    its 16 levels are the 16 values of ``education-num``.

    Returns:
        The data set, in which a missing category is the level ``?``.

    Examples:
        >>> CARD.rows, CARD.favourable, CARD.immutable
        (48842, 'income above 50,000 USD a year', ('age', 'race', 'sex', 'native-country'))
    """
    table, source = file_or_twin(_from_files, TWIN)
    return CARD.dataset(table, table["class"] == ">50K", source=source)


def _from_files() -> Any:
    # The first line of adult.test is no row and starts with |; its labels end in a dot; both files end in a blank line.
    content = read(TRAIN).strip() + b"\n" + read(TEST).strip()
    table = pl.read_csv(
        BytesIO(content.replace(b", ", b",")), has_header=False, new_columns=COLUMNS, comment_prefix="|"
    )
    return table.with_columns(pl.col("class").str.strip_chars_end("."))
