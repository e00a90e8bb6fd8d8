"""What Theorem 3 reads: decoders as networks, constants about two latent points, and cases for every place."""

from dataclasses import replace
from functools import cache
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from support.kernel_pairs import make_split
from support.populations import measure, rejected
from support.vaes import drawn_vae

from bounds import Status, check
from empirical.autoencoder.decoder_constants import MeasuredAutoencoder, decoder_network, measure_autoencoder
from empirical.autoencoder.latent_balls import BALL, GLOBAL, SEGMENT, latent_fields
from empirical.data.split import Split
from empirical.lipschitz import product_of_norms
from empirical.models.model import LinearModel
from empirical.models.pair import Pair
from empirical.recourse.settings import RecourseSettings
from empirical.verification.case import Case
from empirical.verification.decoded import CONSTANTS, DECODED, NO_LATENT, ROUNDED, Latent, decoded_cases, measure_latent
from empirical.verification.population import Population

NORMS = (1.0, 2.0, np.inf)
WEIGHTS = np.array([1.0, 0.5, 2.0, 1.0])


def split() -> Split:
    return make_split(0, train=12, test=60)


@cache
def measured_vae(norm: float = 2.0) -> MeasuredAutoencoder:
    return measure_autoencoder(drawn_vae(0, 4), split(), norm=norm, cost_weights=WEIGHTS)


def pair() -> Pair:
    """Two linear models that disagree a little, and the constant column as their threshold."""
    natural, robust = LinearModel(np.array([1.0, -0.5, 0.2, -0.4])), LinearModel(np.array([0.8, -0.2, 0.3, -0.5]))
    return Pair(split(), natural, robust)


def settings(norm: float = 2.0) -> RecourseSettings:
    return RecourseSettings(method="cchvae", code_norm=norm)


@cache
def population(norm: float = 2.0) -> Population:
    return rejected(pair(), settings(norm), cost_weights=WEIGHTS, autoencoder=measured_vae(norm))


@cache
def latent(norm: float = 2.0) -> Latent:
    return measure_latent(measured_vae(norm), population(norm))


def cases_of(pair: Pair, population: Population, settings: RecourseSettings, latent: Latent) -> list[Case]:
    return decoded_cases(measure(pair, population, settings), latent)


@cache
def cases(norm: float = 2.0) -> list[Case]:
    return cases_of(pair(), population(norm), settings(norm), latent(norm))


def decoded(vae: Any, points: np.ndarray) -> np.ndarray:
    return np.asarray(jax.vmap(vae.decode)(points))


def test_the_network_is_the_decoder_in_weights_without_what_nobody_may_change():
    vae, factors = drawn_vae(1, 4), np.array([2.0, 0.0, 0.5, 0.0])
    points = np.random.default_rng(0).normal(size=(50, 2))
    (network, offset), rows = decoder_network(vae, factors), decoded(vae, points)
    kept = np.array([True, False, True, False])
    np.testing.assert_allclose(
        np.asarray(jax.vmap(network)(jnp.asarray(points))) + offset, (rows * factors)[:, kept], rtol=1e-12
    )


@pytest.mark.parametrize("norm", NORMS)
def test_constants_stand_in_their_order(norm):
    known = measured_vae(norm).lipschitz
    assert known is not None
    assert 0.0 < known.sampled <= known.whole.value <= known.product * (1 + 1e-9)
    assert known.product == product_of_norms(known.network, norm=norm)


@pytest.mark.parametrize("norm", NORMS)
def test_recourses_are_no_further_apart_than_each_constant_says(norm):
    known = latent(norm).fields
    both = ~np.isnan(known["latent_gap"])
    assert both.sum() > 5
    assert (known["latent_gap"] <= known["radius_nr"] + known["radius_r"] + 1e-12)[both].all()
    recourses_nr, recourses_r = population(norm).recourses_nr, population(norm).recourses_r
    apart = np.linalg.norm((recourses_nr.points - recourses_r.points) * WEIGHTS, axis=1)
    for where in (GLOBAL, BALL, SEGMENT):
        assert (apart <= known[f"lipschitz_{where}"] * known["latent_gap"] + 1e-12)[both].all()
        assert (known[f"lipschitz_{where}"] <= known["lipschitz_global"] * (1 + 1e-12))[both].all()
    assert np.median(known["lipschitz_segment"][both]) < 0.9 * np.median(known["lipschitz_global"][both])


@pytest.mark.parametrize("norm", NORMS)
def test_no_case_is_violated(norm):
    assert {(case.claim.id, case.delta_source) for case in cases(norm)} == {
        (f"theorem3.{variant}", where) for variant, places in CONSTANTS.items() for where in places
    }
    for case in cases(norm):
        costs = {"cost_nr", "cost_r", "recourse_gap"} & set(case.fields)
        assert costs
        assert set(case.errors) == costs  # what rounding can make of decoded points is granted
        assert all(0.0 < error < 1e-9 for error in case.errors.values())
        verdict = check(case.claim, errors=case.errors, **case.fields)
        known = ~np.isnan(case.fields["latent_gap"])
        assert (np.asarray(verdict.status)[known] <= Status.VACUOUS).all()
        assert not np.asarray(verdict.failed)[known].any()
        assert (np.asarray(verdict.status)[~known] == Status.NONFINITE).all()


def test_half_of_what_recourses_use_of_a_constant_is_seen():
    (case,) = (case for case in cases() if case.claim.id == "theorem3.vector" and case.delta_source == GLOBAL)
    both = case.fields["latent_gap"] > 1e-3
    fields = {name: values[both] for name, values in case.fields.items()}
    used = fields["recourse_gap"] / (fields["radius_nr"] + fields["radius_r"])
    verdict = check(case.claim, errors=case.errors, **{**fields, "lipschitz": used / 2.0})
    assert both.any()
    assert (np.asarray(verdict.status) == Status.VIOLATED).all()


def test_whole_levels_have_no_constant():
    parts = split()
    category = np.array([-1, -1, 0, -1])
    levels = parts._replace(space=parts.space._replace(category=category, levels=np.array([[2]])))
    vae = drawn_vae(0, 4)
    assert measure_autoencoder(vae, levels, norm=2.0, cost_weights=WEIGHTS).lipschitz is not None
    rounding = measure_autoencoder(vae, levels, norm=2.0, cost_weights=WEIGHTS, whole_levels=True)
    assert rounding.lipschitz is None
    discrete, feasible = replace(pair(), split=levels), RecourseSettings(method="cchvae", feasible=True)
    found = rejected(discrete, feasible, cost_weights=WEIGHTS, autoencoder=rounding)
    without_constants = measure_latent(rounding, found)
    assert set(without_constants.fields) == {"radius_nr", "radius_r", "latent_gap"}
    found_cases = cases_of(discrete, found, feasible, without_constants)
    assert [case.claim for case in found_cases] == list(DECODED)
    assert {case.lacking for case in found_cases} == {ROUNDED}


@pytest.mark.parametrize(
    ("name", "recourse", "cost_weights"),
    [
        ("norm", RecourseSettings(method="cchvae", code_norm=1.0), WEIGHTS),
        ("whole_levels", RecourseSettings(method="cchvae", feasible=True), WEIGHTS),
        ("cost_weights", RecourseSettings(method="cchvae"), 2.0 * WEIGHTS),
    ],
)
def test_constants_of_other_recourses_are_refused(name, recourse, cost_weights):
    with pytest.raises(ValueError, match=f"other {name} than the search has"):
        rejected(pair(), recourse, cost_weights=cost_weights, autoencoder=measured_vae())


def test_other_methods_have_no_latent_points():
    spheres = RecourseSettings(method="gs")
    found = rejected(pair(), spheres, cost_weights=WEIGHTS, autoencoder=measured_vae())
    assert "latent" not in found.recourses_nr.more
    assert cases_of(pair(), found, spheres, NO_LATENT) == []


def test_equal_latent_points_are_no_distance_apart():
    same = replace(pair(), robust=pair().natural)
    found = rejected(same, settings(), cost_weights=WEIGHTS, autoencoder=measured_vae())
    same_latent = measure_latent(measured_vae(), found)
    gap = same_latent.fields["latent_gap"]
    assert not gap[~np.isnan(gap)].any()
    for case in cases_of(same, found, settings(), same_latent):
        verdict = check(case.claim, errors=case.errors, **case.fields)
        assert not (np.asarray(verdict.status) == Status.VIOLATED).any()


def test_who_lacks_a_recourse_has_no_constant():
    centres, latents = np.zeros((3, 2)), np.ones((3, 2))
    lost = np.where(np.arange(3)[:, None] == 1, np.nan, latents)
    found = latent_fields(measured_vae(), centres, lost, latents)
    for name, values in found.items():
        assert np.isnan(values[1]) == (name != "radius_r")
        assert np.isfinite(values[[0, 2]]).all()
