"""What is wrong with the models of a report is said, and the option that is named mends it."""

from dataclasses import replace
from functools import cache
from typing import Any

import numpy as np
import pytest
from sklearn.datasets import make_classification

from empirical.data import Dataset, Feature, split
from empirical.families.linear.settings import LinearGrid
from empirical.families.relu.settings import ReluGrid
from empirical.families.wide.settings import WideGrid
from empirical.models.model import LinearModel
from empirical.models.pair import Pair
from empirical.recourse.settings import RecourseSettings, usual_target
from empirical.report import Report, Settings, report_on
from empirical.report.advice import advice as advice_of


def dataset(name: str, values: np.ndarray, labels: np.ndarray) -> Dataset:
    features = tuple(Feature(f"x{column}") for column in range(values.shape[1]))
    return Dataset(name, features, values, np.where(labels, 1.0, -1.0), "good", "made up", "")


@cache
def stretched() -> Dataset:
    """Skewed numbers, of which a few are far from all others: scaled to their ranges, most people hardly differ."""
    rng = np.random.default_rng(1)
    values = np.exp(rng.normal(size=(600, 4)) * [1.0, 0.7, 1.1, 0.5])
    return dataset("stretched", values, np.log(values) @ [1.0, -1.0, -0.5, 1.0] + rng.logistic(size=600) > -1.0)


@cache
def rare() -> Dataset:
    """Three of a hundred have the unfavourable label, and nothing tells them apart well."""
    values, labels = make_classification(3000, 5, weights=[0.97], class_sep=0.2, flip_y=0.0, random_state=0)
    return dataset("rare", values, labels == 0)


def made(data: Dataset, grid: Any = None, **how: Any) -> Report:
    settings = {"instances": 10, "groups": (), **how}
    return report_on(data, Settings(grid=LinearGrid() if grid is None else grid, **settings))


def advice(report: Report) -> dict[str, dict[str, Any]]:
    return {one["about"]: one for one in report.summary["advice"]}


def followed(data: Dataset, option: str, grid: Any, **how: Any) -> Report:
    """The report with the option that was named, as the command line reads it."""
    name, value = option.removeprefix("--").split()
    if name == "scaling":
        return made(data, grid, **{**how, "scaling": value})
    if name == "threshold":
        recourse = RecourseSettings(target=usual_target(float(value)), threshold=float(value))
        return made(data, grid, **{**how, "recourse": recourse})
    fields = {
        "steps": lambda: {"steps": (int(value),)},
        "epochs": lambda: {"epochs": int(value)},
        "epsilon": lambda: {"epsilons": (float(value),)},
        "class-weights": lambda: {"class_weights": value},
    }
    return made(data, replace(grid, **fields[name]()), **how)


def test_training_far_from_its_end_is_said_and_the_steps_that_are_named_suffice():
    grid, how = LinearGrid(), {"scaling": "minmax"}
    first = made(stretched(), grid, **how)
    said = advice(first)["training"]
    model = first.summary["runs"][0]["models"]["non_robust"]
    rejected, at_end = (round((1.0 - share) * 120) for share in (model["accepted"], model["training"]["end_accepted"]))
    assert f"where {at_end} are rejected, not {rejected}" in said["text"]
    second = followed(stretched(), said["option"], grid, **how)
    assert "training" not in advice(second)
    again = second.summary["runs"][0]["models"]["non_robust"]
    assert (1.0 - again["accepted"]) * 120 == pytest.approx(at_end, rel=0.15)
    assert again["training"]["gradient_norm"] < model["training"]["gradient_norm"]


def test_the_usual_settings_train_the_same_table_to_its_end():
    assert "training" not in advice(made(stretched()))


def test_an_attack_that_makes_the_robust_model_accept_everybody_is_answered_by_a_smaller_one():
    grid = LinearGrid(epsilons=(5.0,))
    said = advice(made(stretched(), grid))["robust"]
    assert said["text"] in ("the robust model accepts everybody", "the robust model rejects everybody")
    second = followed(stretched(), said["option"], grid)
    assert "robust" not in advice(second)
    assert second.summary["runs"][0]["models"]["robust"]["degenerate"] is None


def test_a_sweep_in_which_one_robust_model_tells_people_apart_needs_no_advice():
    assert "robust" not in advice(made(stretched(), LinearGrid(epsilons=(0.01, 5.0))))


def test_robust_models_of_which_some_accept_and_some_reject_everybody_are_all_named():
    data, model = split(stretched(), seed=0), LinearModel(np.zeros(5))
    natural = {"accepted": 0.5, "training": None}
    runs = [
        {"seed": 0, "epsilon": epsilon, "models": {"non_robust": natural, "robust": {"accepted": accepted}}}
        for epsilon, accepted in ((0.5, 1.0), (2.0, 0.0), (1.0, 1.0))
    ]
    (said,) = advice_of(runs, Pair(data, model, model), Settings(pair="these"))
    assert said["text"] == "the robust model accepts everybody at ε = 0.5, 1, and rejects everybody at ε = 2"


@pytest.mark.parametrize(
    "grid",
    [LinearGrid(epsilons=(0.0,)), ReluGrid(epsilons=(0.0,), width=4, depth=1, epochs=60), WideGrid((0.0,), rows=300)],
    ids=["linear", "mlp", "ntk"],
)
def test_a_model_that_hardly_rejects_anybody_says_why_and_how_to_mend_it(grid):
    said = advice(made(rare(), grid))["natural"]
    assert "though 18 have an unfavourable label" in said["text"]
    option = "--threshold" if isinstance(grid, WideGrid) else "--class-weights balanced"
    assert said["option"].startswith(option)
    second = followed(rare(), said["option"], grid)
    assert "natural" not in advice(second)
    assert second.instances.height > 0


def test_class_weights_that_do_not_suffice_lead_to_a_threshold():
    """Weights are given already, the wrong way round."""
    grid = LinearGrid(epsilons=(0.0,), class_weights="favourable=50")
    said = advice(made(rare(), grid))["natural"]
    assert said["option"].startswith("--threshold 0.9")
    assert "natural" not in advice(followed(rare(), said["option"], grid))


def test_a_network_that_fits_worse_than_a_linear_model_needs_more_epochs():
    grid = ReluGrid(epsilons=(0.0,), width=4, depth=1, epochs=2)
    said = advice(made(stretched(), grid))["training"]
    assert "a linear model has" in said["text"]
    assert int(said["option"].removeprefix("--epochs ")) >= 20
    assert "training" not in advice(followed(stretched(), said["option"], grid))


def test_models_that_are_computed_rather_than_trained_have_no_end():
    report = made(stretched(), WideGrid((0.0,), rows=100))
    assert report.summary["runs"][0]["models"]["non_robust"]["training"] is None
