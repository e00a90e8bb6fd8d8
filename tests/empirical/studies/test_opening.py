"""The folder of a study is opened by one process at a time, and its plan stays while others follow it."""

import json
import os
from dataclasses import replace
from pathlib import Path

import pytest
from support.studies import MINIATURE, reports

from empirical.data import TableFile
from empirical.disk.locking import in_use
from empirical.errors import InputError
from empirical.studies.cells import plan
from empirical.studies.description import Part
from empirical.studies.failures import record_failure
from empirical.studies.opening import open_study
from empirical.studies.share import Shard
from empirical.studies.status import status_of
from empirical.studies.study_folder import StudyFolder, clean, read_plan

MADE = plan(MINIATURE)
ASIDE = ".plan.json.0123456789abcdef"
TABLE = "age,loan\n" + "".join(f"{20 + number % 10},{number % 3 % 2}\n" for number in range(40))


def opened(root: Path, made=MADE) -> StudyFolder:
    with open_study(root, made, lambda _: None) as folder:
        return folder


def test_a_process_that_was_killed_before_its_plan_stood_hinders_nobody(tmp_path):
    (tmp_path / ASIDE).write_text("{")
    folder = opened(tmp_path)
    assert not (tmp_path / ASIDE).exists()
    assert list(folder.work.iterdir()) == []


def test_a_plan_that_is_damaged_beside_findings_is_written_anew(tmp_path):
    opened(tmp_path)
    (tmp_path / "findings").mkdir()
    os.truncate(tmp_path / "plan.json", 10)
    opened(tmp_path)
    assert len(read_plan(tmp_path)["cells"]) == 2
    os.truncate(tmp_path / "plan.json", 10)
    (tmp_path / "letters").mkdir()
    with pytest.raises(InputError, match=r"nor is all else there a study's \(letters\)"):
        opened(tmp_path)


def test_another_plan_waits_until_nobody_follows_the_first(tmp_path):
    (part,) = MINIATURE.parts
    other = plan(replace(MINIATURE, parts=(replace(part, options={**part.options, "lam": (0.3,)}),)))
    with open_study(tmp_path, MADE, print), pytest.raises(InputError, match="another process works in"):
        opened(tmp_path, other)
    with open_study(tmp_path, MADE, print), open_study(tmp_path, MADE, print):
        pass
    opened(tmp_path, other)
    assert len(read_plan(tmp_path)["cells"]) == 1


def test_nobody_takes_a_damaged_plan_away_from_those_who_follow_it(tmp_path):
    with open_study(tmp_path, MADE, print):
        os.truncate(tmp_path / "plan.json", 10)
        with pytest.raises(InputError, match="another process works in"):
            opened(tmp_path)


def test_data_that_one_machine_lacks_take_nothing_from_the_others(tmp_path):
    path = tmp_path / "loans.csv"
    table = TableFile(str(path), "loan", "1")
    study = replace(MINIATURE, parts=(Part("table", (table,)), *MINIATURE.parts))
    poor = plan(study)
    path.write_text(TABLE)
    rich = plan(study)
    assert [cell.number for cell in poor.cells] == [1, 2]
    assert [cell.number for cell in rich.cells] == [0, 1, 2]
    assert [len(Shard(2, 3)(made.cells)) for made in (poor, rich)] == [1, 1]
    root = tmp_path / "study"
    with open_study(root, poor, print) as folder:
        assert len(status_of(root).lacking) == 1
        opened(root, rich)
        whole = read_plan(root)
        opened(root, poor)
        assert read_plan(root) == whole
        folder.place(rich.cells[0]).mkdir()
        opened(root, poor)
        assert folder.place(rich.cells[0]).exists()
    assert len(whole["cells"]) == 3
    assert whole["lacking"] == []
    assert status_of(root, share=Shard(1, 3)).waiting == (rich.cells[0].name,)


def test_data_in_two_places_are_one_data_set(tmp_path):
    tables = []
    for name in ("one", "two"):
        path = tmp_path / name / "loans.csv"
        path.parent.mkdir()
        path.write_text(TABLE)
        tables.append(TableFile(str(path), "loan", "1"))
    parts = (Part("one", (tables[0],)), Part("two", (tables[1],), measure=("attacks",)))
    (cell,) = reports(plan(replace(MINIATURE, parts=parts)))
    assert cell.parts == ("one", "two")
    assert cell.measure == ("attacks",)


def test_a_table_is_read_in_the_memory_that_its_parts_allow(tmp_path):
    (tmp_path / "loans.csv").write_text(TABLE)
    table = TableFile(str(tmp_path / "loans.csv"), "loan", "1")
    made = plan(replace(MINIATURE, parts=(Part("small", (table,), options={"memory": (1e-9,)}),)))
    assert "allow more with memory" in made.lacking[0].line


def test_two_tables_of_one_file_that_is_missing_are_told_apart():
    gone = [TableFile("nowhere.csv", target, "yes") for target in ("loan", "job")]
    made = plan(replace(MINIATURE, parts=(Part("missing", tuple(gone)),)))
    assert [one.dataset for one in made.lacking] == ["nowhere.csv", "nowhere.csv (2)"]


def test_unfinished_work_of_other_cells_stays_and_reasons_that_are_being_written_too(tmp_path):
    folder, names = opened(tmp_path), frozenset(cell.name for cell in MADE.cells)
    first, second = sorted(names)
    (folder.cells / first).mkdir()
    for name in names:
        (folder.work / f"{name}.checkpoints").mkdir()
        (folder.work / f"{name}.0123456789abcdef").mkdir()
    aside = folder.failed / f".{first}.json.0123456789abcdef"
    aside.touch()
    opened(tmp_path)
    assert aside.exists()
    clean(folder, names)
    assert [path.name for path in folder.work.iterdir()] == [f"{second}.checkpoints"]
    assert not aside.exists()


def test_nothing_is_removed_where_nobody_knows_who_works(tmp_path, monkeypatch):
    folder, cell = opened(tmp_path), MADE.cells[0]
    left = folder.work / f"{cell.name}.0123456789abcdef"
    left.mkdir()
    monkeypatch.setattr("fcntl.flock", refuse)
    clean(folder, frozenset({cell.name}))
    assert left.exists()
    opened(tmp_path)
    with in_use(folder.lock("plan")):
        pass


def refuse(*_):
    raise OSError(95, "Operation not supported")


def test_the_exit_of_a_share_speaks_of_its_own_cells(tmp_path):
    folder = opened(tmp_path)
    record_failure(folder.failure(MADE.cells[0].name), MADE.cells[0], "it diverged")
    assert status_of(tmp_path, share=Shard(1, 2)).failed
    assert not status_of(tmp_path, share=Shard(2, 2)).failed
    assert json.loads((tmp_path / "plan.json").read_text())["cells"][1]["number"] == 1
