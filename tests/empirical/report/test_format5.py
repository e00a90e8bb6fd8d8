"""Reports of format 5: they are read under the new names, compared, and may be replaced."""

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from empirical.errors import InputError
from empirical.families.linear.settings import LinearGrid
from empirical.recourse.settings import RecourseSettings
from empirical.report import Report, Settings, build, write
from empirical.report.format5 import FORMAT_5, INSTANCES_5, RENAMED, upgraded
from empirical.report.format6 import NEW_IN_7
from empirical.report.reproduction import compare, recorded, settings_of
from empirical.report.settings import to_json
from empirical.report.writer import INSTANCES, PEOPLE, RECOURSES, SUMMARY, check_target

SETTINGS = Settings(
    grid=LinearGrid((0.0, 0.1), (0,), (30,)), instances=12, groups=("mean radius",), recourse=RecourseSettings(lam=0.02)
)
OLD = {new: old for old, new in RENAMED.items()}


@pytest.fixture(scope="module")
def made() -> Report:
    return build(SETTINGS)


@pytest.fixture(scope="module")
def original(made: Report, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The report under the names of format 5."""
    target = tmp_path_factory.mktemp("old") / "report"
    write(made, target)
    (target / RECOURSES).unlink()
    (target / PEOPLE).unlink()
    pl.read_parquet(target / INSTANCES).drop(NEW_IN_7).write_parquet(target / INSTANCES_5)
    (target / INSTANCES).unlink()
    summary = downgraded(json.loads((target / SUMMARY).read_text()))
    (target / SUMMARY).write_text(json.dumps(summary))
    return target


@pytest.fixture
def folder(original: Path, tmp_path: Path) -> Path:
    """A copy that a test may spoil."""
    return Path(shutil.copytree(original, tmp_path / "copy"))


def downgraded(summary: dict[str, Any]) -> dict[str, Any]:
    """A summary as version 5 wrote it."""
    old = renamed(summary)
    old["format"] = "recourse-bounds report 5"
    weights = old["settings"]["search"].pop("cost_weights")
    for name in ("gamma", "samples", "bins", "flips"):
        del old["settings"]["search"][name]
    old["settings"]["search"]["cost"] = "unit" if weights == "unweighted" else weights
    return old


def renamed(value: Any) -> Any:
    if isinstance(value, dict):
        return {OLD.get(name, name): renamed(entry) for name, entry in value.items()}
    if isinstance(value, list):
        return [renamed(entry) for entry in value]
    return OLD[value] if value in ("validity_nr", "validity_r") else value


def tamper(folder: Path, change: Callable[[dict[str, Any]], object]) -> None:
    summary = json.loads((folder / SUMMARY).read_text())
    change(summary)
    (folder / SUMMARY).write_text(json.dumps(summary))


def test_the_old_report_has_the_old_names(folder: Path):
    """Else the tests below would say nothing."""
    assert {path.name for path in folder.iterdir()} == {
        "persons.parquet", "verdicts.parquet", "summary.json", "bounds.png", "sweep.png"}  # fmt: skip
    text = (folder / SUMMARY).read_text()
    for name in ('"persons": 12', '"search": {', '"cost": "unit"', '"own_validity_nr"', '"own_validity_r"'):
        assert name in text
    for name in ('"instances":', '"recourse": {', '"cost_weights"', '"validity_nr"', '"quantity": "validity_r"'):
        assert name not in text


def test_its_settings_give_an_equal_report(folder: Path, made: Report):
    assert settings_of(folder) == SETTINGS
    assert compare(recorded(folder), made) == []


def test_what_differs_is_said_as_of_any_report(folder: Path, made: Report):
    """The mutant: a reader that takes the new report for the old one."""
    tamper(folder, lambda summary: summary["groups"]["rows"][0].update(persons=7))
    assert compare(recorded(folder), made) == ["summary.json: groups differs"]


def test_weights_by_a_rule_or_by_feature_come_through():
    for weights in ("mad", "mean radius=3"):
        plain = to_json(Settings(recourse=RecourseSettings(cost_weights=weights)))
        old = downgraded({"settings": json.loads(json.dumps(plain))})
        assert old["settings"]["search"]["cost"] == weights
        assert upgraded(old)["settings"]["recourse"]["cost_weights"] == weights


def test_it_may_be_replaced(folder: Path, made: Report):
    check_target(folder)
    write(made, folder)
    assert INSTANCES in {path.name for path in folder.iterdir()}
    assert INSTANCES_5 not in {path.name for path in folder.iterdir()}
    assert compare(recorded(folder), made) == []


@pytest.mark.parametrize("beside", ["notes.txt", INSTANCES])
def test_what_lies_beside_it_is_not_destroyed(folder: Path, beside: str):
    (folder / beside).write_text("to do")
    with pytest.raises(InputError, match="exists and is no report, or more than one"):
        check_target(folder)


@pytest.mark.parametrize(
    "content",
    [
        {},
        {"settings": None},
        {"settings": []},
        {"settings": {}},
        {"settings": {"search": None}},
        {"settings": {"search": "scfe"}},
        {"settings": {"search": {}}},
        {"settings": {"search": {"cost": "unit"}}},
        {"settings": {"recourse": {"cost_weights": "unweighted"}}},
    ],
)
def test_a_damaged_summary_is_one_line(folder: Path, content: dict[str, Any]):
    (folder / SUMMARY).write_text(json.dumps({"format": FORMAT_5, **content}))
    with pytest.raises(
        InputError, match=r"is damaged: it lacks the settings|these are no settings of a report"
    ) as raised:
        settings_of(folder)
    assert "\n" not in str(raised.value)


def test_json_that_is_nested_too_deep_is_one_line(folder: Path):
    nested = "[" * 800 + "]" * 800
    (folder / SUMMARY).write_text(f'{{"format": "{FORMAT_5}", "settings": {nested}}}')
    with pytest.raises(InputError, match="is damaged") as raised:
        settings_of(folder)
    assert "\n" not in str(raised.value)


@pytest.mark.parametrize("name", ["persons", "search", "grid", "data"])
def test_a_setting_that_is_missing_is_one_line(folder: Path, name: str):
    tamper(folder, lambda summary: summary["settings"].pop(name))
    with pytest.raises(InputError) as raised:
        settings_of(folder)
    assert "\n" not in str(raised.value)


@pytest.mark.parametrize("name", [INSTANCES_5, "verdicts.parquet", SUMMARY])
def test_files_that_are_missing_or_damaged_are_one_line(folder: Path, name: str):
    whole = (folder / name).read_bytes()
    for content in (b"", b"not this", whole[: len(whole) // 2]):
        (folder / name).write_bytes(content)
        with pytest.raises(InputError, match=f"{name} is damaged: it is not") as raised:
            recorded(folder)
        assert "\n" not in str(raised.value)
    (folder / name).unlink()
    with pytest.raises(InputError, match=f"{name} cannot be read"):
        recorded(folder)


def test_a_column_of_the_data_keeps_its_name():
    """Only names of the format change: a user's feature or group may be called as one of them."""
    summary = {
        "settings": {"search": {"cost": "unit"}, "groups": ["search"]},
        "data": {"features": [{"name": "persons"}], "notes": ["search"]},
        "groups": {"rows": [{"feature": "search", "group": "own_validity", "quantity": "own_validity_r"}]},
    }
    new = upgraded(summary)
    assert new["settings"]["groups"] == ["search"]
    assert new["data"] == summary["data"]
    assert new["groups"]["rows"] == [{"feature": "search", "group": "own_validity", "quantity": "validity_r"}]
