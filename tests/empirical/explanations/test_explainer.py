"""What all methods do alike: batches, keys, unknown numbers, models without gradients, and settings that cannot be."""

import warnings

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from support.explained import KEY, METHODS, REFERENCE, layers, network, on_host, points

from empirical.errors import InputError
from empirical.explanations import (
    EXPLAINERS,
    LIME,
    SHAP,
    Explainer,
    GroupLIME,
    IntegratedGradients,
    SmoothGrad,
    explainer,
)
from empirical.models.model import HostModel
from empirical.models.several_classes import ClassModel

ALL = pytest.mark.parametrize("name", METHODS)
GRADIENTS = ("gradient", "gradient_input", "smoothgrad", "integrated_gradients")
BATCHED = {
    "gradient": {},
    "gradient_input": {"reference": REFERENCE},
    "smoothgrad": {"samples": 30},
    "integrated_gradients": {"points": 30},
    "lime": {"samples": 30},
    "group_lime": {"samples": 30},
    "shap": {"samples": 10, "reference": np.stack([REFERENCE, -REFERENCE])},
    "shap_exact": {},
}


def test_the_table_has_every_method_by_its_name():
    assert set(EXPLAINERS) == set(METHODS) == set(BATCHED)
    for name, method in METHODS.items():
        assert type(explainer(name)) is type(method) is EXPLAINERS[name]
        assert isinstance(method, Explainer)
    with pytest.raises(InputError, match="no explanation method 'saliency'; choose one of gradient, gradient_input"):
        explainer("saliency")


@ALL
def test_results_do_not_depend_on_batches(name):
    model, rows = network(layers(0)), points(0, count=20)
    found = [explainer(name, batch=batch, **BATCHED[name])(model, rows, key=KEY) for batch in (9, 64, 4096)]
    for other in found[1:]:
        np.testing.assert_allclose(found[0].values, other.values, atol=1e-12)
        np.testing.assert_allclose(found[0].errors, other.errors, atol=1e-12)


@ALL
def test_an_instance_is_explained_alike_in_any_company(name):
    model, rows = network(layers(0)), points(0, count=50)
    together = METHODS[name](model, rows, key=KEY).values
    np.testing.assert_allclose(METHODS[name](model, rows[40:41], key=KEY).values, together[40:41], atol=1e-12)


@ALL
def test_the_same_key_gives_the_same_bits_and_another_key_other_draws(name):
    model, rows = network(layers(0)), points(0)
    one, same, other = (METHODS[name](model, rows, key=jax.random.key(seed)).values for seed in (0, 0, 1))
    assert one.tobytes() == same.tobytes()
    draws = name in {"smoothgrad", "lime", "group_lime", "shap"}
    assert (np.abs(one - other).max() > 0.0) == draws


@ALL
def test_instances_that_are_not_known_have_no_attributions_and_harm_nobody(name):
    model, rows = network(layers(0)), points(0, count=4)
    whole = METHODS[name](model, rows, key=KEY)
    rows[1, 2], rows[3, 0] = np.nan, np.inf
    found = METHODS[name](model, rows, key=KEY)
    for part in found[:2]:
        assert np.isnan(part).all(axis=1).tolist() == [False, True, False, True]
    np.testing.assert_allclose(found.values[[0, 2]], whole.values[[0, 2]], atol=1e-12)
    assert np.isnan(METHODS[name](model, np.full((2, 4), np.nan), key=KEY).values).all()
    assert METHODS[name](model, np.empty((0, 4)), key=KEY).values.shape == (0, 4)


@ALL
def test_outside_the_domain_of_a_score_nothing_is_made_up(name):
    def score(x):
        return jnp.log(x[0]) + x[1]

    rows = np.array([[2.0, 1.0], [-2.0, 1.0]])
    method = explainer(name, **({"reference": 1.0} if hasattr(METHODS[name], "reference") else {}))
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        found = method(score, rows, key=KEY).values
    assert np.isnan(found[1]).all()
    assert np.isfinite(found[0]).all()


@pytest.mark.parametrize("name", GRADIENTS)
def test_a_model_without_gradients_is_refused_by_methods_that_follow_them(name):
    with pytest.raises(
        InputError, match="needs gradients, and the model has scores alone: choose lime, shap or shap_e"
    ):
        METHODS[name](HostModel(on_host(layers(0))), points(0), key=KEY)
    given = network(layers(0))
    both = HostModel(given.scores, given.scores_and_gradients)
    expected = METHODS[name](given, points(0), key=KEY).values
    np.testing.assert_allclose(METHODS[name](both, points(0), key=KEY).values, expected, atol=1e-12)


@ALL
def test_of_several_classes_one_has_to_be_named(name):
    model = ClassModel(lambda x: x[:3], ("a", "b", "c"))
    with pytest.raises(InputError, match=r"an explanation is of one score: take model.logit\(class\)"):
        METHODS[name](model, points(0), key=KEY)


@ALL
def test_images_in_float32_have_attributions_in_float64(name):
    parts = [part.astype(np.float32) for part in layers(0)]
    rows = points(0).astype(np.float32)
    found = METHODS[name](network(parts), rows, key=KEY).values
    assert found.dtype == np.float64
    tolerance = 1e-2 if name == "lime" else 1e-4  # differences of scores over σ = .1
    np.testing.assert_allclose(found, METHODS[name](network(layers(0)), points(0), key=KEY).values, atol=tolerance)


def test_one_row_alone_is_refused_with_a_remedy():
    with pytest.raises(InputError, match=r"not an array of shape \(4,\); give inputs\[None\]"):
        METHODS["gradient"](network(layers(0)), points(0)[0], key=KEY)


@pytest.mark.parametrize(
    ("name", "wrong", "message"),
    [
        ("smoothgrad", {"samples": 0}, "samples must be at least 1, not 0"),
        ("smoothgrad", {"batch": 0}, "batch must be at least 1"),
        ("integrated_gradients", {"rule": "left"}, "rule must be gauss, midpoint or right, not 'left'"),
        ("lime", {"width": 0.0}, "width must be positive"),
        ("lime", {"ridge": -1.0}, "ridge must be finite and at least 0"),
        ("group_lime", {"distance": "l1"}, "distance must be cosine or points"),
        ("shap", {"samples": 1}, "samples must be at least 2"),
    ],
)
def test_settings_that_cannot_be(name, wrong, message):
    with pytest.raises(InputError, match=message):
        explainer(name, **wrong)


@pytest.mark.parametrize(
    ("method", "message"),
    [
        (SmoothGrad(sigma=-1.0), "sigma must be finite and positive"),
        (SmoothGrad(sigma=np.zeros(4)), "sigma must be finite and positive"),
        (LIME(sigma=np.ones(3)), r"sigma is one number, or one for each of 4 columns, not of shape \(3,\)"),
        (IntegratedGradients(reference=np.ones(3)), "a reference is a number, a row of 4 columns, or several"),
        (IntegratedGradients(reference=np.nan), "a reference must be finite"),
        (SHAP(groups=[0, 1]), "groups are one whole number for each of 4 columns"),
        (GroupLIME(groups=[0, 0, 2, 2]), "groups are numbered 0, 1, 2, ... without a gap"),
        (LIME(samples=3, ridge=0.0), "the samples do not determine the weights of LIME; raise samples"),
    ],
)
def test_what_does_not_fit_the_columns(method, message):
    with pytest.raises(InputError, match=message):
        method(network(layers(0)), points(0), key=KEY)


def test_compiling_once_serves_all_batches_of_a_method():
    rows, count = points(0, count=100), []

    def score(x):
        count.append(1)
        return jnp.sum(x**2)

    method = SmoothGrad(samples=100, batch=512)
    method(score, rows, key=KEY)
    first = len(count)
    method(score, rows[:97], key=jax.random.key(3))
    assert len(count) == first
