"""``verify`` says which record no longer holds, also to other people's continuous integration."""

import dataclasses
import json
from xml.etree.ElementTree import fromstring, parse

import pytest
from support.command_line import assert_refused, run
from support.coq import needs_coq

from bounds import CLAIMS
from bounds.records.package import CHECKS, FOLDER, PROOFS
from recourse_bounds.junit import junit
from recourse_bounds.verifying import Case, verified

MINE = """
from bounds import Claim, Kind, Premise


def order(theory, name):
    return Claim(
        id=f"mine.{name}",
        fields=("a", "b"),
        premises=(Premise("a ≤ b", Kind.HYPOTHESIS, lambda xp, a, b: a <= b, "mine"),),
        value=lambda xp, a: a,
        interval=lambda xp, b: (-xp.inf, b),
        trivial=lambda xp: (-xp.inf, xp.inf),
        source="me",
        theory=theory,
    )


TRUE, WRONG = order("true", "order"), order("false", "disorder")
"""


def results(claim, **how):
    return {case.name: case.result for case in verified(claim, 10.0, **how)}


def test_everything_on_record_holds(tmp_path):
    file = tmp_path / "verify.xml"
    done = run("verify", "--junit", file)
    assert done.returncode == 0, done.stdout + done.stderr
    suite = parse(file).getroot()[0]
    assert {case.get("classname") for case in suite} == set(CLAIMS)
    assert suite.get("failures") == "0"
    assert int(suite.get("tests") or 0) == len(list(suite)) == 4 * len(CLAIMS)


def test_a_definition_that_changes_is_told():
    changed = dataclasses.replace(CLAIMS["theorem1.sound"], premises=CLAIMS["theorem1.sound"].premises[:-1])
    (told,) = (case for case in verified(changed, 10.0) if case.name == "definition")
    assert told.result == "failed"
    assert PROOFS in told.message
    assert CHECKS in told.message
    assert results(changed)["proof"] == "failed"  # the claim needs what it lost


def test_a_recorded_counterexample_that_does_not_replay_is_told(monkeypatch):
    claim = CLAIMS["theorem4.printed"]
    entries = json.loads((FOLDER / PROOFS).read_bytes())
    entries[claim.id]["counterexample"]["score_nr_nr"] = "5"
    monkeypatch.setattr("bounds.records.package._entries", lambda file: entries if file.name == PROOFS else {})
    (told,) = (case for case in verified(claim, 10.0) if case.name == "proof")
    assert told.result == "failed"
    assert "does not replay" in told.message


def test_claims_of_users_are_decided_now_and_a_wrong_one_is_a_failure(tmp_path):
    mine, file = tmp_path / "mine.py", tmp_path / "verify.xml"
    mine.write_text(MINE, encoding="utf-8")
    good = run("verify", "mine.order", "--claims", mine, XDG_CACHE_HOME=str(tmp_path))
    assert good.returncode == 0, good.stdout + good.stderr
    bad = run("verify", "mine.disorder", "--claims", mine, "--junit", file, XDG_CACHE_HOME=str(tmp_path))
    assert bad.returncode == 1
    assert "FAILED: mine.disorder, proof: proved now" in bad.stdout
    failures = [case.get("name") for case in parse(file).getroot()[0] if case.find("failure") is not None]
    assert failures == ["proof", "second solver"]


def test_a_file_that_cannot_be_written_is_one_line(tmp_path):
    assert_refused(
        run("verify", "lemma1.norms", "--junit", tmp_path / "no" / "verify.xml"), "give another file by --junit"
    )


def test_junit_says_what_failed_and_what_was_skipped():
    cases = [
        Case("a.b", "proof", "passed", 1.0, "proved"),
        Case("a.b", "kernel", "skipped", 0.5, "no <proof> & no \x1b[31mcolour"),
        Case("a.c", "proof", "failed", 0.25, "refuted"),
    ]
    root = fromstring(junit(cases))
    assert [root[0].get(name) for name in ("tests", "failures", "skipped", "time")] == ["3", "1", "1", "1.750"]
    assert [[child.tag for child in case] for case in root[0]] == [[], ["skipped"], ["failure"]]


def test_without_coq_one_line_says_so_and_nothing_else_changes(tmp_path):
    plain = run("prove", "theorem3.sharp", XDG_CACHE_HOME=str(tmp_path))
    found = run(
        *("prove", "theorem3.sharp", "--check", "coq", "--out", tmp_path / "proofs"),
        PATH="",
        XDG_CACHE_HOME=str(tmp_path),
    )
    assert found.returncode == 0, found.stderr
    more = found.stdout.splitlines()[len(plain.stdout.splitlines()) :]
    assert len(more) == 1
    assert more[0].startswith("Coq is not installed")
    assert {path.name for path in (tmp_path / "proofs").iterdir()} == {"Recourse.v", "Vectors.v", "theorem3_sharp.v"}


def test_files_that_cannot_be_written_are_one_line(tmp_path):
    (tmp_path / "proofs").write_text("mine", encoding="utf-8")
    done = run("prove", "theorem3.sharp", "--check", "coq", "--out", tmp_path / "proofs")
    assert_refused(done, "give another folder by --out")
    assert (tmp_path / "proofs").read_text(encoding="utf-8") == "mine"


@needs_coq
@pytest.mark.parametrize(("name", "told"), [("theorem3.sharp", "checked"), ("theorem4.printed", "no proof")])
def test_prove_has_coq_check(tmp_path, name, told):
    done = run("prove", name, "--check", "coq", "--out", tmp_path)
    assert done.returncode == 0, done.stderr
    assert f"{name}\t{told}\t" in done.stdout


def test_prove_has_a_second_solver_decide():
    done = run("prove", "theorem3.sharp", "--check", "cvc5")
    assert done.returncode == 0, done.stderr
    assert "theorem3.sharp\tproved\t" in done.stdout.split("cvc5", 1)[1]
