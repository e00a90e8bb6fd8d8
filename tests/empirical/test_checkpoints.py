"""Checkpoints of a long computation: found again after a kill, never another's, never trusted if damaged."""

import contextlib
import os
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from empirical.checkpoints import Arrays, checkpoints_in, without_checkpoints
from empirical.errors import InputError


class StoppedError(Exception):
    """Stands for a kill: the checkpoints stay."""


def arrays(seed: int = 0) -> Arrays:
    rng = np.random.default_rng(seed)
    return {"weights": rng.normal(size=(5, 3)), "count": np.array(seed), "mask": rng.random(4) > 0.5}


def never() -> Arrays:
    raise AssertionError("a finished checkpoint is computed again")


def assert_same(found: Arrays, expected: Arrays) -> None:
    assert set(found) == set(expected)
    for name, value in expected.items():
        assert found[name].dtype == value.dtype
        assert found[name].flags.c_contiguous
        np.testing.assert_array_equal(found[name], value)


def leave(folder: Path, binding: str = "", keys: tuple[str, ...] = ("a", "b", "c")) -> None:
    """Some checkpoints, and then the end."""
    with contextlib.suppress(StoppedError), checkpoints_in(folder, binding) as checkpoint:
        for seed, key in enumerate(keys):
            checkpoint((key,), lambda seed=seed: arrays(seed))
        raise StoppedError


@pytest.fixture
def folder(tmp_path) -> Path:
    return tmp_path / ".report.checkpoints"


def test_finished_checkpoints_are_found_and_not_computed_again(folder):
    leave(folder)
    told: list[str] = []
    with checkpoints_in(folder, "", tell=told.append) as checkpoint:
        assert checkpoint.finished == 3
        for seed, key in enumerate("abc"):
            assert_same(checkpoint((key,), never), arrays(seed))
        assert_same(checkpoint(("d",), lambda: arrays(4)), arrays(4))
        assert_same(checkpoint(("d",), never), arrays(4))
    assert told == ["continuing: 3 checkpoints are finished"]


def test_nothing_is_left_at_the_end_nor_where_nothing_was_finished(folder):
    with checkpoints_in(folder, "") as checkpoint:
        checkpoint(("a",), arrays)
        assert len(list(folder.iterdir())) == 1
    assert not folder.exists()
    leave(folder, keys=())
    assert not folder.exists()


@pytest.mark.parametrize("binding", ["", "other settings"])
def test_checkpoints_of_another_computation_are_discarded(folder, binding):
    leave(folder, "settings")
    told: list[str] = []
    with checkpoints_in(folder, binding, tell=told.append) as checkpoint:
        assert checkpoint.finished == 0
        assert list(folder.iterdir()) == []
        assert_same(checkpoint(("a",), lambda: arrays(7)), arrays(7))
    assert told == ["3 checkpoints of other settings, data or versions are discarded"]


def test_keys_are_told_apart_by_their_words(folder):
    with checkpoints_in(folder, "") as checkpoint:
        checkpoint(("a", "b"), lambda: arrays(0))
        assert_same(checkpoint(("a, b",), lambda: arrays(1)), arrays(1))
        assert_same(checkpoint(("ab",), lambda: arrays(2)), arrays(2))


DAMAGES: dict[str, Callable[[bytes], bytes]] = {
    "empty": lambda whole: b"",
    "cut short": lambda whole: whole[:-1],
    "half": lambda whole: whole[: len(whole) // 2],
    "text": lambda whole: b"not an archive",
    "one bit": lambda whole: whole[:200] + bytes([whole[200] ^ 1]) + whole[201:],
    "more behind": lambda whole: whole + bytes(70_000),
}


@pytest.mark.parametrize("damage", DAMAGES)
def test_a_damaged_checkpoint_is_computed_again(folder, damage):
    leave(folder)
    for path in folder.iterdir():
        path.write_bytes(DAMAGES[damage](path.read_bytes()))
    told: list[str] = []
    with checkpoints_in(folder, "", tell=told.append) as checkpoint:
        assert_same(checkpoint(("a",), lambda: arrays(8)), arrays(8))
        assert_same(checkpoint(("a",), never), arrays(8))
    assert told[1:] == ["a damaged checkpoint is computed again: a"]


def test_any_flipped_bit_is_noticed_or_changes_nothing(folder):
    leave(folder, keys=("a",))
    (path,) = folder.iterdir()
    whole = path.read_bytes()
    for place in range(len(whole)):
        path.write_bytes(whole[:place] + bytes([whole[place] ^ 16]) + whole[place + 1 :])
        with contextlib.suppress(StoppedError), checkpoints_in(folder, "") as checkpoint:
            assert_same(checkpoint(("a",), lambda: arrays(0)), arrays(0))
            raise StoppedError


def test_a_checkpoint_under_another_name_is_not_trusted(folder):
    leave(folder, keys=("a", "b"))
    first, second = sorted(folder.iterdir())
    first.write_bytes(second.read_bytes())
    with checkpoints_in(folder, "") as checkpoint:
        assert_same(checkpoint(("a",), lambda: arrays(0)), arrays(0))
        assert_same(checkpoint(("b",), lambda: arrays(1)), arrays(1))


def test_what_is_not_ours_is_left_alone(folder):
    folder.mkdir()
    (folder / "letter.txt").write_text("dear reader")
    with checkpoints_in(folder, "") as checkpoint:
        checkpoint(("a",), arrays)
    assert [path.name for path in folder.iterdir()] == ["letter.txt"]


@pytest.mark.parametrize("there", ["file", "link", "below a file"])
def test_a_folder_that_cannot_be_had(folder, tmp_path, there):
    if there == "file":
        folder.write_text("")
    elif there == "link":
        (tmp_path / "elsewhere").mkdir()
        folder.symlink_to(tmp_path / "elsewhere")
    else:
        folder.write_text("")
        folder = folder / "below"
    with pytest.raises(InputError, match=r"cannot be written: .*; choose another folder"), checkpoints_in(folder, ""):
        pass


def test_python_objects_are_refused(folder):
    with pytest.raises(TypeError, match="holds Python objects"), checkpoints_in(folder, "") as checkpoint:
        checkpoint(("a",), lambda: {"a": np.array([None])})


@given(
    drawn=st.dictionaries(
        st.text(min_size=1, max_size=5).filter(lambda name: "/" not in name and "\0" not in name),
        hnp.arrays(
            st.sampled_from([np.float64, np.float32, np.int64, np.bool_, np.dtype("U3")]),
            hnp.array_shapes(min_dims=0, max_dims=3, min_side=0, max_side=3),
        ),
        max_size=3,
    )
)
def test_any_arrays_come_back_as_they_were(drawn, tmp_path_factory):
    folder = tmp_path_factory.mktemp("checkpoints") / "folder"
    with checkpoints_in(folder, "") as checkpoint:
        first = checkpoint(("a",), lambda: {name: value.T for name, value in drawn.items()})
        again = checkpoint(("a",), never)
    assert_same(again, first)
    assert_same(without_checkpoints(("a",), lambda: {name: value.T for name, value in drawn.items()}), first)


WORKER = """
import os, sys, time
from pathlib import Path
import numpy as np
from empirical.checkpoints import checkpoints_in

stop, syncs, sync = int(sys.argv[2]), 0, os.fsync

def slow(descriptor):
    global syncs
    syncs += 1
    if syncs == stop:
        print("now", flush=True)
        time.sleep(600)
    sync(descriptor)

os.fsync = slow
with checkpoints_in(Path(sys.argv[1]), "", tell=print) as checkpoint:
    for key in "abc":
        checkpoint((key,), lambda: {"key": np.array([ord(key)])})
"""
"""Makes three checkpoints, and falls asleep when it syncs for the given time: a file and its folder for each."""


def killed_at(folder: Path, sync: int, *, meanwhile: Callable[[], object] = lambda: None) -> None:
    command = [sys.executable, "-c", WORKER, str(folder), str(sync)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout is not None
            assert "now\n" in iter(process.stdout.readline, "")
            meanwhile()
        finally:
            process.send_signal(signal.SIGKILL)
        assert process.wait() == -signal.SIGKILL


@pytest.mark.parametrize(("sync", "finished"), [(1, 0), (2, 1), (3, 1), (4, 2), (5, 2), (6, 3)])
def test_killed_at_any_moment(folder, sync, finished):
    killed_at(folder, sync)
    told: list[str] = []
    with checkpoints_in(folder, "", tell=told.append) as checkpoint:
        assert checkpoint.finished == finished
        for number, key in enumerate("abc"):
            compute = never if number < finished else lambda key=key: {"key": np.array([ord(key)])}
            assert_same(checkpoint((key,), compute), {"key": np.array([ord(key)])})
    assert not folder.exists()
    assert told == ([f"continuing: {finished} checkpoints are finished"] if finished else [])


def test_two_processes_do_not_share_checkpoints(folder):
    def refused() -> None:
        message = r"another process works in .*; wait for it, or choose"
        with pytest.raises(InputError, match=message), checkpoints_in(folder, ""):
            pass

    killed_at(folder, 3, meanwhile=refused)
    # The lock died with its process, and the refused one took nothing away.
    with checkpoints_in(folder, "") as checkpoint:
        assert checkpoint.finished == 1
        refused()


def test_a_full_disk_is_one_line_and_leaves_the_other_checkpoints(folder):
    """The kernel refuses to let any file grow beyond 20,000 bytes."""
    script = (
        "import resource, sys\n"
        "from pathlib import Path\n"
        "import numpy as np\n"
        "from empirical.checkpoints import checkpoints_in\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, resource.RLIM_INFINITY))\n"
        "try:\n"
        "    with checkpoints_in(Path(sys.argv[1]), '') as checkpoint:\n"
        "        checkpoint(('a',), lambda: {'a': np.zeros(10)})\n"
        "        checkpoint(('b',), lambda: {'b': np.zeros(10_000)})\n"
        "except ValueError as error:\n"
        "    print(error)\n"
    )
    done = subprocess.run([sys.executable, "-c", script, str(folder)], capture_output=True, text=True, check=True)
    assert done.stdout.strip().endswith("cannot be written: the disk is full; free some space")
    assert len(list(folder.iterdir())) == 1


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_folder_that_may_not_be_written(tmp_path):
    tmp_path.chmod(0o500)
    with pytest.raises(InputError, match="cannot be written"), checkpoints_in(tmp_path / "checkpoints", ""):
        pass
