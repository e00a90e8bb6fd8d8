"""Calls with wrong types and shapes fail in tests: the import hook is at work."""

from typing import Any

import numpy as np
import pytest
from beartype.roar import BeartypeCallHintViolation
from jaxtyping import TypeCheckError

from empirical.batching import bucket
from empirical.numerics import spectral_norm, where_known

WRONG: Any = "three"


def test_a_wrong_type_fails():
    with pytest.raises(BeartypeCallHintViolation):
        bucket(WRONG)
    with pytest.raises(TypeCheckError):
        spectral_norm(WRONG)


def test_a_wrong_number_of_axes_fails():
    with pytest.raises(TypeCheckError):
        spectral_norm(np.ones(3))


def test_axes_of_one_name_have_one_size():
    points = np.ones((2, 3))
    assert where_known(lambda rows: rows.sum(axis=1), points, points).shape == (2,)
    with pytest.raises(TypeCheckError):
        where_known(lambda rows: rows.sum(axis=1), points, np.ones((2, 4)))


def test_what_a_function_returns_is_checked():
    with pytest.raises(TypeCheckError):
        where_known(lambda rows: rows[:, :1], np.ones((2, 3)), np.ones((2, 3)))
