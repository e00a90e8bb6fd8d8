"""In one report nothing is measured twice: not for a table, a claim of a user's or a figure, nor for another ε."""

import importlib
from collections import Counter
from dataclasses import replace
from typing import Any

import pytest
from support.reports import DECODED, RELU, WIDE, made_up, made_up_with_jobs

from empirical.data import Dataset
from empirical.families.linear.settings import LinearGrid
from empirical.recourse.methods.cchvae import CCHVAE
from empirical.recourse.methods.scfe import SCFE
from empirical.report import Settings, report_on
from empirical.report.figures.bounds import bounds_figure

EPSILONS = (0.0, 0.05, 0.3)
CLAIM = """
from dataclasses import replace
from bounds import CLAIMS

MINE = replace(CLAIMS["{known}"], id="mine.same")
"""
RUNS = len(EPSILONS)


def counting(monkeypatch: pytest.MonkeyPatch, *names: str) -> Counter[str]:
    """Count the calls of functions, each named by the module that calls it and its name there."""
    counts: Counter[str] = Counter()

    def watch(owner: Any, name: str, label: str) -> None:
        original = getattr(owner, name)

        def counted(*args: Any, **kwargs: Any) -> Any:
            counts[label] += 1
            return original(*args, **kwargs)

        monkeypatch.setattr(owner, name, counted)

    for place in names:
        module, name = place.rsplit(".", 1)
        watch(importlib.import_module(f"empirical.{module}"), name, name)
    watch(SCFE, "__call__", "recourses")
    watch(CCHVAE, "__call__", "recourses")
    return counts


def reported(settings: Settings, data: Dataset, tmp_path: Any, known: str) -> None:
    """Make a report with a claim of a user's, which is one that is known under another name, and draw its picture."""
    path = tmp_path / "mine.py"
    path.write_text(CLAIM.format(known=known))
    made = report_on(data, replace(settings, claims=str(path)))
    assert len(made.summary["runs"]) >= RUNS
    assert made.verdicts["claim"].eq("mine.same").any()
    bounds_figure(made)


def test_linear_models(tmp_path, monkeypatch):
    seeds, steps = (0, 1), (5, 9)
    natural = len(seeds) * len(steps)
    counts = counting(
        monkeypatch,
        "families.linear.family.measure_linear",
        "families.linear.fields.available_deltas",
        "verification.population._scores",
        "verification.population.select",
    )
    settings = Settings(grid=LinearGrid(EPSILONS, seeds, steps))
    reported(settings, made_up(), tmp_path, "theorem1.sound")
    assert counts == {
        "measure_linear": RUNS * natural,
        "available_deltas": RUNS * natural,
        "_scores": RUNS * natural,
        "select": natural,
        # For each natural model once, and once for each robust model but at ε = 0, where it is the natural model.
        "recourses": RUNS * natural,
    }


def test_relu_networks(tmp_path, monkeypatch):
    counts = counting(
        monkeypatch,
        "families.relu.family.measure_relu",
        "families.relu.fields.layer_radii",
        "families.relu.fields.linearise",
        "verification.population._scores",
        "verification.population.select",
    )
    settings = replace(RELU, grid=replace(RELU.grid, epsilons=EPSILONS, seeds=(0,)))
    reported(settings, made_up(), tmp_path, "theorem4.sharp")
    assert counts == {
        "measure_relu": RUNS,
        "layer_radii": RUNS,
        "linearise": 2 * RUNS,  # of both models
        "_scores": RUNS,
        "select": 1,
        "recourses": RUNS,
    }


def test_wide_networks(tmp_path, monkeypatch):
    counts = counting(
        monkeypatch,
        "families.wide.family.measure_wide",
        "families.wide.fields.tangent_fields",
        "families.wide.tangent.linearise",
        "verification.population._scores",
        "verification.population.select",
    )
    settings = replace(WIDE, grid=replace(WIDE.grid, epsilons=EPSILONS, seeds=(0,), ridges=(1.0,)))
    reported(settings, made_up(), tmp_path, "theorem5.sharp")
    assert counts == {
        "measure_wide": RUNS,
        "tangent_fields": RUNS,
        "linearise": 2 * RUNS,  # of both models
        "_scores": RUNS,
        "select": 1,
        "recourses": RUNS,
    }


def test_decoded_recourses(tmp_path, monkeypatch):
    counts = counting(
        monkeypatch,
        "report.training.train_vae",
        "report.training.measure_autoencoder",
        "verification.decoded.latent_fields",
        "families.linear.family.measure_linear",
    )
    settings = replace(DECODED, grid=LinearGrid(EPSILONS, (0,), (50,), 2.0, 1.0))
    reported(settings, made_up_with_jobs(), tmp_path, "theorem3.sharp")
    assert counts == {
        "train_vae": 1,  # one autoencoder serves all runs of a seed
        "measure_autoencoder": 1,
        "latent_fields": RUNS,
        "measure_linear": RUNS,
        "recourses": RUNS,
    }
