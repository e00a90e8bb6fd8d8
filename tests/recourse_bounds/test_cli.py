"""The command line as a user meets it: a process, its output and its exit status."""

import csv
import importlib.metadata
import json
import os
import re
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import numpy as np
import polars as pl
import pytest
from support.command_line import COMMAND, assert_refused, run, statements

from bounds import CLAIMS
from empirical.data import DATASETS, load
from empirical.families.linear.cases import LINEAR
from empirical.report import Report
from recourse_bounds.answer import HEIGHT, WIDTH, answer

FILES = [
    "bounds.png", "instances.parquet", "people.parquet", "recourses.parquet", "report.html", "summary.json",
    "verdicts.parquet",
]  # fmt: skip
HOSTILE = ('<script>alert("x")</script>', "red \x1b[31m", "it's; a 'name'")
QUICK = ("--steps", "10")


@pytest.fixture(scope="module")
def reported(tmp_path_factory) -> tuple[Path, subprocess.CompletedProcess[str]]:
    folder = tmp_path_factory.mktemp("cli") / "report"
    return folder, run("report", "--out", folder)


def test_report_writes_four_files_and_answers_in_words(reported):
    folder, done = reported
    assert done.returncode == 0, done.stderr
    assert sorted(path.name for path in folder.iterdir()) == FILES
    lines = done.stdout.splitlines()
    assert len(lines) <= HEIGHT
    assert max(map(len, lines)) <= WIDTH
    summary = json.loads((folder / "summary.json").read_text(encoding="utf-8"))
    assert lines == answer(Report(None, None, summary), folder)  # type: ignore[arg-type]
    assert "natural" in done.stdout
    assert all(line.endswith(" ...") for line in done.stderr.splitlines())  # what was going on, and nothing else


def test_report_is_the_same_in_another_process_with_all_tables_before_the_answer(reported, tmp_path):
    folder, done = reported
    again = run("report", "--out", tmp_path / "again", "--verbose", PYTHONHASHSEED="7")
    assert statements(done.stdout) == statements(again.stdout)
    header, *lines = [line.split("\t") for line in again.stdout.splitlines() if "\t" in line]
    assert header[:5] == ["claim", "in theory", "Δ", "cost", "instances"]
    assert {len(line) for line in lines} == {len(header)}
    assert [*dict.fromkeys(line[0] for line in lines)] == [claim.id for claim in LINEAR]
    assert "breast-cancer: Nobody can act on a cell nucleus" in again.stderr
    for path in folder.iterdir():
        assert (tmp_path / "again" / path.name).read_bytes() == path.read_bytes()


def test_json_is_the_summary_and_nothing_else(tmp_path):
    done = run("report", "--json", *QUICK, "--out", tmp_path / "report", PYTHONIOENCODING="ascii", PYTHONUTF8="0")
    assert done.returncode == 0, done.stderr
    assert done.stdout.encode() == (tmp_path / "report" / "summary.json").read_bytes()
    assert done.stderr.splitlines()[-1] == f"report: {tmp_path / 'report'}"
    assert_refused(run("report", "--json", "--verbose"), "--json prints JSON and nothing else; leave out --verbose")


def test_a_terminal_gets_colours_and_a_pipe_the_same_text_without(tmp_path):
    command = f"{' '.join(COMMAND)} report --steps 10 --out {tmp_path / 'report'}"
    environment = {**os.environ, "TERM": "xterm", "COLUMNS": "80"}
    drawn = subprocess.run(
        ["script", "-qec", command, "/dev/null"], capture_output=True, text=True, env=environment, check=False
    )
    piped = run("report", *QUICK, "--out", tmp_path / "report")
    assert drawn.returncode == 0
    assert "\x1b[1mMeans over " in drawn.stdout
    assert "\x1b" not in piped.stdout
    plain = re.sub(r"\x1b\[[\d;?]*[A-Za-z]", "", drawn.stdout).replace("\r", "")
    assert plain.endswith(piped.stdout)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--dataset", "mushrooms"], "unknown data set 'mushrooms'; choose one of"),
        (["--epsilon", "-0.1"], "epsilon must be finite and at least 0, not -0.1"),
        (["--epsilon", "nan"], "epsilon must be finite and at least 0, not nan"),
        (["--epsilon", "much"], "epsilon must be numbers like 0.1 or 0,.02,...,.3, not 'much'"),
        (["--epsilon", ""], "epsilon must be numbers like"),
        (["--epsilon", "0,...,.3"], "epsilon: ... needs two numbers before and one after it"),
        (["--epsilon", "0,.02,...,.31"], "epsilon: no whole number of steps of 0.02 leads from 0.02 to 0.31"),
        (["--epsilon", "0.1,0.1"], "epsilon has a value twice"),
        (["--seed", "4..0"], "seed: 4..0 must rise"),
        (["--seed", "0..99999999"], "seed: 0..99999999 must rise, by fewer than 1000 numbers"),
        (["--scaling", "robust"], "scaling must be minmax or standard"),
        (
            ["--cost-weights", "age"],
            "cost-weights must be unweighted, mad, or weights like age=3,hours=0.5; 'age' is none",
        ),
        (["--cost-weights", "age=3"], "no feature 'age'"),
        (["--cost-weights", "mean radius=-1"], "cost-weights must be unweighted, mad, or weights like"),
        (["--group", "sex"], "no feature 'sex' to group by"),
        (["--instances", "0"], "instances must be at least 1"),
        (["--memory", "1e-6"], "memory"),
        (["--immutable", "age"], "breast-cancer has no feature 'age' to constrain"),
        (["--target", "0.4"], "--target is about a table of your own"),
        (["--keep-leaking"], "breast-cancer has no columns that give the label away"),
        (["--data", "table.csv"], "--data needs --target, the column to predict, and --favourable"),
        (["--data", "none.csv", "--target", "y", "--favourable", "1"], "there is no such file"),
        (["--models", "none.json"], "none.json: there is no such file"),
        (["--lam", "0"], "lam must be finite and positive, not 0"),
        (["--learning-rate", "-1"], "learning-rate must be finite and positive, not -1"),
        (["--steps", "0"], "steps must be at least 1 and below"),
        (["--steps", "1.5"], "steps must be whole numbers like 0..4 or 1,5, not '1.5'"),
        (["--norm", "3"], "norm must be one of inf, 2, 1, not 3"),
        (["--norm", "round"], "norm must be one of inf, 2, 1, not 'round'"),
        (["--init", "ones"], "init must be zero or normal, not 'ones'"),
        (["--seed", "-3"], "seed must be between 0"),
        (["--target-score", "inf"], "target-score must be a finite score"),
        (["--steps", "99999999999999999999"], "steps must be whole numbers"),
        (["--steps", "9999999999"], "steps must be at least 1 and below"),
        (["--learning-rate", "1e-320"], "learning-rate must be finite and positive"),
        (["--colour", "red"], "--colour"),
    ],
)
def test_bad_input_is_one_line_and_status_2(arguments, message, tmp_path):
    assert_refused(run("report", *arguments, "--out", tmp_path / "report"), message)
    assert list(tmp_path.iterdir()) == []


def test_a_data_set_that_is_not_at_hand_is_one_line_that_says_what_to_do(tmp_path):
    done = run("report", "--dataset", "german", "--out", tmp_path / "report", XDG_CACHE_HOME=str(tmp_path / "cache"))
    assert_refused(done, "set RECOURSE_BOUNDS_DATA to the folder that holds it")
    assert [path.name for path in tmp_path.iterdir()] == ["cache"]


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


def test_a_sweep_writes_a_figure_more(tmp_path):
    options = ("--epsilon", "0,.05,...,.15", "--seed", "0..1", "--steps", "5,10")
    done = run("report", *options, "--verbose", "--out", tmp_path / "report")
    assert done.returncode == 0, done.stderr
    assert sorted(path.name for path in (tmp_path / "report").iterdir()) == sorted([*FILES, "sweep.png"])
    summary = json.loads((tmp_path / "report" / "summary.json").read_text())
    runs = [(run["seed"], run["steps"], run["epsilon"]) for run in summary["runs"]]
    assert runs == [(s, n, e) for s in (0, 1) for n in (5, 10) for e in (0.0, 0.05, 0.1, 0.15)]
    assert [entry["seeds"] for entry in summary["sweep"]] == [2] * 8
    assert "\nN\tε\tcost NR\t" in done.stdout


def test_datasets():
    done = run("datasets")
    assert done.returncode == 0
    header, *lines = [line.split("\t") for line in done.stdout.splitlines()]
    assert header[:3] == ["name", "rows", "features"]
    assert [line[0] for line in lines] == list(DATASETS)
    assert lines[0][1:3] == ["569", "30"]


@pytest.fixture(scope="module")
def table(tmp_path_factory) -> Path:
    """Two hundred people in a table whose column names mean no good."""
    rng = np.random.default_rng(0)
    age, first, second, third = rng.integers(18, 70, 200), *rng.normal(size=(3, 200)).round(3)
    sex = np.where(rng.random(200) < 0.5, "m", "f")
    good = 0.05 * (age - 44) + first + 0.5 * second + third + 0.5 * rng.normal(size=200) > 0.0
    path = tmp_path_factory.mktemp("table") / "people.csv"
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(["age", *HOSTILE, "sex", "loan"])
        writer.writerows(zip(age, first, second, third, sex, np.where(good, "good", "bad"), strict=True))
    return path


def on_table(table: Path, *options: str | Path) -> subprocess.CompletedProcess[str]:
    about = ("--data", table, "--target", "loan", "--favourable", "good", "--immutable", "age,sex")
    return run("report", *about, *QUICK, *options)


def test_a_table_of_ones_own_and_the_same_again(table, tmp_path):
    moved = tmp_path / "moved.csv"
    shutil.copy(table, moved)
    done = on_table(moved, "--group", "sex", "--verbose", "--out", tmp_path / "report")
    assert done.returncode == 0, done.stderr
    assert "\x1b" not in done.stdout + done.stderr
    assert "red \\x1b[31m\tnumber" in done.stdout
    assert "age\tnumber\t18 to 69\tyes" in done.stdout
    assert sorted(path.name for path in (tmp_path / "report").iterdir()) == FILES
    text = (tmp_path / "report" / "summary.json").read_text()
    assert "\x1b" not in text
    summary = json.loads(text)
    assert [one["name"] for one in summary["data"]["features"]] == ["age", *HOSTILE, "sex"]
    assert {row["group"] for row in summary["groups"]["rows"]} == {"m", "f"}
    assert summary["defects"] == []
    instances = pl.read_parquet(tmp_path / "report" / "instances.parquet")
    assert not instances.select(pl.any_horizontal("breaks_immutable_nr", "breaks_immutable_r")).to_series().any()
    again = run("reproduce", tmp_path / "report")
    assert (again.returncode, again.stdout) == (0, f"equal: {tmp_path / 'report'}\n"), again.stderr
    moved.rename(tmp_path / "elsewhere.csv")
    assert_refused(run("reproduce", tmp_path / "report"), "there is no such file")


def test_a_hostile_name_in_a_message_is_spelled_out(table, tmp_path):
    done = on_table(table, "--cost-weights", "nobody=3", "--out", tmp_path / "report")
    assert_refused(done, "no feature 'nobody'")
    assert "\x1b" not in done.stderr
    done = on_table(table, "--group", "no \x1b[31m", "--out", tmp_path / "report")
    assert done.returncode == 2
    assert "\x1b" not in done.stderr
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("options", "change"),
    [
        (("--cost-weights", "mad"), "cost"),
        (("--cost-weights", "age=3"), None),
        (("--scaling", "minmax"), "scaling"),
        (("--spare-immutable",), "attack"),
        (("--feasible",), "feasible"),
    ],
)
def test_options_of_the_recourses_and_the_attack(table, tmp_path, options, change):
    done = on_table(table, *options, "--out", tmp_path / "report")
    assert done.returncode == 0, done.stderr
    summary = json.loads((tmp_path / "report" / "summary.json").read_text())
    instances = pl.read_parquet(tmp_path / "report" / "instances.parquet")
    assert instances.height > 0
    assert summary["defects"] == []
    settings = summary["settings"]
    found = {"cost": settings["recourse"]["cost_weights"] == "mad", "scaling": settings["scaling"] == "minmax",
             "attack": not settings["attack_immutable"], "feasible": settings["recourse"]["feasible"]}  # fmt: skip
    assert [name for name, changed in found.items() if changed] == ([change] if change else [])
    if change == "attack":
        assert set(instances["dim"]) == {3.0}  # of six columns, three are immutable: age and the two of sex
    if change == "feasible":
        broken = [name for name in instances.columns if name.startswith("breaks_")]
        assert broken
        assert not instances.select(pl.any_horizontal(broken)).to_series().any()


@pytest.mark.parametrize("suffix", [".json", ".npz"])
def test_models_from_a_file(tmp_path, suffix):
    values, rng = load("breast-cancer").values, np.random.default_rng(0)
    weights = {name: -np.abs(rng.normal(size=values.shape[1])) / 100.0 for name in ("non_robust", "robust")}
    middle = {name: -float(np.median(values @ one)) for name, one in weights.items()}  # so that half are rejected
    file = tmp_path / f"models{suffix}"
    if suffix == ".npz":
        intercepts = {f"{name}_intercept": one for name, one in middle.items()}
        np.savez(file, **{f"{name}_weights": one for name, one in weights.items()}, **intercepts)  # pyright: ignore
    else:
        file.write_text(
            json.dumps({name: {"weights": one.tolist(), "intercept": middle[name]} for name, one in weights.items()})
        )
    done = run("report", "--models", file, "--out", tmp_path / "report")
    assert done.returncode == 0, done.stderr
    (entry,) = json.loads((tmp_path / "report" / "summary.json").read_text())["runs"]
    assert (entry["steps"], entry["epsilon"]) == (None, None)
    verdicts = pl.read_parquet(tmp_path / "report" / "verdicts.parquet")
    assert set(verdicts["delta_source"].drop_nulls()) == {"measured"}
    assert verdicts.filter(pl.col("claim").eq("theorem1.sound"))["status"].is_in(["holds", "vacuous"]).all()
    assert verdicts.filter(pl.col("claim").eq("lemma1.sound"))["status"].eq("inapplicable").all()
    file.write_bytes(b"no models")
    assert_refused(run("reproduce", tmp_path / "report"), "holds no two linear models")


def test_reproduce_says_that_a_report_is_equal(reported):
    folder, _ = reported
    done = run("reproduce", folder)
    assert (done.returncode, done.stdout) == (0, f"equal: {folder}\n"), done.stderr


@pytest.fixture
def copied(reported, tmp_path) -> Path:
    shutil.copytree(reported[0], tmp_path / "copy")
    return tmp_path / "copy"


def test_reproduce_says_what_was_changed(copied):
    instances = pl.read_parquet(copied / "instances.parquet")
    first = pl.int_range(pl.len()) == 0
    instances.with_columns(cost_r=pl.when(first).then(pl.col("cost_r") * 1.5).otherwise("cost_r")).write_parquet(
        copied / "instances.parquet"
    )
    summary = json.loads((copied / "summary.json").read_text())
    summary["claims"][0]["violated"] += 1
    (copied / "summary.json").write_text(json.dumps(summary))
    done = run("reproduce", copied)
    assert done.returncode == 1
    assert done.stdout.splitlines() == [
        f"instances.parquet: cost_r differs in 1 of {instances.height} rows, at most 0.33 relative",
        "summary.json: claims differs",
    ]


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("instances.parquet", b"PAR1 and no more", "instances.parquet is damaged: it is not Parquet"),
        ("verdicts.parquet", None, "the report is not whole"),
        ("summary.json", b"{", "summary.json is damaged: it is not JSON"),
        ("summary.json", b"{}", "holds no report that this version reads"),
        ("summary.json", b'{"format": "recourse-bounds report 7"}', "these are no settings of a report"),
        ("summary.json", None, "name the folder of a report"),
    ],
)
def test_reproduce_refuses_what_is_damaged(copied, name, content, message):
    (copied / name).unlink()
    if content is not None:
        (copied / name).write_bytes(content)
    assert_refused(run("reproduce", copied), message)


def test_reproduce_wants_no_table_where_the_data_has_a_name(reported):
    assert_refused(run("reproduce", reported[0], "--data", "table.csv"), "leave --data out")


def test_killed_while_training_leaves_nothing(tmp_path):
    command = [*COMMAND, "report", "--steps", "100000000", "--out", str(tmp_path / "report")]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        assert process.stderr is not None
        said: list[str] = []
        try:
            while not said or said[-1] not in ("training the pairs ...\n", "computing linear models ...\n", ""):
                said.append(process.stderr.readline())
        finally:
            process.send_signal(signal.SIGKILL)  # else leaving the block would wait for the training
        assert said[-1], f"it ended by itself, with status {process.wait()}, and said {said}"
        assert process.wait() == -signal.SIGKILL
    assert list(tmp_path.iterdir()) == []


def test_output_that_cannot_be_written_is_one_line():
    with open("/dev/full", "w") as full:
        done = subprocess.run([*COMMAND, "claims"], stdout=full, stderr=subprocess.PIPE, text=True, check=False)
    assert done.returncode == 2
    assert done.stderr == "recourse-bounds: the output cannot be written: No space left on device\n"


def test_prove(tmp_path):
    """Every claim is decided, from nothing; then from the store, which says the same."""
    expected = {name: "proved" if claim.theory == "true" else "refuted" for name, claim in CLAIMS.items()}

    def proofs():
        done = run("prove", XDG_CACHE_HOME=str(tmp_path))
        assert done.returncode == 0, done.stderr
        return [line.split("\t") for line in done.stdout.splitlines()[1:-1]]

    first, again = proofs(), proofs()
    assert {line[0]: line[1] for line in first} == expected
    assert again == [[name, result, f"{seconds} (stored)", *how] for name, result, seconds, *how in first]


def test_prove_one():
    done = run("prove", "theorem4.printed")
    assert done.stdout.splitlines()[1].startswith("theorem4.printed\trefuted\t")
    assert_refused(run("prove", "theorem9.printed"), "no claim 'theorem9.printed'; did you mean theorem")
    assert_refused(run("prove", "--timeout", "0"), "timeout must be positive")
    assert_refused(run("prove", "--timeout", "inf"), "timeout must be positive and at most")


def test_check_own_fields(tmp_path):
    file = tmp_path / "fields.json"
    file.write_text(json.dumps({"norm_nr": 1.0, "norm_r": [1.2, 2.0, -1.0], "delta": 0.5}))
    done = run("check", "lemma1.norms", "--fields", file)
    assert done.returncode == 0
    assert [line.split("\t")[5] for line in done.stdout.splitlines()[1:]] == ["holds", "violated", "inapplicable"]
    again = run("check", "lemma1.norms", "--fields", "-", stdin=file.read_text())
    assert again.stdout == done.stdout


def test_check_says_so_when_a_true_claim_fails_with_all_its_premises(tmp_path):
    fields = {"weight_gap": 9.0, "steps": 1, "learning_rate": 1, "mean_input_norm": 1, "epsilon": 0, "attack_factor": 1}
    done = run("check", "lemma1.sound", "--fields", "-", stdin=json.dumps(fields))
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
    assert_refused(run("check", "lemma1.norms", "--fields", "-", stdin=text), message)


def test_check_refuses_a_missing_file_and_an_unknown_claim(tmp_path):
    assert_refused(run("check", "lemma1.norms", "--fields", tmp_path / "none.json"), "cannot be read")
    assert_refused(run("check", "lemma9.norms", "--fields", "-", stdin="{}"), "no claim 'lemma9.norms'")


def test_a_reader_that_goes_away_is_no_error():
    done = subprocess.run(
        f"{sys.executable} -m recourse_bounds.cli claims | head -1",
        shell=True,
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.startswith("id\t")
    assert done.stderr == ""
