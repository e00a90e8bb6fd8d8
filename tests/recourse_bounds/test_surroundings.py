"""The command line in strange surroundings: closed streams, readers that go away, Ctrl-C, odd environments.

Every process here is short: what is tested is how it begins and ends.
"""

import os
import signal
import subprocess
import sys
import time

import pytest
from support.command_line import COMMAND, INTERRUPTIBLE, assert_refused, run

from empirical.errors import InputError
from recourse_bounds.interrupts import raise_if_interrupted, was_interrupted

FIELDS = '{"norm_nr": 1, "norm_r": [1.2, 2, -1], "delta": 0.5}'
CHECK = ("check", "lemma1.norms", "--fields", "-")
WORDS = " ".join(COMMAND)


def shell(line: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        ["bash", "-c", line], capture_output=True, text=True, env={**os.environ, **environment}, check=False
    )


@pytest.mark.parametrize(
    ("redirection", "status"),
    [(">&- 2>&- <&-", 0), ("2>/dev/full", 0), (">/dev/full", 2), (">/dev/full 2>&1", 2)],
)
def test_closed_and_full_streams_are_no_traceback(redirection, status):
    done = shell(f"{WORDS} datasets {redirection}")
    assert done.returncode == status
    said = "recourse-bounds: the output cannot be written: No space left on device\n"
    assert done.stderr == (said if redirection == ">/dev/full" else "")


def test_a_closed_input_is_an_empty_one():
    done = shell(f"{WORDS} {' '.join(CHECK)} <&-")
    assert (done.returncode, done.stdout) == (2, "")
    assert "is not JSON" in done.stderr


@pytest.mark.parametrize("arguments", ["--help", "report --help", "datasets", "report --colour red 2>&1"])
def test_a_reader_that_goes_away_is_no_traceback(arguments):
    done = shell(f"{WORDS} {arguments} | head -c 1")
    assert len(done.stdout) <= 1
    assert done.stderr == ""


def test_a_file_that_is_opened_does_not_become_the_closed_output(tmp_path):
    """The lowest free descriptor goes to the next file: what is printed would stand in a report."""
    made = shell(f"{WORDS} report --steps 5 --instances 5 --out {tmp_path / 'report'} >&- 2>&-")
    assert made.returncode == 0
    assert run("reproduce", tmp_path / "report").stdout == f"equal: {tmp_path / 'report'}\n"


SWALLOWED = """
import os, signal, sys
from recourse_bounds import app, cli

def command():
    class Careless:
        def __del__(self):
            os.kill(os.getpid(), signal.SIGINT)
    Careless()
    try:
        if "error" in sys.argv:
            raise RuntimeError("INTERNAL: the callback failed")
    finally:
        print("done")
    return 0

app.run = command
cli.main()
"""
"""A command in which Ctrl-C is raised where Python cannot pass it on."""


@pytest.mark.parametrize("end", ["done", "error"])
def test_an_interrupt_that_a_library_swallowed_is_remembered(end):
    command = [sys.executable, "-c", SWALLOWED, end]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout, done.stderr) == (130, "done\n", "recourse-bounds: interrupted\n")


INTERRUPTED = """
import os, signal, sys
from pathlib import Path

folder = Path(sys.argv[1])
(folder / "slow_module.py").write_text("import os, signal\\nos.kill(os.getpid(), signal.SIGINT)\\nprint('loaded')\\n")
sys.path.insert(0, str(folder))
from recourse_bounds import app, cli

def command():
    if sys.argv[2] == "import":
        import slow_module
    try:
        os.kill(os.getpid(), signal.SIGINT)
    finally:
        if sys.argv[2] == "twice":
            os.kill(os.getpid(), signal.SIGINT)

app.run = command
if sys.argv[2] == "at the end":
    app.run = lambda: 0
    import atexit
    atexit.register(lambda: os.kill(os.getpid(), signal.SIGINT))
cli.main()
"""


@pytest.mark.parametrize("moment", ["import", "once", "twice", "at the end"])
def test_ctrl_c_is_one_line_at_any_moment(tmp_path, moment):
    command = [sys.executable, "-c", INTERRUPTED, str(tmp_path), moment]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    expected = (0, "") if moment == "at the end" else (130, "recourse-bounds: interrupted\n")
    assert (done.returncode, done.stderr) == expected
    assert done.stdout == ""


@pytest.mark.parametrize("seconds", [0.3, 1.5, 3.0])
def test_ctrl_c_while_a_command_starts_and_works(tmp_path, seconds):
    options = ["--epsilon", "0,.01,...,.3", "--seed", "0..4", "--out", str(tmp_path / "report")]
    command = [*INTERRUPTIBLE, *COMMAND, "report", *options]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        time.sleep(seconds)
        process.send_signal(signal.SIGINT)
        _, said = process.communicate(timeout=60)
    assert process.returncode == 130
    *stages, last = said.splitlines()
    assert all(line.endswith(" ...") for line in stages)
    assert last == "recourse-bounds: interrupted"
    assert list(tmp_path.iterdir()) == []


def test_nobody_has_pressed_ctrl_c_here():
    assert not was_interrupted()
    raise_if_interrupted()


@pytest.mark.parametrize("variable", ["JAX_PLATFORMS=tpu", "JAX_PLATFORMS=abacus", "JAX_DEBUG_NANS=maybe"])
def test_a_jax_that_cannot_start_is_one_line_that_names_the_variable(variable):
    name, _, value = variable.partition("=")
    done = run(*CHECK, stdin=FIELDS, **{name: value})
    assert_refused(done, "JAX cannot start")
    assert name in done.stderr.rpartition("the environment sets ")[2]


def test_settings_of_jax_for_other_work_change_nothing(tmp_path):
    """NaN is a result here, as of a recourse that was not found."""
    strange = {"JAX_DEBUG_NANS": "1", "JAX_DEBUG_INFS": "1", "JAX_ENABLE_X64": "0", "JAX_TRANSFER_GUARD": "disallow",
               "JAX_DEFAULT_DEVICE": "tpu", "JAX_DISABLE_JIT": "1", "JAX_DEFAULT_PRNG_IMPL": "rbg"}  # fmt: skip
    options = ("report", "--method", "gs", "--steps", "5", "--instances", "5", "--out")
    for name, environment in (("plain", {}), ("strange", strange)):
        done = run(*options, tmp_path / name, MPLBACKEND="module://nowhere", **environment)
        assert done.returncode == 0, done.stderr
    for path in (tmp_path / "plain").iterdir():
        assert path.read_bytes() == (tmp_path / "strange" / path.name).read_bytes()


def test_too_little_address_space_is_said_with_what_is_needed():
    fields = f"{WORDS} {' '.join(CHECK)} <<< '{FIELDS}'"
    done = shell(f"ulimit -v 2000000; {fields}")
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith("recourse-bounds: needs about ")
    assert done.stderr.count("\n") == 1
    advice = done.stderr.partition("raise it with ")[2].partition(",")[0]
    done = shell(f"{advice}; {fields}")
    assert (done.returncode, done.stderr) == (0, "")


def test_help_needs_no_address_space_of_jax():
    assert shell(f"ulimit -v 1000000; {WORDS} --help").returncode == 0


@pytest.mark.skipif(not hasattr(os, "sched_setaffinity"), reason="the system cannot leave a process few of its cores")
def test_address_space_is_asked_for_the_cores_that_the_process_may_use(monkeypatch):
    """Not for all of a machine of which a container has two."""
    import resource

    from recourse_bounds.address_space import check_address_space

    monkeypatch.setattr(os, "cpu_count", lambda: 64)
    monkeypatch.setattr(os, "sched_getaffinity", lambda _: {0, 1})
    monkeypatch.setattr(resource, "getrlimit", lambda _: (4 * 2**30, resource.RLIM_INFINITY))
    check_address_space()
    monkeypatch.setattr(os, "sched_getaffinity", lambda _: set(range(64)))
    with pytest.raises(InputError, match=r"needs about 18.0 GiB of address space, and the shell allows 4.0"):
        check_address_space()
