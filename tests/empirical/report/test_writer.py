"""Reports on disk: whole or not at all."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import polars as pl
import pytest

from empirical.errors import InputError
from empirical.families.linear.settings import LinearGrid
from empirical.report import Report, Settings, build, write
from empirical.report.reproduction import recorded
from empirical.report.writer import check_target

FILES = ["bounds.png", "instances.parquet", "people.parquet", "recourses.parquet", "summary.json", "verdicts.parquet"]


@pytest.fixture(scope="module")
def report() -> Report:
    return build(Settings())


def content(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


def test_five_files_and_nothing_beside_them(report, tmp_path):
    write(report, tmp_path / "deep" / "down" / "report")
    assert sorted(content(tmp_path)) == [f"deep/down/report/{name}" for name in FILES]
    for name, table in (
        ("instances", report.instances),
        ("verdicts", report.verdicts),
        ("recourses", report.recourses),
    ):
        read = pl.read_parquet(tmp_path / f"deep/down/report/{name}.parquet")
        assert read.schema == table.schema
        assert read.equals(table)
    assert {"seed", "steps", "epsilon", "instance", "claim", "status", "delta_source", "cost_source"} <= set(
        report.verdicts.columns
    )


def test_a_sweep_has_a_figure_more_and_a_single_report_takes_it_away(report, tmp_path):
    write(build(Settings(grid=LinearGrid((0.0, 0.1), steps=(10,)))), tmp_path / "report")
    assert sorted(content(tmp_path / "report")) == sorted([*FILES, "sweep.png"])
    write(report, tmp_path / "report")
    assert sorted(content(tmp_path / "report")) == FILES


def test_two_tables_are_written_as_csv_for_who_asks_and_go_with_the_next_report(report, tmp_path):
    write(report, tmp_path / "report", csv=True)
    assert sorted(content(tmp_path / "report")) == sorted([*FILES, "instances.csv", "recourses.csv"])
    for name, table in (("instances", report.instances), ("recourses", report.recourses)):
        read = pl.read_csv(tmp_path / "report" / f"{name}.csv", infer_schema_length=None)
        assert read.columns == table.columns
        assert read.height == table.height
    assert (tmp_path / "report" / "recourses.csv").read_bytes().startswith(b"\xef\xbb\xbfseed,")
    write(report, tmp_path / "report")
    assert sorted(content(tmp_path / "report")) == FILES


def test_an_earlier_report_is_replaced(report, tmp_path):
    write(report, tmp_path / "report")
    before = content(tmp_path)
    (tmp_path / "report" / "bounds.png").write_bytes(b"old")
    write(report, tmp_path / "report")
    assert content(tmp_path) == before


def test_the_same_report_is_the_same_bytes(report, tmp_path):
    write(report, tmp_path / "a")
    write(build(Settings()), tmp_path / "b")
    assert content(tmp_path / "a") == content(tmp_path / "b")


@pytest.mark.parametrize(
    "there", ["letters", "nothing", "file", "broken link", "half a report", "a folder named like a file"]
)
def test_what_is_no_report_is_left_alone(report, tmp_path, there):
    target = tmp_path / "mine"
    if there == "file":
        target.write_text("dear reader")
    elif there == "broken link":
        target.symlink_to(tmp_path / "nowhere")
    elif there == "a folder named like a file":
        write(report, target)
        (target / "sweep.png").mkdir()
        (target / "sweep.png" / "letter.txt").write_text("dear reader")
    else:
        target.mkdir()
        if there == "letters":
            (target / "letter.txt").write_text("dear reader")
        elif there == "half a report":
            (target / "summary.json").write_text('{"format": "somebody else\'s"}')
    before = content(tmp_path)
    for refuse in (lambda: check_target(target), lambda: write(report, target)):
        with pytest.raises(InputError, match="exists and is no report, or more than one: choose another folder"):
            refuse()
    assert content(tmp_path) == before


def test_a_link_to_a_report_stays_a_link(report, tmp_path):
    write(report, tmp_path / "report")
    (tmp_path / "latest").symlink_to(tmp_path / "report")
    write(report, tmp_path / "latest")
    assert (tmp_path / "latest").is_symlink()
    assert sorted(path.name for path in (tmp_path / "report").iterdir()) == FILES


def test_a_report_with_somebodys_notes_beside_it_is_left_alone(report, tmp_path):
    write(report, tmp_path / "report")
    (tmp_path / "report" / "notes.txt").write_text("to do")
    with pytest.raises(InputError, match="exists and is no report"):
        write(report, tmp_path / "report")
    assert (tmp_path / "report" / "notes.txt").read_text() == "to do"


def test_a_folder_that_cannot_be_made(report, tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(InputError, match=r"cannot be written: .*; choose another folder"):
        write(report, tmp_path / "file" / "report")


def test_a_full_disk_leaves_nothing_behind(report, tmp_path):
    """The kernel refuses to let any file grow beyond 40,000 bytes; the old report stays as it was."""
    write(report, tmp_path / "report")
    before = content(tmp_path)
    script = (
        "import jax, sys\n"
        "jax.config.update('jax_enable_x64', True)\n"
        "from pathlib import Path\n"
        "from empirical.report import Settings, build, write\n"
        "made = build(Settings())\n"
        "import resource\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (40_000, resource.RLIM_INFINITY))\n"
        "try:\n"
        "    write(made, Path(sys.argv[1]))\n"
        "except ValueError as error:\n"
        "    print(error)\n"
    )
    command = [sys.executable, "-c", script, str(tmp_path / "report")]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert done.stdout.strip().endswith("cannot be written: the disk is full; free some space")
    assert content(tmp_path) == before


WRITER = """
import os, sys, time
from pathlib import Path
import jax
jax.config.update("jax_enable_x64", True)
from empirical.families.linear.settings import LinearGrid
from empirical.report import Settings, build, write

made = build(Settings(grid=LinearGrid(steps=(10,))))
stop, syncs, sync = int(sys.argv[2]), 0, os.fsync

def slow(descriptor):
    global syncs
    sync(descriptor)
    syncs += 1
    if syncs == stop:
        print("now", flush=True)
        time.sleep(600)

os.fsync = slow
write(made, Path(sys.argv[1]))
"""
"""Writes a report, and falls asleep after the given number of files."""


@pytest.mark.parametrize(("earlier", "files"), [(False, 1), (True, 2), (True, 4)])
def test_killed_while_writing_leaves_no_half_report(report, tmp_path, earlier, files):
    target = tmp_path / "report"
    if earlier:
        write(report, target)
    before = content(target) if earlier else {}
    command = [sys.executable, "-c", WRITER, str(target), str(files)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "now\n"
        process.send_signal(signal.SIGKILL)
        assert process.wait() == -signal.SIGKILL
    assert target.exists() == earlier
    assert content(target) == before
    beside = [path.name for path in tmp_path.iterdir() if path != target]
    assert len(beside) == 1  # nobody can tidy up after a kill; the name says what it is
    assert beside[0].startswith(".report.")
    write(report, target)
    assert sorted(content(target)) == FILES
    assert [path for path in tmp_path.iterdir() if path != target] == []  # the next report does


def test_what_a_killed_process_set_aside_comes_back_before_it_is_read_or_replaced(report, tmp_path):
    for use in (recorded, check_target):
        write(report, tmp_path / "report")
        before = content(tmp_path / "report")
        (tmp_path / "report").rename(tmp_path / f".report.{'0' * 16}.earlier")
        use(tmp_path / "report")
        assert content(tmp_path / "report") == before


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may write everywhere")
def test_a_folder_that_may_not_be_written(report, tmp_path):
    tmp_path.chmod(0o500)
    with pytest.raises(InputError, match="cannot be written"):
        write(report, tmp_path / "report")
