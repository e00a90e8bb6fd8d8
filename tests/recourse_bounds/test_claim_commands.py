"""The commands about claims, as a user meets them."""

import os
import re

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
    header, said, theory, core, search, models, *rest = table(done)
    assert said[0] == "statement"
    assert theory[:2] == ["in theory", "false"]
    assert header == ["what", "name", "value"]
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
    assert sorted(path.name for path in (tmp_path / "pages").iterdir()) == ["errata.html", "errata.md"]
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
