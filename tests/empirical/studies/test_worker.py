"""One process at work on a study, with something fast in the place of reports: deaths, failures, models, relays."""

import os
import sys
from concurrent.futures import CancelledError
from dataclasses import replace

import pytest
from support.studies import MINIATURE, reports, unfinished

from empirical.errors import InputError
from empirical.studies import dask_cluster, report_work, working
from empirical.studies.cell_folder import Content
from empirical.studies.cells import plan
from empirical.studies.failures import record_failure
from empirical.studies.opening import open_study
from empirical.studies.processes import WHY, run_on_processes
from empirical.studies.status import status_of
from empirical.studies.working import State, Voice, Worker

MADE = plan(MINIATURE)
FIRST, SECOND = reports(MADE)


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.setattr(report_work, "train_pairs", lambda task, store: None)
    monkeypatch.setattr(report_work, "run_cell", lambda task, trained, **_: Content({}, {"report": 0.0}))
    with open_study(tmp_path / "study", MADE, print) as folder:
        yield folder


def die_at(folder, cell, earlier: int) -> None:
    """Leave what a process leaves that dies at a cell."""
    folder.lock(cell.name).write_text("1 on nowhere")
    folder.mark(cell.name).write_text("died\n" * earlier)


def test_a_cell_at_which_a_process_died_comes_last(folder):
    die_at(folder, FIRST, 0)
    states = Worker(folder, MADE, Voice()).work(MADE.cells)
    assert list(states) == [SECOND.name, FIRST.name]
    assert set(states.values()) == {State.DONE}
    assert unfinished(folder.root) == [folder.lock("plan")]


def test_a_cell_at_which_two_processes_of_a_run_died_has_failed(folder):
    worker = Worker(folder, MADE, Voice())
    die_at(folder, FIRST, 1)
    worker.give_up(MADE.cells)
    assert "2 processes died" in status_of(folder.root).failed[FIRST.name]
    assert worker.work(MADE.cells) == {FIRST.name: State.FAILED, SECOND.name: State.DONE}
    assert unfinished(folder.root) == [folder.lock("plan")]


def test_deaths_before_a_run_began_do_not_count(folder):
    die_at(folder, FIRST, 1)
    os.utime(folder.mark(FIRST.name), (1.0, 1.0))
    assert Worker(folder, MADE, Voice()).attempt(FIRST) is State.DONE


def test_the_reason_why_a_cell_failed_goes_when_it_is_done(folder):
    worker = Worker(folder, MADE, Voice())
    worker.work(MADE.cells)
    record_failure(folder.failure(FIRST.name), FIRST, "it diverged")
    worker.work(MADE.cells)
    assert list(folder.failed.iterdir()) == []


def test_what_needs_too_much_memory_is_refused_before_its_training(folder, monkeypatch):
    def never(*_):
        raise AssertionError

    monkeypatch.setattr(report_work, "train_pairs", never)
    small = replace(FIRST, settings=replace(FIRST.settings, memory=1e-6))
    assert Worker(folder, MADE, Voice()).attempt(small) is State.FAILED
    line = status_of(folder.root).failed[FIRST.name]
    assert "allow more with memory, or" in line
    assert "--" not in line


def test_models_of_other_versions_stay_and_those_at_hand_are_asked_once(folder, monkeypatch):
    asked = []
    monkeypatch.setattr(report_work, "train_pairs", lambda task, store: asked.append(store(("one",), dict)))
    for version in ("one", "two"):
        monkeypatch.setattr(working, "made_by", lambda version=version: (version,))
        worker = Worker(folder, MADE, Voice())
        for cell in MADE.cells:
            assert worker.attempt(cell) is State.DONE
            folder.place(cell).rename(folder.earlier / f"{cell.name} {version}")
    assert len(asked) == 2
    assert len(list(folder.models.glob("*/*.npz"))) == 2


def test_lines_that_are_not_text_are_told_and_so_is_that_all_processes_died(tmp_path):
    lines, script = [], "import sys; sys.stdout.buffer.write(b'\\xff\\n'); sys.exit(3)"
    command = (sys.executable, "-c", script)
    run_on_processes(MINIATURE, tmp_path / "run", 2, command=command, voice=Voice(tell=lines.append))
    assert lines.count("\ufffd") == 2
    assert lines[-1] == "2 cells are left: every process died; start the study again"


def test_why_a_process_cannot_go_on_is_told_once(tmp_path):
    command = (sys.executable, "-c", f"import sys; print({WHY + 'no disk'!r}); sys.exit(2)")
    with pytest.raises(InputError, match=r"^no disk$"):
        run_on_processes(MINIATURE, tmp_path / "run", 1, command=command)


def test_a_cluster_without_workers_is_told_in_one_line(tmp_path, monkeypatch):
    distributed = pytest.importorskip("distributed")
    monkeypatch.setattr(dask_cluster, "WAIT", 1)
    where = {"n_workers": 0, "processes": False, "dashboard_address": ":0"}  # any free port
    with distributed.LocalCluster(**where) as cluster, pytest.raises(InputError, match="has no worker; start one"):
        dask_cluster.run_on_dask(MINIATURE, tmp_path / "run", cluster.scheduler_address, prepare=print)


def test_what_a_lost_scheduler_cancelled_is_no_failure_of_a_cell():
    pytest.importorskip("distributed")
    with pytest.raises(InputError, match="is gone; start the study again"), dask_cluster.told_if_lost("tcp://here"):
        dask_cluster.result_of(Lost())


class Lost:
    """A future of a scheduler that is gone."""

    def exception(self):
        return CancelledError()
