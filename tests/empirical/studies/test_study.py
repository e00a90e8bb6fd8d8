"""A miniature study, run in every way that studies are run: the same tables, also where processes die."""

import contextlib
import errno
import os
import shutil
import signal
import threading
import time
from dataclasses import replace

import pytest
from support.studies import MINIATURE, SMALL, tables, unfinished

from empirical.data import TableFile
from empirical.errors import InputError, UnwritableError
from empirical.studies.cell import DIGITS
from empirical.studies.cell_folder import problem
from empirical.studies.cells import plan
from empirical.studies.dask_cluster import run_on_dask
from empirical.studies.description import Part, Study
from empirical.studies.measurements import SIZES
from empirical.studies.processes import run_on_processes
from empirical.studies.scanning import scan
from empirical.studies.share import Shard
from empirical.studies.status import status_of
from empirical.studies.study import described, run_study
from empirical.studies.study_folder import StudyFolder
from empirical.studies.tables import INSTANCE_COLUMNS, VERDICT_COLUMNS
from empirical.studies.working import Voice
from recourse_bounds.jax_settings import configure_jax
from recourse_bounds.study_worker import COMMAND


@pytest.fixture(scope="module")
def finished(tmp_path_factory):
    root = tmp_path_factory.mktemp("study") / "miniature"
    status = run_study(MINIATURE, root)
    assert len(status.done) == 2
    return root


@pytest.fixture
def begun(finished, tmp_path):
    """A study of which one cell and all models are missing."""
    root = tmp_path / "begun"
    shutil.copytree(finished, root)
    shutil.rmtree(root / "cells" / plan(MINIATURE).cells[0].name)
    shutil.rmtree(root / "models")
    return root


def wait_for(look, seconds=120.0):
    """Look until there is something to see."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        if seen := look():
            return seen
        time.sleep(0.05)
    raise TimeoutError


def test_all_cells_have_one_set_of_columns_and_are_read_at_once(finished):
    instances, verdicts = scan(finished, "instances").collect(), scan(finished, "verdicts").collect()
    assert dict(instances.schema) == INSTANCE_COLUMNS
    assert dict(verdicts.schema) == VERDICT_COLUMNS
    assert sorted(instances["lam"].unique()) == [0.01, 0.1]
    assert instances.height == 2 * 4
    assert unfinished(finished) == []


def test_models_are_trained_once_for_all_cells_that_have_them(finished):
    assert len(list((finished / "models").rglob("*.npz"))) == 2  # the models, and what is known of them


def test_what_is_measured_beside_a_report_has_a_table_with_the_names_of_its_cell(tmp_path):
    part = Part("measured", options={**SMALL, "epsilon": (0.0, 0.1)}, measure=("attacks", "steadiness"))
    status = run_study(Study("measured", (part,)), tmp_path / "study")
    assert len(status.done) == 1
    attacks, steadiness = (scan(tmp_path / "study", name).collect() for name in part.measure)
    (cell,) = plan(Study("measured", (part,))).cells
    for table in (attacks, steadiness):
        assert table["cell"].unique().to_list() == [cell.key[:DIGITS]]
        assert sorted(table["epsilon"].unique()) == [0.0, 0.1]
    assert attacks["attack"].unique().sort().to_list() == list(SIZES)
    assert unfinished(tmp_path / "study") == []


def test_shares_that_share_a_folder_make_the_same_tables(finished, tmp_path):
    for number in (1, 2):
        status = run_study(MINIATURE, tmp_path / "shares", share=Shard(number, 2))
        assert len(status.done) == number
    assert tables(tmp_path / "shares") == tables(finished)


def test_a_process_that_is_killed_at_a_cell_leaves_it_to_another(finished, begun):
    lock = StudyFolder(begun).lock(plan(MINIATURE).cells[0].name)

    def holder() -> int | None:
        with contextlib.suppress(OSError, ValueError, IndexError):
            return int(lock.read_text().split()[0])

    def kill() -> None:
        os.kill(wait_for(holder), signal.SIGKILL)

    killer, lines = threading.Thread(target=kill), []
    killer.start()
    status = run_on_processes(MINIATURE, begun, 2, command=COMMAND, voice=Voice(tell=lines.append))
    killer.join()
    assert len(status.done) == 2
    assert any("died" in line for line in lines)
    assert tables(begun) == tables(finished)
    assert unfinished(begun) == []


def test_a_cluster_whose_worker_is_killed_at_a_cell_makes_the_same_tables(finished, begun):
    distributed = pytest.importorskip("distributed")
    cell = plan(MINIATURE).cells[0].name
    where = {"n_workers": 2, "threads_per_worker": 1, "processes": True, "dashboard_address": ":0"}  # any free port
    with distributed.LocalCluster(**where) as cluster, distributed.Client(cluster, set_as_default=False) as client:
        processes = client.run(os.getpid)

        def worker() -> str | None:
            return next((one for one, keys in client.processing().items() if cell in keys), None)

        def kill() -> None:
            os.kill(processes[wait_for(worker)], signal.SIGKILL)

        killer = threading.Thread(target=kill)
        killer.start()
        status = run_on_dask(MINIATURE, begun, cluster.scheduler_address, prepare=configure_jax)
        killer.join()
    assert len(status.done) == 2
    assert tables(begun) == tables(finished)
    assert unfinished(begun) == []


def test_a_study_goes_on_from_its_folder_alone(finished):
    assert described(finished) == MINIATURE


@pytest.fixture
def copied(finished, tmp_path):
    root = tmp_path / "copied"
    shutil.copytree(finished, root)
    return root


@pytest.mark.parametrize("harm", ["truncated", "another", "more", "fewer", "unknown"])
def test_damaged_and_foreign_files_are_noticed(copied, harm):
    cells = plan(MINIATURE).cells
    first, second = (StudyFolder(copied).place(cell) for cell in cells)
    assert problem(first, cells[0]) == ""
    if harm == "truncated":
        os.truncate(first / "instances.parquet", 100)
    elif harm == "another":
        shutil.copytree(second, first, dirs_exist_ok=True)
    elif harm == "more":
        (first / "diary.txt").write_text("mine")
    elif harm == "fewer":
        (first / "verdicts.parquet").unlink()
    else:
        (first / "cell.json").write_text("[]")
    assert problem(first, cells[0])


def test_what_is_damaged_is_told_and_done_again_and_what_is_foreign_is_set_aside(finished, copied):
    lines, place = [], StudyFolder(copied).place(plan(MINIATURE).cells[0])
    os.truncate(place / "instances.parquet", 100)
    (place / "diary.txt").write_text("mine")
    (copied / "cells" / "letters").mkdir()
    run_study(MINIATURE, copied, voice=Voice(tell=lines.append))
    assert any(place.name in line and "done again" in line for line in lines)
    assert any("not of this plan" in line for line in lines)
    assert tables(copied) == tables(finished)
    assert [path.read_text() for path in (copied / "earlier").rglob("diary.txt")] == ["mine"]


def test_cells_that_a_plan_no_longer_has_come_back_with_a_plan_that_has_them(finished, copied):
    (part,) = MINIATURE.parts
    less = replace(MINIATURE, parts=(replace(part, options={**part.options, "lam": (0.1,)}),))
    assert len(run_study(less, copied).done) == 1
    assert scan(copied, "instances").collect()["lam"].unique().to_list() == [0.1]
    assert len(run_study(MINIATURE, copied).done) == 2
    assert tables(copied) == tables(finished)


def test_cells_that_diverge_and_data_that_are_missing_are_recorded_and_the_rest_is_done(copied):
    lines, gone = [], TableFile("nowhere.csv", "loan", "granted")
    worse = Part("diverging", options={**SMALL, "learning_rate": (1e308,)})
    status = run_study(
        replace(MINIATURE, parts=(*MINIATURE.parts, worse, Part("missing", (gone,)))),
        copied,
        voice=Voice(tell=lines.append),
    )
    assert len(status.done) == 2
    assert ["overflowed" in line for line in status.failed.values()] == [True]
    assert ["nowhere.csv" in line for line in status.lacking.values()] == [True]
    assert len(lines) == 2
    assert status_of(copied) == status


def test_a_full_disk_ends_a_study_with_one_line(begun, monkeypatch):
    def full(*_):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr("empirical.disk.locking.os.write", full)
    with pytest.raises(UnwritableError, match="the disk is full"):
        run_study(MINIATURE, begun)


def test_a_folder_that_cannot_be_written_is_told(tmp_path):
    (tmp_path / "file").touch()
    with pytest.raises(UnwritableError, match="cannot be written"):
        run_study(MINIATURE, tmp_path / "file" / "study")


def test_a_folder_that_is_no_study_is_refused(tmp_path):
    (tmp_path / "letters").write_text("mine")
    with pytest.raises(InputError, match="is not empty, and no study"):
        run_study(MINIATURE, tmp_path)
