"""The options of a report: what they default to, what they make, and which of them go together."""

import json
import math
from dataclasses import fields
from typing import Any

import pytest
import typer

from empirical.autoencoder import VAETraining
from empirical.data.table.load import TableFile
from empirical.errors import InputError
from empirical.families import FAMILIES
from empirical.families.linear.settings import LinearGrid
from empirical.families.penalised.settings import PenalisedGrid
from empirical.families.relu.settings import ReluGrid
from empirical.families.wide.settings import WideGrid
from empirical.recourse.settings import METHODS, RecourseSettings
from empirical.report import Named, Settings
from empirical.report.settings import from_json, to_json
from recourse_bounds.app import app
from recourse_bounds.option_parsing import RENAMED
from recourse_bounds.report_options import OF_METHOD, OF_TABLE, Options, dashed

ABOUT = {
    **{key: {"linear"} for key in ("steps", "init", "models")},
    **{key: {"ntk"} for key in ("ridge", "kernel", "attack", "rounds", "exact_to", "train_rows")},
    **{key: {"mlp"} for key in ("width", "depth", "epochs", "batch_size")},
    "attack_steps": {"ntk", "mlp"},
    "learning_rate": {"linear", "mlp"},
    "penalty": {"penalised"},
    "class_weights": {"linear", "mlp", "penalised"},
}
"""The options that only some kinds of models have, and these kinds."""


def test_the_defaults_are_those_of_the_settings():
    assert Options().settings() == Settings()
    assert Options(model="ntk").settings() == Settings(grid=WideGrid())
    assert Options(model="mlp").settings() == Settings(grid=ReluGrid())
    assert Options(model="penalised").settings() == Settings(grid=PenalisedGrid())
    assert Options(epsilon="0.1", memory=8.0).settings().memory == Settings().memory


def test_every_field_is_an_option_with_a_word_of_help_on_a_panel():
    command = typer.main.get_command(app).commands["report"]  # type: ignore[attr-defined]
    shown = {one.name: one for one in command.params}
    assert set(shown) - {"help"} == {one.name for one in fields(Options)} | set(RENAMED)
    assert all(shown[old].hidden for old in RENAMED)
    for one in fields(Options):
        assert shown[one.name].help
        assert shown[one.name].rich_help_panel
        assert shown[one.name].default == one.default


def test_options_of_linear_models():
    given = Options(epsilon="0,.1", seed="0..1", steps="5,10", norm="2", learning_rate=0.5, init="normal")
    assert given.settings().grid == LinearGrid((0.0, 0.1), (0, 1), (5, 10), 2.0, 0.5, "normal")


def test_options_of_penalised_models():
    given = Options(model="penalised", epsilon="0,.1", seed="0..1", norm="1", penalty=0.5, class_weights="balanced")
    assert given.settings().grid == PenalisedGrid((0.0, 0.1), (0, 1), 1.0, 0.5, "balanced")


def test_options_of_wide_networks():
    given = Options(
        model="ntk",
        epsilon="0,.1",
        seed="0..1",
        ridge=".01,.1,1,10",
        norm="inf",
        kernel="first-layer",
        attack="fgsm",
        rounds=2,
        train_rows=500,
    )
    assert given.settings().grid == WideGrid(
        (0.0, 0.1), (0, 1), (0.01, 0.1, 1.0, 10.0), math.inf, "first-layer", "fgsm", 10, 2, 500
    )


def test_options_of_networks():
    given = Options(
        model="mlp",
        epsilon="0,.1",
        seed="0..1",
        norm="2",
        width=7,
        depth=3,
        epochs=4,
        batch_size=9,
        learning_rate=0.5,
        attack_steps=2,
    )
    assert given.settings().grid == ReluGrid((0.0, 0.1), (0, 1), 2.0, 7, 3, 4, 9, 0.5, 2)


def test_options_of_tables():
    given = Options(
        data="t.csv", target="y", favourable="1", unfavourable="0", keep="id", names='a,"b, c",y', header=False,
        missing_values="?,-9", decimal=",", thousands=".", strip="% $",
    ).settings()  # fmt: skip
    assert given.data == TableFile(
        "t.csv", "y", "1", unfavourable="0", keep=("id",), names=("a", "b, c", "y"), header=False,
        missing_values=("?", "-9"), decimal=",", thousands=".", strip="% $",
    )  # fmt: skip
    for name in OF_TABLE:
        with pytest.raises(InputError, match=f"--{dashed(name)} is about a table of your own; name it with --data"):
            Options(**{name: "x"}).settings()  # type: ignore[arg-type]


def test_constraints_are_of_every_data_set_and_may_be_repeated():
    asked: dict[str, Any] = {
        "immutable": "a,b",
        "direction": ["age: up; debt: down"],
        "range": ["hours: 0..40"],
        "transition": ["job: none>clerk", "town: x>y"],
        "relation": ["age >= years + 16", 'a <= "b;c"'],
    }
    texts: dict[str, Any] = {
        "immutable": ("a", "b"),
        "directions": ("age: up", "debt: down"),
        "ranges": ("hours: 0..40",),
        "transitions": ("job: none>clerk", "town: x>y"),
        "relations": ("age >= years + 16", 'a <= "b;c"'),
    }
    named = Options(dataset="german", **asked).settings()
    assert named.data == Named("german", **texts)
    table = Options(data="t.csv", target="y", favourable="1", **asked).settings()
    assert table.data == TableFile("t.csv", "y", "1", **texts)
    for settings in (named, table):
        assert from_json(json.loads(json.dumps(to_json(settings)))) == settings


@pytest.mark.parametrize("model", ["linear", "mlp"])
def test_class_weights_are_of_models_that_are_trained_step_by_step(model):
    assert Options(model=model, class_weights="balanced").settings({"class_weights"}).grid.class_weights == "balanced"
    with pytest.raises(InputError, match="class-weights must be none, balanced, or by label"):
        Options(model=model, class_weights="even").settings({"class_weights"})
    with pytest.raises(InputError, match="--class-weights says nothing of --model ntk; leave it out"):
        Options(model="ntk").refuse_others({"class_weights"})


def test_the_target_lies_above_the_threshold_unless_another_one_is_given():
    assert Options().settings().recourse == RecourseSettings()
    high = Options(threshold=0.9).settings().recourse
    assert high.target == pytest.approx(math.log(9.0) + math.log(1.5))
    assert high.cut == pytest.approx(math.log(9.0))
    assert Options(threshold=0.9, target_score=3.0).settings().recourse.target == 3.0
    with pytest.raises(InputError, match=r"target-score must be above 2\.197, where the models accept, not 1"):
        Options(threshold=0.9, target_score=1.0).settings()


def test_learning_rate_is_chosen_for_the_data_unless_one_is_given():
    assert Options().settings().grid.learning_rate is None
    assert Options(learning_rate=0.3).settings({"learning_rate"}).grid.learning_rate == 0.3


def test_options_of_data_recourse_and_report():
    given = Options(
        data="t.csv", target="y", favourable="1", immutable="a,b", drop="c", missing="drop", schema="s.toml",
        separator=";", group="a", lam=0.1, target_score=1.0, cost_weights="mad", feasible=True, instances=7, memory=2.0,
        scaling="minmax", attack_immutable=False,
    ).settings()  # fmt: skip
    assert given.data == TableFile("t.csv", "y", "1", ("a", "b"), ("a",), ("c",), "drop", "s.toml", ";")
    assert given.recourse == RecourseSettings(1.0, 0.1, "mad", feasible=True)
    assert Options(method="roar", shift=0.2).settings().recourse == RecourseSettings(method="roar", shift=0.2)
    assert Options(mode="valid").settings().recourse == RecourseSettings(mode="valid")
    assert (given.groups, given.instances, given.memory) == (("a",), 7, 2.0)
    assert (given.scaling, given.attack_immutable) == ("minmax", False)
    given = Options(method="cchvae", code_norm="inf", latent=3, vae_width=4, vae_depth=2, vae_epochs=5).settings()
    assert given.recourse == RecourseSettings(method="cchvae", code_norm=math.inf)
    assert given.autoencoder == VAETraining(3, 4, 2, 5)
    assert Options(group="-").settings().groups == ()
    assert Options(keep_leaking=True).settings().data == Named("breast-cancer", keep_leaking=True)


@pytest.mark.parametrize("model", FAMILIES)
def test_what_says_nothing_of_the_chosen_models_is_refused(model):
    for name, models in ABOUT.items():
        assert models < set(FAMILIES)
        if model in models:
            Options(model=model).refuse_others({name, "epsilon"})
            continue
        with pytest.raises(
            InputError, match=f"--{name.replace('_', '-')} says nothing of --model {model}; leave it out"
        ):
            Options(model=model).refuse_others({name})


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"model": "tree"}, "model must be one of linear, mlp, ntk, penalised, not 'tree'"),
        ({"model": "ntk", "attack": "fgsm"}, "--attack-steps says nothing of --attack fgsm"),
    ],
)
def test_options_that_do_not_go_together(options, message):
    with pytest.raises(InputError, match=message):
        Options(**options).refuse_others({"attack_steps"})


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"ridge": "0"}, "ridge must be positive and finite, not 0"),
        ({"ridge": "-1"}, "ridge must be positive and finite, not -1"),
        ({"ridge": "nan"}, "ridge must be positive and finite"),
        ({"ridge": "1e200"}, r"ridge must be 1e-50 to 1e\+50, not 1e\+200"),
        ({"ridge": "1e-200"}, r"ridge must be 1e-50 to 1e\+50, not 1e-200"),
        ({"epsilon": "1e300"}, r"epsilon must be at most 1e\+50, not 1e\+300"),
        ({"ridge": "1,1"}, "ridge has a value twice"),
        ({"ridge": "large"}, "ridge must be numbers like"),
        ({"norm": "1"}, "norm must be inf or 2, not 1"),
        ({"kernel": "rbf"}, "kernel must be first-layer, relu-ntk-D or relu-nngp-D"),
        ({"attack": "none"}, "attack must be pgd or fgsm, not 'none'"),
        ({"attack_steps": 0}, "attack-steps must be at least 1, not 0"),
        ({"rounds": 0}, "rounds must be at least 1, not 0"),
        ({"train_rows": 0}, "train-rows must be at least 1, not 0"),
        ({"epsilon": "-1"}, "epsilon must be finite and at least 0, not -1"),
        ({"models": "m.json"}, "models are read from a file for linear models only"),
    ],
)
def test_wide_networks_that_cannot_be(options, message):
    with pytest.raises(InputError, match=message):
        Options(model="ntk", **options).settings()


def test_what_says_nothing_of_the_chosen_method_is_refused():
    for name, methods in OF_METHOD.items():
        for method in methods:
            Options(method=method).refuse_others({name, "lam"})
        other = next(method for method in METHODS if method not in methods)
        message = f"--{name.replace('_', '-')} says nothing of --method {other}; leave it out"
        with pytest.raises(InputError, match=message):
            Options(method=other).refuse_others({name})
    with pytest.raises(InputError, match="--feasible says nothing of --mode valid"):
        Options(mode="valid").refuse_others({"mode", "feasible"})


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"method": "dice"}, "method must be scfe, .*, not 'dice'"),
        ({"method": "cchvae", "code_norm": "3"}, "code-norm must be one of 1, 2, inf, not 3"),
        ({"method": "cchvae", "code_norm": "two"}, "code-norm must be one of inf, 2, 1, not 'two'"),
        ({"method": "cchvae", "latent": 0}, "latent must be at least 1, not 0"),
        ({"method": "cchvae", "vae_width": 0}, "vae-width must be at least 1, not 0"),
        ({"method": "cchvae", "vae_depth": 0}, "vae-depth must be at least 1"),
        ({"method": "cchvae", "vae_epochs": 0}, "vae-epochs must be at least 1"),
        ({"mode": "any"}, "mode must be "),
        ({"method": "roar", "shift": -1.0}, "shift must be finite and at least 0, not -1"),
    ],
)
def test_methods_that_cannot_be(options, message):
    with pytest.raises(InputError, match=message):
        Options(**options).settings()


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"width": 0}, "width must be at least 1, not 0"),
        ({"depth": 0}, "depth must be at least 1"),
        ({"epochs": 0}, "epochs must be at least 1"),
        ({"batch_size": 0}, "batch-size must be at least 1"),
        ({"attack_steps": 0}, "attack-steps must be at least 1"),
        ({"learning_rate": 0.0}, "learning-rate must be between 1e-37 and 1e\\+37, not 0"),
        ({"epsilon": "-1"}, "epsilon must be finite and at least 0, not -1"),
        ({"epsilon": ".1,.1"}, "epsilon has a value twice"),
        ({"seed": "-1"}, "seed must be between 0 and"),
        ({"norm": "1"}, "norm must be inf or 2, not 1"),
        ({"norm": "two"}, "norm must be one of inf, 2, 1, not 'two'"),
        ({"models": "m.json"}, "models are read from a file for linear models only, not for ReLU networks"),
    ],
)
def test_networks_that_cannot_be(options, message):
    with pytest.raises(InputError, match=message) as raised:
        Options(model="mlp", **options).settings()
    assert "\n" not in str(raised.value)
