"""What is stated of the errors of fields, and what becomes of claims where nothing is known of them."""

import math

import numpy as np
import pytest

from bounds import CLAIMS
from empirical.data import load, split
from empirical.families.linear.cases import linear_cases
from empirical.families.linear.fields import absolute_errors, measure_linear
from empirical.models.model import LinearModel
from empirical.models.pair import Pair
from empirical.recourse.settings import RecourseSettings
from empirical.report.frames import RUN
from empirical.report.verdicts import Subject, verdict_tables
from empirical.verification.population import finder, populate

SETTINGS = RecourseSettings()


def of_breast_cancer():
    data = split(load("breast-cancer"), seed=0)
    pair = Pair(data, LinearModel(np.ones(31) - 2.0 * data.train.mean(axis=0)), LinearModel(np.ones(31)))
    return pair, populate(pair, finder(SETTINGS, cost_weights=np.ones(31)), most=3)


def test_an_error_that_overflows_is_infinite():
    pair, population = of_breast_cancer()
    far = population._replace(inputs=np.full_like(population.inputs, 1e200))
    steep = Pair(pair.split, LinearModel(np.full(31, 1e200)), pair.robust)
    assert absolute_errors(steep, far, SETTINGS)["score_nr"] == math.inf


@pytest.mark.parametrize("unknown", ["score_nr_r", "residual_r"])
def test_where_nothing_is_known_of_a_score_no_claim_about_it_holds_and_no_violation_is_confirmed(unknown):
    pair, population = of_breast_cancer()
    measured = measure_linear(pair, population, SETTINGS)
    cases = [case for case in linear_cases(measured) if unknown in case.claim.read and not case.lacking]
    cases = [
        case._replace(
            errors={**case.errors, unknown: math.inf},
            # far outside every interval
            fields={**case.fields, "cost_r": np.full(3, 1e9)} if "cost_r" in case.claim.needed else case.fields,
        )
        for case in cases
    ]
    (rows,) = verdict_tables([Subject(cases, population, dict.fromkeys(RUN, 0))])
    about = rows.filter(rows["claim"].is_in([name for name, claim in CLAIMS.items() if unknown in claim.needed]))
    assert not {"holds", "violated"} & set(about["status"])
    assert not rows["certified"].fill_null(value=False).any()
    assert rows.filter(rows["status"] == "violated")["certified"].null_count() == 0
    assert unknown == "score_nr_r" or "violated" in set(rows["status"])
