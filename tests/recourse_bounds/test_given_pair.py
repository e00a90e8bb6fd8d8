"""Reports on pairs of models, and on data, that are given from Python."""

from functools import cache

import numpy as np
import pytest
from sklearn.linear_model import LogisticRegression
from sklearn.tree import DecisionTreeClassifier

import recourse_bounds as rb
from empirical.report.reproduction import settings_of


@cache
def data() -> rb.Dataset:
    return rb.load_data("breast-cancer")


@cache
def parts(scaling: str = "minmax") -> rb.Split:
    return rb.split(data(), seed=3, scaling=scaling)


@cache
def trees() -> rb.Pair:
    scaled, labels = parts().train[:, :-1], parts().train_labels
    small, large = (DecisionTreeClassifier(max_depth=depth, random_state=0).fit(scaled, labels) for depth in (2, 4))
    return rb.pair_from(small, large, parts(), columns="scaled")


@cache
def linear() -> rb.Pair:
    scaled, labels = parts("standard").train[:, :-1], parts("standard").train_labels
    weak, strong = (LogisticRegression(C=c, max_iter=5000).fit(scaled, labels) for c in (0.01, 1.0))
    return rb.pair_from(strong, weak, parts("standard"), columns="scaled")


@pytest.fixture(scope="module")
def of_trees(tmp_path_factory):
    """A report on two trees, and its folder."""
    folder = tmp_path_factory.mktemp("given") / "trees"
    return rb.report("breast-cancer", pair=trees(), method="gs", instances=4, out=folder), folder


def test_a_report_on_trees_measures_their_recourses_and_says_that_no_claim_speaks_of_them(of_trees):
    made, _ = of_trees
    assert made.instances["found_nr"].all()
    assert made.instances["cost_nr"].gt(0.0).all()
    assert set(made.verdicts["status"]) == {"inapplicable"}
    assert "pair of models given from Python" in repr(made)
    rows = made.instances["instance"].to_numpy()
    assert set(rows) <= set(parts().test_rows)
    assert (trees().natural.scores(parts().test[np.isin(parts().test_rows, rows)]) <= 0.0).all()


def test_a_report_on_linear_models_checks_all_claims_that_need_no_training():
    made = rb.report(data(), pair=linear(), instances=5)
    assert made.defects == []
    assert {"holds", "inapplicable"} <= set(made.verdicts["status"])
    assert made.summary["settings"]["scaling"] == "standard"


def test_what_was_given_is_recorded_and_cannot_be_made_again_without_it(of_trees):
    made, folder = of_trees
    assert made.summary["settings"]["pair"] == "DecisionTreeClassifier, DecisionTreeClassifier"
    with pytest.raises(rb.InputError, match="a pair of models given from Python: make it again there"):
        settings_of(folder)


def test_data_that_are_given_are_recorded_too(tmp_path):
    made = rb.report(data(), steps=2, instances=2, out=tmp_path / "made")
    assert made.summary["settings"]["data"] == {"kind": "given", "name": "breast-cancer"}
    with pytest.raises(rb.InputError, match="data given from Python: make it again there"):
        settings_of(tmp_path / "made")


def other() -> rb.Dataset:
    return rb.Dataset(**{**vars(data()), "labels": -data().labels})


REFUSED = {
    "no data": ({"pair": trees}, "give the data that the pair's split was made of"),
    "other labels": ({"data": other, "pair": trees}, "the pair's split is not of breast-cancer"),
    "training": ({"data": data, "pair": trees, "epsilons": lambda: 0.1}, "is given has no setting 'epsilons'"),
    "a kind of models": ({"data": data, "pair": trees, "model": lambda: "mlp"}, "leave model= out"),
    "scaling": ({"data": data, "pair": trees, "scaling": lambda: "minmax"}, "has no setting 'scaling'"),
    "a method that needs slopes": ({"data": data, "pair": trees}, "choose Growing Spheres"),
    "an array": ({"data": lambda: np.ones((2, 2))}, "a report is made of a name, a rb.TableFile or a rb.Dataset"),
}  # fmt: skip


@pytest.mark.parametrize("name", REFUSED)
def test_what_cannot_be_reported_is_refused_in_a_line(name):
    given, message = REFUSED[name]
    with pytest.raises(rb.InputError, match=message) as raised:
        rb.report(**{key: value() for key, value in given.items()})
    assert "\n" not in str(raised.value)
