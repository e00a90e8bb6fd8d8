"""Models from what users have: modules, functions, classifiers; their scores, gradients and compilations."""

from functools import partial
from typing import Any, NamedTuple

import equinox as eqx
import jax
import jax.numpy as jnp
import numpy as np
import pytest
from jax.tree_util import Partial
from sklearn.ensemble import GradientBoostingClassifier
from sklearn.linear_model import LogisticRegression
from sklearn.tree import DecisionTreeClassifier

from empirical.errors import InputError
from empirical.models import model as models
from empirical.models.lowered import lowered
from empirical.models.model import HostModel, LinearModel, Model, TracedModel, as_model
from empirical.recourse.methods.growing_spheres import GrowingSpheres
from empirical.recourse.methods.roar import ROAR
from empirical.recourse.methods.scfe import SCFE
from empirical.recourse.result import RecourseStatus

KEY = jax.random.key(0)
WIDTH = 4
RNG = np.random.default_rng(0)
POINTS = RNG.normal(size=(30, WIDTH))
WEIGHTS = RNG.normal(size=WIDTH)


def curved(weights: Any, x: Any) -> Any:
    return jnp.tanh(x @ weights) + 0.1 * x[0]


class Curved(eqx.Module):
    """The same as a module, with a setting that is no array."""

    weights: Any
    share: float = 0.1
    name: str = "array"

    def __call__(self, x: Any) -> Any:
        assert isinstance(self.name, str)
        return jnp.tanh(x @ self.weights) + self.share * x[0]


class Plain(NamedTuple):
    """The same over numpy arrays."""

    weights: np.ndarray

    def __call__(self, x: Any) -> Any:
        return curved(self.weights, x)


GIVEN = {
    "a module": Curved(jnp.asarray(WEIGHTS)),
    "a closure": lambda x: curved(jnp.asarray(WEIGHTS), x),
    "a partial": partial(curved, WEIGHTS),
    "a Partial": Partial(curved, jnp.asarray(WEIGHTS)),
    "numpy leaves": Plain(WEIGHTS),
    "outside JAX": HostModel(lambda points: np.tanh(points @ WEIGHTS) + 0.1 * points[:, 0]),
}


@pytest.mark.parametrize("name", GIVEN)
def test_scores_and_gradients(name):
    model = as_model(GIVEN[name])
    assert isinstance(model, Model)
    scores, gradients = model.scores_and_gradients(POINTS)
    inner = np.tanh(POINTS @ WEIGHTS)
    np.testing.assert_allclose(scores, inner + 0.1 * POINTS[:, 0], rtol=1e-12)
    np.testing.assert_allclose(model.scores(POINTS), scores, rtol=1e-12)
    slopes = (1.0 - inner**2)[:, None] * WEIGHTS + 0.1 * np.eye(WIDTH)[0]
    np.testing.assert_allclose(gradients, slopes, rtol=0, atol=1e-8 if name == "outside JAX" else 1e-14)


def test_a_linear_model():
    scores, gradients = LinearModel(WEIGHTS).scores_and_gradients(POINTS)
    np.testing.assert_allclose(scores, POINTS @ WEIGHTS)
    np.testing.assert_array_equal(LinearModel(WEIGHTS).scores(POINTS), scores)
    np.testing.assert_array_equal(gradients, np.tile(WEIGHTS, (30, 1)))


@pytest.mark.parametrize(("kind", "slack"), [(np.float32, 2e-3), (np.float64, 1e-9)])
def test_differences_are_near_the_gradient_in_either_precision(kind, slack):
    weights = WEIGHTS.astype(kind)
    _, gradients = HostModel(lambda points: np.sin(points @ weights)).scores_and_gradients(POINTS.astype(kind))
    assert gradients.dtype == kind
    np.testing.assert_allclose(gradients, np.cos(POINTS @ WEIGHTS)[:, None] * WEIGHTS, atol=slack)


def test_gradients_that_are_given_are_taken():
    asked = []

    def both(points: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        asked.append(len(points))
        return points @ WEIGHTS, np.tile(WEIGHTS, (len(points), 1))

    _, gradients = HostModel(lambda points: points @ WEIGHTS, both).scores_and_gradients(POINTS)
    np.testing.assert_array_equal(gradients, np.tile(WEIGHTS, (30, 1)))
    assert asked == [30]


LABELS = (POINTS @ WEIGHTS + 0.5 * RNG.normal(size=30) > 0.0).astype(int)
CLASSIFIERS = {
    "logistic regression": LogisticRegression(),
    "gradient boosting": GradientBoostingClassifier(n_estimators=3),
    "a tree, which is certain": DecisionTreeClassifier(random_state=0),
}


class WithoutDecisions(NamedTuple):
    """A classifier that has probabilities alone."""

    classifier: Any

    def predict_proba(self, points: np.ndarray) -> np.ndarray:
        return self.classifier.predict_proba(points)


@pytest.mark.parametrize("wrapped", [False, True])
@pytest.mark.parametrize("name", CLASSIFIERS)
def test_a_classifier_is_accepted_where_it_predicts_its_second_class(name, wrapped):
    classifier = CLASSIFIERS[name].fit(POINTS, LABELS)
    model = as_model(WithoutDecisions(classifier) if wrapped else classifier)
    scores = model.scores(POINTS)
    assert np.isfinite(scores).all()
    np.testing.assert_array_equal(scores > 0.0, classifier.predict(POINTS) == 1)
    uncertain = np.abs(scores) < 30.0
    odds = classifier.predict_proba(POINTS)[uncertain, 1]
    np.testing.assert_allclose(scores[uncertain], np.log(odds / (1.0 - odds)), rtol=1e-6)
    assert np.isfinite(model.scores_and_gradients(POINTS)[1]).all()


METHODS = dict(zip(CLASSIFIERS, (SCFE(), GrowingSpheres(samples=64), GrowingSpheres(samples=64)), strict=True))


@pytest.mark.parametrize(("name", "method"), METHODS.items(), ids=METHODS)
def test_a_classifier_can_be_explained(name, method):
    """Trees have no slope that SCFE could follow."""
    classifier = CLASSIFIERS[name].fit(POINTS, LABELS)
    inputs = POINTS.copy()
    inputs[-1, 0] = np.nan
    found = method(classifier, inputs, key=KEY)
    needed = np.append(classifier.predict(POINTS[:-1]) == 0, False)
    assert needed.any()
    assert found.found[needed].all()
    assert (classifier.predict(found.points[found.found]) == 1).all()
    assert (found.status[:-1][~needed[:-1]] == RecourseStatus.ALREADY_FAVOURABLE).all()
    assert found.status[-1] == RecourseStatus.NOT_FOUND


@pytest.mark.parametrize("method", [SCFE(), SCFE(mode="fixed"), ROAR()])
def test_a_tree_has_no_slope_that_a_method_could_follow(method):
    classifier = CLASSIFIERS["a tree, which is certain"].fit(POINTS, LABELS)
    with pytest.raises(InputError, match="choose Growing Spheres"):
        method(classifier, POINTS, key=KEY)


def test_a_tree_with_another_threshold_has_no_slope_either():
    classifier = CLASSIFIERS["a tree, which is certain"].fit(POINTS, LABELS)
    with pytest.raises(InputError, match="choose Growing Spheres"):
        SCFE()(lowered(as_model(classifier), 0.4), POINTS, key=KEY)


def test_the_gradient_of_logistic_regression_is_its_weights():
    classifier = LogisticRegression().fit(POINTS, LABELS)
    _, gradients = as_model(classifier).scores_and_gradients(POINTS)
    np.testing.assert_allclose(gradients, np.tile(classifier.coef_, (30, 1)), rtol=1e-8)


@pytest.mark.parametrize("classifier", [LogisticRegression(), DecisionTreeClassifier()])
def test_three_classes_are_refused(classifier):
    classifier.fit(POINTS, np.arange(30) % 3)
    with pytest.raises(ValueError, match=r"which class of \w+ accepts"):
        SCFE()(classifier, POINTS, key=KEY)


@pytest.mark.parametrize("given", [3.0, "score", WEIGHTS, None])
def test_what_is_no_model_is_refused(given):
    with pytest.raises(TypeError, match="a model must be a function of an instance, a classifier"):
        as_model(given)


def test_a_model_is_itself():
    for given in (LinearModel(WEIGHTS), TracedModel(Partial(curved, WEIGHTS)), HostModel(len)):
        assert as_model(given) is given


def test_models_of_one_architecture_compile_once():
    def network(seed: int) -> Any:
        return eqx.nn.MLP(WIDTH, "scalar", 8, 2, key=jax.random.key(seed), dtype=np.float64)

    compiled: Any = (models.traced_scores, models.traced_scores_and_gradients)

    def count() -> int:
        return sum(one._cache_size() for one in compiled)

    for ask in ("scores", "scores_and_gradients"):
        first = getattr(as_model(network(0)), ask)(POINTS)
        before = count()
        second = getattr(as_model(network(1)), ask)(POINTS[:7])
        assert count() == before
        assert not np.allclose(jax.tree.leaves(first)[0][:7], jax.tree.leaves(second)[0])
    as_model(Curved(jnp.asarray(WEIGHTS), share=0.2)).scores(POINTS)
    assert count() == before + 1


def test_a_setting_that_is_no_array_is_kept():
    low, high = (as_model(Curved(jnp.asarray(WEIGHTS), share=share)).scores(POINTS) for share in (0.1, 0.3))
    np.testing.assert_allclose(high - low, 0.2 * POINTS[:, 0], atol=1e-12)
