"""Every classifier of scikit-learn that gives probabilities: recourses lead to the class that is said to accept."""

import inspect
from functools import cache
from typing import Any

import jax
import numpy as np
import pytest
from sklearn.linear_model import LogisticRegression
from sklearn.naive_bayes import GaussianNB
from sklearn.tree import DecisionTreeClassifier
from sklearn.utils import all_estimators

from empirical.data.split import Space
from empirical.models.model import as_model
from empirical.recourse.methods.growing_spheres import GrowingSpheres

KEY = jax.random.key(0)
RNG = np.random.default_rng(0)
POINTS = RNG.uniform(0.0, 4.0, size=(80, 3))
GOOD = POINTS[:, 0] + 0.3 * POINTS[:, 1] > 2.6
SPACE = Space.unbounded(3)._replace(low=np.zeros(3), high=np.full(3, 3.99))

ORDERS = {
    "the first accepts": ("approved", "denied"),
    "the second accepts": ("yes", "no"),
    "1 is good, 2 bad": (1, 2),
    "false is good": (False, True),
}
"""The favourable and the other class, whose order is that of their names."""

ESTIMATORS = [("a", LogisticRegression()), ("b", GaussianNB())]
SETTINGS: dict[str, dict[str, Any]] = {
    "AdaBoostClassifier": {"n_estimators": 3},
    "BaggingClassifier": {"n_estimators": 3},
    "BernoulliNB": {"binarize": 2.0},
    "CalibratedClassifierCV": {"cv": 2},
    "ExtraTreesClassifier": {"n_estimators": 3},
    "FixedThresholdClassifier": {"threshold": 0.3},
    "GradientBoostingClassifier": {"n_estimators": 3},
    "HistGradientBoostingClassifier": {"max_iter": 3, "min_samples_leaf": 5},
    "LogisticRegressionCV": {"cv": 2, "Cs": 2, "l1_ratios": (0.0,), "use_legacy_attributes": False},
    "MLPClassifier": {"hidden_layer_sizes": (5,), "solver": "lbfgs", "alpha": 0.1},
    "RadiusNeighborsClassifier": {"outlier_label": "most_frequent", "radius": 1.2},
    "RandomForestClassifier": {"n_estimators": 3},
    "SGDClassifier": {"loss": "log_loss"},
    "SelfTrainingClassifier": {"estimator": DecisionTreeClassifier(max_depth=3)},
    "StackingClassifier": {"estimators": ESTIMATORS, "cv": 2},
    "TunedThresholdClassifierCV": {"cv": 2},
    "VotingClassifier": {"estimators": ESTIMATORS, "voting": "soft"},
}
"""Settings without which a classifier cannot be fitted, is slow, or knows nothing of these data."""

CONSTANT = {"DummyClassifier"}
"""Classifiers that predict one class everywhere, so that nobody has a recourse."""

SEVERAL_LABELS = {"ClassifierChain", "MultiOutputClassifier"}
"""Classifiers that predict several labels at once, of which none is *the* class."""


CLASSIFIERS = dict(all_estimators(type_filter="classifier"))


def made(name: str) -> Any:
    """An unfitted classifier, of another one where it needs one, the same every time."""
    kind, settings = CLASSIFIERS[name], SETTINGS.get(name, {})
    needed = inspect.signature(kind).parameters
    settings = {"estimator": LogisticRegression()} | settings if "estimator" in needed else settings
    return kind(**settings, **({"random_state": 0} if "random_state" in needed else {}))


NAMES = [name for name, kind in CLASSIFIERS.items() if name not in SEVERAL_LABELS and hasattr(kind, "predict_proba")]


@cache
def fitted(name: str, order: str) -> Any:
    """A classifier that knows the two classes of an order by these names."""
    good, bad = ORDERS[order]
    labels = [good if one else bad for one in GOOD]
    return made(name).fit(POINTS, np.array(labels, object if isinstance(good, str) else None))


def test_there_are_as_many_as_the_documentation_of_scikit_learn_lists():
    assert len(NAMES) > 30
    assert {"KNeighborsClassifier", "RandomForestClassifier", "GaussianProcessClassifier"} <= set(NAMES)


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("order", ORDERS)
@pytest.mark.parametrize("name", NAMES)
def test_recourses_lead_to_the_favourable_class(name, order):
    classifier, (good, bad) = fitted(name, order), ORDERS[order]
    model = as_model(classifier, favourable=good)
    predicted = classifier.predict(POINTS)
    accepted = model.scores(POINTS) > 0.0
    ties = model.scores(POINTS) == 0.0  # as likely as not, which is no acceptance
    np.testing.assert_array_equal(accepted[~ties], (predicted == good)[~ties])
    rejected = POINTS[predicted == bad][:3]
    if name in CONSTANT:
        return
    assert len(rejected) == 3
    found = GrowingSpheres(samples=64)(model, rejected, SPACE, key=KEY)
    assert found.found.any()
    assert (classifier.predict(found.points[found.found]) == good).all()
