"""German Credit in the form of Ustun et al. 2019 and NIFTY (Agarwal et al. 2021): ``german/german_nifty.csv``."""

from io import BytesIO

import polars as pl

from empirical.data.dataset import Column, Dataset
from empirical.data.files import read_verified

FILE = "german/german_nifty.csv"
SHA256 = "49cc549b1ca3f1650e3bdcd8cfce62313c763abfbcbf785d32b07fb76ae078ca"
LABEL = "GoodCustomer"
DROPPED = ("PurposeOfLoan", "OtherLoansAtStore")
"""As in NIFTY: a nominal text column, and one that is constant in this file."""
IMMUTABLE = frozenset({"Gender", "ForeignWorker", "Single", "Age"})


def load_german() -> Dataset:
    """1,000 applicants for a loan, 27 columns; a good customer is the favourable label.

    Two columns are inverted by name in this file (``MissedPayments``, ``ForeignWorker``); they are kept as they are.

    Returns:
        The data set.
    """
    table = pl.read_csv(BytesIO(read_verified(FILE, SHA256)))
    inputs = table.drop(LABEL, *DROPPED).with_columns(pl.col("Gender").eq("Female").cast(pl.Float64))
    return Dataset(
        name="german",
        columns=tuple(Column(name, name in IMMUTABLE) for name in inputs.columns),
        features=inputs.cast(pl.Float64).to_numpy(),
        labels=table[LABEL].cast(pl.Float64).to_numpy(),
        favourable="good customer",
        source="UCI German Credit (Hofmann 1994) as in chirag126/nifty, dataset/german/german.csv",
        sha256=SHA256,
    )
