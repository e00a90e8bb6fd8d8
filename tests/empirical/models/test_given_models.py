"""Models on the columns that people fit them on: rows of a design get the scores of the rows that they stand for."""

from functools import cache
from typing import Any

import equinox as eqx
import jax
import jax.numpy as jnp
import numpy as np
import polars as pl
import pytest
from sklearn.compose import make_column_transformer
from sklearn.cross_decomposition import PLSRegression
from sklearn.ensemble import RandomForestClassifier
from sklearn.linear_model import LinearRegression, LogisticRegression, Ridge
from sklearn.model_selection import FixedThresholdClassifier, TunedThresholdClassifierCV
from sklearn.neighbors import KNeighborsClassifier
from sklearn.pipeline import Pipeline, make_pipeline
from sklearn.preprocessing import OneHotEncoder, OrdinalEncoder, StandardScaler
from sklearn.svm import LinearSVC
from sklearn.tree import DecisionTreeClassifier

from empirical.data import Dataset, Feature, Split, load, split
from empirical.data.dataset import category, yes_no
from empirical.data.decoding import decode
from empirical.errors import InputError
from empirical.models.external import model, pair_from
from empirical.models.linear_score import LinearScore
from empirical.models.model import HostModel, LinearModel, TracedModel, as_model
from empirical.recourse.methods.growing_spheres import GrowingSpheres
from empirical.recourse.methods.scfe import SCFE
from empirical.recourse.result import RecourseStatus

KEY = jax.random.key(0)
SCALINGS = ("minmax", "standard")


@cache
def data() -> Dataset:
    """Loans with a column of every kind: a whole number, a number, texts, codes 0 and 1, truth values, other codes."""
    rng = np.random.default_rng(0)
    ages, incomes = rng.integers(18, 80, 240), rng.uniform(10.0, 90.0, 240)
    codes = [rng.integers(0, size, 240) for size in (3, 2, 2, 3)]
    labels = np.where(incomes + 0.2 * ages + 15.0 * (codes[0] == 1) + 10.0 * codes[1] > 65.0, 1.0, -1.0)
    features = (
        Feature("age", integer=True),
        Feature("income"),
        category("job", "clerk", "none", "smith"),
        yes_no("phone"),
        category("owns", "False", "True"),
        category("zone", "2", "7", "9"),
    )
    values = np.column_stack([ages, incomes, *codes])
    return Dataset("loans", features, values, labels, "outcome = approved", "made up", "")


@cache
def parts(scaling: str = "minmax") -> Split:
    return split(data(), seed=0, scaling=scaling)


def frame(rows: Any = slice(None)) -> pl.DataFrame:
    """The table as polars reads it from a file."""
    values = data().values[rows]
    texts = {
        one.name: np.array(one.levels)[values[:, index].astype(int)]
        for index, one in enumerate(data().features)
        if one.levels
    }
    return pl.DataFrame(
        {
            "age": values[:, 0].astype(int),
            "income": values[:, 1],
            "job": texts["job"].tolist(),
            "phone": texts["phone"].astype(int),
            "owns": (texts["owns"] == "True"),
            "zone": texts["zone"].astype(int),
        }
    )


def outcomes() -> np.ndarray:
    return np.where(data().labels > 0.0, "approved", "denied").astype(object)


def pipeline(classifier: Any, encoder: Any = None) -> Pipeline:
    """A pipeline on the columns of the table, which encodes them itself."""
    encode = make_column_transformer(
        (encoder or OneHotEncoder(), ["job", "phone", "owns", "zone"]), (StandardScaler(), ["age", "income"])
    )
    return make_pipeline(encode, classifier).fit(frame(), outcomes())


PIPELINES = {
    "logistic regression": lambda: pipeline(LogisticRegression()),
    "a forest": lambda: pipeline(RandomForestClassifier(5, random_state=0), OrdinalEncoder()),
    "neighbours": lambda: pipeline(KNeighborsClassifier(3)),
}


@pytest.mark.parametrize("scaling", SCALINGS)
@pytest.mark.parametrize("name", PIPELINES)
def test_a_pipeline_on_the_table_scores_the_rows_of_the_table(name, scaling):
    """The favourable class has the name that the data set gives it, though it is the first one."""
    given, data_ = PIPELINES[name](), parts(scaling)
    made = model(given, data_)
    predicted = given.predict(frame(data_.test_rows)) == "approved"
    scores = made.scores(data_.test)
    np.testing.assert_array_equal((scores > 0.0)[scores != 0.0], predicted[scores != 0.0])
    if hasattr(given, "decision_function"):
        np.testing.assert_allclose(scores, -given.decision_function(frame(data_.test_rows)), rtol=1e-9, atol=1e-9)


def test_recourses_of_a_pipeline_are_rows_of_the_table_that_it_accepts():
    given, data_ = PIPELINES["a forest"](), parts()
    made = model(given, data_)
    rejected = data_.test[made.scores(data_.test) <= 0.0][:5]
    found = GrowingSpheres(samples=200)(made, rejected, data_.space, key=KEY)
    assert found.found.all()
    assert (made.scores(found.points) > 0.0).all()


def test_the_types_of_a_table_are_those_of_the_frame_that_is_given():
    """Codes that were read as texts stay texts, and enumerations stay enumerations."""
    other = frame().with_columns(pl.col("zone", "phone").cast(pl.String), pl.col("job").cast(pl.Categorical))
    encode = make_column_transformer((OneHotEncoder(), ["job", "zone", "phone"]), remainder="drop")
    given = make_pipeline(encode, LogisticRegression()).fit(other, outcomes())
    expected = -given.decision_function(other[parts().test_rows])
    np.testing.assert_allclose(model(given, parts(), columns=other).scores(parts().test), expected, rtol=1e-9)
    with pytest.raises(InputError, match="a model cannot score rows of the table"):
        model(given, parts(), columns="original")


def encoded(scaling: str = "minmax") -> np.ndarray:
    one = parts(scaling)
    return one.train[:, :-1] * one.scale[:-1] + one.shift[:-1]


def test_named_columns_are_found_whatever_their_order():
    names = list(reversed(parts().names[:-1]))[:4]
    columns = pl.DataFrame(dict(zip(parts().names[:-1], encoded().T, strict=True)))[names]
    for classifier in (LogisticRegression(max_iter=5000), DecisionTreeClassifier(max_depth=3)):
        given = classifier.fit(columns, parts().train_labels)
        made = model(given, parts())
        predicted = given.predict(columns) > 0.0
        np.testing.assert_array_equal(made.scores(parts().train) > 0.0, predicted)
    assert isinstance(model(LogisticRegression(max_iter=5000).fit(columns, parts().train_labels), parts()), LinearModel)


@pytest.mark.parametrize("names", [("x1", "x2"), ("f0", "f1"), ("Column_0", "Column_1")])
@pytest.mark.parametrize("kind", [LogisticRegression, DecisionTreeClassifier])
def test_columns_of_the_table_are_found_by_name_though_a_library_could_have_made_their_names_up(names, kind):
    values = np.random.default_rng(0).uniform(-1.0, 1.0, size=(200, 2))
    labels = np.where(values[:, 0] > 0.2, 1.0, -1.0)
    made = split(Dataset("made", tuple(map(Feature, names)), values, labels, "good", "made up", ""), seed=0)
    rows = decode(made.test, made)
    for order in (names, names[::-1]):
        columns = {name: values[:, names.index(name)] for name in order}
        given = kind().fit(pl.DataFrame(columns), labels)
        expected = given.predict(pl.DataFrame({name: rows[:, names.index(name)] for name in order}))
        np.testing.assert_array_equal(model(given, made).scores(made.test) > 0.0, expected > 0.0)


@pytest.mark.parametrize("columns", ["scaled", "encoded"])
def test_the_intercept_never_reaches_a_model(columns):
    seen = []

    class Watched(DecisionTreeClassifier):
        def predict_proba(self, X: Any, check_input: bool = True) -> Any:
            seen.append(np.asarray(X).shape[1])
            return super().predict_proba(X, check_input)

    width = parts().train.shape[1] - 1
    rows = parts().train[:, :-1] if columns == "scaled" else encoded()
    given = Watched(max_depth=3).fit(rows, parts().train_labels)
    model(given, parts(), columns=columns).scores_and_gradients(parts().test)
    if columns == "scaled":
        as_model(given).scores_and_gradients(parts().test)
    assert set(seen) == {width}


@pytest.mark.parametrize("method", [SCFE(), GrowingSpheres(samples=100)])
def test_a_classifier_without_intercept_column_gets_recourses_for_rows_of_a_design(method):
    given = LogisticRegression().fit(parts().train[:, :-1], parts().train_labels)
    found = method(given, parts().test, parts().space, key=KEY)
    rejected = given.predict(parts().test[:, :-1]) < 0.0
    assert found.found[rejected].all()
    assert (found.status[~rejected] == RecourseStatus.ALREADY_FAVOURABLE).all()
    assert (given.predict(found.points[rejected][:, :-1]) > 0.0).all()


def test_a_classifier_that_was_fitted_with_the_constant_column_gets_it():
    given = DecisionTreeClassifier(max_depth=3).fit(parts().train, parts().train_labels)
    np.testing.assert_array_equal(as_model(given).scores(parts().test) > 0.0, given.predict(parts().test) > 0.0)


def test_all_differences_are_asked_in_one_call_and_a_search_takes_few():
    class Counted:
        calls, rows = 0, 0
        n_features_in_ = parts().train.shape[1] - 1
        classes_ = given = None

        def predict_proba(self, X: Any) -> Any:
            Counted.calls += 1
            Counted.rows += len(X)
            return neighbours.predict_proba(X)

    neighbours = KNeighborsClassifier(5).fit(parts().train[:, :-1], parts().train_labels)
    made, rejected = as_model(Counted()), parts().test[neighbours.predict(parts().test[:, :-1]) < 0.0][:1]
    made.scores_and_gradients(rejected)
    assert (Counted.calls, Counted.rows) == (2, 1 + 2 * parts().train.shape[1])
    found = GrowingSpheres()(made, rejected, parts().space, key=KEY)
    assert found.found.all()
    assert Counted.calls < 100


# Functions and networks

WIDTH = 10
WEIGHTS = np.array([0.02, 0.1, -1.0, 0.5, 0.1, 0.9, 0.0, 0.2, -0.1, 0.0])


def expected(rows: Any) -> np.ndarray:
    return np.tanh(rows @ WEIGHTS - 6.0)


class Net(eqx.Module):
    """A network whose outputs are one logit, in a row or not, or two."""

    weights: Any
    shape: str = eqx.field(static=True)

    def __call__(self, x: Any) -> Any:
        score = jnp.tanh(x @ self.weights - 6.0)
        return {"[]": score, "[1]": score[None], "[2]": jnp.stack([-score / 2.0, score / 2.0])}[self.shape]


FUNCTIONS = {
    "JAX": (lambda x: jnp.tanh(x @ jnp.asarray(WEIGHTS) - 6.0), TracedModel),
    "equinox": (Net(jnp.asarray(WEIGHTS), "[]"), TracedModel),
    "equinox, one logit": (Net(jnp.asarray(WEIGHTS), "[1]"), TracedModel),
    "equinox, two logits": (Net(jnp.asarray(WEIGHTS), "[2]"), TracedModel),
    "numpy": (expected, HostModel),
    "numpy, one column": (lambda rows: expected(rows)[:, None], HostModel),
    "numpy, two logits": (lambda rows: np.outer(expected(rows), [-0.5, 0.5]), HostModel),
}


@pytest.mark.parametrize("scaling", SCALINGS)
@pytest.mark.parametrize("name", FUNCTIONS)
def test_functions_score_encoded_rows_with_their_gradients(name, scaling):
    given, kind = FUNCTIONS[name]
    one = parts(scaling)
    made = model(given, one)
    assert isinstance(made, kind)
    rows = one.test[:, :-1] * one.scale[:-1] + one.shift[:-1]
    scores, slopes = made.scores_and_gradients(one.test)
    np.testing.assert_allclose(scores, expected(rows), rtol=1e-9)
    true = (1.0 - expected(rows) ** 2)[:, None] * (WEIGHTS * one.scale[:-1])
    np.testing.assert_allclose(slopes, np.column_stack([true, np.zeros(len(true))]), atol=1e-7)


def test_networks_in_float32_are_asked_in_float32():
    given = Net(jnp.asarray(WEIGHTS, jnp.float32), "[]")
    rows = parts().test[:, :-1] * parts().scale[:-1] + parts().shift[:-1]
    np.testing.assert_allclose(model(given, parts()).scores(parts().test), expected(rows), atol=1e-5)


def test_differences_of_a_score_in_float32_take_its_rounding_into_account():
    def single(rows: Any) -> Any:
        return expected(rows).astype(np.float32)

    _, slopes = model(single, parts()).scores_and_gradients(parts().test)
    _, true = model(expected, parts()).scores_and_gradients(parts().test)
    np.testing.assert_allclose(slopes, true, rtol=1e-2, atol=1e-2)


def test_a_function_that_changes_is_compiled_anew_for_a_new_model():
    shift = {"by": 0.0}

    def changing(x: Any) -> Any:
        return jnp.tanh(x @ jnp.asarray(WEIGHTS) - 6.0 + shift["by"])

    before = model(changing, parts()).scores(parts().test)
    shift["by"] = 1.0
    assert not np.allclose(before, model(changing, parts()).scores(parts().test))


def test_a_function_of_the_table_gets_a_frame():
    made = model(lambda table: np.asarray(table["income"], float) - 40.0, parts(), columns="original")
    np.testing.assert_allclose(made.scores(parts().test), data().values[parts().test_rows, 1] - 40.0)


# Which class accepts, and from where

SIDES = {
    "the name that the data set has": ("approved", "denied", {}),
    "two codes": (1, 2, {"favourable": 1}),
    "a number written otherwise": (1, 2, {"favourable": 1.0}),
    "1 of 0 and 1": (1, 0, {}),
    "true of false and true": (True, False, {}),
    "a word": ("repaid", "default", {"favourable": "repaid"}),
}


@pytest.mark.parametrize("name", SIDES)
@pytest.mark.parametrize("kind", [LogisticRegression, DecisionTreeClassifier])
def test_the_favourable_class_accepts(name, kind):
    good, bad, said = SIDES[name]
    given = kind().fit(parts().train[:, :-1], [good if one > 0.0 else bad for one in parts().train_labels])
    made = model(given, parts(), columns="scaled", **said)
    np.testing.assert_array_equal(made.scores(parts().test) > 0.0, given.predict(parts().test[:, :-1]) == good)


def test_several_of_many_classes_may_accept():
    classes = np.where(parts().train_labels > 0.0, np.arange(len(parts().train)) % 2, 2)
    given = RandomForestClassifier(10, random_state=0).fit(parts().train[:, :-1], classes)
    scores = model(given, parts(), columns="scaled", favourable=[0, 1]).scores(parts().test)
    predicted = given.predict(parts().test[:, :-1])
    np.testing.assert_array_equal((scores > 0.0)[scores != 0.0], np.isin(predicted, (0, 1))[scores != 0.0])


def test_a_threshold_is_that_of_the_probability():
    given = LogisticRegression().fit(parts().train[:, :-1], parts().train_labels)
    made = model(given, parts(), columns="scaled", threshold=0.8)
    np.testing.assert_array_equal(
        made.scores(parts().test) > 0.0, given.predict_proba(parts().test[:, :-1])[:, 1] > 0.8
    )
    settings: Any = {"threshold": 0.8}
    own = FixedThresholdClassifier(LogisticRegression(), **settings).fit(parts().train[:, :-1], parts().train_labels)
    np.testing.assert_allclose(model(own, parts(), columns="scaled").scores(parts().test), made.scores(parts().test))


CUT: Any = FixedThresholdClassifier  # whose stubs know no numbers
OWN: dict[str, Any] = {
    "a decision value": lambda: CUT(LogisticRegression(), response_method="decision_function", threshold=0.3),
    "one that is no probability": lambda: CUT(LogisticRegression(), response_method="decision_function", threshold=1.5),
    "of the first class": lambda: CUT(
        LogisticRegression(), response_method="decision_function", threshold=0.6, pos_label=-1.0
    ),
    "without probabilities": lambda: CUT(LinearSVC(), threshold=-0.2),
    "tuned": lambda: TunedThresholdClassifierCV(LogisticRegression(), response_method="decision_function", cv=2),
    "a probability": lambda: CUT(LogisticRegression(), threshold=0.3),
}


@pytest.mark.parametrize("favourable", [1.0, -1.0])
@pytest.mark.parametrize("name", OWN)
def test_a_threshold_of_the_classifier_itself_is_compared_with_what_it_compares_it_with(name, favourable):
    given = OWN[name]().fit(parts().train[:, :-1], favourable * parts().train_labels)
    made = model(given, parts(), columns="scaled", favourable=favourable)
    rows = np.vstack([parts().train, parts().test])
    np.testing.assert_array_equal(made.scores(rows) > 0.0, given.predict(rows[:, :-1]) == favourable)


def test_whatever_is_said_of_a_model_or_a_linear_score_is_heeded_or_refused():
    rows, weights = parts().test, np.append(np.ones(WIDTH), -2.0)
    score = LinearScore(weights[:-1], -2.0)
    for given in (LinearModel(weights), HostModel(lambda rows: rows @ weights), score):
        said: dict[str, Any] = {"columns": "scaled"} if given is score else {}
        made = model(given, parts(), threshold=0.9, **said)
        np.testing.assert_allclose(made.scores(rows), rows @ weights - np.log(9.0))
    turned_round = model(score, parts(), threshold=0.9, columns="scaled", favourable=0)
    np.testing.assert_allclose(turned_round.scores(rows), -(rows @ weights) - np.log(9.0))
    refused: list[dict[str, Any]] = [{"columns": "nonsense"}, {"favourable": 0}]
    for more in refused:
        with pytest.raises(InputError, match="leave columns= and favourable= out"):
            model(LinearModel(weights), parts(), **more)
    with pytest.raises(InputError, match=r"a LinearScore has no class 'yes' .* its classes are 0, 1"):
        model(score, parts(), columns="scaled", favourable="yes")


def labelled(*names: Any) -> Any:
    classes = [names[index % len(names)] for index in range(len(parts().train))]
    return DecisionTreeClassifier(max_depth=2).fit(parts().train[:, :-1], classes)


def turned() -> Any:
    return LogisticRegression().fit(parts().train[:, :-1], -parts().train_labels)


BAD = {
    "codes of which nobody said": (
        lambda: (labelled(1, 2), {}),
        r"which class of DecisionTreeClassifier .* one of 1, 2",
    ),
    "a class that there is none of": (lambda: (labelled("a", "b"), {"favourable": "c"}), r"no class 'c' .* 'a', 'b'"),
    "every class": (lambda: (labelled("a", "b"), {"favourable": ["a", "b"]}), "names every class"),
    "one class": (lambda: (labelled(1), {}), "knows one class alone"),
    "a threshold for three": (lambda: (labelled(1, 2, 3), {"favourable": 1, "threshold": 0.2}), "is about two classes"),
    "a threshold of 1": (
        lambda: (labelled(0, 1), {"threshold": 1.0}),
        "threshold must be a probability above 0 and below 1",
    ),
    "the wrong way round": (lambda: (turned(), {}), r"agrees with \d+ % of the training labels: it accepts \d+ %"),
    "probabilities": (lambda: (lambda rows: 1.0 / (1.0 + np.exp(-expected(rows))), {}), "as probabilities do"),
    "other columns": (
        lambda: (labelled(0, 1), {"columns": "table"}),
        "columns must be one of encoded, scaled, original",
    ),
    "a column of its own": (
        lambda: (DecisionTreeClassifier().fit(pl.DataFrame({"height": [1.0, 2.0]}), [0, 1]), {}),
        "fitted on a column 'height' that the encoded data does not have; it has age, income",
    ),
    "a width of its own": (lambda: (DecisionTreeClassifier().fit(np.eye(3), [0, 1, 0]), {}), "cannot score 10 columns"),
    "a number": (lambda: (3.0, {}), "a model must be a function of an instance"),
}


@pytest.mark.parametrize("name", BAD)
def test_what_cannot_be_a_model_is_refused_in_a_line(name):
    make, message = BAD[name]
    given, said = make()
    fitted = {"columns": "scaled"} if getattr(given, "n_features_in_", 0) == WIDTH else {}
    with pytest.raises(InputError, match=message) as raised:
        model(given, parts(), **{**fitted, **said})
    assert "\n" not in str(raised.value)


def regressed(kind: Any, labels: np.ndarray) -> Any:
    return kind.fit(parts().train[:, :-1], labels)


def test_weights_that_are_not_those_of_the_predictions_make_no_linear_model():
    given = regressed(PLSRegression(2), parts().train_labels)
    with pytest.raises(InputError, match="PLSRegression is none"):
        model(given, parts(), columns="scaled")

    def predicted(rows: np.ndarray) -> np.ndarray:
        return given.predict(rows).reshape(-1)

    made = model(predicted, parts(), columns="scaled")
    np.testing.assert_allclose(made.scores(parts().test), predicted(parts().test[:, :-1]), atol=1e-9)


class OffByAThird(LogisticRegression):
    """A classifier that adds to its weighted sum, as gblinear of XGBoost does."""

    def decision_function(self, X: Any) -> Any:
        return super().decision_function(X) + 1.0 / 3.0


def test_a_classifier_that_adds_a_constant_keeps_it():
    given = regressed(OffByAThird(), parts().train_labels)
    made = model(given, parts(), columns="scaled")
    np.testing.assert_allclose(made.scores(parts().test), given.decision_function(parts().test[:, :-1]), atol=1e-9)


@pytest.mark.parametrize("kind", [LinearRegression(), Ridge(1.0)])
def test_a_regression_on_labels_0_and_1_is_refused_and_one_on_both_signs_is_taken(kind):
    labels = parts().train_labels
    with pytest.raises(InputError, match=r"predicts numbers near 0 and 1, of which \d+ % are positive"):
        model(regressed(kind, (labels > 0.0).astype(float)), parts(), columns="scaled")
    given = regressed(kind, labels)
    made = model(given, parts(), columns="scaled")
    np.testing.assert_allclose(made.scores(parts().test), given.predict(parts().test[:, :-1]), atol=1e-9)


def test_a_pair_that_is_the_wrong_way_round_is_refused_whoever_made_it():
    good = LinearScore(np.append(np.zeros(1), np.append(1.0, np.zeros(8))), -45.0)
    wrong = HostModel(lambda rows: 0.5 - rows[:, 1])
    with pytest.raises(InputError, match=r"the robust model agrees with \d+ % of the training labels"):
        pair_from(good, wrong, parts())
    negated = LinearScore(-good.weights, -good.intercept)
    with pytest.raises(InputError, match="negate its weights and its intercept") as raised:
        pair_from(good, negated, parts())
    assert "=" not in str(raised.value)  # a file of weights has no favourable= and no columns=
    assert pair_from(good, good, parts()).natural.scores(parts().test).shape == (48,)


@pytest.mark.parametrize("estimator", [DecisionTreeClassifier(max_depth=3, random_state=0), LogisticRegression()])
def test_scaled_columns_that_nobody_mentions_are_asked_for(estimator):
    data = split(load("breast-cancer"), seed=0)
    fitted = estimator.fit(data.train[:, :-1], data.train_labels)
    with pytest.raises(InputError, match=r'which columns does the model take\? .* say columns="scaled"'):
        model(fitted, data)
    assert model(fitted, data, columns="encoded").scores(data.test).shape == data.test_labels.shape
    agrees = (model(fitted, data, columns="scaled").scores(data.test) > 0.0) == (data.test_labels > 0.0)
    assert agrees.mean() > 0.9
