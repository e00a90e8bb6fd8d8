"""A miniature of the study on made data, by the same path as the study itself."""

import numpy as np
import polars as pl
import pytest

from empirical.data import Dataset, Feature
from empirical.data.dataset import category
from empirical.errors import InputError
from empirical.studies import experiments
from empirical.studies.hardy2023.experiment import TABLES, Hardy2023
from empirical.studies.hardy2023.figures import FIGURES
from empirical.studies.hardy2023.results import collected, labelled
from empirical.studies.hardy2023.setups import SETUPS
from empirical.studies.hardy2023.writing import write_all
from empirical.studies.reading import find_study

FASHION, ADULT = SETUPS


def shirts() -> Dataset:
    """Made images of 5 by 5 pixels: the lower half is bright in one class, the upper half in the other."""
    rng = np.random.default_rng(0)
    labels = np.tile([-1.0, 1.0], 140)
    halves = np.where((np.arange(25) < 12)[None] == (labels > 0.0)[:, None], 0.6, 0.3)
    pixels = np.clip(halves + 0.15 * rng.normal(size=(280, 25)), 0.0, 1.0)
    features = tuple(Feature(f"pixel{place}", low=0.0, high=1.0) for place in range(25))
    return Dataset(FASHION, features, pixels, labels, "Trouser", "made up", "")


def people() -> Dataset:
    """Made people of two numbers and two categories of two levels, the second of which nobody can change."""
    rng = np.random.default_rng(1)
    values = np.column_stack([rng.uniform(0.0, 99.0, (400, 2)), rng.integers(0, 2, (400, 2))])
    score = values[:, 0] + 0.5 * values[:, 1] + 30.0 * values[:, 2] - 90.0
    features = (
        Feature("gain"),
        Feature("hours"),
        category("work", "a", "b"),
        category("sex", "f", "m", immutable=True),
    )
    return Dataset(ADULT, features, values, np.where(score > 0.0, 1.0, -1.0), "rich", "made up", "")


MADE = {FASHION: shirts, ADULT: people}


@pytest.fixture(scope="module")
def runs():
    """The tables of three experiments."""
    asked = [(FASHION, Hardy2023(method="shells", people=12, samples=50, epochs=60))]
    asked += [
        (ADULT, Hardy2023(method=method, people=12, samples=50, epochs=200)) for method in ("gs", "ar", "ar carla")
    ]
    return [(name, experiment, experiment.run(MADE[name](), lambda _: None)) for name, experiment in asked]


def test_every_table_has_the_columns_that_the_experiment_promises(runs):
    for _, _, tables in runs:
        assert set(tables) == set(TABLES)
        for name, table in tables.items():
            assert dict(table.schema) == dict(TABLES[name])


def test_networks_learn_and_attacks_of_larger_radius_find_more(runs):
    for _, _, tables in runs:
        models = tables["models"]
        assert (models["accuracy"] > 0.8).all()
        assert (models["susceptibility"] <= models["flipped"]).all()
        for _, rows in models.sort("radius").group_by("training", "attack"):
            assert rows["flipped"].is_sorted()


def test_the_same_people_are_searched_for_both_networks_and_recourses_are_measured(runs):
    for name, experiment, tables in runs:
        rows = tables["people"]
        by_training = rows.group_by("training").agg("person")["person"].to_list()
        assert by_training[0] == by_training[1]
        assert len(by_training[0]) == 12
        found = rows.filter("found")
        assert found.height > 0 or experiment.method == "ar carla", name
        assert (found["distance"] > 0.0).all()
        assert (found["redundancy"] <= found["sparsity"]).all()
        assert rows.filter(~pl.col("found"))["distance"].is_nan().all()
        assert tables["searches"]["found"].sum() == found.height
        assert (tables["pictures"].height > 0) == (name == FASHION)


def test_a_run_is_a_function_of_its_options(runs):
    name, experiment, tables = runs[1]
    again = experiment.run(MADE[name](), lambda _: None)
    for one in ("people", "chains", "pictures"):
        assert again[one].equals(tables[one])


def test_a_page_and_all_figures_come_of_the_tables(runs, tmp_path):
    tables = {name: [labelled(run[name], data, vars(one), 60) for data, one, run in runs] for name in TABLES}
    page = write_all(collected(tables), tmp_path)
    assert "cannot be told" in page.read_text()  # of one seed
    assert {path.stem for path in tmp_path.glob("*.png")} == set(FIGURES) == {p.stem for p in tmp_path.glob("*.svg")}


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"method": "scfe"}, "method must be one of shells, gs, ar, ar carla"),
        ({"ranges": "wide"}, "ranges must be one of percentiles, whole, numbers"),
        ({"people": -1}, "people must be at least 0, not -1"),
        ({"expansion": 0}, "expansion must be at least 1, not 0"),
        ({"momentum": 1.0}, "momentum must be at least 0 and below 1, not 1"),
    ],
)
def test_options_out_of_range_are_refused(options, message):
    with pytest.raises(InputError, match=message):
        Hardy2023(**options)


def test_data_without_a_setup_are_refused():
    made = people()
    other = Dataset("other", made.features, made.values, made.labels, "rich", "made up", "")
    with pytest.raises(InputError, match="no setup for 'other'; choose one of fashion-tshirt-trouser, adult-carla"):
        Hardy2023().run(other, lambda _: None)


def test_the_study_has_both_data_sets_all_methods_and_three_seeds():
    assert experiments.experiment("hardy2023") is Hardy2023
    study = find_study("hardy2023")
    parts = [part for part in study.parts if isinstance(part, experiments.ExperimentPart)]
    options = [dict(part.options) for part in parts]
    assert len(parts) == len(study.parts)
    assert {one.name for part in parts for one in part.data} == {FASHION, ADULT}
    assert {method for one in options for method in one.get("method", ())} == {"shells", "gs", "ar", "ar carla"}
    assert study.name == "hardy2023"
    assert options[0]["seed"] == (0, 1, 2)
    assert all(part.options["people"] == (25,) for part in study.quickly().parts)
