"""The assertion: when it raises, and what it says."""

from typing import Any

import numpy as np
import pytest

from bounds.assertion import assert_claim

HOLDS: dict[str, Any] = {"weight_gap": 1.0, "delta_k": 0.5, "label_norm": 4.0}


def message(**fields: Any) -> str:
    with pytest.raises(AssertionError) as raised:
        assert_claim("lemma2.printed", **{**HOLDS, **fields})
    return str(raised.value)


def row(text: str, name: str) -> list[str]:
    return next(line.split() for line in text.splitlines() if line.startswith(name))


def test_what_holds_passes():
    assert_claim("lemma2.printed", **HOLDS)
    assert_claim("lemma2.printed", **{**HOLDS, "weight_gap": np.linspace(0.0, 2.0, 6).reshape(2, 3)})


def test_the_worst_instances_come_first():
    text = message(weight_gap=np.array([1.0, 3.0, 9.0, 0.0, 4.0]))
    assert "lemma2.printed fails: 5 instances, 3 violated, 0 nonfinite" in text
    assert row(text, "index") == ["index", "2", "4", "1"]
    assert row(text, "status") == ["status", "violated", "violated", "violated"]
    assert row(text, "value") == ["value", "9", "4", "3"]
    assert row(text, "upper") == ["upper", "2", "2", "2"]
    assert row(text, "tightness") == ["tightness", "4.5", "2", "1.5"]
    assert row(text, "label_norm") == ["label_norm", "4.0", "4.0", "4.0"]


def test_no_more_are_listed_than_wanted():
    with pytest.raises(AssertionError) as raised:
        assert_claim("lemma2.printed", worst=1, **{**HOLDS, "weight_gap": np.array([3.0, 9.0])})
    assert row(str(raised.value), "index") == ["index", "1"]
    with pytest.raises(ValueError, match="worst must be at least 1"):
        assert_claim("lemma2.printed", worst=0, **HOLDS)


def test_columns_are_aligned():
    lines = message(weight_gap=np.array([3.0, 1e9])).split("\n\n")[1].splitlines()
    assert len({len(line) for line in lines}) == 1


@pytest.mark.parametrize("value", [np.nan, np.inf])
def test_what_is_not_finite_does_not_pass(value):
    text = message(weight_gap=np.array([1.0, value]))
    assert "0 violated, 1 nonfinite" in text
    assert row(text, "status") == ["status", "nonfinite"]


def test_an_assertion_that_checks_nothing_fails():
    text = message(delta_k=-1.0)
    assert "speaks of none of 1 instances" in text
    assert row(text, "fails: Δ_K ≥ 0")[-1] == "yes"
    assert "speaks of none of 0 instances" in message(weight_gap=np.zeros(0))


def test_instances_outside_of_the_claim_are_no_failure_beside_others():
    assert_claim("lemma2.printed", **{**HOLDS, "delta_k": np.array([-1.0, 0.5])})


def test_failed_and_unchecked_premises_are_named():
    fields: dict[str, Any] = {"norm_nr": 1.0, "norm_r": 5.0, "delta": 1.0}
    with pytest.raises(AssertionError) as raised:
        assert_claim("lemma1.norms", **fields, weight_gap=2.0)
    assert row(str(raised.value), "fails: ‖w_NR − w_R‖ ≤ Δ")[-1] == "yes"
    with pytest.raises(AssertionError, match=r"Not checked.*‖w_NR − w_R‖ ≤ Δ"):
        assert_claim("lemma1.norms", **fields)


def test_errors_are_granted():
    fields: dict[str, Any] = {**HOLDS, "weight_gap": 2.001}
    assert_claim("lemma2.printed", errors={"weight_gap": 0.01}, **fields)
    message(weight_gap=2.001)


def test_places_in_arrays_of_two_dimensions():
    assert row(message(weight_gap=np.array([[1.0, 3.0]])), "index")[1:] == ["(0,", "1)"]
