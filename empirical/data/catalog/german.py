"""German Credit in the form of Ustun et al. 2019 and NIFTY (Agarwal et al. 2021)."""

from io import BytesIO

import polars as pl

from empirical.data.catalog.card import Card
from empirical.data.catalog.files import DataFile, read
from empirical.data.dataset import Dataset, Feature, category, yes_no

FILE = DataFile(
    "german/german_nifty.csv",
    "49cc549b1ca3f1650e3bdcd8cfce62313c763abfbcbf785d32b07fb76ae078ca",
    ("https://raw.githubusercontent.com/chirag126/nifty/6c270c5ec736/dataset/german/german.csv",),
)
"""Data file of NIFTY."""

CARD = Card(
    name="german",
    rows=1000,
    favoured=700,
    features=(
        category("Gender", "Male", "Female", immutable=True),
        yes_no("ForeignWorker", immutable=True),
        yes_no("Single", immutable=True),
        Feature("Age", immutable=True, unit="years", integer=True),
        Feature("LoanDuration", unit="months", integer=True),
        Feature("LoanAmount", unit="DM", integer=True),
        Feature("LoanRateAsPercentOfIncome", low=1.0, high=4.0, unit="class of % of income", integer=True),
        Feature("YearsAtCurrentHome", low=1.0, high=4.0, unit="class of years", integer=True),
        Feature("NumberOfOtherLoansAtBank", low=1.0, high=4.0, integer=True),
        Feature("NumberOfLiableIndividuals", low=1.0, high=2.0, integer=True),
        yes_no("HasTelephone"),
        yes_no("CheckingAccountBalance_geq_0"),
        yes_no("CheckingAccountBalance_geq_200"),
        yes_no("SavingsAccountBalance_geq_100"),
        yes_no("SavingsAccountBalance_geq_500"),
        yes_no("MissedPayments"),
        yes_no("NoCurrentLoan"),
        yes_no("CriticalAccountOrLoansElsewhere"),
        yes_no("OtherLoansAtBank"),
        yes_no("HasCoapplicant"),
        yes_no("HasGuarantor"),
        yes_no("OwnsHouse"),
        yes_no("RentsHouse"),
        yes_no("Unemployed"),
        yes_no("YearsAtCurrentJob_lt_1"),
        yes_no("YearsAtCurrentJob_geq_4"),
        yes_no("JobClassIsSkilled"),
    ),
    favourable="good customer",
    source="UCI German Credit (Hofmann 1994) as in chirag126/nifty, dataset/german/german.csv",
    protected=("Gender",),
    notes=(
        "MissedPayments is inverted by name: it is 0 for those who delayed payments in the past. Kept as it is.",
        "ForeignWorker is 1 for 37 people, inverted against UCI's codebook. Kept as it is.",
        "PurposeOfLoan, a nominal text, and OtherLoansAtStore, constant in this file, are dropped, as in NIFTY.",
    ),
)
"""Description of the data set."""


def load_german() -> Dataset:
    """Load German Credit in NIFTY's form: 1,000 applicants for a loan, 27 features; a good customer is favourable.

    Returns:
        The data set.

    Examples:
        >>> CARD.rows, CARD.favourable, CARD.immutable
        (1000, 'good customer', ('Gender', 'ForeignWorker', 'Single', 'Age'))
    """
    table = pl.read_csv(BytesIO(read(FILE)))
    return CARD.dataset(table, table["GoodCustomer"] == 1)
