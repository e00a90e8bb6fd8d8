"""The files of Coq say what the claims say, and nothing that a name or a text could slip in."""

import dataclasses
import re
from pathlib import Path

import pytest

from bounds import CLAIMS, Claim, Kind, Premise, cost_interval
from bounds.claim import reads, substitute
from bounds.kernel import facts_source, files, library, source
from bounds.kernel.hints import HINTS
from bounds.kernel.source import identifier
from bounds.readings.coq import CoqOps
from bounds.readings.text import definition_hash
from bounds.records import known_check, stale

ROOT = Path(__file__).parents[3]
PROOFS = ROOT / "docs" / "proofs"
TRUE = [name for name, claim in CLAIMS.items() if claim.theory == "true"]


def claim(**changes) -> Claim:
    """A claim a ≤ b about two numbers, with some of it changed."""
    made = {
        "id": "mine.order",
        "fields": ("a", "b"),
        "premises": (Premise("a ≤ b", Kind.HYPOTHESIS, lambda xp, a, b: a <= b, "mine"),),
        "value": lambda xp, a: a,
        "interval": lambda xp, b: (-xp.inf, b),
        "trivial": lambda xp: (-xp.inf, xp.inf),
        "source": "mine",
    }
    return Claim(**(made | changes))


@pytest.mark.parametrize("name", CLAIMS)
def test_a_file_states_every_premise_and_both_sides_and_ends_with_what_it_rests_on(name):
    text, known = source(CLAIMS[name]), CLAIMS[name]
    induction = known.induction
    changed = set(induction.start) if induction else set()
    expected = sum(not set(reads(premise.holds)) & changed for premise in known.premises)
    expected += len(induction.premises) + 2 * len(changed) if induction else 0  # each starts and advances
    assert len(re.findall(r"^Hypothesis ", text, flags=re.MULTILINE)) == expected
    assert text.endswith(f"End {identifier(name)}.\n\nPrint Assumptions {identifier(name)}.\n")
    assert definition_hash(known) in text


@pytest.mark.parametrize("name", CLAIMS)
def test_no_file_assumes_or_admits_anything(name):
    code = re.sub(r"\(\*.*?\*\)", "", source(CLAIMS[name]) + library() + facts_source(), flags=re.DOTALL)
    for word in ("Axiom", "Parameter", "Admitted", "admit", "Conjecture", "Abort", "Unset", "bypass_check"):
        assert not re.search(rf"\b{word}\b", code)


def test_formulas_are_written_with_the_precedence_of_coq():
    xp = CoqOps()
    a, b, c = (xp.symbol(name) for name in "abc")
    assert str(a - (b - c)) == "a - (b - c)"
    assert str(a - b - c) == "a - b - c"
    assert str(-(a * b) + c) == "- (a * b) + c"
    assert str((a + b) * -c) == "(a + b) * (- c)"
    assert str(a / (b / c)) == "a / (b / c)"
    assert str(xp.sqrt(a + b) * xp.abs(a)) == "sqrt (a + b) * Rabs a"
    assert str(2.0 * xp.where((a <= b) & (b < c), 0.5, -1)) == (
        "2 * (if Rle_dec a b then if Rlt_dec b c then (1 / 2) else (-1) else (-1))"
    )


def test_what_has_to_hold_for_terms_to_be_numbers_is_collected():
    xp = CoqOps()
    a, b = xp.symbol("a"), xp.symbol("b")
    xp.divide(a, b - a)
    xp.log(a)
    assert str(xp.sqrt(b) / 4.0) == "sqrt b / 4"
    assert xp.required == ["b - a <> 0", "0 < a", "0 <= b"]


def test_the_interval_of_theorem_1_is_the_one_of_the_formula():
    xp = CoqOps()
    fields = ("residual", "slope", "lam", "residual_radius", "slope_radius")
    lower, _ = cost_interval(xp, *(xp.symbol(name) for name in fields))
    assert str(lower).startswith(
        "residual * (slope / (lam + slope * slope)) - (residual + residual_radius) * (Rmin (Rmax"
    )


@pytest.mark.parametrize("name", ["R", "PI", "fun", "n", "Rmax", "exists"])
def test_no_field_takes_the_place_of_something_of_coq(name):
    hidden = claim(
        fields=(name, "b"),
        premises=(Premise("≤ b", Kind.HYPOTHESIS, substitute(lambda xp, a, b: a <= b, {"a": name}), "mine"),),
        value=substitute(lambda xp, a: xp.sqrt(a * a) + xp.pi, {"a": name}),
    )
    text = source(hidden)
    assert f"Variables b {name}_ : R." in text or f"Variables {name}_ b : R." in text
    assert f"sqrt ({name}_ * {name}_) + PI <= b" in text


def test_a_text_cannot_end_a_comment():
    text = source(claim(statement='a *) Axiom mine : False. (* "', source="(*"))
    head = text.split("Require Import")[0]
    assert head.count("(*") == head.count("*)") == 1
    assert '"' not in head


def test_a_definition_that_changes_changes_its_file_and_makes_the_record_old():
    known = CLAIMS["theorem1.sound"]
    changed = dataclasses.replace(known, premises=known.premises[1:])
    assert source(known) != source(changed)
    assert "checks.json" in stale(changed)
    assert known_check(changed) is None


def test_every_hint_is_for_a_true_claim():
    assert set(HINTS) <= set(TRUE)


def test_the_files_in_the_documents_are_those_that_the_kernel_checked():
    checked = {name: one for name, one in CLAIMS.items() if (known := known_check(one)) and known.kernel == "checked"}
    texts = {"Recourse.v": library(), "Vectors.v": facts_source(), **files(checked)}
    assert {path.name for path in PROOFS.glob("*.v")} == set(texts), "run `make proofs`"
    for name, text in texts.items():
        assert (PROOFS / name).read_text(encoding="utf-8") == text, "run `make proofs`"
