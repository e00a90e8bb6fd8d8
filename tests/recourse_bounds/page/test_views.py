import json

import pytest
from support.reports import EPSILONS, SEEDS, made_up

from empirical.families.linear.settings import LinearGrid
from empirical.report import Settings, report_on
from recourse_bounds.page.views import views_payload

SETTINGS = Settings(grid=LinearGrid(EPSILONS, SEEDS, steps=(20,)), groups=("sex",), instances=8)


@pytest.fixture(scope="module")
def report():
    return report_on(made_up(), SETTINGS)


@pytest.fixture(scope="module")
def views(report):
    return views_payload(report)


def test_every_setting_has_its_means_and_the_accuracy_of_its_models(report, views):
    assert [setting["epsilon"] for setting in views["settings"]] == [*EPSILONS]
    for setting, entry in zip(views["settings"], report.summary["sweep"], strict=True):
        means = setting["means"]
        assert {*entry["means"], "accuracy_nr", "accuracy_r"} <= {*means}
        assert means["cost_nr"][0] == pytest.approx(entry["means"]["cost_nr"]["mean"], rel=1e-5)
        assert means["cost_nr"][3] == entry["means"]["cost_nr"]["count"]


def test_accuracies_are_means_over_the_seeds_with_their_interval(report, views):
    for setting in views["settings"]:
        runs = [run for run in report.summary["runs"] if run["epsilon"] == setting["epsilon"]]
        accuracies = [run["models"]["robust"]["accuracy"] for run in runs]
        mean, low, high, _ = setting["means"]["accuracy_r"]
        assert mean == pytest.approx(sum(accuracies) / len(accuracies), rel=1e-5)
        assert low <= mean <= high


def test_each_group_at_each_setting_has_every_quantity_once(report, views):
    rows = report.summary["groups"]["rows"]
    assert sum(len(group["means"]) for group in views["groups"]) == len(rows)
    for row in rows:
        (group,) = [one for one in views["groups"] if all(one[name] == row[name] for name in ("group", "epsilon"))]
        known = [value if value is None else pytest.approx(value, rel=1e-5) for value in map(row.get, ("mean", "low"))]
        assert group["means"][row["quantity"]][:2] == known


def test_the_first_claim_is_one_of_the_report(report, views):
    assert views["first"] in {count["claim"] for count in report.summary["claims"]}


def test_it_is_plain_data_without_infinite_numbers(views):
    def refuse(text):
        raise AssertionError(text)

    assert json.loads(json.dumps(views), parse_constant=refuse) == views


def test_a_setting_without_rejected_people_has_no_means(report):
    entry = {"steps": None, "ridge": None, "epsilon": 0.1, "seeds": 0, "instances": 0, "means": {}}
    settings = {"grid": {"kind": "linear"}}
    summary = {"claims": [], "autoencoders": [], "sweep": [entry], "runs": [], "settings": settings}
    empty = report._replace(summary={**summary, "groups": {"rows": []}})
    assert views_payload(empty)["settings"][0]["means"] == {}
    assert views_payload(empty)["first"] == ""
