"""A cell on made data: its tables, its determinism, all kinds of models, and a study in small with its page."""

from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
import pytest

from bounds import CLAIMS
from empirical.data.dataset import Dataset, Feature
from empirical.errors import InputError
from empirical.explanations import lipschitz_quotients, removals
from empirical.models.model import LinearModel
from empirical.studies.reading import read_study
from empirical.studies.study import run_study
from empirical.studies.tan2023.experiment import EXPERIMENT, MODEL, Robustness
from empirical.studies.tan2023.faithful import faithfulness_of
from empirical.studies.tan2023.methods import METHODS, explainers
from empirical.studies.tan2023.neighbours import Near, distances
from empirical.studies.tan2023.results import IMAGES, read_results
from empirical.studies.tan2023.subject import Settings
from empirical.studies.tan2023.subjects import SUBJECTS
from empirical.studies.tan2023.tasks import image_task, table_task
from empirical.studies.tan2023.writing import write_findings

SIDE = 12
SMALL: Any = {
    "people": 4,
    "checked": 2,
    "neighbours": 4,
    "draws": 5,
    "samples": 30,
    "kernel_rows": 40,
    "width": 5,
    "epochs": 12,
    "steps": 100,
    "curve": 8,
    "slopes": 40,
    "pairs": 200,
}


def images() -> Dataset:
    """Small images with a bright bar above or below, in grey noise."""
    rng = np.random.default_rng(0)
    labels = np.tile([-1.0, 1.0], 100)
    pixels = np.full((len(labels), SIDE, SIDE), 0.2)
    for row, label in enumerate(labels):
        pixels[row, 2 : 4 if label > 0 else 3] = 0.8 if label > 0 else 0.2
        pixels[row, 8:10] = 0.2 if label > 0 else 0.8
    pixels = np.clip(pixels + rng.normal(0.0, 0.1, pixels.shape), 0.0, 1.0).reshape(len(labels), -1)
    names = tuple(Feature(f"pixel{place}", low=0.0, high=1.0) for place in range(SIDE**2))
    return Dataset(IMAGES, names, pixels, labels, "above", "made up", "")


def table(name: str = "german") -> Dataset:
    """A table of eleven numbers, of which the first four matter."""
    rng = np.random.default_rng(1)
    rows = rng.normal(size=(160, 11))
    labels = np.where(rows[:, :4].sum(axis=1) + 0.3 * rng.normal(size=160) > 0.0, 1.0, -1.0)
    return Dataset(name, tuple(Feature(f"x{place}") for place in range(11)), rows, labels, "good", "made up", "")


MADE = {IMAGES: images, "german": table, "adult": lambda: table("adult")}


def run(name: str, **options: Any) -> dict[str, pl.DataFrame]:
    return Robustness(**{**SMALL, **options}).run(MADE[name](), lambda _: None)


@pytest.fixture(scope="module")
def linear():
    return run("german", classifier="linear")


def test_a_cell_has_the_tables_that_it_promises(linear):
    assert {name: dict(found.schema) for name, found in linear.items()} == {
        name: dict(columns) for name, columns in EXPERIMENT.tables.items()
    }
    assert linear["quotients"].height == SMALL["people"] * (1 + len(METHODS))
    assert linear["faithfulness"].height == SMALL["people"] * len(METHODS)
    for found in linear.values():
        assert not any(found.select(pl.selectors.float().is_nan().any()).row(0))


def test_a_cell_is_the_same_again(linear):
    again = run("german", classifier="linear")
    assert all(linear[name].equals(again[name]) for name in linear)


def test_a_linear_logit_has_the_same_gradient_everywhere_and_exact_explanations(linear):
    quotients = linear["quotients"]
    assert quotients.filter(method="gradient")["largest"].max() == 0.0
    largest = quotients.filter(method=MODEL)["largest"].max()
    assert 0.0 < largest <= linear["models"]["lipschitz"].item()
    exact = linear["faithfulness"].filter(pl.col("method").is_in(["gradient", "gradient_input", "shap"]))
    assert exact["spearman"].min() > 1.0 - 1e-9


@pytest.mark.parametrize(("name", "model"), [("german", "mlp"), ("german", "ntk"), (IMAGES, "cnn")])
def test_no_true_claim_is_violated_on_a_robust_model(name, model):
    found = run(name, classifier=model, epsilon=0.05)
    rows = found["claims"]
    assert {CLAIMS[claim].theory for claim in rows.filter(pl.col("violated") > 0)["claim"]} <= {"false"}
    assert rows["nonfinite"].sum() == 0
    assert rows["holds"].sum() > 50
    assert (found["quotients"].filter(method=MODEL)["largest"] <= found["models"]["lipschitz"].item()).all()


def test_the_probability_is_at_most_a_quarter_as_steep(linear):
    likely = run("german", classifier="linear", explained="probability")
    ratios = likely["quotients"].filter(method=MODEL)["largest"] / linear["quotients"].filter(method=MODEL)["largest"]
    assert (ratios <= 0.25 + 1e-9).all()
    assert likely["claims"].equals(linear["claims"])


def test_own_draws_make_smoothgrad_less_robust():
    known: Any = {"classifier": "mlp", "epochs": 200, "spread": 0.3}
    common, own = (run("german", **known, common=one)["quotients"] for one in (True, False))
    largest = (one.filter(method="smoothgrad")["largest"].to_numpy() for one in (common, own))
    first, second = (float(numbers.mean()) for numbers in largest)
    assert second > 1.2 * first  # of other draws the difference has the errors of both
    assert common.filter(method="gradient").equals(own.filter(method="gradient"))


def test_quotients_are_those_of_the_package(monkeypatch):
    task = table_task(table(), 0)
    model = SUBJECTS["mlp"](task, Settings(0.0, 0, width=4, epochs=3)).model
    explainer = explainers(task, sigma=0.03, draws=4, samples=40)["gradient_input"]
    seen = []

    def explain(rows: Any, key: Any) -> Any:
        seen.append(rows)
        return explainer(model, rows, key=key)

    import jax

    found = lipschitz_quotients(explain, task.split.test[:3, :-1], neighbours=2, key=jax.random.key(0))
    inputs, *moved = seen
    gaps = np.linalg.norm(np.stack(moved) - inputs, axis=2)
    mine = distances(
        lambda rows: explainer(model, rows, key=jax.random.key(0)).values, Near(inputs, np.stack(moved), gaps)
    )
    np.testing.assert_allclose(mine / gaps, found.all, rtol=1e-12)


def test_levels_of_a_category_have_no_slope_together():
    task = table_task(table(), 0)._replace(groups=np.minimum(np.arange(11), 9), reference=np.zeros(11))
    inputs = np.linspace(1.0, 2.0, 11)[None]
    inputs[0, 9:] = 0.3, -0.3 + 1e-16
    model = LinearModel(np.arange(11.0))
    lost = removals(model, inputs, groups=task.groups, reference=task.reference)
    found = faithfulness_of("gradient", model.weights[None], inputs, task, lost)
    assert found.inverse_distance[0] > 1e9  # the slope of the last group would be about 1e15
    assert found.pearson[0] > 1.0 - 1e-9


def test_pixels_stay_as_they_are_and_groups_are_squares():
    data = images()
    task = image_task(data, 0)
    rows = np.sort(np.concatenate([task.split.train, task.split.test])[:, :-1], axis=0)
    np.testing.assert_allclose(rows, np.sort(data.values, axis=0), atol=1e-12)
    assert task.groups.max() + 1 == 9
    assert (task.reference == 0.0).all()
    assert np.bincount(task.groups).tolist() == [16] * 9


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"classifier": "tree"}, "classifier must be one of linear, mlp, ntk, cnn"),
        ({"explained": "margin"}, "explained must be one of logit, probability"),
        ({"neighbours": 1}, "neighbours must be at least 2"),
        ({"epsilon": -0.1}, "epsilon must be finite and at least 0"),
        ({"spread": 0.0}, "spread must be finite and positive"),
    ],
)
def test_what_no_cell_can_have(wrong, message):
    with pytest.raises(InputError, match=message):
        Robustness(**wrong)


def test_data_without_a_task_are_refused():
    other = Dataset("other", (Feature("x"),), np.arange(20.0)[:, None], np.tile([-1.0, 1.0], 10), "a", "made up", "")
    with pytest.raises(InputError, match="no task for 'other'; choose one of"):
        Robustness().run(other, lambda _: None)


STUDY = """
name = "tan2023"
experiment = "tan2023"
seed = [0, 1, 2]
epsilon = [0, 0.1]
people = 4
checked = 2
neighbours = 4
draws = 5
samples = 30
steps = 100
curve = 8
slopes = 40
pairs = 200
[[part]]
name = "main-tables"
dataset = ["german", "adult"]
classifier = "linear"
"""


def test_a_study_runs_and_ends_with_its_page(tmp_path, monkeypatch):
    monkeypatch.setattr(Robustness, "load", staticmethod(lambda name: MADE[name]()))
    status = run_study(read_study(STUDY, "made.toml", Path()), tmp_path / "study")
    assert (len(status.done), status.failed) == (12, {})
    results = read_results(tmp_path / "study")
    assert results.models.height == 12
    page = write_findings(tmp_path / "study", tmp_path / "findings").read_text(encoding="utf-8")
    assert "**Violations of true claims: 0.**" in page
    assert "What this page lacks" not in page
    assert "nan" not in page
