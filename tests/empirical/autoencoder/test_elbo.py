"""The likelihood's two functions of a logit against scipy's and numpy's, with their derivatives."""

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from scipy.special import expit

from empirical.autoencoder.elbo import _sigmoid_and_softplus

SIZES = np.geomspace(1e-12, 600.0, 200)

LOGITS = jnp.concatenate([jnp.array([0.0, -0.0, 1e-300, -1e-300, 1e4, -1e4]), SIZES, -SIZES])


def test_one_exponential_serves_both_functions_and_both_derivatives():
    sigmoid, softplus = _sigmoid_and_softplus(LOGITS)
    by_sigmoid, by_softplus = (
        jax.vmap(jax.grad(lambda logit, place=place: _sigmoid_and_softplus(logit)[place]))(LOGITS) for place in (0, 1)
    )
    np.testing.assert_allclose(sigmoid, expit(LOGITS), rtol=1e-14, atol=1e-300)
    np.testing.assert_allclose(softplus, np.logaddexp(0.0, LOGITS), rtol=1e-14, atol=1e-300)
    np.testing.assert_allclose(by_sigmoid, expit(LOGITS) * expit(-LOGITS), rtol=1e-14, atol=1e-300)
    np.testing.assert_allclose(by_softplus, expit(LOGITS), rtol=1e-14, atol=1e-300)


@pytest.mark.parametrize("place", [0, 1])
def test_what_is_no_number_stays_none(place):
    assert jnp.isnan(_sigmoid_and_softplus(jnp.array(jnp.nan))[place])
