"""What Theorem 3 reads of recourses: nothing of those that no autoencoder decoded."""

from typing import Any

import numpy as np
import pytest

from empirical.autoencoder.decoder_constants import MeasuredAutoencoder
from empirical.data import load, split
from empirical.models.model import LinearModel
from empirical.models.pair import Pair
from empirical.recourse.settings import RecourseSettings
from empirical.verification.decoded import NO_LATENT, decoded_cases, measure_latent
from empirical.verification.measured import Measured
from empirical.verification.population import finder, populate


@pytest.mark.parametrize("method", ["scfe", "gs", "roar"])
def test_recourses_of_another_method_have_no_latent_fields(method):
    pair = Pair(
        split(load("breast-cancer"), seed=0), LinearModel(np.append(-np.ones(30), 5.0)), LinearModel(np.ones(31))
    )
    chosen = finder(RecourseSettings(method=method, samples=20), cost_weights=np.ones(31))
    nothing: Any = dict.fromkeys(MeasuredAutoencoder._fields)
    autoencoder = MeasuredAutoencoder(**nothing)  # it is not asked
    latent = measure_latent(autoencoder, populate(pair, chosen, most=3))
    assert latent is NO_LATENT
    assert decoded_cases(Measured({}, {}, {}), latent) == []
