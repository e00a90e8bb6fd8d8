"""German Credit as UCI has it, with all its categories (Hofmann 1994)."""

from io import BytesIO
from typing import Any, NamedTuple

import polars as pl

from empirical.data.catalog.card import Card
from empirical.data.catalog.files import DataFile, read
from empirical.data.catalog.openml import Twin, file_or_twin
from empirical.data.dataset import Dataset, Feature, category

FILE = DataFile(
    "german/german.data",
    "b21f3d81db8071257d5ff1deaeba1fd4303b62712e6fcc9715c7a86202cb5871",
    (
        "https://archive.ics.uci.edu/ml/machine-learning-databases/statlog/german/german.data",
        "https://raw.githubusercontent.com/BirkhoffG/ReLax/f2715e22c3e9/assets/data/extra/german.data",
    ),
)
"""Data file of UCI, with its codes for the levels."""


class Level(NamedTuple):
    """A ``Level`` names one level of a category in its three spellings.

    Attributes:
        code: The code in the file of UCI.
        text: The text that a reader sees.
        openml: The text on OpenML.
    """

    code: str
    text: str
    openml: str


LEVELS = {
    "checking_status": (
        Level("A11", "< 0 DM", "<0"),
        Level("A12", "0 to 200 DM", "0<=X<200"),
        Level("A13", ">= 200 DM or salary for a year", ">=200"),
        Level("A14", "no account", "no checking"),
    ),
    "credit_history": (
        Level("A30", "no credits or all paid", "no credits/all paid"),
        Level("A31", "all at this bank paid", "all paid"),
        Level("A32", "existing credits paid till now", "existing paid"),
        Level("A33", "delay in the past", "delayed previously"),
        Level("A34", "critical or credits elsewhere", "critical/other existing credit"),
    ),
    "purpose": (
        Level("A40", "new car", "new car"),
        Level("A41", "used car", "used car"),
        Level("A42", "furniture", "furniture/equipment"),
        Level("A43", "radio or television", "radio/tv"),
        Level("A44", "domestic appliances", "domestic appliance"),
        Level("A45", "repairs", "repairs"),
        Level("A46", "education", "education"),
        Level("A48", "retraining", "retraining"),
        Level("A49", "business", "business"),
        Level("A410", "other", "other"),
    ),
    "savings": (
        Level("A61", "< 100 DM", "<100"),
        Level("A62", "100 to 500 DM", "100<=X<500"),
        Level("A63", "500 to 1000 DM", "500<=X<1000"),
        Level("A64", ">= 1000 DM", ">=1000"),
        Level("A65", "unknown or none", "no known savings"),
    ),
    "employment_since": (
        Level("A71", "unemployed", "unemployed"),
        Level("A72", "< 1 year", "<1"),
        Level("A73", "1 to 4 years", "1<=X<4"),
        Level("A74", "4 to 7 years", "4<=X<7"),
        Level("A75", ">= 7 years", ">=7"),
    ),
    "personal_status_sex": (
        Level("A91", "male, divorced or separated", "male div/sep"),
        Level("A92", "female, divorced, separated or married", "female div/dep/mar"),
        Level("A93", "male, single", "male single"),
        Level("A94", "male, married or widowed", "male mar/wid"),
    ),
    "other_debtors": (
        Level("A101", "none", "none"),
        Level("A102", "co-applicant", "co applicant"),
        Level("A103", "guarantor", "guarantor"),
    ),
    "property": (
        Level("A121", "real estate", "real estate"),
        Level("A122", "building society savings or life insurance", "life insurance"),
        Level("A123", "car or other", "car"),
        Level("A124", "unknown or none", "no known property"),
    ),
    "other_installment_plans": (
        Level("A141", "bank", "bank"),
        Level("A142", "stores", "stores"),
        Level("A143", "none", "none"),
    ),
    "housing": (
        Level("A151", "rent", "rent"),
        Level("A152", "own", "own"),
        Level("A153", "for free", "for free"),
    ),
    "job": (
        Level("A171", "unemployed or unskilled, non-resident", "unemp/unskilled non res"),
        Level("A172", "unskilled, resident", "unskilled resident"),
        Level("A173", "skilled or official", "skilled"),
        Level("A174", "management, self-employed or highly qualified", "high qualif/self emp/mgmt"),
    ),
    "telephone": (Level("A191", "none", "none"), Level("A192", "yes", "yes")),
    "foreign_worker": (Level("A201", "yes", "yes"), Level("A202", "no", "no")),
    "class": (Level("1", "good", "good"), Level("2", "bad", "bad")),
}
"""Levels of every category that occur, in the order of the codebook; A47 (vacation) and A95 never occur."""


def _category(name: str, *, immutable: bool = False) -> Feature:
    return category(name, *(level.text for level in LEVELS[name]), immutable=immutable)


CARD = Card(
    name="german-uci",
    rows=1000,
    favoured=700,
    features=(
        _category("checking_status"),
        Feature("duration", unit="months", integer=True),
        _category("credit_history"),
        _category("purpose"),
        Feature("credit_amount", unit="DM", integer=True),
        _category("savings"),
        _category("employment_since"),
        Feature("installment_rate", low=1.0, high=4.0, unit="class of % of income", integer=True),
        _category("personal_status_sex", immutable=True),
        _category("other_debtors"),
        Feature("residence_since", low=1.0, high=4.0, unit="class of years", integer=True),
        _category("property"),
        Feature("age", immutable=True, unit="years", integer=True),
        _category("other_installment_plans"),
        _category("housing"),
        Feature("existing_credits", low=1.0, high=4.0, integer=True),
        _category("job"),
        Feature("people_liable", low=1.0, high=2.0, integer=True),
        _category("telephone"),
        _category("foreign_worker", immutable=True),
    ),
    favourable="good credit risk",
    source="UCI German Credit (Hofmann 1994, doi 10.24432/C5NC77), german.data",
    protected=("personal_status_sex",),
    notes=("foreign_worker is yes for 963 of 1,000 people, as UCI's codebook has it; it is probably inverted.",),
)
"""Description of the data set."""

COLUMNS = (*(feature.name for feature in CARD.features), "class")
"""Names of the columns of the file, in order."""

OPENML_COLUMNS = (
    "checking_status",
    "duration",
    "credit_history",
    "purpose",
    "credit_amount",
    "savings_status",
    "employment",
    "installment_commitment",
    "personal_status",
    "other_parties",
    "residence_since",
    "property_magnitude",
    "age",
    "other_payment_plans",
    "housing",
    "existing_credits",
    "job",
    "num_dependents",
    "own_telephone",
    "foreign_worker",
    "class",
)
"""Names of the same columns on OpenML, in the order of ``COLUMNS``."""

TWIN = Twin(
    31,
    "credit-g, version 1",
    dict(zip(OPENML_COLUMNS, COLUMNS, strict=True)),
    {name: {level.openml: level.text for level in levels} for name, levels in LEVELS.items()},
)
"""The same data on OpenML."""


def load_german_uci() -> Dataset:
    """Load German Credit in UCI's form: 1,000 applicants for a loan, 20 features; a good risk is favourable.

    Returns:
        The data set, in which 13 features are categories.

    Examples:
        >>> CARD.rows, CARD.favourable, CARD.immutable
        (1000, 'good credit risk', ('personal_status_sex', 'age', 'foreign_worker'))
    """
    table, source = file_or_twin(_from_file, TWIN)
    return CARD.dataset(table, table["class"] == "good", source=source)


def _from_file() -> Any:
    table = pl.read_csv(BytesIO(read(FILE)), separator=" ", has_header=False, new_columns=COLUMNS)
    return table.with_columns(
        pl.col(name).cast(pl.String).replace({level.code: level.text for level in levels})
        for name, levels in LEVELS.items()
    )
