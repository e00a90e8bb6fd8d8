"""Folders that are replaced: killed at any moment, a process leaves the earlier folder or the new one, whole."""

import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from empirical.disk import replacement
from empirical.disk.locking import lock
from empirical.disk.replacement import clear, replacing, restore
from empirical.errors import InputError

FILES = ("numbers", "words")
EARLIER, NEW = ({name: f"{which} {name}" for name in FILES} for which in ("earlier", "new"))

WRITER = """
import os, shutil, signal, sys
from pathlib import Path
from empirical.disk import replacement

place, moment, way, texts = Path(sys.argv[1]), int(sys.argv[2]), sys.argv[3], sys.argv[4:]
moments = 0

def pass_a_moment():
    global moments
    moments += 1
    if moments == moment:
        os.kill(os.getpid(), signal.SIGKILL)

def interrupted(function):
    def slowly(*arguments, **options):
        pass_a_moment()
        result = function(*arguments, **options)
        pass_a_moment()
        return result
    return slowly

os.mkdir, os.unlink, os.rmdir = map(interrupted, (os.mkdir, os.unlink, os.rmdir))
os.rename, os.fsync = interrupted(os.rename), interrupted(os.fsync)
replacement.exchange = interrupted(replacement.exchange if way == "exchange" else lambda *_: False)
with replacement.replacing(place, may_go=lambda _: True, files={"numbers", "words"}) as folder:
    for name, text in zip(("numbers", "words"), texts):
        (folder / name).write_text(text)
        pass_a_moment()
print("done")
"""
"""Replaces a folder, and kills itself at the moment of the given number; ``exchange`` or ``rename`` is the way."""


def write(place: Path, content: dict[str, str]) -> None:
    with replacing(place, may_go=lambda _: True, files=FILES) as folder:
        for name, text in content.items():
            (folder / name).write_text(text)


def content(folder: Path) -> dict[str, str]:
    return {path.name: path.read_text() for path in folder.iterdir()}


def beside(place: Path) -> list[str]:
    return [path.name for path in place.parent.iterdir() if path != place]


@pytest.mark.parametrize("way", ["exchange", "rename"])
def test_killed_at_any_moment_the_earlier_folder_or_the_new_one_is_there_and_nothing_is_left_for_long(tmp_path, way):
    place, seen, moment = tmp_path / "place", set(), 0
    for moment in range(1, 100):
        write(place, EARLIER)
        assert beside(place) == []
        command = [sys.executable, "-c", WRITER, str(place), str(moment), way, *NEW.values()]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        if done.returncode == 0:
            break
        assert done.returncode == -signal.SIGKILL, done.stderr
        if way == "exchange":
            assert place.exists()
        restore(place)
        assert content(place) in (EARLIER, NEW), moment
        seen.add("earlier" if content(place) == EARLIER else "new")
    assert seen == {"earlier", "new"}
    assert moment > 10
    assert (content(place), beside(place)) == (NEW, [])


@pytest.mark.parametrize("way", ["exchange", "rename"])
@pytest.mark.parametrize("error", [KeyboardInterrupt, OSError])
def test_an_earlier_folder_comes_back_if_the_new_one_cannot_take_its_place(tmp_path, monkeypatch, way, error):
    write(tmp_path / "place", EARLIER)
    rename = os.rename

    def failing(source, target, *_):
        if Path(target).name == "place" and Path(source).exists() and content(Path(source)) == NEW:
            raise error
        return rename(source, target)

    monkeypatch.setattr(os, "rename", failing)
    if way == "rename":
        monkeypatch.setattr(replacement, "exchange", lambda *_: False)
    with pytest.raises(error):
        write(tmp_path / "place", NEW)
    assert (content(tmp_path / "place"), beside(tmp_path / "place")) == (EARLIER, [])


@pytest.mark.parametrize("way", ["exchange", "rename"])
def test_what_somebody_put_into_the_place_meanwhile_stays(tmp_path, monkeypatch, way):
    if way == "rename":
        monkeypatch.setattr(replacement, "exchange", lambda *_: False)
    place = tmp_path / "place"
    write(place, EARLIER)

    def only_files(folder: Path) -> bool:
        return replacement.holds_only(folder, FILES)

    def write_while_somebody_else_does() -> None:
        with replacing(place, may_go=only_files, files=FILES) as folder:
            (folder / "numbers").write_text("new")
            (place / "diary").write_text("dear diary")

    with pytest.raises(InputError, match="changed by somebody else meanwhile"):
        write_while_somebody_else_does()
    assert (content(place), beside(place)) == ({**EARLIER, "diary": "dear diary"}, [])


@pytest.mark.parametrize("way", ["exchange", "rename"])
@pytest.mark.parametrize("event", ["interrupted", "place gone", "place taken"])
def test_what_somebody_put_into_the_place_survives_whatever_happens_while_it_is_looked_at(
    tmp_path, monkeypatch, way, event
):
    if way == "rename":
        monkeypatch.setattr(replacement, "exchange", lambda *_: False)
    elif event == "place taken":  # exchanged once, and then no more
        first, real = iter([True]), replacement.exchange
        monkeypatch.setattr(replacement, "exchange", lambda *paths: next(first, False) and real(*paths))
    place = tmp_path / "place"
    diary = {"diary": "dear diary"}
    place.mkdir()
    (place / "diary").write_text("dear diary")

    def may_go(found: Path) -> bool:
        assert content(found) == diary
        if event == "interrupted":
            raise KeyboardInterrupt
        if place.exists() and event == "place gone":
            shutil.rmtree(place)
        elif event == "place taken" and not place.exists():
            write(place, EARLIER)
        return False

    with (
        pytest.raises((KeyboardInterrupt, InputError)) as caught,
        replacing(place, may_go=may_go, files=FILES) as folder,
    ):
        (folder / "numbers").write_text("new")
    kept = [path for path in tmp_path.iterdir() if content(path) == diary]
    assert len(kept) == 1
    assert kept == [place] or str(kept[0]) in str(caught.value)
    assert (kept == [place]) == (event != "place taken")


def test_a_folder_that_appears_meanwhile_is_replaced_at_one_moment(tmp_path):
    place = tmp_path / "place"
    with replacing(place, may_go=lambda _: True, files=FILES) as folder:
        (folder / "numbers").write_text("new numbers")
        write(place, EARLIER)
    assert (content(place), beside(place)) == ({"numbers": "new numbers"}, [])


def test_what_is_left_goes_but_not_what_a_process_works_in_nor_what_holds_anything_else(tmp_path):
    left, busy, diary, folder = (tmp_path / f".place.{digit * 16}" for digit in "0123")
    for path in (left, busy, diary, folder):
        path.mkdir()
    (left / "numbers").write_text("1")
    (diary / "diary").write_text("dear diary")
    (folder / "numbers").mkdir()
    others = [".place.checkpoints", ".place.0", f".places.{'0' * 16}", f"place.{'0' * 16}"]
    for name in others:
        (tmp_path / name).mkdir()
    (tmp_path / f".place.{'4' * 16}").symlink_to(tmp_path / others[0])
    descriptor = lock(busy)
    clear(tmp_path / "place", FILES)
    os.close(descriptor)
    assert {path.name for path in tmp_path.iterdir()} == {
        *(path.name for path in (busy, diary, folder)), *others, f".place.{'4' * 16}"
    }  # fmt: skip
    clear(tmp_path / "place", FILES)
    assert not busy.exists()


def test_a_folder_set_aside_by_a_process_at_work_is_not_taken_from_it(tmp_path):
    aside = tmp_path / f".place.{'0' * 16}.earlier"
    aside.mkdir()
    descriptor = lock(aside)
    restore(tmp_path / "place")
    assert aside.exists()
    os.close(descriptor)
    restore(tmp_path / "place")
    assert (tmp_path / "place").exists()


def test_where_folders_cannot_be_locked_all_works_but_the_clearing(tmp_path, monkeypatch):
    import fcntl

    def refuse(*_):
        raise OSError(9, "Bad file descriptor")

    monkeypatch.setattr(fcntl, "flock", refuse)
    monkeypatch.setattr(replacement, "exchange", lambda *_: False)
    place, left = tmp_path / "place", tmp_path / f".place.{'0' * 16}"
    left.mkdir()
    write(place, EARLIER)
    write(place, NEW)
    assert (content(place), beside(place)) == (NEW, [left.name])
    place.rename(tmp_path / f".place.{'1' * 16}.earlier")
    restore(place)
    assert content(place) == NEW
