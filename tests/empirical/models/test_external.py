"""Models that were trained elsewhere: the same scores on raw inputs, and what can be said of them."""

import json
import math
import os
import pickle
import zipfile
from functools import cache
from pathlib import Path
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
import polars as pl
import pytest
from sklearn.ensemble import RandomForestClassifier
from sklearn.linear_model import LogisticRegression
from sklearn.neural_network import MLPClassifier
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler
from sklearn.svm import SVC
from support.populations import cases, measure, rejected

from bounds import CLAIMS
from empirical.data import Dataset, Feature, Split, encode, load, split
from empirical.errors import InputError
from empirical.families import OPAQUE, family_of
from empirical.families.linear.cases import LINEAR, NO_RUN
from empirical.families.linear.family import LinearFamily
from empirical.families.linear.fields import weights_of
from empirical.families.linear.settings import LinearGrid
from empirical.families.linear.training import train_linear_pair
from empirical.families.opaque import NOT_LINEAR
from empirical.models.external import pair_from
from empirical.models.linear_score import LinearScore
from empirical.models.model import HostModel, LinearModel, TracedModel
from empirical.models.pair import Elsewhere, Pair
from empirical.models.weights_file import load_models
from empirical.recourse.settings import RecourseSettings
from empirical.report import Report, Settings, build
from empirical.report.frames import instance_rows
from empirical.report.verdicts import Subject, verdict_tables

SCALINGS = ("minmax", "standard")
RUN = {"seed": 0, "steps": None, "ridge": None, "epsilon": None}


@cache
def data() -> Dataset:
    rng = np.random.default_rng(0)
    numbers = rng.normal(size=(300, 3)) * [0.5, 3.0, 1.5] + [0.0, 5.0, -2.0]
    kinds, sexes = rng.integers(0, 3, 300), rng.integers(0, 2, 300)
    noise = rng.normal(size=300)
    labels = np.where(numbers @ [1.0, 0.5, -0.3] - 3.0 + (kinds == 1) + noise > 0, 1.0, -1.0)
    features = (Feature("a"), Feature("b"), Feature("c"), Feature("kind", ("x", "y", "z")), Feature("sex", ("f", "m")))
    return Dataset("made", features, np.column_stack([numbers, kinds, sexes]), labels, "good", "made up", "")


@cache
def parts(scaling: str = "minmax") -> Split:
    return split(data(), seed=0, scaling=scaling)


def raw(scaling: str = "minmax") -> np.ndarray:
    return encode(data())[parts(scaling).test_rows]


WIDTH = 7
WEIGHTS = np.array([1.0, 0.5, -0.25, 0.1, -0.2, 0.3, 2.0])


def tanh_net(seed: int) -> Any:
    """A network that rejects half, and is right about more than half."""
    rng = np.random.default_rng(seed)
    inner, outer = (rng.normal(size=size) for size in ((WIDTH, 4), 4))
    scores = np.tanh(0.3 * (encode(data()) @ inner)) @ outer
    middle = float(np.median(scores))
    sign = 1.0 if np.mean((scores > middle) == (data().labels > 0.0)) > 0.5 else -1.0
    inner, outer = jnp.asarray(inner), jnp.asarray(sign * outer)
    return lambda x: jnp.tanh(0.3 * (x @ inner)) @ outer - sign * middle


@cache
def fitted(name: str, count: int = 300) -> Any:
    """An estimator on encoded data that nobody scaled."""
    estimators = {
        "logistic": lambda: LogisticRegression(max_iter=5000),
        "pipeline": lambda: make_pipeline(StandardScaler(), LogisticRegression()),
        "linear svc": lambda: SVC(kernel="linear"),
        "rbf": SVC,
        "mlp": lambda: MLPClassifier(
            (5,), activation="tanh", solver="lbfgs", max_iter=15000, alpha=1.0, random_state=0
        ),
        "forest": lambda: RandomForestClassifier(5, max_depth=2, random_state=0),
    }
    return estimators[name]().fit(encode(data())[:count], data().labels[:count])


LINEAR_MODELS = {
    "LinearScore": (lambda: LinearScore(WEIGHTS, -1.5), lambda x: x @ WEIGHTS - 1.5),
    "logistic": (lambda: fitted("logistic"), lambda x: fitted("logistic").decision_function(x)),
    "linear svc": (lambda: fitted("linear svc"), lambda x: fitted("linear svc").decision_function(x)),
    "pipeline": (lambda: fitted("pipeline"), lambda x: fitted("pipeline").decision_function(x)),
    "JAX": (lambda: lambda x: x @ jnp.asarray(WEIGHTS) + 3.0, lambda x: x @ WEIGHTS + 3.0),
    "constant": (lambda: lambda x: 0.0 * jnp.sum(x) - 1.0, lambda x: np.full(len(x), -1.0)),
}
OTHER_MODELS = {
    "JAX": (lambda: tanh_net(0), lambda x: np.asarray(jax.vmap(tanh_net(0))(jnp.asarray(x)))),
    "rbf": (lambda: fitted("rbf"), lambda x: fitted("rbf").decision_function(x)),
    "mlp": (lambda: fitted("mlp"), lambda x: np.diff(np.log(fitted("mlp").predict_proba(x)), axis=1)[:, 0]),
}


@pytest.mark.parametrize("scaling", SCALINGS)
@pytest.mark.parametrize("name", LINEAR_MODELS)
def test_a_linear_model_is_known_as_one_and_scores_as_it_does_on_raw_inputs(name, scaling):
    given, score = LINEAR_MODELS[name]
    pair = pair_from(given(), LinearScore(np.zeros(WIDTH), 0.0), parts(scaling))
    assert isinstance(pair.natural, LinearModel)
    assert pair.training == Elsewhere()
    assert isinstance(family_of(pair), LinearFamily)
    expected = score(raw(scaling))
    np.testing.assert_allclose(pair.natural.scores(parts(scaling).test), expected, rtol=1e-9, atol=1e-9)
    np.testing.assert_allclose(parts(scaling).test @ weights_of(pair)[0], expected, rtol=1e-9, atol=1e-9)


@pytest.mark.parametrize("scaling", SCALINGS)
def test_weights_that_are_not_scaled_along_would_be_seen(scaling):
    """The mutant."""
    unscaled = np.append(WEIGHTS, -1.5)
    assert not np.allclose(parts(scaling).test @ unscaled, raw(scaling) @ WEIGHTS - 1.5, rtol=1e-3)


@pytest.mark.parametrize("scaling", SCALINGS)
@pytest.mark.parametrize("name", OTHER_MODELS)
def test_another_model_scores_as_it_does_on_raw_inputs(name, scaling):
    given, score = OTHER_MODELS[name]
    pair = pair_from(given(), LinearScore(WEIGHTS, 0.0), parts(scaling))
    assert isinstance(pair.natural, TracedModel if name == "JAX" else HostModel)
    assert family_of(pair) is OPAQUE
    with pytest.raises(TypeError, match="these are no linear models"):
        weights_of(pair)
    np.testing.assert_allclose(pair.natural.scores(parts(scaling).test), score(raw(scaling)), rtol=1e-8, atol=1e-8)


@pytest.mark.parametrize("scaling", SCALINGS)
@pytest.mark.parametrize("name", OTHER_MODELS)
def test_gradients_are_those_of_the_scores_in_scaled_columns(name, scaling):
    model = pair_from(OTHER_MODELS[name][0](), LinearScore(WEIGHTS, 0.0), parts(scaling)).natural
    inputs, step = parts(scaling).test[:10], 1e-4
    scores, found = model.scores_and_gradients(inputs)
    np.testing.assert_array_equal(scores, model.scores(inputs))
    assert found.shape == inputs.shape
    assert not found[:, -1].any()
    for column in range(WIDTH):
        moved = step * np.eye(WIDTH + 1)[column]
        slope = (model.scores(inputs + moved) - model.scores(inputs - moved)) / (2 * step)
        np.testing.assert_allclose(found[:, column], slope, rtol=1e-4, atol=1e-5)


@pytest.mark.parametrize("name", OTHER_MODELS)
def test_no_claim_speaks_of_models_that_are_not_linear(name):
    given = OTHER_MODELS[name][0]
    pair, settings = pair_from(given(), tanh_net(1), parts()), RecourseSettings()
    population = rejected(pair, settings, cost_weights=np.ones(WIDTH + 1))
    assert len(population.rows) > 5
    instances = instance_rows(population, measure(pair, population, settings), RUN)
    (verdicts,) = verdict_tables([Subject(cases(pair, population, settings), population, RUN)])
    assert instances.height == len(population.rows)
    assert verdicts.height == len(LINEAR) * instances.height
    assert set(verdicts["claim"]) == {claim.id for claim in LINEAR}
    assert verdicts["status"].eq("inapplicable").all()
    assert verdicts["failed"].to_list() == [[NOT_LINEAR]] * verdicts.height
    assert verdicts["lower"].is_null().all()
    assert instances["cost_nr"].is_finite().all()
    assert instances["cost_nr"].gt(0.0).any()


def test_feasible_recourses_of_models_that_are_not_linear():
    pair = pair_from(tanh_net(0), tanh_net(1), parts())
    population = rejected(pair, RecourseSettings(feasible=True), cost_weights=np.ones(WIDTH + 1))
    assert not np.any(population.breaches_nr)
    assert not np.any(population.breaches_r)
    assert population.found_nr.any()


def three_classes() -> Any:
    return LogisticRegression(max_iter=5000).fit(encode(data()), data().values[:, 3])


BAD_MODELS = {
    "too few weights": (lambda: LinearScore(WEIGHTS[:-1], 0.0), "6 weights for 7 columns"),
    "an infinite weight": (lambda: LinearScore(np.append(WEIGHTS[:-1], math.inf), 0.0), "weight that is not finite"),
    "a NaN intercept": (lambda: LinearScore(WEIGHTS, math.nan), "weight that is not finite"),
    "three classes": (three_classes, "which class of LogisticRegression accepts"),
    "three classes in a pipeline": (
        lambda: make_pipeline(StandardScaler(), LogisticRegression()).fit(encode(data()), data().values[:, 3]),
        "which class of Pipeline accepts",
    ),
    "another width": (lambda: LogisticRegression(max_iter=5000).fit(encode(data())[:, :3], data().labels),
                      "3 weights for 7 columns"),
    "a function of another width": (lambda: lambda x: x @ jnp.ones(3), "cannot score 7 columns"),
    "a pipeline of another width": (
        lambda: make_pipeline(StandardScaler(), LogisticRegression()).fit(encode(data())[:, :3], data().labels),
        "cannot score 7 columns",
    ),
    "a function to a vector": (lambda: lambda x: 2.0 * x, "must give one score for an instance"),
    "a number": (lambda: 3.0, "a model must be a function of an instance"),
    "nothing": (lambda: None, "NoneType is none"),
}  # fmt: skip


@pytest.mark.parametrize("name", BAD_MODELS)
def test_what_is_no_model_of_these_columns(name):
    given, message = BAD_MODELS[name]
    for pair in ((given(), LinearScore(WEIGHTS, 0.0)), (LinearScore(WEIGHTS, 0.0), given())):
        with pytest.raises(InputError, match=message) as raised:
            pair_from(*pair, parts())
        assert "\n" not in str(raised.value)


def test_a_model_is_taken_as_it_is():
    for model in (LinearModel(np.ones(WIDTH + 1)), HostModel(lambda inputs: inputs @ np.ones(WIDTH + 1))):
        assert pair_from(model, LinearScore(WEIGHTS, 0.0), parts()).natural is model


# Files


def plain(weights: Any = tuple(WEIGHTS), intercept: Any = 0.5) -> dict[str, Any]:
    one = {"weights": list(weights), "intercept": intercept}
    return {"non_robust": one, "robust": {"weights": [2 * weight for weight in weights], "intercept": -1}}


def arrays(found: dict[str, Any]) -> dict[str, Any]:
    return {f"{model}_{part}": np.array(value) for model, parts_ in found.items() for part, value in parts_.items()}


def saved(folder: Path, name: str, found: dict[str, Any]) -> str:
    path = folder / name
    if path.suffix == ".json":
        path.write_text(json.dumps(found))
    else:
        np.savez(path, **arrays(found))
    return str(path)


@pytest.mark.parametrize("name", ["models.json", "models.npz"])
def test_weights_come_back_from_a_file(name, tmp_path):
    natural, robust = load_models(saved(tmp_path, name, plain()), list(parts().names))
    np.testing.assert_array_equal(natural.weights, WEIGHTS)
    np.testing.assert_array_equal(robust.weights, 2 * WEIGHTS)
    assert (natural.intercept, robust.intercept) == (0.5, -1.0)


def test_the_shapes_of_scikit_learn_are_read_from_a_file(tmp_path):
    """``coef_`` is [1, d], ``intercept_`` [1]."""
    shaped: dict[str, Any] = {name: np.atleast_2d(value) for name, value in arrays(plain()).items()}
    np.savez(tmp_path / "models.npz", **shaped)
    natural, _ = load_models(str(tmp_path / "models.npz"), [])
    np.testing.assert_array_equal(natural.weights, WEIGHTS)


class Trap:
    """What a pickle does when it is loaded."""

    def __reduce__(self):
        return Path.touch, (Path(self.path),)  # type: ignore[attr-defined]

    def __init__(self, path: Path) -> None:
        self.path = path


def test_no_pickle_is_loaded(tmp_path):
    found: dict[str, Any] = arrays(plain())
    found["robust_weights"] = np.array([Trap(tmp_path / "sprung")], dtype=object)
    np.savez(tmp_path / "models.npz", **found)
    (tmp_path / "other.npz").write_bytes(pickle.dumps(Trap(tmp_path / "sprung")))
    for name in ("models.npz", "other.npz"):
        with pytest.raises(InputError, match="holds no two linear models"):
            load_models(str(tmp_path / name), [*"abcdefg"])
    assert not (tmp_path / "sprung").exists()
    pickle.loads((tmp_path / "other.npz").read_bytes())  # the trap works
    assert (tmp_path / "sprung").exists()


DAMAGED = {
    "empty.json": b"",
    "text.json": b"weights",
    "latin.json": b'{"non_robust": "\xff"}',
    "list.json": b"[1, 2]",
    "null.json": b"null",
    "one.json": json.dumps({"non_robust": plain()["robust"]}).encode(),
    "words.json": json.dumps(plain(weights=["a"])).encode(),
    "ragged.json": json.dumps({"non_robust": {"weights": [[1], [1, 2]], "intercept": 0}}).encode(),
    "many.json": json.dumps(plain(intercept=[1, 2])).encode(),
    "none.json": json.dumps(plain(intercept=None)).encode(),
    "huge.json": json.dumps(plain(intercept=10**400)).encode(),
    "deep.json": b"[" * 100_000,
    "empty.npz": b"",
    "text.npz": b"weights",
    "zip.npz": b"PK\x03\x04" + b"\x00" * 40,
}


@pytest.mark.parametrize("name", DAMAGED)
def test_damaged_files_are_one_line(name, tmp_path):
    (tmp_path / name).write_bytes(DAMAGED[name])
    with pytest.raises(InputError, match=f"{name} holds no two linear models") as raised:
        load_models(str(tmp_path / name), [*"abcdefg"])
    assert "\n" not in str(raised.value)


def test_files_that_are_cut_off_or_lack_an_array_are_one_line(tmp_path):
    whole = Path(saved(tmp_path, "whole.npz", plain())).read_bytes()
    lacking = plain()
    del lacking["robust"]["intercept"]
    saved(tmp_path, "lacking.npz", lacking)
    for length in range(0, len(whole), 97):
        (tmp_path / "cut.npz").write_bytes(whole[:length])
        with pytest.raises(InputError) as raised:
            load_models(str(tmp_path / "cut.npz"), [])
        assert "\n" not in str(raised.value)
    with pytest.raises(InputError, match="robust_intercept"):
        load_models(str(tmp_path / "lacking.npz"), [])


def test_files_that_are_not_there_are_one_line(tmp_path):
    with pytest.raises(InputError, match=r"none.json: there is no such file"):
        load_models(str(tmp_path / "none.json"), [])
    (tmp_path / "folder.json").mkdir()
    with pytest.raises(InputError, match=r"folder.json: is a folder"):
        load_models(str(tmp_path / "folder.json"), [])


def test_a_file_that_is_too_large_is_not_read(tmp_path):
    with (tmp_path / "large.json").open("wb") as file:
        file.truncate(2**26 + 1)
    with pytest.raises(InputError, match="larger than 64 MiB"):
        load_models(str(tmp_path / "large.json"), [])


def test_a_pipe_and_a_device_are_refused_without_being_read(tmp_path):
    for name in ("pipe.json", "pipe.npz"):
        os.mkfifo(tmp_path / name)
        with pytest.raises(InputError, match=f"{name}: is no plain file; save it to one"):
            load_models(str(tmp_path / name), [])
    with pytest.raises(InputError, match="zero: is no plain file"):
        load_models("/dev/zero", [])


def test_an_archive_that_unpacks_to_more_than_a_file_may_hold_is_not_unpacked(tmp_path):
    bomb = {**arrays(plain()), "robust_weights": np.zeros(2**23 + 1)}
    np.savez_compressed(tmp_path / "bomb.npz", **bomb)
    assert (tmp_path / "bomb.npz").stat().st_size < 2**20
    with pytest.raises(InputError, match="the file unpacks to more than 64 MiB"):
        load_models(str(tmp_path / "bomb.npz"), [])
    with zipfile.ZipFile(tmp_path / "bomb.npz") as old, zipfile.ZipFile(tmp_path / "bare.npz", "w", 8) as new:
        for name in old.namelist():  # NumPy reads members without .npy as well
            new.writestr(name.removesuffix(".npy"), old.read(name))
    with pytest.raises(InputError, match="the file unpacks to more than 64 MiB"):
        load_models(str(tmp_path / "bare.npz"), [])


# A report on them


GRID = LinearGrid((0.1,), (0,), (200,))


@cache
def trained() -> Pair:
    return train_linear_pair(split(load("breast-cancer"), seed=0), next(GRID.trainings()))


@pytest.fixture(scope="module")
def both(tmp_path_factory) -> tuple[Report, Report]:
    """A report that trains its models, and one on the same models from a file."""
    one = trained()
    scale, shift = one.split.scale[:-1], one.split.shift[:-1]
    found = {}
    for name, (*slopes, intercept) in zip(("non_robust", "robust"), weights_of(one), strict=True):
        weights = np.array(slopes) / scale
        found[name] = {"weights": weights.tolist(), "intercept": intercept - float(weights @ shift)}
    path = saved(tmp_path_factory.mktemp("models"), "models.json", found)
    return build(Settings(grid=GRID)), build(Settings(grid=GRID, models=path))


def needs_a_run(name: str) -> bool:
    """Whether a claim reads how the models were trained, or the printed Δ, which does."""
    bounds_delta = name in {"lemma1.printed", "lemma1.sound", "lemma1.sharp", "lemma1.path"}
    return bounds_delta or (name.endswith("printed") and "delta" in CLAIMS[name].read)


def test_claims_that_need_a_training_run_say_nothing_and_why(both):
    _, external = both
    lacking = external.verdicts.filter(pl.col("failed").list.contains(NO_RUN))
    assert set(lacking["claim"]) == {claim.id for claim in LINEAR if needs_a_run(claim.id)}
    assert set(lacking["status"]) == {"inapplicable"}
    assert external.instances["epsilon"].is_null().all()
    assert external.instances["steps"].is_null().all()


def test_all_others_are_checked_with_the_measured_distance_and_hold(both):
    _, external = both
    assert external.defects == []
    checked = external.verdicts.filter(~pl.col("failed").list.contains(NO_RUN))
    assert set(checked["claim"]) == {claim.id for claim in LINEAR if not needs_a_run(claim.id)}
    assert set(checked["delta_source"].drop_nulls()) == {"measured"}
    true = [claim.id for claim in LINEAR if claim.theory == "true"]
    met = checked.filter(pl.col("failed").list.len() == 0)
    assert not met.filter(pl.col("claim").is_in(true))["status"].eq("violated").any()
    assert checked["status"].is_in(["holds", "vacuous"]).sum() > external.instances.height


def test_they_say_what_the_report_that_trained_the_models_says(both):
    made, external = both
    key = ["instance", "claim", "cost_source"]
    checked = external.verdicts.filter(~pl.col("failed").list.contains(NO_RUN))
    same = pl.col("delta_source").is_null() | pl.col("delta_source").eq("measured")
    trained_rows = made.verdicts.filter(same)
    joined = checked.join(trained_rows, on=key, nulls_equal=True, suffix="_trained", validate="1:1")
    assert joined.height == checked.height
    assert (joined["status"] == joined["status_trained"]).all()
    for name in ("lower", "value", "upper"):
        np.testing.assert_allclose(joined[name], joined[f"{name}_trained"], rtol=1e-6, atol=1e-9)
