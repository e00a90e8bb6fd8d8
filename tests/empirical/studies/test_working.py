"""Several processes on the folder of one study, any of which may be killed at any moment."""

import json
import os
import subprocess

import pytest
from support.modules import program
from support.studies import tables, unfinished

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="processes are copied by fork")


@pytest.fixture(scope="module")
def tried(tmp_path_factory):
    folder = tmp_path_factory.mktemp("studies")
    command = program("support.forked_studies", str(folder), "0")
    done = subprocess.run(**command._asdict(), capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return folder, json.loads(done.stdout)


def test_a_study_that_was_killed_at_ten_moments_has_the_tables_of_one_that_was_not(tried):
    folder, result = tried
    whole = tables(folder / "whole")
    assert len(whole) == 6 * 3
    for name in result["killed"]:
        assert tables(folder / name) == whole


def test_nothing_is_left_of_processes_that_were_killed(tried):
    folder, result = tried
    for name in ("whole", "both", *result["killed"]):
        assert unfinished(folder / name) == []
        assert not [path for path in (folder / name).rglob("*") if path.name.startswith(".") or path.suffix == ".aside"]


def test_two_processes_at_once_do_each_cell_once(tried):
    folder, _ = tried
    lines = [line for number in (1, 2) for line in (folder / f"both {number}.txt").read_text().splitlines()]
    done = [line.split()[0] for line in lines if " done in " in line]
    assert len(done) == len(set(done)) == 6
    assert tables(folder / "both") == tables(folder / "whole")
