"""Lemma 2 against kernel models, and at an instance that meets its bound."""

import numpy as np
import pytest
from hypothesis import given
from support.instances import kernel_models, many_kernel_models, of, random_kernel_models, stacked

from bounds import CLAIMS, Status, assess, check

VARIANTS = ("printed", "norms")


@pytest.mark.property
@pytest.mark.parametrize("variant", VARIANTS)
@given(instance=kernel_models())
def test_no_instance_violates_a_true_claim(variant, instance):
    claim = CLAIMS[f"lemma2.{variant}"]
    verdict = check(claim, **of(claim, instance.fields()))
    assert verdict.status == Status.HOLDS
    assert verdict.failed == 0


@pytest.mark.parametrize("variant", VARIANTS)
def test_thousands_of_instances(variant):
    claim = CLAIMS[f"lemma2.{variant}"]
    verdict = check(claim, **of(claim, many_kernel_models().fields))
    assert set(np.asarray(verdict.status)) == {Status.HOLDS}
    assert not np.asarray(verdict.failed).any()


def test_the_bound_is_that_of_the_matrices():
    for one in random_kernel_models(3, 200):
        natural, robust = one.matrices()
        gap = np.linalg.norm(np.linalg.inv(natural) - np.linalg.inv(robust), 2)
        verdict = check("lemma2.printed", **of(CLAIMS["lemma2.printed"], one.fields()))
        np.testing.assert_allclose(verdict.upper, gap * np.sqrt(len(one.Y)), rtol=1e-6, atol=1e-12)
        w_nr, w_r = one.weights()
        np.testing.assert_allclose(verdict.value, np.linalg.norm(w_nr - w_r), rtol=1e-6, atol=1e-12)


def test_labels_along_the_leading_eigenvector_attain_the_bound():
    one = random_kernel_models(4, 50)[-1]
    natural, robust = one.matrices()
    _, vectors = np.linalg.eigh(np.linalg.inv(natural) - np.linalg.inv(robust))
    tightness = []
    for labels in vectors.T:
        fields = one._replace(Y=labels).fields()
        assessment = assess("lemma2.printed", **of(CLAIMS["lemma2.printed"], fields))
        assert assessment.verdict.status == Status.HOLDS
        tightness.append(float(assessment.measure.tightness))
    np.testing.assert_allclose(max(tightness), 1.0, rtol=1e-9)


def test_the_norms_are_met_where_one_row_has_been_learnt():
    """With one training row the weights are numbers: b differs from a by all of Δ_K‖Y‖."""
    singles = [one for one in random_kernel_models(5, 300) if len(one.Y) == 1]
    fields = stacked([one.fields() for one in singles])
    assessment = assess("lemma2.norms", **of(CLAIMS["lemma2.norms"], fields))
    np.testing.assert_allclose(assessment.measure.tightness, 1.0, rtol=1e-6)
