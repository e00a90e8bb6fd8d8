"""Models of XGBoost, LightGBM and PyTorch, where these are installed: which side accepts, and their own predictions."""

from functools import cache
from types import ModuleType
from typing import Any

import jax
import numpy as np
import pytest

from empirical.data import Dataset, Feature, Split, load, split
from empirical.data.dataset import category
from empirical.data.decoding import decode
from empirical.errors import InputError
from empirical.models.external import model
from empirical.models.model import as_model
from empirical.recourse.methods.growing_spheres import GrowingSpheres


@cache
def parts() -> Split:
    return split(load("breast-cancer"), seed=0, scaling="standard")


def rows(part: str = "test") -> np.ndarray:
    return getattr(parts(), part)[:, :-1]


def good() -> np.ndarray:
    return parts().train_labels > 0.0


# Boosters

NAMES = {"class 1 accepts": (1, good), "class 0 accepts": (0, lambda: ~good())}


def xgboosted(library: ModuleType, labels: np.ndarray) -> tuple[Any, Any]:
    classifier = library.XGBClassifier(n_estimators=10).fit(rows("train"), labels.astype(int))
    data = library.DMatrix(rows("train"), label=labels.astype(int))
    return classifier, library.train({"objective": "binary:logistic", "seed": 0}, data, num_boost_round=10)


def lightgbmed(library: ModuleType, labels: np.ndarray) -> tuple[Any, Any]:
    classifier = library.LGBMClassifier(n_estimators=10, verbose=-1).fit(rows("train"), labels.astype(int))
    data = library.Dataset(rows("train"), label=labels.astype(int))
    return classifier, library.train({"objective": "binary", "verbose": -1}, data, num_boost_round=10)


LIBRARIES = {"xgboost": xgboosted, "lightgbm": lightgbmed}


@pytest.mark.parametrize("order", NAMES)
@pytest.mark.parametrize("name", LIBRARIES)
def test_boosted_trees_accept_where_they_predict_the_favourable_class(name, order):
    library = pytest.importorskip(name)
    favourable, labels = NAMES[order]
    classifier, booster = LIBRARIES[name](library, labels())
    accepted = classifier.predict(rows()) == favourable
    for given in (classifier, booster):
        made = model(given, parts(), columns="scaled", favourable=favourable)
        without = as_model(given, favourable=favourable)
        np.testing.assert_array_equal(made.scores(parts().test), without.scores(parts().test))
        assert np.mean((made.scores(parts().test) > 0.0) == accepted) > (0.9 if given is booster else 0.999)
        assert np.mean((made.scores(parts().test) > 0.0) == (parts().test_labels > 0.0)) > 0.9


def test_a_booster_that_was_told_no_objective_and_labels_0_and_1_is_refused():
    xgboost, lightgbm = pytest.importorskip("xgboost"), pytest.importorskip("lightgbm")
    for labels in (good().astype(int), 1 - good().astype(int)):
        boosters = (
            xgboost.train({}, xgboost.DMatrix(rows("train"), label=labels), num_boost_round=10),
            lightgbm.train({"verbose": -1}, lightgbm.Dataset(rows("train"), label=labels), num_boost_round=10),
        )
        for booster in boosters:
            with pytest.raises(InputError, match="the Booster predicts numbers near 0 and 1"):
                model(booster, parts(), columns="scaled", favourable=int(labels[good()][0]))
    signs = xgboost.train({}, xgboost.DMatrix(rows("train"), label=parts().train_labels), num_boost_round=10)
    accepted = model(signs, parts(), columns="scaled").scores(parts().test) > 0.0
    assert np.mean(accepted == (parts().test_labels > 0.0)) > 0.9


def test_linear_boosters_keep_their_base_score():
    library = pytest.importorskip("xgboost")
    given = library.XGBClassifier(n_estimators=10, booster="gblinear").fit(rows("train"), good().astype(int))
    made = model(given, parts(), columns="scaled")
    margins = given.predict(rows(), output_margin=True)
    close = np.abs(margins) < 5.0  # beyond, probabilities in float32 are nearly 1
    np.testing.assert_allclose(made.scores(parts().test)[close], margins[close], atol=1e-3)
    np.testing.assert_array_equal(made.scores(parts().test) > 0.0, margins > 0.0)


# PyTorch


@cache
def torch() -> Any:
    return pytest.importorskip("torch")


def module(outputs: int, kind: str = "float32") -> Any:
    """A network with a first guess at which side accepts, of which dropout makes noise unless it is evaluated."""
    library = torch()
    library.manual_seed(0)
    first = library.nn.Linear(30, 8)
    last = library.nn.Linear(8, max(outputs, 1))
    parts_ = [first, library.nn.Tanh(), library.nn.Dropout(0.5), last]
    if outputs == 0:
        parts_.append(library.nn.Flatten(0))
    made = library.nn.Sequential(*parts_).to(getattr(library, kind))
    return made.train()


def logits(given: Any) -> np.ndarray:
    """The outputs for the test rows, as PyTorch computes them in evaluation."""
    library = torch()
    given.eval()
    with library.no_grad():
        outputs = given(library.tensor(rows(), dtype=next(given.parameters()).dtype)).numpy()
    given.train()
    return outputs


FORMS = {"[n]": 0, "[n, 1]": 1, "[n, 2]": 2}


@pytest.mark.parametrize("kind", ["float32", "float64"])
@pytest.mark.parametrize("form", FORMS)
def test_a_module_is_asked_as_it_is_used_and_its_gradients_are_those_of_its_scores(form, kind):
    given = module(FORMS[form], kind)
    outputs = logits(given)
    expected = outputs[:, 1] - outputs[:, 0] if FORMS[form] == 2 else outputs.reshape(-1)
    for favourable, sign in ((1, 1.0), (0, -1.0)):
        made = model(given, parts(), columns="scaled", favourable=favourable)
        scores, slopes = made.scores_and_gradients(parts().test)
        np.testing.assert_allclose(scores, sign * expected, rtol=1e-5, atol=1e-6)
        np.testing.assert_allclose(made.scores(parts().test), scores, rtol=1e-5, atol=1e-6)
        assert not slopes[:, -1].any()
        step = 1e-2 if kind == "float32" else 1e-5
        for column in (0, 7):
            moved = step * np.eye(31)[column]
            rise = made.scores(parts().test + moved) - made.scores(parts().test - moved)
            np.testing.assert_allclose(slopes[:, column], rise / (2.0 * step), atol=1e-3 if step > 1e-3 else 1e-7)
    assert given.training
    assert all(part.training for part in given)


def test_a_network_accepts_where_it_is_positive_whatever_code_the_data_set_calls_favourable():
    library = torch()
    given = library.nn.Linear(30, 1)
    with library.no_grad():  # breast cancers are large
        given.weight.copy_(-library.ones(1, 30))
    named = parts()._replace(favourable="outcome = 0")
    scores = [model(given, one, columns="scaled").scores(parts().test) for one in (parts(), named)]
    np.testing.assert_array_equal(*scores)


def test_gradients_in_the_units_of_the_data_are_scaled():
    given = torch().nn.Sequential(torch().nn.Linear(30, 1, dtype=torch().float64))
    _, slopes = model(given, parts(), columns="encoded", favourable=1).scores_and_gradients(parts().test[:3])
    unscaled = rows()[:3] * parts().scale[:-1] + parts().shift[:-1]
    _, direct = as_model(given).scores_and_gradients(unscaled)
    np.testing.assert_allclose(slopes[:, :-1], direct * parts().scale[:-1], rtol=1e-9, atol=1e-12)


def test_probabilities_of_a_module_are_refused():
    library = torch()
    given = library.nn.Sequential(module(1), library.nn.Sigmoid())
    with pytest.raises(InputError, match="as probabilities do"):
        model(given, parts(), columns="scaled")


def test_a_module_of_other_columns_is_refused_in_a_line():
    library = torch()
    with pytest.raises(InputError, match="the network cannot score 30 columns") as raised:
        model(library.nn.Linear(7, 1), parts(), columns="scaled")
    with pytest.raises(InputError, match=r"column of the intercept, which rb\.model"):
        as_model(library.nn.Linear(30, 1)).scores(parts().test)
    assert "\n" not in str(raised.value)


# DataFrames of pandas, whose categories XGBoost and LightGBM read by themselves


@cache
def jobs() -> Split:
    """A table with a category that decides."""
    rng = np.random.default_rng(0)
    values = np.column_stack([rng.uniform(10.0, 90.0, 200), rng.integers(0, 3, 200)])
    labels = np.where(values[:, 0] + 40.0 * (values[:, 1] == 1.0) > 60.0, 1.0, -1.0)
    features = (Feature("income"), category("job", "clerk", "none", "smith"))
    return split(Dataset("jobs", features, values, labels, "good", "made up", ""), seed=0)


def table(rows: np.ndarray) -> Any:
    pandas = pytest.importorskip("pandas")
    values = decode(rows, jobs())
    names = np.array(["clerk", "none", "smith"])[values[:, 1].astype(int)]
    return pandas.DataFrame({"income": values[:, 0], "job": pandas.Categorical(names, ["smith", "none", "clerk"])})


CATEGORICAL = {
    "xgboost": lambda library: library.XGBClassifier(n_estimators=20, enable_categorical=True),
    "lightgbm": lambda library: library.LGBMClassifier(n_estimators=20, min_child_samples=5, verbose=-1),
}


@pytest.mark.parametrize("name", CATEGORICAL)
def test_categories_of_pandas_are_those_of_the_frame_that_is_given(name):
    library, data = pytest.importorskip(name), jobs()
    given = CATEGORICAL[name](library).fit(table(data.train), (data.train_labels > 0.0).astype(int))
    made = model(given, data, columns=table(data.train))
    np.testing.assert_array_equal(made.scores(data.test) > 0.0, given.predict(table(data.test)) == 1)
    assert np.mean((made.scores(data.test) > 0.0) == (data.test_labels > 0.0)) > 0.9
    rejected = data.test[made.scores(data.test) <= 0.0][:3]
    found = GrowingSpheres(samples=100)(made, rejected, data.space, key=jax.random.key(0))
    assert found.found.all()
    assert (given.predict(table(found.points)) == 1).all()
