"""The commands about claims, as a user meets them."""

import os
import re

import polars as pl
import pytest
from support.command_line import assert_refused, run

MINE = """
from bounds import Claim, Kind, Premise

HOPE = Claim(
    id="mine.hope",
    fields=("spend", "income"),
    premises=(Premise("income ≥ 0", Kind.DOMAIN, lambda xp, income: income >= 0.0, "money"),),
    value=lambda xp, spend: spend,
    interval=lambda xp, income: (-xp.inf, income),
    trivial=lambda xp: (-xp.inf, xp.inf),
    source="me",
    statement="spend ≤ income",
    theory="open",
)
"""

VECTORS = """
from bounds import Claim

LENGTH = Claim(
    id="mine.length",
    fields=("w", "x", "bound"),
    shapes={"w": "d", "x": "d"},
    premises=(),
    value=lambda xp, w, x: xp.dot(w, x),
    interval=lambda xp, w, x, bound: (-xp.inf, bound * xp.norm(w) * xp.norm(x)),
    trivial=lambda xp: (-xp.inf, xp.inf),
    source="me",
)
"""


MATRIX = """
from bounds import Claim

IMAGE = Claim(
    id="mine.image",
    fields=("A", "x"),
    shapes={"A": "k d", "x": "d"},
    premises=(),
    value=lambda xp, A, x: xp.norm(xp.matvec(A, x)),
    interval=lambda xp, x: (0.0, 9.0 * xp.norm(x)),
    trivial=lambda xp: (0.0, xp.inf),
    source="me",
)
"""


@pytest.fixture
def mine(tmp_path):
    file = tmp_path / "mine.py"
    file.write_text(MINE, encoding="utf-8")
    return file


def table(done):
    return [line.split("\t") for line in done.stdout.splitlines()]


def test_falsify_shows_models_and_what_follows():
    done = run("falsify", "theorem4.onlyif_printed", "--starts", "1")
    assert done.returncode == 0, done.stderr
    header, said, theory, trust, core, search, models, *rest = table(done)
    assert said[0] == "statement"
    assert theory[:2] == ["in theory", "false"]
    assert header == ["what", "name", "value"]
    assert trust[:2] == ["trust", "two solvers"]
    assert core[:2] == ["scalar core", "refuted"]
    assert search[1] == "refuted"
    assert models[1] == "linear-1"
    chosen = {name: value for what, name, value in rest if what == "chosen"}
    assert all(re.fullmatch(r"-?\d{1,2}(/\d{1,2})?", value) for value in chosen.values())
    assert "outside [" in rest[-1][2]


def test_falsify_says_how_tight_a_true_claim_is():
    done = run("falsify", "theorem3.sharp", "--starts", "1", "--seconds", "1")
    assert done.returncode == 0, done.stderr
    rows = {what: (name, value) for what, name, value in table(done)}
    assert rows["search"][0] == "not refuted"
    assert 0.9 < float(rows["tightest"][1]) <= 1.0


def test_a_claim_of_ones_own_and_a_misreading(mine):
    done = run("falsify", "mine.hope", "--claims", mine, "--starts", "1")
    assert done.returncode == 0, done.stderr
    assert ["search", "refuted"] in [row[:2] for row in table(done)]
    misread = run("falsify", "theorem3.same_norm", "--starts", "1")
    assert misread.returncode == 0, misread.stderr
    assert table(misread)[-1] == ["fails", "premise", "‖x'_R − x'_NR‖ ≤ L‖z'_R − z'_NR‖"]


def test_what_is_called_true_and_is_not_is_status_1(mine):
    mine.write_text(MINE.replace('theory="open"', 'theory="true"'), encoding="utf-8")
    assert run("falsify", "mine.hope", "--claims", mine, "--starts", "1").returncode == 1


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("falsify", "theorem9.printed"), "no claim 'theorem9.printed'"),
        (("falsify", "theorem1.sound", "--starts", "0"), "give at least one start"),
        (("falsify", "theorem1.sound", "--seconds", "nan"), "give at least one start and some time"),
        (("falsify", "theorem1.sound", "--seed", "x"), "Invalid value for '--seed'"),
        (("falsify", "mine.hope", "--claims", "nowhere.py"), "nowhere.py"),
    ],
)
def test_bad_input_is_one_line(arguments, message):
    assert_refused(run(*arguments), message)


def test_proofs_are_stored_by_definition(tmp_path, mine):
    """The second time the proof is taken from the cache; not once the definition has changed, nor with --fresh."""
    cache = {"XDG_CACHE_HOME": str(tmp_path)}

    def seconds(*more):
        done = run("prove", "mine.hope", "--claims", mine, *more, **cache)
        assert done.returncode == 0, done.stderr
        assert table(done)[1][1] == "refuted"
        return table(done)[1][2]

    assert "stored" not in seconds()
    assert "stored" in seconds()
    assert "stored" not in seconds("--fresh")
    mine.write_text(MINE.replace("-xp.inf, income", "-xp.inf, income / 2.0"), encoding="utf-8")
    assert "stored" not in seconds()


def test_errata_are_written_and_nothing_else_is_overwritten(tmp_path):
    done = run("errata", "--out", tmp_path / "pages")
    assert done.returncode == 0, done.stderr
    assert sorted(path.name for path in (tmp_path / "pages").iterdir()) == [
        "errata-tan2023.html",
        "errata-tan2023.md",
        "errata.html",
        "errata.md",
    ]
    (tmp_path / "pages" / "errata.md").write_text("mine", encoding="utf-8")
    assert_refused(run("errata", "--out", tmp_path / "pages"), "is no errata page")
    assert (tmp_path / "pages" / "errata.md").read_text(encoding="utf-8") == "mine"


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="pipes have names on POSIX systems alone")
def test_a_pipe_or_device_is_no_file_of_fields_or_claims(tmp_path):
    """A pipe that nobody writes to never ends, and /dev/zero fills the memory."""
    os.mkfifo(tmp_path / "pipe.py")
    for file in (tmp_path / "pipe.py", "/dev/zero"):
        assert_refused(run("check", "lemma1.norms", "--fields", file), "is no plain file; save it to one")
    assert_refused(run("prove", "--claims", tmp_path / "pipe.py"), "is no plain file; save it to one")


def test_check_reads_the_columns_of_a_table(mine, tmp_path):
    people = pl.DataFrame({"name": ["Ada", "Max", "Eva"], "spend": [1.0, 3.0, None], "income": [2, 2, 2]})
    people.write_csv(tmp_path / "people.csv")
    people.write_parquet(tmp_path / "people.parquet")
    tables = [run("check", "mine.hope", "--claims", mine, "--fields", tmp_path / f"people.{kind}") for kind in
              ("csv", "parquet")]  # fmt: skip
    assert tables[0].stdout == tables[1].stdout
    assert [row[5] for row in table(tables[0])[1:]] == ["holds", "violated", "nonfinite"]
    assert tables[0].returncode == 0


def test_check_reads_vectors_and_settings_from_several_files(tmp_path):
    claims, settings = tmp_path / "mine.py", tmp_path / "settings.json"
    claims.write_text(VECTORS, encoding="utf-8")
    settings.write_text('{"bound": 0.9}', encoding="utf-8")
    vectors = {"w_0": [1.0, 1.0], "w_1": [0.0, 1.0], "x-0": [0.0, 1.0], "x-1": [1.0, 1.0]}
    pl.DataFrame(vectors).write_csv(tmp_path / "parts.csv")
    lists = {"w": [[1.0, 0.0], [1.0, 1.0]], "x": [[0.0, 1.0], [1.0, 1.0]]}
    pl.DataFrame(lists).write_parquet(tmp_path / "lists.parquet")
    for file in ("parts.csv", "lists.parquet"):
        done = run("check", "mine.length", "--claims", claims, "--fields", tmp_path / file, "--fields", settings)
        assert [row[5] for row in table(done)[1:]] == ["holds", "violated"], done.stderr
    claims.write_text(VECTORS.replace('source="me"', 'source="me", theory="true"'), encoding="utf-8")
    assert (
        run("check", "mine.length", "--claims", claims, "--fields", tmp_path / file, "--fields", settings).returncode
        == 1
    )


def test_the_commands_decide_claims_about_vectors(tmp_path):
    claims = tmp_path / "mine.py"
    claims.write_text(VECTORS, encoding="utf-8")
    for command, arguments in (("prove", ()), ("falsify", ("--starts", "1"))):
        done = run(command, "mine.length", "--claims", claims, *arguments)
        assert done.returncode == 0, done.stderr
        assert "refuted" in done.stdout
        assert "w_0" in done.stdout
    claims.write_text(VECTORS.replace("bound * xp.norm(w)", "xp.norm(w)"), encoding="utf-8")
    kept = run("falsify", "mine.length", "--claims", claims, "--starts", "1", "--seconds", "1")
    assert (kept.returncode, "not refuted" in kept.stdout) == (0, True), kept.stderr


def test_check_reads_the_errors_of_measured_fields(mine, tmp_path):
    file = tmp_path / "fields.json"
    file.write_text('{"spend": [2.01, 2.1], "income": 2, "errors": {"spend": 0.05}}', encoding="utf-8")
    done = run("check", "mine.hope", "--claims", mine, "--fields", file)
    assert [row[5] for row in table(done)[1:]] == ["holds", "violated"]
    assert done.stderr == ""
    file.write_text(
        '{"spend": [1, 3, 1, 1, 1], "income": 2}'.replace("1, 1, 1]", ", ".join(["1"] * 30) + "]"), encoding="utf-8"
    )
    assert (
        run("check", "mine.hope", "--claims", mine, "--fields", file).stderr == "32 instances: 31 holds, 1 violated\n"
    )


def test_check_reads_the_entries_of_a_matrix_and_says_what_it_leaves(tmp_path):
    claims, file = tmp_path / "mine.py", tmp_path / "entries.csv"
    claims.write_text(MATRIX, encoding="utf-8")
    entries = {f"A_{row}_{column}": [1.0 + row, 2.0 * column] for row in range(2) for column in range(2)}
    pl.DataFrame({**entries, "x_0": [1.0, 0.0], "x_1": [0.0, 1.0], "name": ["a", "b"]}).write_csv(file)
    done = run("check", "mine.image", "--claims", claims, "--fields", file)
    assert [float(row[2]) for row in table(done)[1:]] == pytest.approx([5.0**0.5, 8.0**0.5])
    assert "notice: entries.csv: no field of mine.image: name" in done.stderr
    pl.read_csv(file).drop("A_0_1").write_csv(file)
    assert_refused(run("check", "mine.image", "--claims", claims, "--fields", file), "lacks the column A_0_1")


@pytest.mark.parametrize(
    ("name", "text", "message"),
    [
        ("none.csv", "a,b\n1,2\n", "has none of the columns spend, income; it has a, b"),
        ("words.csv", "spend,income\nmuch,2\n", "the column 'spend' does not hold numbers, but [\"much\"]"),
        ("empty.csv", "", "is no table of CSV or Parquet"),
        ("wrong.parquet", "spend", "is no table of CSV or Parquet"),
        ("half.csv", "spend\n1\n", "mine.hope needs the field 'income'"),
    ],
)
def test_check_refuses_a_table_in_a_line(mine, tmp_path, name, text, message):
    file = tmp_path / name
    file.write_text(text, encoding="utf-8")
    assert_refused(run("check", "mine.hope", "--claims", mine, "--fields", file), message)
    assert_refused(run("check", "mine.hope", "--claims", mine, "--fields", tmp_path / "no.csv"), "cannot be read")
