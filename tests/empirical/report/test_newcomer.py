"""Eight own tables with two options only: as many people are rejected as by a converged logistic regression."""

import math

import pytest
from sklearn.linear_model import LogisticRegression
from support.tables import OwnTable, own_tables

from empirical.data import TableFile, load_table, split
from empirical.report import Settings, report_on


@pytest.mark.parametrize("own", own_tables(), ids=lambda own: own.name)
def test_as_many_are_rejected_as_by_logistic_regression_or_it_is_said_what_to_type(own: OwnTable, tmp_path):
    table = TableFile(str(own.write(tmp_path)), target=own.target, favourable=own.favourable)
    dataset = load_table(table)
    summary = report_on(dataset, Settings(data=table, instances=5, groups=())).summary
    data = split(dataset, seed=0)
    theirs = LogisticRegression(C=math.inf, max_iter=10_000, tol=1e-8).fit(data.train[:, :-1], data.train_labels)
    expected = float((theirs.predict(data.test[:, :-1]) < 0.0).mean())
    natural = summary["runs"][0]["models"]["non_robust"]
    near = abs(1.0 - natural["accepted"] - expected) <= 0.2 * expected
    assert near or any(one["option"] for one in summary["advice"])
    assert natural["training"]["far_from_end"] == ("training" in {one["about"] for one in summary["advice"]})
    assert (
        natural["accuracy"]
        >= max(summary["shares_favourable"]["test"], 1 - summary["shares_favourable"]["test"]) - 0.05
    )
