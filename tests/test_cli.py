"""The command line as a user meets it: a process, its output and its exit status."""

import importlib.metadata
import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from bounds import CLAIMS

COMMAND = [sys.executable, "-m", "empirical.cli"]


def run(*arguments: str | Path, stdin: str | None = None, **environment: str) -> subprocess.CompletedProcess[str]:
    surroundings = {name: value for name, value in os.environ.items() if name != "RECOURSE_BOUNDS_DATA"}
    command = [*COMMAND, *map(str, arguments)]
    return subprocess.run(
        command, capture_output=True, text=True, input=stdin, env={**surroundings, **environment}, check=False
    )


def assert_refused(done: subprocess.CompletedProcess[str], message: str) -> None:
    assert done.returncode == 2
    assert done.stdout == ""
    assert done.stderr.startswith("recourse-bounds: ")
    assert message in done.stderr
    assert done.stderr.count("\n") == 1


@pytest.fixture(scope="module")
def reported(tmp_path_factory) -> tuple[Path, subprocess.CompletedProcess[str]]:
    folder = tmp_path_factory.mktemp("cli") / "report"
    return folder, run("report", "--out", folder)


def test_report_writes_three_files_and_a_table(reported):
    folder, done = reported
    assert done.returncode == 0, done.stderr
    assert sorted(path.name for path in folder.iterdir()) == ["bounds.png", "instances.parquet", "summary.json"]
    header, *lines = [line.split("\t") for line in done.stdout.splitlines()]
    assert header[:5] == ["claim", "in theory", "Δ", "cost", "persons"]
    assert {len(line) for line in lines} == {len(header)}
    assert {line[0] for line in lines} == set(CLAIMS)
    assert f"report: {folder}" in done.stderr


def test_report_is_the_same_in_another_process(reported, tmp_path):
    folder, done = reported
    again = run("report", "--out", tmp_path / "again", PYTHONHASHSEED="7")
    assert again.stdout == done.stdout
    for path in folder.iterdir():
        assert (tmp_path / "again" / path.name).read_bytes() == path.read_bytes()


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--dataset", "mushrooms"], "unknown data set 'mushrooms'; choose one of"),
        (["--dataset", "german"], "set RECOURSE_BOUNDS_DATA to the folder that holds it"),
        (["--epsilon", "-0.1"], "epsilon must be finite and at least 0, not -0.1"),
        (["--epsilon", "nan"], "epsilon must be finite and at least 0, not nan"),
        (["--epsilon", "much"], "'--epsilon'"),
        (["--lam", "0"], "lam must be finite and positive, not 0"),
        (["--learning-rate", "-1"], "learning-rate must be finite and positive, not -1"),
        (["--steps", "0"], "steps must be at least 1 and below"),
        (["--steps", "1.5"], "'--steps'"),
        (["--norm", "3"], "norm must be one of inf, 2, 1, not 3"),
        (["--norm", "round"], "norm must be one of inf, 2, 1, not 'round'"),
        (["--init", "ones"], "init must be zero or normal, not 'ones'"),
        (["--seed", "-3"], "seed must be between 0"),
        (["--target", "inf"], "target must be a finite score"),
        (["--steps", "99999999999999999999"], "steps must be at least 1 and below"),
        (["--learning-rate", "1e-320"], "learning-rate must be finite and positive"),
        (["--colour", "red"], "--colour"),
    ],
)
def test_bad_input_is_one_line_and_status_2(arguments, message, tmp_path):
    assert_refused(run("report", *arguments, "--out", tmp_path / "report"), message)
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_is_no_report_is_refused_before_any_work(tmp_path):
    (tmp_path / "letter.txt").write_text("dear reader")
    assert_refused(run("report", "--out", tmp_path), "exists and is no report")
    assert [path.name for path in tmp_path.iterdir()] == ["letter.txt"]


def test_a_full_disk_is_one_line_and_leaves_nothing(tmp_path):
    """No file may grow beyond 40 KiB: neither the report's nor those of the compilation cache."""
    limited = f"ulimit -f 40; exec {' '.join(COMMAND)} report --out {tmp_path / 'report'}"
    environment = {**os.environ, "XDG_CACHE_HOME": str(tmp_path / "cache")}
    done = subprocess.run(["bash", "-c", limited], capture_output=True, text=True, env=environment, check=False)
    assert done.returncode == 2
    assert done.stdout == ""
    said = [line for line in done.stderr.splitlines() if not line.endswith(" ...")]  # what it was doing meanwhile
    assert said == [f"recourse-bounds: {tmp_path / 'report'} cannot be written: the disk is full; free some space"]
    assert [path.name for path in tmp_path.iterdir()] == ["cache"]


def test_unknown_command():
    assert_refused(run("guess"), "guess")


def test_help():
    for arguments in (["--help"], ["report", "--help"], ["check", "--help"]):
        done = run(*arguments)
        assert done.returncode == 0
        assert "Usage" in done.stdout


def test_claims():
    done = run("claims")
    assert done.returncode == 0
    lines = {line.split("\t")[0]: line.split("\t") for line in done.stdout.splitlines()[1:]}
    assert set(lines) == set(CLAIMS)
    assert lines["theorem1.printed"][3] == "false"


def test_claims_shows_one_with_its_premises_and_fields():
    lines = [line.split("\t") for line in run("claims", "theorem1.sound").stdout.splitlines()]
    assert ["lemma", "|a − b| ≤ Δ"] in [line[:2] for line in lines]
    assert ["needed", "lam", "λ, weight of the squared distance in SCFE"] in lines
    assert_refused(run("claims", "theorem9.sound"), "no claim 'theorem9.sound'")


def test_a_terminal_without_greek_gets_the_table_all_the_same():
    done = run("claims", PYTHONIOENCODING="ascii", PYTHONUTF8="0")
    assert done.returncode == 0
    assert len(done.stdout.splitlines()) == len(CLAIMS) + 1


def test_version():
    done = run("--version")
    assert done.returncode == 0
    assert done.stdout.strip() == importlib.metadata.version("recourse-bounds")


def test_a_difference_of_equal_models_is_no_defect(tmp_path):
    """At ε = 3e-17 rounding decides how far the two models are apart, and the checker knows."""
    tiny = ("--epsilon", "3e-17", "--steps", "10", "--learning-rate", "0.001")
    done = run("report", *tiny, "--out", tmp_path / "report")
    assert done.returncode == 0
    assert "DEFECT" not in done.stderr


def test_killed_while_training_leaves_nothing(tmp_path):
    command = [*COMMAND, "report", "--steps", "100000000", "--out", str(tmp_path / "report")]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        assert process.stderr is not None
        assert process.stderr.readline() == "training the pair ...\n"  # after two seconds
        process.send_signal(signal.SIGKILL)
        assert process.wait() == -signal.SIGKILL
    assert list(tmp_path.iterdir()) == []


def test_output_that_cannot_be_written_is_one_line():
    with open("/dev/full", "w") as full:
        done = subprocess.run([*COMMAND, "claims"], stdout=full, stderr=subprocess.PIPE, text=True, check=False)
    assert done.returncode == 2
    assert done.stderr == "recourse-bounds: the output cannot be written: No space left on device\n"


def test_prove():
    done = run("prove")
    assert done.returncode == 0
    lines = [line.split("\t") for line in done.stdout.splitlines()[1:]]
    expected = {name: "proved" if claim.theory == "true" else "refuted" for name, claim in CLAIMS.items()}
    assert {line[0]: line[1] for line in lines} == expected
    assert sum(float(line[2]) for line in lines) < 10.0


def test_prove_one():
    done = run("prove", "theorem4.printed")
    assert done.stdout.splitlines()[1].startswith("theorem4.printed\trefuted\t")
    assert_refused(run("prove", "theorem9.printed"), "no claim 'theorem9.printed'; the claims are lemma1.printed")
    assert_refused(run("prove", "--timeout", "0"), "timeout must be positive")
    assert_refused(run("prove", "--timeout", "inf"), "timeout must be positive and at most")


def test_check_own_fields(tmp_path):
    file = tmp_path / "fields.json"
    file.write_text(json.dumps({"norm_nr": 1.0, "norm_r": [1.2, 2.0, -1.0], "delta": 0.5}))
    done = run("check", "lemma1.norms", "--json", file)
    assert done.returncode == 0
    assert [line.split("\t")[5] for line in done.stdout.splitlines()[1:]] == ["holds", "violated", "inapplicable"]
    again = run("check", "lemma1.norms", "--json", "-", stdin=file.read_text())
    assert again.stdout == done.stdout


def test_check_says_so_when_a_true_claim_fails_with_all_its_premises(tmp_path):
    fields = {"weight_gap": 9.0, "steps": 1, "learning_rate": 1, "mean_input_norm": 1, "epsilon": 0, "attack_factor": 1}
    done = run("check", "lemma1.sound", "--json", "-", stdin=json.dumps(fields))
    assert done.returncode == 1
    assert "\tviolated\t" in done.stdout


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("{", "is not JSON"),
        ("[1, 2]", "must hold an object of fields"),
        ('{"norm_nr": 1, "norm_r": 1}', "needs the field 'delta'"),
        ('{"norm_nr": 1, "norm_r": 1, "delta": 1, "colour": 2}', "lemma1.norms has no field 'colour'"),
        ('{"norm_nr": "long", "norm_r": 1, "delta": 1}', "'norm_nr' is not numeric"),
        ('{"norm_nr": [1, 2], "norm_r": [1, 2, 3], "delta": 1}', "do not broadcast"),
        ('{"norm_nr": null, "norm_r": 1, "delta": 1}', "'norm_nr' is not numeric"),
        ('{"norm_nr": 1' + "0" * 400 + ', "norm_r": 1, "delta": 1}', "'norm_nr' is not numeric"),
        ("[" * 100_000, "is not JSON"),
    ],
)
def test_check_refuses_bad_fields(text, message):
    assert_refused(run("check", "lemma1.norms", "--json", "-", stdin=text), message)


def test_check_refuses_a_missing_file_and_an_unknown_claim(tmp_path):
    assert_refused(run("check", "lemma1.norms", "--json", tmp_path / "none.json"), "cannot be read")
    assert_refused(run("check", "lemma9.norms", "--json", "-", stdin="{}"), "no claim 'lemma9.norms'")


def test_a_reader_that_goes_away_is_no_error():
    done = subprocess.run(
        f"{sys.executable} -m empirical.cli claims | head -1", shell=True, capture_output=True, text=True, check=True
    )
    assert done.stdout.startswith("id\t")
    assert done.stderr == ""
