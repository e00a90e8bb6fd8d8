"""Lowered models: of the same kind, with scores that are lower by the cut and the same gradients."""

import jax
import numpy as np
import pytest

from empirical.families.relu.network import MLP, ReluModel
from empirical.models.lowered import lowered
from empirical.models.model import HostModel, LinearModel, TracedModel

POINTS = np.column_stack([np.random.default_rng(0).normal(size=(7, 3)), np.ones(7)])
MODELS = {
    "linear": (LinearModel(np.array([1.0, -2.0, 0.5, 3.0])), LinearModel),
    "network": (ReluModel(MLP.initial(3, width=5, depth=1, key=jax.random.key(0))), TracedModel),
    "host": (HostModel(lambda points: points[:, 0] ** 2), HostModel),
}


@pytest.mark.parametrize("name", MODELS)
def test_scores_are_lower_and_gradients_the_same(name):
    model, kind = MODELS[name]
    low = lowered(model, 0.7)
    assert isinstance(low, kind)
    np.testing.assert_allclose(low.scores(POINTS), model.scores(POINTS) - 0.7, rtol=1e-12)
    (scores, gradients), (_, same) = low.scores_and_gradients(POINTS), model.scores_and_gradients(POINTS)
    np.testing.assert_allclose(scores, model.scores(POINTS) - 0.7, rtol=1e-12)
    np.testing.assert_allclose(gradients[:, :-1], same[:, :-1], rtol=1e-9, atol=1e-9)  # the last column is constant


@pytest.mark.parametrize("name", MODELS)
def test_a_cut_of_zero_leaves_the_model_as_it_is(name):
    model, _ = MODELS[name]
    assert lowered(model, 0.0) is model
