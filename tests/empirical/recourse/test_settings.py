"""Which recourses a report makes: settings that no search can have are refused, the others name a method."""

import math
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from support.kernel_pairs import make_split
from support.populations import rejected
from support.vaes import drawn_vae

from empirical.autoencoder import quality
from empirical.autoencoder.decoder_constants import MeasuredAutoencoder
from empirical.errors import InputError
from empirical.models.model import LinearModel
from empirical.models.pair import Pair
from empirical.recourse import (
    CCHVAE,
    NICE,
    ROAR,
    SCFE,
    ActionableRecourse,
    ECCo,
    GrowingSpheres,
    Recourses,
    RecourseStatus,
)
from empirical.recourse.learned import Learned
from empirical.recourse.result import from_arrays, to_arrays
from empirical.recourse.settings import METHODS, RecourseSettings


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"target": math.inf}, "target-score must be a finite"),
        ({"lam": 0.0}, "lam must be"),
        ({"lam": math.nan}, "lam must be"),
        ({"method": "dice"}, "method must be scfe, gs, roar, cchvae, nice, ecco or ar"),
        ({"mode": "best"}, "mode must be valid, fixed or sparse"),
        ({"reward": "beauty"}, "reward must be sparsity, proximity or none"),
        ({"shift": -0.1}, "shift must be"),
        ({"energy": -0.1}, "energy must be"),
        ({"stop": "never"}, "stop must be threshold or gradient"),
        ({"code_norm": 3.0}, "code-norm must be one of 1, 2, inf, not 3"),
        ({"bins": 0}, "bins must be from 1"),
        ({"flips": 0}, "flips must be from 1"),
        ({"cost_weights": "free"}, "cost-weights must be"),
    ],
)
def test_settings_that_no_search_can_have(wrong: dict[str, Any], message: str):
    with pytest.raises(InputError, match=message):
        RecourseSettings(**wrong)


def autoencoder() -> MeasuredAutoencoder:
    vae = drawn_vae(0, 4)
    return MeasuredAutoencoder(vae, 2.0, np.ones(4), False, quality(vae, make_split(0)), None)


def test_every_method_has_a_name():
    learned = Learned(make_split(0), autoencoder())
    made = [RecourseSettings(method=method).recourse_method(learned) for method in METHODS]
    assert list(map(type, made)) == [SCFE, GrowingSpheres, ROAR, CCHVAE, NICE, ECCo, ActionableRecourse]
    fixed, valid = RecourseSettings(), RecourseSettings(mode="valid")
    assert fixed.minimises
    assert not valid.minimises
    assert fixed.recourse_method() == SCFE(mode="fixed", feasible=False)
    assert replace(fixed, feasible=True).recourse_method() == SCFE(mode="fixed")
    assert valid.recourse_method() == SCFE()
    assert replace(fixed, mode="sparse").recourse_method() == SCFE(mode="sparse")
    assert not replace(fixed, mode="sparse").minimises


def test_decoded_recourses_need_an_autoencoder():
    settings = RecourseSettings(method="cchvae", code_norm=1.0)
    with pytest.raises(ValueError, match="C-CHVAE needs an autoencoder"):
        settings.recourse_method()
    method = settings.recourse_method(Learned(autoencoder=autoencoder()._replace(norm=1.0)))
    assert isinstance(method, CCHVAE)
    assert method.norm == 1.0


def test_nearest_instances_need_training_instances():
    settings = RecourseSettings(method="nice", reward="proximity")
    with pytest.raises(ValueError, match="NICE needs training instances"):
        settings.recourse_method()
    method = settings.recourse_method(Learned(make_split(0)))
    assert isinstance(method, NICE)
    assert method.reward == "proximity"


def test_recourses_come_back_from_their_arrays():
    points = np.arange(6.0).reshape(2, 3)
    whole = Recourses(points, points, np.ones(2), np.zeros(2, np.int8), {"radius": np.arange(2.0)})
    again = from_arrays(to_arrays(whole))
    assert again.more.keys() == {"radius"}
    for one, other in zip((*whole[:4], whole.more["radius"]), (*again[:4], again.more["radius"]), strict=True):
        np.testing.assert_array_equal(one, other)


@pytest.mark.parametrize("method", METHODS)
def test_who_has_no_recourse_has_no_cost_and_breaks_nothing(method: str):
    """The robust model accepts half of them, and no change helps the others with the non-robust one."""
    split = make_split(0, train=12, test=20)
    stuck = split._replace(space=split.space._replace(actionable=np.zeros(4, bool)))
    refuses, divides = LinearModel(np.array([0.0, 0.0, 0.0, -1.0])), LinearModel(np.array([1.0, 0.0, 0.0, 0.0]))
    settings = RecourseSettings(method=method, mode="valid")
    found = rejected(Pair(stuck, refuses, divides), settings, cost_weights=np.ones(4), autoencoder=autoencoder())
    assert len(found.rows) == len(split.test)
    assert (found.recourses_nr.status == RecourseStatus.NOT_FOUND).all()
    favoured = found.score_r > 0.0
    assert 0 < favoured.sum() < len(favoured)
    np.testing.assert_array_equal(found.recourses_r.status == RecourseStatus.ALREADY_FAVOURABLE, favoured)
    for one in (found.recourses_nr, found.recourses_r):
        assert np.isnan(one.costs).all()
        assert np.isnan(one.points).all()
    for scores in (found.score_nr_nr, found.score_nr_r, found.score_r_r, found.score_r_nr):
        assert np.isnan(scores).all()
    assert not (found.found_nr.any())
    assert not (found.found_r.any())
    assert not (found.crosses.any())
    assert not np.any(found.breaches_nr)
