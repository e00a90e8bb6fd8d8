"""What is kept of a pair for the next question: read however full the folder is, and computed once."""

import os
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from support.reports import made_up_with_jobs

from empirical.checkpoints import Arrays, Checkpoint
from empirical.disk.locking import lock
from empirical.errors import InputError
from empirical.report import Settings
from recourse_bounds.explanation import pairs


@pytest.fixture
def base(tmp_path, monkeypatch) -> Path:
    monkeypatch.setattr(pairs, "user_cache_path", lambda _: tmp_path)
    monkeypatch.setattr(pairs, "MOST_FILES", 3)
    monkeypatch.setattr(pairs, "FIRST_FILES", 1)
    return tmp_path / "pairs"


def cache() -> Checkpoint:
    return pairs.kept_in_cache(made_up_with_jobs(), Settings())


def counted(calls: list[int]) -> Callable[[], Arrays]:
    def compute() -> Arrays:
        calls.append(1)
        return {"ones": np.ones(2)}

    return compute


def test_a_full_folder_is_read_and_keeps_the_models(base):
    calls: list[int] = []
    for name in ("models", *"abcdef", "f", "models"):
        cache()((name,), counted(calls))
    assert len(calls) == len(("models", *"abcdef"))
    assert len(list(next(base.iterdir()).iterdir())) == 3


def test_where_another_process_works_it_is_computed_once_and_nothing_of_the_other_is_touched(base):
    calls: list[int] = []
    kept, folder = cache(), next(base.iterdir())
    theirs = folder / f"{'0' * 16}-{'0' * 32}.npz.aside"
    theirs.touch()
    descriptor = lock(folder)
    kept(("a",), counted(calls))
    os.close(descriptor)
    assert len(calls) == 1
    assert [one.name for one in folder.iterdir()] == [theirs.name]


def test_what_is_refused_is_asked_once(base):
    calls: list[int] = []

    def refusing() -> Arrays:
        calls.append(1)
        raise InputError("training overflowed")

    with pytest.raises(InputError, match="training overflowed"):
        cache()(("a",), refusing)
    assert len(calls) == 1
    assert base.exists()


def test_the_pair_that_was_used_longest_ago_goes_first_whatever_lies_in_its_folder(base, monkeypatch):
    monkeypatch.setattr(pairs, "MOST_FOLDERS", 2)
    used, unused, stranger = (base / name for name in ("0" * 32, "1" * 32, "mine"))
    for folder in (used, unused, stranger):
        (folder / "within").mkdir(parents=True)
    os.utime(unused, (1.0, 1.0))
    os.utime(stranger, (0.0, 0.0))
    cache()
    assert used.exists()
    assert stranger.exists()
    assert not unused.exists()
