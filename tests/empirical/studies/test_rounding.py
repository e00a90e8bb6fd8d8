"""The comparison of stated errors of rounding with exact arithmetic, and that it finds errors that do not cover."""

import numpy as np
import pytest

from bounds import Status
from bounds.certifier import Outcome
from bounds.kernel.everything import statements
from bounds.readings.exact import exact
from bounds.readings.rounding import Rounded, lift
from bounds.verdict import Verdict
from empirical.studies import rounding

CLAIMS = ("lemma1.norms", "theorem1.posterior", "theorem1.vector", "theorem1.small_delta")


@pytest.mark.parametrize("name", CLAIMS)
def test_every_stated_error_covers(name):
    found = rounding.compared(statements()[name], 200, seed=0)
    assert found.instances > 100
    assert found.numbers > 2 * found.instances
    assert (found.not_covered, found.contradictions) == (0, 0)
    assert 0.01 < found.tightest <= 1.0


@pytest.mark.parametrize("name", CLAIMS)
def test_a_fifth_of_an_error_does_not_cover(name, monkeypatch):
    def less(number: Rounded | float) -> Rounded:
        whole = lift(number)
        return Rounded(whole.value, 0.2 * whole.error)

    monkeypatch.setattr(rounding, "lift", less)
    monkeypatch.setattr(rounding, "_ends_compiled", rounding._ends)  # the compiled one is that of whole errors
    assert rounding.compared(statements()[name], 200, seed=0).not_covered > 0


@pytest.mark.parametrize(
    ("value", "error", "quotient"),
    [
        (1.0, 0.0, 0.0),
        (1.0 + 2.0**-52, 2.0**-51, 0.5),
        (1.0 + 2.0**-52, 0.0, np.inf),
        (1.0 + 2.0**-52, 2.0**-53, 2.0),
        (np.inf, 1.0, np.inf),
        (np.nan, 1.0, np.nan),
        (1.0, np.inf, np.nan),
        (1.0, np.nan, np.nan),
    ],
)
def test_a_distance_is_divided_by_its_error(value, error, quotient):
    np.testing.assert_equal(rounding._quotient(exact(1), value, error), quotient)


def test_an_infinite_end_is_met_by_infinity_alone():
    assert rounding._quotient(exact(np.inf), np.inf, 0.0) == 0.0
    assert rounding._quotient(exact(np.inf), -np.inf, 0.0) == np.inf


@pytest.mark.parametrize(
    ("status", "value", "outcome", "contradiction"),
    [
        (Status.HOLDS, 0.5, Outcome.VIOLATED, True),
        (Status.HOLDS, 1.0, Outcome.VIOLATED, False),  # within rounding of an end
        (Status.HOLDS, 0.5, Outcome.UNDECIDED, False),
        (Status.VIOLATED, 2.0, Outcome.HOLDS, True),
        (Status.VIOLATED, 2.0, Outcome.VIOLATED, False),
        (Status.INAPPLICABLE, 0.5, Outcome.VIOLATED, False),
    ],
)
def test_a_contradiction_is_beyond_rounding(status, value, outcome, contradiction):
    one = Verdict(*(np.array([number]) for number in (0.0, value, 1.0, 1e-12, status, 0, 0)))
    truth = rounding._Truth((exact(0), exact(value), exact(1)), outcome)
    assert rounding._contradicts(one, [truth]).tolist() == [contradiction]
