"""Files of claims, careless or malicious: none is proved falsely, and each refusal names the line and the remedy.

The files are in ``kinds/``. Either a file defines no claim that can be used; or it defines one, and then whatever is
said of that claim agrees, because proof, exact arithmetic and checks read the same graph.
"""

import re
import time
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pytest
from support.patience import SOON

from bounds import Claim, Outcome, Status, certify, check, prove
from bounds.user_claims import ClaimError, load

HEAD = """
import contextlib, copy, dataclasses, decimal, fractions, functools, math, pickle, random, sys
import numpy as np
from bounds import CLAIMS, Claim, Induction, Kind, Premise, definition
from bounds.formulas.graph import Graph, Step
def given(**others):
    return {
        "id": "mine.one", "fields": ("a", "b"), "premises": (), "value": lambda xp, a: a, "source": "me",
        "interval": lambda xp, a: (a, a), "trivial": lambda xp: (-xp.inf, xp.inf), **others}
def when(holds):
    return Premise("mine", Kind.HYPOTHESIS, holds, "me")
def fact(holds):
    return Premise("a fact", Kind.LEMMA, holds, "me")
def steps(*premises):
    return Induction({"a": 0, "b": 0}, lambda xp, a, b, rise: {"a": a + rise, "b": b + 1.0}, premises)
"""
"""What every file begins with: a claim a ≤ a about the fields a and b, to which a file gives other formulas."""

HERE = "#!"
"""The mark of the line that a refusal names."""


class Kind(NamedTuple):
    """A file of one kind, and what is expected: the remedy in a refusal, or an instance at which a claim fails."""

    text: str
    expected: str


def kinds(name: str) -> dict[str, Kind]:
    """The files of one list, by their kinds."""
    text = (Path(__file__).parent / "kinds" / f"{name}.txt").read_text(encoding="utf-8")
    parts = re.split(r"^### (.*)\n", text, flags=re.MULTILINE)[1:]
    titles = (title.partition(" | ") for title in parts[::2])
    return {title[0]: Kind(HEAD + body, title[2]) for title, body in zip(titles, parts[1::2], strict=True)}


REFUSED, FALSE, VACUOUS, TRUE = map(kinds, ("refused", "false", "vacuous", "true"))
TWO_FACED = [kind for kind in FALSE if kind.startswith("by ")]
"""Those that would say one thing to a proof and another to a check, were their formulas run for both."""


def loaded(folder: Path, kind: Kind) -> Claim:
    """The claim that a file defines."""
    (folder / "claims.py").write_text(kind.text, encoding="utf-8")
    (claim,) = load(folder / "claims.py").values()
    return claim


def instance(kind: Kind) -> dict[str, int]:
    """The instance that is expected to break a claim."""
    return {name: int(number) for name, _, number in (one.partition("=") for one in kind.expected.split(", "))}


def test_there_are_at_least_eighty_kinds():
    assert len({*REFUSED, *FALSE, *VACUOUS}) >= 80


@pytest.mark.parametrize("name", REFUSED)
def test_a_file_is_refused_with_the_line_and_the_remedy(tmp_path, name):
    line = next(number for number, one in enumerate(REFUSED[name].text.splitlines(), 1) if one.endswith(HERE))
    began = time.perf_counter()
    with pytest.raises(ClaimError) as refused:
        loaded(tmp_path, REFUSED[name])
    assert str(refused.value).startswith(f"{tmp_path / 'claims.py'}:{line}: ")
    assert REFUSED[name].expected in str(refused.value)
    assert "\n" not in str(refused.value)
    assert time.perf_counter() - began < SOON


@pytest.mark.parametrize("name", FALSE)
def test_a_false_claim_is_not_proved(tmp_path, name):
    claim, began = loaded(tmp_path, FALSE[name]), time.perf_counter()
    assert prove(claim, timeout=2.0).result not in {"proved", "vacuous"}
    assert certify(claim, field_error=0.0, **instance(FALSE[name])).outcome is not Outcome.HOLDS
    assert time.perf_counter() - began < SOON


@pytest.mark.parametrize("name", TWO_FACED)
def test_all_readings_of_a_formula_agree(tmp_path, name):
    claim, fields = loaded(tmp_path, FALSE[name]), instance(FALSE[name])
    assert prove(claim).result == "refuted"
    assert certify(claim, field_error=0.0, **fields).refutes
    verdict = check(claim, **{name: np.array([number, number], float) for name, number in fields.items()})
    assert set(np.asarray(verdict.status)) == {Status.VIOLATED}


@pytest.mark.parametrize("name", VACUOUS)
def test_a_claim_about_nothing_is_vacuous(tmp_path, name):
    assert prove(loaded(tmp_path, VACUOUS[name])).result == "vacuous"


@pytest.mark.parametrize("name", TRUE)
def test_a_true_claim_is_proved_all_the_same(tmp_path, name):
    assert prove(loaded(tmp_path, TRUE[name])).result == "proved"
