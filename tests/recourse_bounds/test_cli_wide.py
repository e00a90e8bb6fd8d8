"""Reports on wide networks as a user meets them: a process that may be killed, and started again."""

import contextlib
import csv
import json
import os
import signal
import subprocess
import time
from pathlib import Path

import numpy as np
import polars as pl
import pytest
from support.command_line import COMMAND, INTERRUPTIBLE, assert_refused, run, statements

from empirical.families.wide.cases import WIDE
from empirical.report.writer import AS_CSV, FILES, checkpoints_folder

SWEEP = ("--epsilon", ".05,.1", "--ridge", ".1,1")
CHECKPOINTS = 30
"""The checkpoints of such a sweep: three of every natural model, six of every pair."""


@pytest.fixture(scope="module")
def table(tmp_path_factory) -> Path:
    rng = np.random.default_rng(0)
    numbers, noise = rng.normal(size=(150, 3)).round(3), rng.normal(size=150)
    good = np.where(numbers @ [1.0, -0.5, 0.3] + 0.5 * noise > 0, "good", "bad")
    path = tmp_path_factory.mktemp("table") / "people.csv"
    with path.open("w", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["a", "b", "c", "loan"])
        writer.writerows([*row, label] for row, label in zip(numbers, good, strict=True))
    return path


def about(table: Path, *options: str | Path) -> tuple[str, ...]:
    data = ("--data", table, "--target", "loan", "--favourable", "good")
    return ("report", "--model", "ntk", *map(str, (*data, *options)))


@pytest.fixture(scope="module")
def undisturbed(table, tmp_path_factory) -> tuple[Path, subprocess.CompletedProcess[str]]:
    folder = tmp_path_factory.mktemp("cli") / "report"
    return folder, run(*about(table, *SWEEP, "--verbose", "--out", folder))


def content(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def test_a_report_on_wide_networks(undisturbed):
    folder, done = undisturbed
    assert done.returncode == 0, done.stderr
    assert {path.name for path in folder.iterdir()} == FILES - AS_CSV
    assert list(folder.parent.iterdir()) == [folder]  # the checkpoints are gone
    assert "4 pairs (natural, robust) of wide networks: ridge 0.1–1, ε 0.05–0.1" in done.stdout
    lines = [line.split("\t") for line in done.stdout.splitlines()]
    assert {line[0] for line in lines} >= {claim.id for claim in WIDE}
    assert ["seed", "β", "ε", "rows"] in [line[:4] for line in lines]
    summary = json.loads((folder / "summary.json").read_text())
    assert summary["defects"] == []
    assert summary["settings"]["grid"]["kind"] == "ntk"
    instances = pl.read_parquet(folder / "instances.parquet")
    assert set(instances["ridge"]) == {0.1, 1.0}
    assert "continuing" not in done.stderr


def test_it_is_reproduced(undisturbed):
    folder, _ = undisturbed
    done = run("reproduce", folder)
    assert (done.returncode, done.stdout) == (0, f"equal: {folder}\n"), done.stderr


def finished(out: Path) -> dict[str, int]:
    """The finished checkpoints, and what would change if one were written again."""
    found: dict[str, int] = {}
    with contextlib.suppress(FileNotFoundError):  # a process is just discarding them
        for path in checkpoints_folder(out).glob("*.npz"):
            found[path.name] = path.stat().st_ino
    return found


def kill(table: Path, out: Path, *, more: int, options: tuple[str, ...] = SWEEP) -> tuple[dict[str, int], str]:
    """Start a report, kill it once it has finished so many checkpoints; all that are finished, and what it said."""
    before = finished(out)
    command = [*COMMAND, *about(table, *options, "--out", out)]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True) as process:
        try:
            while len(finished(out).keys() - before) < more and process.poll() is None:
                time.sleep(0.0005)
        finally:
            process.send_signal(signal.SIGKILL)
        assert process.stderr is not None
        said = process.stderr.read()
        assert process.wait() == -signal.SIGKILL
    return finished(out), said


def test_killed_at_several_moments_it_continues_and_is_the_same(table, undisturbed, tmp_path):
    """Nothing but the checkpoints stays, none is made twice, and the report is the same bytes in the end."""
    out, known, said = tmp_path / "report", {}, ""
    for more in (1, 3, 6):
        before = known
        known, said = kill(table, out, more=more)
        assert [path.name for path in tmp_path.iterdir()] == [".report.checkpoints"]
        assert len(before) + more <= len(known) < CHECKPOINTS
        assert before.items() <= known.items()
        assert (f"continuing: {len(before)} checkpoints are finished\n" in said) == bool(before)
    done = run(*about(table, *SWEEP, "--out", out))
    assert done.returncode == 0, done.stderr
    assert f"continuing: {len(known)} checkpoints are finished\n" in done.stderr
    assert list(tmp_path.iterdir()) == [out]
    assert content(out) == content(undisturbed[0])
    assert statements(done.stdout) == statements(undisturbed[1].stdout)


def test_checkpoints_of_other_settings_are_discarded_and_damaged_ones_made_again(table, undisturbed, tmp_path):
    out = tmp_path / "report"
    first, _ = kill(table, out, more=3, options=(*SWEEP, "--lam", "0.02"))
    second, said = kill(table, out, more=3)
    assert f"{len(first)} checkpoints of other settings, data or versions are discarded\n" in said
    assert "continuing" not in said
    assert not set(first) & set(second)
    for path in list(checkpoints_folder(out).glob("*.npz"))[:2]:
        path.write_bytes(path.read_bytes()[:-10])
    done = run(*about(table, *SWEEP, "--out", out))
    assert done.returncode == 0, done.stderr
    assert done.stderr.count("a damaged checkpoint is computed again: seed 0, ridge 0.1, ") == 2
    assert content(out) == content(undisturbed[0])


def test_a_table_that_has_changed_has_no_checkpoints(table, tmp_path):
    moved = tmp_path / "moved.csv"
    moved.write_bytes(table.read_bytes())
    out = tmp_path / "report"
    first, _ = kill(moved, out, more=1)
    with moved.open("a") as file:
        file.write("0.5,0.5,0.5,good\n")
    _, said = kill(moved, out, more=1)
    assert f"{len(first)} checkpoints of other settings, data or versions are discarded\n" in said


def test_two_processes_do_not_make_the_same_report(table, tmp_path):
    out = tmp_path / "report"
    with subprocess.Popen([*COMMAND, *about(table, *SWEEP, "--out", out)], stdout=subprocess.DEVNULL) as process:
        try:
            while not finished(out) and process.poll() is None:
                time.sleep(0.0005)
            process.send_signal(signal.SIGSTOP)
            assert_refused(
                run(*about(table, *SWEEP, "--out", out)),
                f"another process works in {checkpoints_folder(out)}; wait for it, or choose another folder",
            )
        finally:
            process.send_signal(signal.SIGKILL)
    assert finished(out)


def test_an_interrupt_keeps_the_checkpoints(table, tmp_path):
    out = tmp_path / "report"
    command = [*INTERRUPTIBLE, *COMMAND, *about(table, *SWEEP, "--out", out)]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
        try:
            while not finished(out) and process.poll() is None:
                time.sleep(0.0005)
            process.send_signal(signal.SIGINT)
            assert process.wait(timeout=120) == 130
        finally:
            process.kill()
    assert finished(out)
    assert not out.exists()


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (("--ridge", "0"), "ridge must be positive and finite, not 0"),
        (("--steps", "10"), "--steps says nothing of --model ntk; leave it out"),
        (("--models", "m.json"), "--models says nothing of --model ntk; leave it out"),
        (
            ("--memory", "1e-4", "--group", "-"),
            "GiB of memory and may take 0.0001: allow more with --memory, or take fewer --train-rows",
        ),
    ],
)
def test_bad_input_is_one_line_and_status_2(table, tmp_path, options, message):
    assert_refused(run(*about(table, *options, "--out", tmp_path / "report")), message)
    assert list(tmp_path.iterdir()) == []


def test_an_option_of_wide_networks_says_nothing_of_linear_models(tmp_path):
    assert_refused(
        run("report", "--ridge", "1", "--out", tmp_path / "report"), "--ridge says nothing of --model linear"
    )


def test_one_training_row(table, tmp_path):
    done = run(*about(table, "--train-rows", "1", "--verbose", "--out", tmp_path / "report"))
    assert done.returncode == 0, done.stderr
    assert "trained on 1 of 120 training instances, drawn by the seed" in done.stderr


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_folder_that_may_not_be_written(table, tmp_path):
    tmp_path.chmod(0o500)
    assert_refused(run(*about(table, "--out", tmp_path / "report")), "cannot be written")
