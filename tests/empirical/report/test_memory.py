"""What a report takes is estimated before it begins, and grows with what it holds."""

import numpy as np
import pytest

from empirical.data.dataset import Dataset, Feature
from empirical.errors import InputError
from empirical.families.linear.settings import LinearGrid
from empirical.report.memory import check_memory
from empirical.report.settings import Settings


def table(rows: int, columns: int) -> Dataset:
    """A table of zeros that takes no memory, whatever its size."""
    features = tuple(Feature(f"c{place}") for place in range(columns))
    labels = np.resize([1.0, -1.0], rows)
    return Dataset("zeros", features, np.broadcast_to(0.0, (rows, columns)), labels, "good", "nowhere", "")


def test_many_columns_and_few_rows_fit():
    check_memory(table(60, 12_000), Settings(memory=0.5))


def test_many_columns_and_as_many_rows_take_the_square_for_every_seed():
    """XᵀX of 4,000 columns and what finds its eigenvalues is 0.36 GiB; a design takes 0.12,
    and the recourses of 800 people who are told to change every column 0.42."""
    square = table(4_000, 4_000)
    check_memory(square, Settings(memory=1.5))
    with pytest.raises(InputError, match=r"needs about [34]\.\d GiB of memory and may take 1: .* take fewer .*, seeds"):
        check_memory(square, Settings(memory=1.0, grid=LinearGrid(seeds=(0, 1, 2, 3))))
