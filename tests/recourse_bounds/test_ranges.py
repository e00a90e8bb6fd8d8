"""Sweeps on the command line: decimal steps, ranges of whole numbers, and one line for what is neither."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from empirical.errors import InputError
from recourse_bounds.ranges import MOST, names, numbers, whole_numbers


def test_steps_are_counted_in_decimals():
    found = numbers("epsilon", "0,.02,...,.3")
    assert found == tuple(float(Decimal(place) * Decimal("0.02")) for place in range(16))
    assert found[-1] == 0.3
    assert numbers("epsilon", "0,.02,…,.3") == found


@pytest.mark.property
@given(
    first=st.integers(-500, 500),
    step=st.integers(-50, 50).filter(bool),
    count=st.integers(2, 60),
    digits=st.integers(0, 4),
)
def test_a_sweep_is_the_numbers_that_were_meant(first, step, count, digits):
    meant = [Decimal(first + step * place).scaleb(-digits) for place in range(count + 1)]
    text = f"{meant[0]:f}, {meant[1]:f}, ..., {meant[-1]:f}"
    assert numbers("epsilon", text) == tuple(float(one) for one in meant)


def test_adding_up_steps_would_miss():
    """The mutant: 0.1 + 0.1 + 0.1 is no 0.3."""
    added = [0.0]
    while len(added) < 4:
        added.append(added[-1] + 0.1)
    assert numbers("epsilon", "0,.1,...,.3") != tuple(added)


def test_two_sweeps_in_one_list():
    assert numbers("steps", "1,2,...,5,10,...,20") == (1.0, 2.0, 3.0, 4.0, 5.0, 10.0, 15.0, 20.0)


@pytest.mark.property
@given(first=st.integers(-(10**6), 10**6), count=st.integers(1, MOST))
def test_a_range_of_whole_numbers_has_both_ends(first, count):
    assert whole_numbers("seed", f"{first}..{first + count - 1}") == tuple(range(first, first + count))


def test_whole_numbers():
    assert whole_numbers("seed", "0..4") == (0, 1, 2, 3, 4)
    assert whole_numbers("steps", "10, 100 ,1000") == (10, 100, 1000)
    assert whole_numbers("seed", "7, 1 .. 2") == (7, 1, 2)


def test_names():
    assert names("age, sex ,,") == ("age", "sex")
    assert names("") == ()


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "must be numbers like"),
        ("a", "must be numbers like .* not 'a'"),
        ("1,,2", "not ''"),
        ("...", "needs two numbers before and one after"),
        ("0,...,1", "needs two numbers before"),
        ("0,1,...", "one after it"),
        ("0,1,...,...,3", "must be numbers like .* not '...'"),
        ("0,.02,...,.31", "no whole number of steps of 0.02"),
        ("0,.02,...,-1", "no whole number of steps"),
        ("1,1,...,1", "no whole number of steps"),
        ("0,1,...,1", "no whole number of steps"),
        ("0,1e-9,...,1", "no whole number of steps"),
        ("0,1,...,inf", "no whole number of steps"),
        ("0,nan,...,1", "no whole number of steps"),
    ],
)
def test_what_is_no_list_of_numbers(text, message):
    with pytest.raises(InputError, match=f"^epsilon.*{message}") as raised:
        numbers("epsilon", text)
    assert "\n" not in str(raised.value)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "must be whole numbers"),
        ("1.5", "must be whole numbers"),
        ("1...3", "must be whole numbers"),
        ("1,,2", "must be whole numbers"),
        ("1" * 19, "must be whole numbers"),
        ("4..0", "must rise"),
        (f"0..{MOST}", f"by fewer than {MOST} numbers"),
    ],
)
def test_what_is_no_list_of_whole_numbers(text, message):
    with pytest.raises(InputError, match=f"^seed.*{message}"):
        whole_numbers("seed", text)
