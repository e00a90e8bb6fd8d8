"""Integrated gradients: rules of integration, and what they miss."""

import numpy as np
import pytest
from support.explained import KEY, REFERENCE, layers, network, points

from empirical.explanations import IntegratedGradients
from empirical.explanations.methods.integrated_gradients import RULES, quadrature
from empirical.models.model import HostModel


def powers(degree: int) -> HostModel:
    """The score Σ x^degree, whose integrated gradients from 0 are x^degree."""
    return HostModel(
        lambda points: (points**degree).sum(axis=1),
        lambda points: ((points**degree).sum(axis=1), degree * points ** (degree - 1)),
    )


@pytest.mark.parametrize("degree", [1, 2, 3, 6])
def test_gauss_is_exact_for_polynomials_of_twice_its_points(degree):
    rows = points(0)
    found = IntegratedGradients(points=(degree + 1) // 2)(powers(degree), rows, key=KEY)
    np.testing.assert_allclose(found.values, rows**degree, atol=1e-12)
    np.testing.assert_allclose(found.gaps, 0.0, atol=1e-11)


@pytest.mark.parametrize(("rule", "power"), [("midpoint", 2), ("right", 1)])
def test_riemann_sums_miss_less_with_more_points_as_their_order_says(rule, power):
    model, rows = network(layers(0)), points(0)
    gaps = [
        np.abs(IntegratedGradients(rule=rule, points=count, reference=REFERENCE)(model, rows, key=KEY).gaps).max()
        for count in (50, 100)
    ]
    assert gaps[0] / gaps[1] == pytest.approx(2.0**power, rel=0.1)


@pytest.mark.parametrize("rule", RULES)
def test_weights_add_up_to_one_and_places_lie_on_the_way(rule):
    places, weights = quadrature(rule, 7)
    assert weights.sum() == pytest.approx(1.0, abs=1e-14)
    assert (np.diff(places) > 0.0).all()
    assert 0.0 < places[0] < places[-1] <= 1.0


def test_several_references_are_averaged_over():
    model, rows = network(layers(0)), points(0)
    both = np.stack([REFERENCE, -REFERENCE])
    alone = [IntegratedGradients(reference=row)(model, rows, key=KEY) for row in both]
    found = IntegratedGradients(reference=both)(model, rows, key=KEY)
    np.testing.assert_allclose(found.values, (alone[0].values + alone[1].values) / 2.0, atol=1e-12)
    np.testing.assert_allclose(found.gaps, (alone[0].gaps + alone[1].gaps) / 2.0, atol=1e-12)


def test_a_reference_that_is_the_instance_leaves_nothing_to_attribute():
    found = IntegratedGradients(reference=REFERENCE)(network(layers(0)), REFERENCE[None], key=KEY)
    assert not found.values.any()
    assert not found.gaps.any()
