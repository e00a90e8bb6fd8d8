"""What is recorded of claims, and when it is believed."""

import dataclasses
import json
from fractions import Fraction

import pytest

from bounds import CLAIMS, Certificate, Outcome, certify, prove
from bounds.falsification.falsifier import Finding
from bounds.falsification.witness import Witness
from bounds.misreadings import MISREADINGS
from bounds.readings.text import definition_hash
from bounds.records import (
    HuntRecord,
    Store,
    WitnessRecord,
    known_hunt,
    known_proof,
    known_witnesses,
    read_as,
    record_hunt,
    record_witnesses,
    refresh_proofs,
    stale,
)

STATED = {name: one.claim for name, one in MISREADINGS.items() if one.claim.id == name}
TRUE, FALSE = CLAIMS["lemma1.norms"], CLAIMS["theorem2.printed"]


PROOFS = {claim: prove(claim) for claim in (TRUE, FALSE)}


def changed(claim):
    """The same id, another definition."""
    return dataclasses.replace(claim, premises=claim.premises[:-1])


@pytest.mark.parametrize("claim", [*CLAIMS.values(), *STATED.values()], ids=lambda claim: claim.id)
def test_recorded_proofs_come_out_the_same_and_recorded_counterexamples_replay(claim):
    record = known_proof(claim)
    assert record is not None, "run `make errata`"
    if record.counterexample is None:
        assert record.result == prove(claim, timeout=60.0).result
    else:  # settles it: no proof can contradict an instance
        assert record.result == "refuted"
        assert certify(claim, field_error=0.0, **record.counterexample).refutes


def test_no_record_is_left_of_an_earlier_definition():
    for claim in (*CLAIMS.values(), *map(read_as, MISREADINGS.values())):
        assert stale(claim) == (), "run `make errata`"


def test_what_is_recorded_holds_for_one_definition(tmp_path):
    refresh_proofs((TRUE, FALSE), folder=tmp_path)
    for claim in (TRUE, FALSE):
        record = known_proof(claim, folder=tmp_path)
        assert record is not None
        assert record == known_proof(dataclasses.replace(claim, statement="reworded"), folder=tmp_path)
        assert known_proof(changed(claim), folder=tmp_path) is None
        assert stale(claim, folder=tmp_path) == ()
        assert stale(changed(claim), folder=tmp_path) == ("proofs.json",)
    assert known_proof(CLAIMS["lemma1.sound"], folder=tmp_path) is None
    assert [path.name for path in tmp_path.iterdir()] == ["proofs.json"]


def test_a_proof_that_comes_out_the_same_leaves_the_file_as_it_is(tmp_path):
    file = tmp_path / "proofs.json"
    refresh_proofs((TRUE, FALSE), folder=tmp_path)
    content = json.loads(file.read_text())
    content[FALSE.id]["seconds"] = 123.0
    file.write_text(json.dumps(content))
    refresh_proofs((TRUE, FALSE), folder=tmp_path)
    record = known_proof(FALSE, folder=tmp_path)
    assert record is not None
    assert record.seconds == 123.0
    before = file.read_bytes()
    refresh_proofs((TRUE, FALSE), folder=tmp_path)
    assert file.read_bytes() == before
    refresh_proofs((changed(TRUE),), folder=tmp_path)
    assert list(json.loads(file.read_text())) == [TRUE.id]
    assert known_proof(TRUE, folder=tmp_path) is None


def test_witnesses_and_hunts(tmp_path):
    parameters = {"w_nr[0]": Fraction(3, 4), "lam": Fraction(-1)}
    certificate = Certificate(Outcome.VIOLATED, (), (), (), "0", "2", "1")
    record_witnesses(FALSE, [Witness("two models", parameters, {}, certificate)], folder=tmp_path)
    assert known_witnesses(FALSE, folder=tmp_path) == (WitnessRecord("two models", parameters),)
    assert known_witnesses(changed(FALSE), folder=tmp_path) == ()
    found = Finding("not refuted", None, 0.75, "free", {"lam": 0.1}, 10, 9, 0, 1.5, definition_hash(TRUE))
    for tightness, kept in ((0.75, 0.75), (float("nan"), None)):
        record_hunt(TRUE, found._replace(tightness=tightness), "2026-01-31", "abc", folder=tmp_path)
        expected = HuntRecord(10, 0, kept, "free", {"lam": 0.1}, "2026-01-31", "abc")
        assert known_hunt(TRUE, folder=tmp_path) == expected
    with pytest.raises(ValueError, match="another definition"):
        record_hunt(changed(TRUE), found, "2026-01-31", "abc", folder=tmp_path)
    assert known_hunt(FALSE, folder=tmp_path) is None


def test_the_store_gives_back_what_it_was_given(tmp_path):
    store = Store(tmp_path / "new" / "folder")
    for claim in (TRUE, FALSE):
        assert store.get(claim) is None
        proof = PROOFS[claim]
        store.put(claim, proof)
        assert store.get(claim) == proof._replace(seconds=round(proof.seconds, 3))
        assert store.get(changed(claim)) is None
    assert len(list((tmp_path / "new" / "folder").iterdir())) == 2


def test_the_store_keeps_no_proof_that_ran_out_of_time_or_is_of_another_claim(tmp_path):
    store, proof = Store(tmp_path), PROOFS[TRUE]
    store.put(TRUE, proof._replace(result="unknown"))
    assert store.get(TRUE) is None
    with pytest.raises(ValueError, match="another definition"):
        store.put(FALSE, proof)
    assert list(tmp_path.iterdir()) == []


def tampered(part, name, value):
    def tamper(content):
        content[part][name] = value
        return json.dumps(content).encode()

    return tamper


@pytest.mark.parametrize(
    "tamper",
    [
        tampered("seal", "z3", "0.0"),
        tampered("seal", "recourse-bounds", "0.0"),
        tampered("seal", "definition_hash", "0"),
        tampered("proof", "result", "proved"),
        tampered("proof", "result", "unknown"),
        tampered("proof", "result", ["refuted"]),
        tampered("proof", "seconds", "soon"),
        tampered("proof", "counterexample", None),
        tampered("proof", "counterexample", []),
        tampered("proof", "counterexample", {}),
        tampered("proof", "counterexample", {"lam": "1/0"}),
        tampered("proof", "counterexample", {"nothing": "1"}),
        lambda content: b"",
        lambda content: b"\xff\x00",
        lambda content: b"null",
        lambda content: b"[" * 100_000,
        lambda content: json.dumps(content["proof"]).encode(),
    ],
)
def test_the_store_believes_nothing_that_is_not_its_own(tmp_path, tamper):
    store = Store(tmp_path)
    store.put(FALSE, PROOFS[FALSE])
    assert store.get(FALSE) is not None
    (file,) = tmp_path.iterdir()
    file.write_bytes(tamper(json.loads(file.read_bytes())))
    assert store.get(FALSE) is None


def test_a_stored_refutation_is_replayed(tmp_path):
    """Residuals within 1 break nothing: this counterexample is none."""
    store, proof = Store(tmp_path), PROOFS[FALSE]
    assert proof.counterexample is not None
    small = {**proof.counterexample, "residual_r": Fraction(1), "cost_r": Fraction(1, 2)}
    store.put(FALSE, proof._replace(counterexample=small))
    assert store.get(FALSE) is None
