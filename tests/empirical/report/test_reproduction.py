"""Making a report again: nothing differs, or what differs is said; and settings that come back from JSON."""

import json
import math
import os
import shutil
from collections.abc import Callable
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from empirical.autoencoder import VAETraining
from empirical.data.table.load import TableFile
from empirical.errors import InputError
from empirical.families.linear.settings import LinearGrid
from empirical.families.penalised.settings import PenalisedGrid
from empirical.families.relu.settings import ReluGrid
from empirical.families.wide.settings import WideGrid
from empirical.recourse.settings import METHODS, RecourseSettings
from empirical.report import Named, Report, Settings, build, write
from empirical.report.reproduction import compare, recorded, settings_of
from empirical.report.settings import NEWER, from_json, to_json
from empirical.report.writer import check_target

SETTINGS = Settings(grid=LinearGrid((0.0, 0.1), (0,), (30,)), instances=12)
FILES = ("summary.json", "instances.parquet", "people.parquet", "recourses.parquet", "verdicts.parquet")


@pytest.fixture(scope="module")
def made() -> Report:
    return build(SETTINGS)


@pytest.fixture(scope="module")
def original(made, tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("report") / "made"
    write(made, folder)
    return folder


@pytest.fixture
def folder(original, tmp_path) -> Path:
    """A copy that a test may spoil."""
    return Path(shutil.copytree(original, tmp_path / "copy"))


def tamper(folder: Path, change: Callable[[dict[str, Any]], object]) -> None:
    summary = json.loads((folder / "summary.json").read_text())
    change(summary)
    (folder / "summary.json").write_text(json.dumps(summary))


def tamper_table(path: Path, change: Callable[[pl.DataFrame], pl.DataFrame]) -> None:
    change(pl.read_parquet(path)).write_parquet(path)


def first_row(column: str, value: Any) -> Callable[[pl.DataFrame], pl.DataFrame]:
    def change(table: pl.DataFrame) -> pl.DataFrame:
        here = pl.int_range(pl.len()) == 0
        return table.with_columns(pl.when(here).then(value).otherwise(pl.col(column)).alias(column))

    return change


def test_the_settings_on_disk_give_the_same_report(made, original):
    settings = settings_of(original)
    assert settings == SETTINGS
    assert compare(recorded(original), build(settings)) == []
    assert compare(recorded(original), made) == []


@pytest.mark.parametrize("name", FILES)
def test_a_pipe_in_a_report_is_refused_and_not_waited_for(folder, name):
    (folder / name).unlink()
    os.mkfifo(folder / name)
    with pytest.raises(InputError, match=rf"{name} cannot be read \(is no plain file"):
        recorded(folder)
    with pytest.raises(InputError, match="exists and is no report"):
        check_target(folder)


def test_a_summary_of_any_size_is_not_read(folder):
    with (folder / "summary.json").open("r+b") as file:
        file.truncate(2**28 + 1)
    with pytest.raises(InputError, match=r"summary.json cannot be read \(is larger than 256 MiB\)"):
        settings_of(folder)


def test_other_settings_do_not(made, original):
    """The mutant: a comparison that is always content."""
    found = compare(recorded(original), build(replace(SETTINGS, grid=LinearGrid((0.0, 0.2), (0,), (30,)))))
    assert any(
        line.startswith("instances.parquet: epsilon differs in 12 of 24 rows, at most 0.5 relative") for line in found
    )
    assert "summary.json: sweep differs" in found


def test_the_causes_come_first(folder, made):
    tamper(folder, lambda summary: summary["versions"].update(numpy="1.0"))
    tamper(folder, lambda summary: summary["data"].update(sha256="0" * 64))
    tamper(folder, lambda summary: summary.update(sweep=[]))
    found = compare(recorded(folder), made)
    assert found[0].startswith(f"data: sha256 was {'0' * 64}, now ")
    assert found[1] == f"versions: numpy was 1.0, now {made.summary['versions']['numpy']}"
    assert found[2:] == ["summary.json: sweep differs"]


def test_another_machine_is_said(folder, made):
    machine = made.summary["machine"]
    if isinstance(machine, dict):
        key = next(iter(machine))
        tamper(folder, lambda summary: summary["machine"].update({key: "abacus"}))
        assert compare(recorded(folder), made) == [f"machine: {key} was abacus, now {machine[key]}"]
    else:
        tamper(folder, lambda summary: summary.update(machine="abacus"))
        assert compare(recorded(folder), made) == [f"machine: abacus, now {machine}"]


def test_another_number_of_cores_is_the_cause_of_differences_and_no_difference_itself(folder, made):
    tamper(folder, lambda summary: summary.update(cores=1000))
    assert compare(recorded(folder), made) == []
    tamper(folder, lambda summary: summary.update(sweep=[]))
    found = compare(recorded(folder), made)
    assert found[0].startswith(f"cores: 1000, now {made.summary['cores']}; ")
    assert found[1:] == ["summary.json: sweep differs"]


def test_a_long_value_is_cut_short(folder, made):
    tamper(folder, lambda summary: summary["versions"].update(numpy="1" * 500))
    assert all(len(line) < 200 for line in compare(recorded(folder), made))


@pytest.mark.parametrize(("relative", "said"), [(1e-3, "0.001"), (1e-12, "1e-12"), (0.5, "0.33")])
def test_a_number_that_was_changed_is_said(folder, made, relative, said):
    tamper_table(folder / "instances.parquet", first_row("cost_nr", pl.col("cost_nr") * (1 + relative)))
    height = made.instances.height
    assert compare(recorded(folder), made) == [
        f"instances.parquet: cost_nr differs in 1 of {height} rows, at most {said} relative"
    ]


def test_a_verdict_that_was_changed_is_said(folder, made):
    kind = made.verdicts["status"].dtype
    tamper_table(folder / "verdicts.parquet", first_row("status", pl.lit("nonfinite").cast(kind)))
    assert compare(recorded(folder), made) == [f"verdicts.parquet: status differs in 1 of {made.verdicts.height} rows"]


def test_the_last_bit_of_a_number_is_seen(folder, made):
    following = math.nextafter(made.instances["cost_nr"][0], math.inf)
    tamper_table(folder / "instances.parquet", first_row("cost_nr", pl.lit(following)))
    assert len(compare(recorded(folder), made)) == 1


def test_a_number_that_is_gone_is_said(folder, made):
    tamper_table(folder / "instances.parquet", first_row("cost_nr", pl.lit(None)))
    assert compare(recorded(folder), made)[0].startswith(
        f"instances.parquet: cost_nr differs in 1 of {made.instances.height} rows"
    )


def test_a_row_a_column_or_a_type_that_differs_is_said(folder, made):
    height = made.instances.height
    tamper_table(folder / "instances.parquet", lambda table: table.tail(-1))
    assert compare(recorded(folder), made) == [f"instances.parquet: {height - 1} rows, now {height}"]
    made.instances.drop("cost_r").write_parquet(folder / "instances.parquet")
    found = compare(recorded(folder), made)
    assert len(found) == 1
    assert found[0].startswith("instances.parquet: ")
    assert "cost_r" in found[0]
    made.instances.with_columns(pl.col("cost_r").cast(pl.Float32)).write_parquet(folder / "instances.parquet")
    assert compare(recorded(folder), made) == ["instances.parquet: cost_r was Float32, now Float64"]


@pytest.mark.parametrize("name", FILES)
def test_files_that_are_missing_or_damaged_are_one_line(folder, made, name):
    whole = (folder / name).read_bytes()
    for content in (b"", b"PAR1", b"not this", b"\xff\xfe" * 20, whole[: len(whole) // 2], whole[len(whole) // 2 :]):
        (folder / name).write_bytes(content)
        with pytest.raises(InputError, match=f"{name} is damaged: it is not") as raised:
            compare(recorded(folder), made)
        assert "\n" not in str(raised.value)
    (folder / name).unlink()
    with pytest.raises(InputError, match=f"{name} cannot be read"):
        compare(recorded(folder), made)


@pytest.mark.parametrize("content", ["[]", "null", "{}", '{"format": "another"}', '{"format": ["recourse-bounds"]}'])
def test_what_is_no_report(folder, content):
    (folder / "summary.json").write_text(content)
    with pytest.raises(InputError, match="holds no report that this version reads"):
        settings_of(folder)


def test_json_that_is_nested_too_deep(folder):
    (folder / "summary.json").write_text("[" * 100_000)
    with pytest.raises(InputError, match="is damaged"):
        settings_of(folder)


def test_a_table_that_has_moved(folder):
    with pytest.raises(InputError, match="is a report on breast-cancer, not on a table; leave --data out"):
        settings_of(folder, data="table.csv")
    own = replace(SETTINGS, data=TableFile("old.csv", "paid", "yes"))
    tamper(folder, lambda summary: summary.update(settings=to_json(own)))
    assert settings_of(folder) == own
    assert settings_of(folder, data="new.csv") == replace(own, data=TableFile("new.csv", "paid", "yes"))


# Settings

WORDS = st.text(min_size=1, max_size=8)
POSITIVE = st.floats(1e-300, 1e300)
TUPLES = st.lists(WORDS, max_size=3).map(tuple)


def unique(values: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return st.lists(values, min_size=1, max_size=4, unique=True).map(tuple)


NAMED = {"name": WORDS, "keep_leaking": st.booleans()}
OWN = {
    **dict.fromkeys(("path", "target", "favourable"), WORDS),
    **dict.fromkeys(("immutable", "protected", "drop"), TUPLES),
    "missing": st.sampled_from(["refuse", "drop", "impute"]),
    "schema": st.none() | WORDS,
    "separator": st.sampled_from([",", ";", "\t"]),
}
GRIDS = {
    "epsilons": unique(st.floats(0, 1e300)),
    "seeds": unique(st.integers(0, 2**32 - 1)),
    "steps": unique(st.integers(1, 2**31 - 1)),
    "norm": st.sampled_from([math.inf, 2.0, 1.0]),
    "learning_rate": POSITIVE,
    "init": st.sampled_from(["zero", "normal"]),
}
KERNEL_GRIDS = {
    "epsilons": unique(st.floats(0, 1e50)),
    "seeds": unique(st.integers(0, 2**32 - 1)),
    "ridges": unique(st.floats(1e-50, 1e50)),
    "norm": st.sampled_from([math.inf, 2.0]),
    "kernel": st.sampled_from(["first-layer", "relu-ntk-1", "relu-nngp-12"]),
    "attack": st.sampled_from(["pgd", "fgsm"]),
    "attack_steps": st.integers(1, 100),
    "rounds": st.integers(1, 5),
    "rows": st.none() | st.integers(1, 10**6),
}
MLP_GRIDS = {
    "epsilons": unique(st.floats(0, 1e15)),
    "seeds": unique(st.integers(0, 2**32 - 1)),
    "norm": st.sampled_from([math.inf, 2.0]),
    "width": st.none() | st.integers(1, 10**6),
    **dict.fromkeys(("depth", "epochs", "batch_size", "attack_steps"), st.integers(1, 2**31 - 1)),
    "learning_rate": st.floats(1e-37, 1e37),
}
PENALISED_GRIDS = {**{name: GRIDS[name] for name in ("epsilons", "seeds", "norm")}, "penalty": POSITIVE}
ALL_GRIDS = {LinearGrid: GRIDS, WideGrid: KERNEL_GRIDS, ReluGrid: MLP_GRIDS, PenalisedGrid: PENALISED_GRIDS}
RECOURSES = {
    "target": POSITIVE,
    "lam": POSITIVE,
    "cost_weights": st.sampled_from(["unweighted", "mad", "age=3,hours=0.5"]),
    "feasible": st.booleans(),
    "method": st.sampled_from(list(METHODS)),
    "mode": st.sampled_from(["fixed", "valid", "sparse"]),
    "reward": st.sampled_from(["sparsity", "proximity", "none"]),
    "shift": st.floats(0, 1e300),
    "code_norm": st.sampled_from([math.inf, 2.0, 1.0]),
}
AUTOENCODERS = {
    **dict.fromkeys(("latent", "width"), st.none() | st.integers(1, 10**6)),
    **dict.fromkeys(("depth", "epochs", "batch_size"), st.integers(1, 2**31 - 1)),
    "learning_rate": POSITIVE,
    "kl_weight": st.floats(0, 1),
    "weight_decay": st.floats(0, 1e300),
}
MINIMISERS = {  # any target will do
    **RECOURSES,
    "target": st.floats(allow_nan=False, allow_infinity=False),
    "method": st.just("scfe"),
    "mode": st.just("fixed"),
}
OTHERS = {
    "scaling": st.sampled_from(["minmax", "standard"]),
    "attack_immutable": st.booleans(),
    "groups": st.none() | TUPLES,
    "instances": st.integers(1, 10**9),
    "memory": POSITIVE,
    "models": st.none() | WORDS,
}


@pytest.mark.property
@given(
    data=st.fixed_dictionaries(NAMED) | st.fixed_dictionaries(OWN),
    grid=st.one_of([st.tuples(st.just(kind), st.fixed_dictionaries(values)) for kind, values in ALL_GRIDS.items()]),
    recourse=st.fixed_dictionaries(RECOURSES) | st.fixed_dictionaries(MINIMISERS),
    autoencoder=st.fixed_dictionaries(AUTOENCODERS),
    others=st.fixed_dictionaries(OTHERS),
)
def test_settings_come_back_from_json(data, grid, recourse, autoencoder, others):
    source = Named(**data) if "name" in data else TableFile(**data)
    kind, values = grid
    if kind is not LinearGrid:
        others = {**others, "models": None}
    decided = {"recourse": RecourseSettings(**recourse), "autoencoder": VAETraining(**autoencoder)}
    settings = Settings(data=source, grid=kind(**values), **decided, **others)
    again = from_json(json.loads(json.dumps(to_json(settings), allow_nan=False)))
    assert again == settings
    assert asdict(again) == asdict(settings)
    assert hash(again.grid) == hash(settings.grid)  # tuples again, not lists


@pytest.mark.parametrize(("name", "value"), [("ridges", [0.0]), ("rows", 0), ("rows", "many"), ("kernel", "rbf")])
def test_a_setting_of_wide_networks_out_of_range_is_refused(name, value):
    plain = to_json(replace(SETTINGS, grid=WideGrid()))
    with pytest.raises(InputError):
        from_json({**plain, "grid": {**plain["grid"], name: value}})


def test_a_grid_of_one_kind_is_not_read_as_another():
    plain = to_json(SETTINGS)
    with pytest.raises(InputError, match="these are no settings of a report"):
        from_json({**plain, "grid": {**plain["grid"], "kind": "ntk"}})


PLAIN = json.loads(json.dumps(to_json(SETTINGS)))
PATHS = [(name,) for name in PLAIN] + [
    (part, name) for part in ("data", "grid", "recourse", "autoencoder") for name in PLAIN[part] if name not in NEWER
]


def test_settings_of_an_older_report_are_what_they_were_then():
    older = json.loads(json.dumps(PLAIN))
    for name in ("gamma", "samples", "bins", "flips"):
        del older["recourse"][name]
    assert from_json(older).recourse == replace(SETTINGS.recourse, gamma=0.0, samples=1000)


def changed(path: tuple[str, ...], change: Callable[[dict[str, Any], str], object]) -> dict[str, Any]:
    copy = json.loads(json.dumps(PLAIN))
    inner = copy
    for name in path[:-1]:
        inner = inner[name]
    change(inner, path[-1])
    return copy


@pytest.mark.parametrize("path", PATHS, ids=".".join)
def test_a_setting_that_is_missing_is_refused(path):
    with pytest.raises(InputError):
        from_json(changed(path, lambda inner, name: inner.pop(name)))


@pytest.mark.parametrize("plain", [None, [], "text", 3, {}, {"data": 3}, {"data": {"kind": "named"}}])
def test_what_is_no_settings(plain):
    with pytest.raises(InputError, match="these are no settings of a report"):
        from_json(plain)


BAD = {
    "data.kind": "cloud",
    "grid.kind": "forest",
    "grid.norm": 3,
    "grid.epsilons": [-1.0],
    "grid.seeds": [],
    "grid.steps": [5, 5],
    "grid.learning_rate": 0.0,
    "grid.init": "ones",
    "grid": [],
    "recourse.lam": 0.0,
    "recourse.cost_weights": "age=0",
    "recourse.target": "high",
    "recourse": None,
    "scaling": "robust",
    "instances": 0,
    "memory": -1.0,
    "data": None,
}


@pytest.mark.parametrize("path", BAD)
def test_a_setting_out_of_range_is_refused(path):
    with pytest.raises(InputError):
        from_json(changed(tuple(path.split(".")), lambda inner, name: inner.update({name: BAD[path]})))
