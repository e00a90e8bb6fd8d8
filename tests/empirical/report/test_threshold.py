"""A decision threshold other than 0.5: who is rejected, which recourses count, and what stays as it is."""

import json

import numpy as np
import polars as pl
import pytest
from support.reports import made_up

import empirical.report.settings as module
from empirical.errors import InputError
from empirical.families.linear.settings import LinearGrid
from empirical.families.relu.settings import ReluGrid
from empirical.families.wide.settings import WideGrid
from empirical.numerics import logit
from empirical.recourse.settings import RecourseSettings, usual_target
from empirical.report import Report, Settings, report_on

GRIDS = {
    "linear": LinearGrid((0.1,)),
    "mlp": ReluGrid((0.1,), width=4, depth=1, epochs=20, batch_size=20, learning_rate=0.01, attack_steps=2),
    "ntk": WideGrid((0.1,), attack_steps=2),
}


def made(threshold: float, family: str = "linear", **how) -> Report:
    recourse = RecourseSettings(target=usual_target(threshold), threshold=threshold, **how)
    return report_on(made_up(), Settings(grid=GRIDS[family], recourse=recourse, groups=()))


@pytest.mark.parametrize("family", GRIDS)
@pytest.mark.parametrize("method", [{"mode": "valid"}, {"method": "gs"}, {"method": "roar"}, {"mode": "fixed"}])
def test_it_decides_who_is_rejected_and_which_recourses_are_accepted(family, method):
    for threshold in (0.3, 0.6):
        report, cut = made(threshold, family, **method), logit(threshold)
        rows, run = report.instances, report.summary["runs"][0]
        assert (rows["score_nr"] <= cut).all()
        assert len(rows) == round((1.0 - run["models"]["non_robust"]["accepted"]) * 30)
        assert (rows["accepted_r"] == (rows["score_r"] > cut)).all()
        cross = "score_cross" if family == "ntk" else "score_nr_r"  # of wide networks Theorem 5 reads another score
        for name, score in (("found_nr", "score_nr_nr"), ("found_r", "score_r_r"), ("crosses", cross)):
            known = rows.filter(pl.col(score).is_not_null())
            assert (known[name] == (known[score] > cut)).all()
        if method != {"mode": "fixed"}:
            assert rows.filter(pl.col("status_nr").cast(pl.String) == "found")["found_nr"].all()
            assert rows["status_nr"].cast(pl.String).ne("already favourable").all()
        assert report.defects == []


def test_more_people_are_rejected_at_a_higher_threshold_and_the_models_are_the_same():
    low, usual, high = (made(threshold) for threshold in (0.2, 0.5, 0.8))
    rejected = [set(report.instances["instance"]) for report in (low, usual, high)]
    assert rejected[0] < rejected[1] < rejected[2]
    norms = {report.summary["runs"][0]["models"]["robust"]["weight_norm"] for report in (low, usual, high)}
    assert len(norms) == 1


def test_theorems_speak_of_the_same_scores_whatever_the_threshold():
    """Of the people whom both reject, with one target: only the floor is about another score."""
    target = usual_target(0.7)
    one, two = (
        report_on(made_up(), Settings(grid=GRIDS["linear"], recourse=RecourseSettings(target, threshold=t), groups=()))
        for t in (0.5, 0.7)
    )
    key = ["claim", "delta_source", "cost_source", "instance"]
    both = one.verdicts.join(two.verdicts, on=key, nulls_equal=True).filter(pl.col("claim") != "theorem1.floor")
    assert both.height > 0
    for name in ("lower", "value", "upper"):
        np.testing.assert_allclose(both[name], both[f"{name}_right"], rtol=1e-9, atol=1e-9)


def test_it_is_among_the_settings_and_reports_without_it_are_those_of_one_half():
    plain = json.loads(json.dumps(module.to_json(Settings(recourse=RecourseSettings(target=2.0, threshold=0.7)))))
    assert plain["recourse"]["threshold"] == 0.7
    assert module.from_json(plain).recourse.threshold == 0.7
    del plain["recourse"]["threshold"], plain["grid"]["class_weights"]
    assert module.from_json(plain).recourse.threshold == 0.5


@pytest.mark.parametrize("threshold", [0.0, 1.0, -0.5, float("nan"), 30.0])
def test_what_is_no_probability_is_refused(threshold):
    with pytest.raises(InputError, match="threshold must be a probability above 0 and below 1"):
        RecourseSettings(threshold=threshold)


def test_a_target_below_the_threshold_is_refused():
    with pytest.raises(InputError, match=r"target-score must be above 0.8473, where the models accept, not 0.4055"):
        RecourseSettings(threshold=0.7)
