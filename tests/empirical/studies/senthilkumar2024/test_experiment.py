"""A cell on made data: its tables, its determinism, the networks of both readings, and attacks as in published code."""

from pathlib import Path
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
import polars as pl
import pytest

from empirical.classifiers.adversaries import Adversary
from empirical.classifiers.network import losses
from empirical.data.classes import Classes
from empirical.data.dataset import Feature
from empirical.errors import InputError
from empirical.studies.reading import read_study
from empirical.studies.senthilkumar2024.distances import measured
from empirical.studies.senthilkumar2024.experiment import EXPERIMENT, Plausibility
from empirical.studies.senthilkumar2024.recourses import draw_factuals, methods, range_of
from empirical.studies.senthilkumar2024.results import read_results
from empirical.studies.senthilkumar2024.training import Training, stopped, train
from empirical.studies.senthilkumar2024.writing import write_findings
from empirical.studies.study import run_study

SMALL: Any = {
    "width": 8,
    "epochs": 8,
    "batch_size": 32,
    "learning_rate": 0.02,
    "people": 12,
    "neighbours": 5,
    "samples": 3,
    "chain": 5,
}
SIDE = 11


def digits() -> Classes:
    """Images of bars, a place for each of three digits, with grey noise."""
    rng = np.random.default_rng(0)
    labels = np.arange(360) % 3
    images = np.full((len(labels), SIDE, SIDE), 0.1)
    for row, label in enumerate(labels):
        images[row, :, 3 * label : 3 * label + 3] = 0.9
    images = np.clip(images + rng.normal(0.0, 0.05, images.shape), 0.0, 1.0).reshape(len(labels), -1)
    images = images.astype(np.float32)
    pixels = tuple(Feature(f"pixel{place}", low=0.0, high=1.0) for place in range(SIDE**2))
    parts = images[:300], labels[:300], images[300:], labels[300:]
    return Classes("digits", ("1", "3", "8"), *parts, pixels, "made up", (SIDE, SIDE))


@pytest.fixture(scope="module")
def data():
    return digits()


@pytest.fixture(scope="module")
def tables(data):
    return Plausibility(adversary="weak", searches="equation,published", **SMALL).run(data, lambda _: None)


def test_a_cell_has_the_tables_that_it_promises(tables):
    assert {name: dict(table.schema) for name, table in tables.items()} == {
        name: dict(columns) for name, columns in EXPERIMENT.tables.items()
    }
    assert tables["recourses"].height == 2 * 2 * SMALL["people"]
    assert tables["pixels"].height == 2 * 3 * SIDE**2  # the factual, and where two rules stop, of both searches
    for table in tables.values():
        assert not any(table.select(pl.selectors.float().is_nan().any()).row(0))


def test_what_is_not_found_has_no_plausibility_and_what_is_has(tables):
    rows = tables["recourses"]
    for column in ("implausibility", "everywhere", "drawn", "drawn_everywhere", "unfaithfulness"):
        assert rows.filter("found")[column].is_not_null().all()
        assert rows.filter(~pl.col("found"))[column].is_null().all()
    found = rows.filter("found")
    assert found.height > 20
    assert (found["implausibility"] <= found["drawn"] + 1e-9).all()
    assert (rows["label"] != rows["target"]).all()


def test_a_cell_is_the_same_again(data, tables):
    again = Plausibility(adversary="weak", searches="equation,published", **SMALL).run(data, lambda _: None)
    assert all(tables[name].equals(again[name]) for name in tables)


def test_factuals_and_targets_do_not_depend_on_the_model(data, tables):
    other = Plausibility(adversary="none", **SMALL).run(data, lambda _: None)
    about = ["instance", "label", "target"]
    mine, theirs = (
        one["recourses"].filter(search="equation", stop="threshold").select(about) for one in (tables, other)
    )
    assert mine.equals(theirs)
    assert other["accuracy"]["clean"].item() >= other["accuracy"]["pgd"].item()


def test_as_published_a_network_is_another_one(data, tables):
    published = Plausibility(adversary="weak", loss="both", attack="stopped", seed=0, **SMALL).run(data, lambda _: None)
    mine, theirs = (one["recourses"]["implausibility"].drop_nulls() for one in (tables, published))
    assert mine[:5].to_list() != theirs[:5].to_list()


def test_the_published_attack_stops_where_the_batch_leaves_the_ball():
    rng = np.random.default_rng(0)
    weights, inputs = rng.normal(size=(3, 6)), rng.uniform(0.3, 0.7, (5, 6))
    network, labels, ends = (lambda x: jnp.asarray(weights) @ x), jnp.arange(5) % 3, (np.zeros(6), np.ones(6))
    for epsilon in (0.05, 0.1):
        attack = Adversary(epsilon, 40, 0.01)
        noise = jnp.asarray(rng.normal(size=inputs.shape))
        points = np.asarray(stopped(network, jnp.asarray(inputs), labels, attack, ends, noise))
        moved = np.abs(points - inputs).max()
        assert epsilon <= moved < epsilon + 0.01 + 1e-12
        assert np.mean(losses(network, jnp.asarray(points), labels)) > np.mean(
            losses(network, jnp.asarray(inputs), labels)
        )
    few = Adversary(0.5, 2, 0.01)
    points = np.asarray(stopped(network, jnp.asarray(inputs), labels, few, ends, jnp.zeros_like(noise)))
    np.testing.assert_allclose(np.abs(points - inputs), 0.02, atol=1e-12)


def test_neighbours_are_those_of_brute_force(data):
    rng = np.random.default_rng(1)
    points, targets = rng.uniform(size=(3, SIDE**2)), np.array([0, 2, 0])
    nearest, everywhere, drawn, drawn_everywhere = measured(data, points, targets, 4)
    table = Classes(
        "table", data.classes, data.train, data.train_labels, data.test, data.test_labels, data.features, "made up"
    )
    far, same, first, _ = measured(table, points, targets, 4)
    for row, (point, target) in enumerate(zip(points, targets, strict=True)):
        distances = np.sqrt(((data.of(int(target)) - point) ** 2).sum(axis=1))
        np.testing.assert_allclose(far[row], np.sort(distances)[:4].mean(), rtol=1e-6)
        np.testing.assert_allclose(first[row], distances[:4].mean(), rtol=1e-6)
    assert (far == same).all()
    assert (nearest <= drawn).all()
    assert (everywhere != nearest).all()
    assert (everywhere <= drawn_everywhere).all()
    assert ((nearest > 0.0) & (nearest < 2.0)).all()


def test_the_range_of_images_is_0_to_1_and_searches_stop_in_two_ways(data):
    ranges = range_of(data)
    assert (ranges.low == 0.0).all()
    assert (ranges.high <= 1.0).all()
    found = list(methods("equation,published", 0.1, 0.5))
    assert [(name, stop) for name, stop, _ in found] == [
        (name, stop) for name in ("equation", "published") for stop in ("threshold", "gradient")
    ]
    assert [(method.ridge, method.noise) for _, _, method in found] == [(0.0, 0.0)] * 2 + [(0.1, 0.1)] * 2


def test_draws_of_runs_differ(data):
    assert draw_factuals(data, 20, 0).rows.tolist() != draw_factuals(data, 20, 1).rows.tolist()
    assert len(draw_factuals(data, 1000, 0).rows) == len(data.test)


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"adversary": "mild"}, "adversary must be one of none, weak, medium, strong"),
        ({"loss": "none"}, "loss must be one of attacked, both"),
        ({"attack": "free"}, "attack must be one of projected, stopped"),
        ({"searches": "equation,quick"}, "searches must name some of"),
        ({"people": 0}, "people must be at least 1"),
        ({"lam": -1.0}, "lam must be finite and at least 0"),
    ],
)
def test_what_no_cell_can_have(wrong, message):
    with pytest.raises(InputError, match=message):
        Plausibility(**wrong)


def test_networks_of_one_key_start_alike_whatever_the_adversary(data):
    key = jax.random.key(0)
    settings = Training(Adversary(0.0, 0), "attacked", "projected", 8, 1, 300, 1e-9)
    attacked = Training(Adversary(0.1, 2), "both", "stopped", 8, 1, 300, 1e-9)
    points = data.test[:5]
    plain, robust = (train(data, one, key=key).logits(points) for one in (settings, attacked))
    np.testing.assert_allclose(plain, robust, atol=1e-5)


STUDY = """
name = "senthilkumar2024"
experiment = "senthilkumar2024"
dataset = "mnist"
adversary = ["none", "weak"]
width = 8
epochs = 2
learning_rate = 0.02
people = 6
neighbours = 5
samples = 2
chain = 2
[[part]]
name = "written-mnist"
seed = [0, 1, 2]
[[part]]
name = "sum-mnist"
loss = "both"
"""


def test_a_study_runs_and_ends_with_its_page(data, tmp_path, monkeypatch):
    monkeypatch.setattr(Plausibility, "load", staticmethod(lambda _: data))
    study = read_study(STUDY, "made.toml", Path())
    status = run_study(study, tmp_path / "study")
    assert (len(status.done), status.failed) == (8, {})
    results = read_results(tmp_path / "study")
    assert results.accuracy.group_by("part").len().sort("part").rows() == [("sum", 2), ("written", 6)]
    assert results.recourses.height == 8 * 2 * 6
    page = write_findings(tmp_path / "study", tmp_path / "findings").read_text(encoding="utf-8")
    assert "the losses of attacked and of plain instances are added" in page
    assert "What this page lacks" not in page
