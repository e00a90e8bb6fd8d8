"""Class weights: means stay means, a weight of 2 is a copy, and Lemma 1 holds of weighted trainings."""

import math
from typing import Any

import jax.numpy as jnp
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bounds import CLAIMS, Status, check
from empirical.errors import InputError
from empirical.families.class_weights import BALANCED, NONE, by_label, check_class_weights, loss_weights
from empirical.families.linear.logistic import Sample, trajectory

LABELS = np.array([1.0] * 6 + [-1.0] * 2)


@pytest.mark.parametrize("text", [NONE, BALANCED, "unfavourable=3", "1=0.5,-1=7"])
def test_weights_are_positive_and_one_in_the_mean(text):
    weights = loss_weights(text, LABELS)
    assert (weights > 0.0).all()
    assert weights.mean() == pytest.approx(1.0)


def test_balanced_labels_weigh_the_same_together():
    weights = loss_weights(BALANCED, LABELS)
    assert weights[LABELS > 0].sum() == pytest.approx(weights[LABELS < 0].sum())


def test_a_label_has_two_names():
    assert by_label("unfavourable=3") == by_label("-1=3") == by_label("1=1, -1=3")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("even", "class-weights must be none, balanced, or by label, as unfavourable=3, not 'even'"),
        ("bad=3", "class-weights must be none, balanced, or by label"),
        ("1=2,favourable=3", "names a label twice"),
        ("1=0", "the weight of 1 must be finite and positive, not '0'"),
        ("1=nan", "must be finite and positive"),
        ("1=inf", "must be finite and positive"),
        ("1=1e9", "must be between 1e-06 and 1e.06"),
        ("1=", "must be finite and positive"),
    ],
)
def test_what_are_no_weights_is_refused(text, message):
    with pytest.raises(InputError, match=message):
        check_class_weights(text)


def trained(sample: Sample, start: np.ndarray, epsilon: float = 0.2, norm: float = math.inf, **how: Any) -> Any:
    attack = {"attacked": jnp.array([True, True, False]), "epsilon": epsilon, "norm": norm}
    stops = jnp.array([how.get("steps", 60)])
    return trajectory(
        Sample(*map(jnp.asarray, sample)), start=jnp.asarray(start), **attack, stops=stops,
        learning_rate=how.get("rate", 0.3),
    )  # fmt: skip


def drawn(seed: int) -> Sample:
    rng = np.random.default_rng(seed)
    inputs = np.column_stack([rng.normal(size=(8, 2)) * rng.lognormal(0.0, 1.0, (8, 1)), np.ones(8)])
    return Sample(inputs, LABELS, loss_weights("unfavourable=2", LABELS))


@pytest.mark.parametrize("norm", [math.inf, 2.0, 1.0])
def test_a_weight_of_two_is_a_copy(norm):
    sample, start = drawn(1), np.zeros(3)
    rows = np.r_[0:8, 6:8]
    copied = trained(Sample(sample.inputs[rows], LABELS[rows], np.ones(10)), start, norm=norm)
    weighted = trained(sample, start, norm=norm)
    for one, other in zip(weighted, copied, strict=True):
        np.testing.assert_allclose(one, other, rtol=1e-10, atol=1e-12)


def lemma_1(sample: Sample, start: np.ndarray, mean: float, *, rate: float, epsilon: float, steps: int) -> set[Status]:
    """The statuses of the forms of Lemma 1 for a weighted training, with some mean of the lengths of inputs."""
    natural, robust = (trained(sample, start, radius, rate=rate, steps=steps) for radius in (0.0, epsilon))
    fields = {
        "steps": float(steps),
        "learning_rate": rate,
        "epsilon": epsilon,
        "mean_input_norm": mean,
        "attack_factor": math.sqrt(2.0),
        "robust_weight_norm": float(robust.robust_weight_norm[0]),
        "smoothness": float(robust.smoothness[0]),
        "gradient_gap_sum": float(robust.gradient_gap_sum[0]),
        "weight_gap": float(np.linalg.norm(natural.weights - robust.weights)),
    }
    found = set()
    for name in ("sound", "sharp", "path"):
        read = {one: fields[one] for one in CLAIMS[f"lemma1.{name}"].read}
        errors = {one: 1e-11 for one in ("weight_gap", "gradient_gap_sum") if one in read}
        found.add(Status(int(check(f"lemma1.{name}", errors=errors, **read).status)))
    return found


def lengths(sample: Sample) -> np.ndarray:
    return np.linalg.norm(sample.inputs, axis=1)


@settings(max_examples=40)
@given(st.integers(0, 10_000), st.sampled_from([0.01, 0.3, 1.0, 5.0]), st.sampled_from([0.01, 0.3, 3.0]))
def test_lemma_1_holds_with_the_weighted_mean_of_lengths(seed, rate, epsilon):
    sample = drawn(seed)
    start, mean = np.random.default_rng(seed).normal(size=3), float((sample.weights * lengths(sample)).mean())
    assert Status.VIOLATED not in lemma_1(sample, start, mean, rate=rate, epsilon=epsilon, steps=60)


def test_it_does_not_hold_with_the_plain_mean():
    """One far instance has nearly all the weight, and only under attack is it decided wrongly: the first step tells."""
    inputs = np.column_stack([np.r_[100.0, np.zeros(7)], np.zeros(8), np.ones(8)])
    labels = np.r_[1.0, -np.ones(7)]
    sample = Sample(inputs, labels, loss_weights("favourable=1000000", labels))
    start, weighted = np.array([0.05, 1000.0, 0.0]), float((sample.weights * lengths(sample)).mean())
    how: Any = {"rate": 1e-4, "epsilon": 0.02, "steps": 1}
    assert Status.VIOLATED not in lemma_1(sample, start, weighted, **how)
    assert Status.VIOLATED in lemma_1(sample, start, float(lengths(sample).mean()), **how)
