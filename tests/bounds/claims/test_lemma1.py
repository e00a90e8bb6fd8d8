"""Lemma 1 against training runs, thousands in one vmapped call, and against formulas written down again."""

import math
from functools import partial

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from support.linear_runs import train

from bounds import CLAIMS, Status, assess, check
from empirical.families.linear.logistic import Run

NORMS = (math.inf, 2.0, 1.0)
COUNT, ROWS, WIDTH = 2048, 6, 4


@partial(jax.jit, static_argnames="norm")
def train_pairs(inputs, labels, start, attacked, epsilon, steps, learning_rate, norm) -> tuple[Run, Run]:
    """Both runs of every problem in one program."""

    def run(radius):
        one = partial(train, norm=norm)
        return jax.vmap(lambda *given: one(given[0], given[1], start=given[2], attacked=given[3], epsilon=given[4],
                                           steps=given[5], learning_rate=given[6]))(
            inputs, labels, start, attacked, radius, steps, learning_rate)  # fmt: skip

    return run(jnp.zeros_like(epsilon)), run(epsilon)


def problems(seed: int, count: int = COUNT) -> dict[str, jax.Array]:
    """Random data of every scale, learning rates on both sides of 2/L, from one step to sixty."""
    keys = jax.random.split(jax.random.key(seed), 8)
    scale = 10.0 ** jax.random.uniform(keys[0], (count, 1, 1), minval=-1.0, maxval=1.0)
    inputs = scale * jax.random.normal(keys[1], (count, ROWS, WIDTH))
    return {
        "inputs": inputs.at[..., -1].set(1.0),
        "labels": jax.random.rademacher(keys[2], (count, ROWS), dtype=float),
        "start": jnp.where(
            jax.random.bernoulli(keys[4], 0.7, (count, 1)), jax.random.normal(keys[3], (count, WIDTH)), 0.0
        ),
        "attacked": jnp.ones((count, WIDTH), bool).at[:, -1].set(False),
        "epsilon": 10.0 ** jax.random.uniform(keys[5], (count,), minval=-3.0, maxval=0.5),
        "steps": jax.random.randint(keys[6], (count,), 1, 60),
        "learning_rate": 10.0 ** jax.random.uniform(keys[7], (count,), minval=-2.0, maxval=1.0),
    }


def fields(given: dict[str, jax.Array], natural: Run, robust: Run) -> dict[str, np.ndarray]:
    made = {
        "weight_gap": jnp.linalg.norm(natural.weights - robust.weights, axis=-1),
        "steps": given["steps"],
        "learning_rate": given["learning_rate"],
        "epsilon": given["epsilon"],
        "dim": given["attacked"].sum(axis=-1),
        "label": given["labels"][:, 0],
        "input_norm": jnp.linalg.norm(given["inputs"][:, 0], axis=-1),
        "mean_input_norm": jnp.linalg.norm(given["inputs"], axis=-1).mean(axis=-1),
        "attack_factor": robust.attack_factor,
        "robust_weight_norm": robust.robust_weight_norm,
        "smoothness": robust.smoothness,
        "gradient_gap_sum": robust.gradient_gap_sum,
    }
    return {name: np.asarray(value, float) for name, value in made.items()}


@pytest.fixture(scope="module", params=NORMS, ids=lambda norm: f"p={norm:g}")
def trained(request) -> dict[str, np.ndarray]:
    given = problems(0)
    return fields(given, *train_pairs(**given, norm=request.param))


@pytest.mark.parametrize("variant", ["sound", "sharp", "path"])
def test_no_training_run_violates_a_true_bound(variant, trained):
    claim = CLAIMS[f"lemma1.{variant}"]
    verdict = check(claim, **trained)
    status = np.asarray(verdict.status)
    unstable = trained["learning_rate"] * trained["smoothness"] > 2.0
    assert 0.1 < unstable.mean() < 0.9
    np.testing.assert_array_equal(status == Status.INAPPLICABLE, unstable & (variant == "path"))
    assert set(status[status != Status.INAPPLICABLE]) == {Status.HOLDS}
    assert not np.asarray(verdict.failed)[status != Status.INAPPLICABLE].any()


def test_the_sharp_bound_is_never_the_larger_one(trained):
    sound, sharp = check("lemma1.sound", **trained).upper, check("lemma1.sharp", **trained).upper
    assert (np.asarray(sharp) <= np.asarray(sound)).all()


def test_the_printed_bound_fails_for_most_refused_instances(trained):
    status = np.asarray(check("lemma1.printed", **trained).status)
    negative = trained["label"] < 0
    assert (status[negative] == Status.VIOLATED).mean() > 0.5


def test_bounds_against_formulas_written_down_again(trained):
    f = trained
    sound = f["steps"] * f["learning_rate"] * (f["mean_input_norm"] + f["epsilon"] * f["attack_factor"])
    turn = np.where(f["learning_rate"] * f["smoothness"] <= 2, np.tanh(f["epsilon"] * f["robust_weight_norm"] / 4), 1)
    sharp = f["steps"] * f["learning_rate"] * (f["epsilon"] * f["attack_factor"] + turn * f["mean_input_norm"])
    printed = f["steps"] * f["learning_rate"] * (f["label"] * f["input_norm"] + f["epsilon"] * f["dim"] ** 0.5)
    for variant, bound in {"sound": sound, "sharp": sharp, "printed": printed}.items():
        np.testing.assert_allclose(check(f"lemma1.{variant}", **f).upper, bound, rtol=1e-12)
    np.testing.assert_allclose(check("lemma1.path", **f).upper, f["learning_rate"] * f["gradient_gap_sum"], rtol=1e-12)


def one_step(norm: float, epsilon: float, along: float, margin: float) -> dict[str, np.ndarray]:
    """One sample, one step: w = (W, 0), x = (margin / W, 1, 0): the robust margin is margin − εW."""
    given = {
        "inputs": jnp.array([[[margin / along, 1.0, 0.0]]]),
        "labels": jnp.ones((1, 1)),
        "start": jnp.array([[along, 0.0, 0.0]]),
        "attacked": jnp.array([[True, True, False]]),
        "epsilon": jnp.array([epsilon]),
        "steps": jnp.array([1]),
        "learning_rate": jnp.array([1.0]),
    }
    return fields(given, *train_pairs(**given, norm=norm))


ATTAINING = {
    # the natural margin is far above 0, the robust one far below: every probability turns from 0 to 1
    "sound": one_step(2.0, 1e-4, 1e6, 50.0),
    # the margins lie symmetric about 0, where σ changes fastest
    "sharp": one_step(2.0, 1e-4, 1e4, 0.5),
    "path": one_step(2.0, 0.1, 3.0, 0.2),
}


@pytest.mark.parametrize("variant", ATTAINING)
def test_the_bounds_are_attained(variant):
    tightness = assess(f"lemma1.{variant}", **ATTAINING[variant]).measure.tightness
    assert 0.999 < float(tightness[0]) <= 1.0 + 1e-9


def test_the_tanh_form_needs_a_stable_step():
    """Beyond η = 2/L the difference of two runs can grow, and the sharp bound rightly falls back to the sound one."""
    given = {**problems(3), "learning_rate": jnp.full(COUNT, 30.0), "epsilon": jnp.full(COUNT, 1e-3)}
    f = fields(given, *train_pairs(**given, norm=math.inf))
    unstable = f["learning_rate"] * f["smoothness"] > 2.0
    tanh_form = f["steps"] * f["learning_rate"] * (
        f["epsilon"] * f["attack_factor"] + np.tanh(f["epsilon"] * f["robust_weight_norm"] / 4) * f["mean_input_norm"]
    )  # fmt: skip
    assert (f["weight_gap"] > tanh_form)[unstable].any()
    assert (np.asarray(check("lemma1.sharp", **f).status) == Status.HOLDS).all()


def test_norms_lie_within_the_measured_distance():
    rng = np.random.default_rng(0)
    w_nr, w_r = rng.normal(size=(2, 5000, 3))
    gap = np.linalg.norm(w_nr - w_r, axis=1)
    a, b = np.linalg.norm(w_nr, axis=1), np.linalg.norm(w_r, axis=1)
    verdict = check("lemma1.norms", norm_nr=a, norm_r=b, delta=gap, weight_gap=gap)
    assert set(np.asarray(verdict.status)) == {Status.HOLDS}
    np.testing.assert_allclose(verdict.lower, a - gap)
    np.testing.assert_allclose(verdict.upper, a + gap)
