"""Claims of a user's own: what is read from a file, and what is refused with which words."""

import dataclasses
import math
from fractions import Fraction
from pathlib import Path
from typing import Any

import jax.numpy as jnp
import numpy as np
import pytest

from bounds import CLAIMS, Claim, Kind, Premise, Status, certify, check, definition, prove
from bounds.own import ClaimError, load, load_file, validate

SOUND = CLAIMS["theorem1.sound"]
LOWER_THAN_ALL = Premise("λ < −1", Kind.HYPOTHESIS, lambda xp, lam: lam < -1.0, "nobody")

HEAD = """
from bounds import Claim, Kind, Premise
def mine(id, **others):
    return Claim(**{
        "id": id, "fields": ("lam",), "premises": (), "value": lambda xp, lam: lam, "source": "me",
        "interval": lambda xp: (-xp.inf, 1.0), "trivial": lambda xp: (-xp.inf, xp.inf), **others})
"""


def one(**changes: Any) -> Claim:
    """A claim that is in order, but for the changes; without the checks of types that a user's file goes without."""
    return changed(dataclasses.replace(SOUND, id="mine.one"), **changes)


def changed(instance: Any, **changes: Any) -> Any:
    copy = dataclasses.replace(instance)
    for name, value in changes.items():
        object.__setattr__(copy, name, value)
    return copy


def written(folder, text: str, name: str = "claims.py"):
    path = folder / name
    path.write_text(text)
    return path


# A file


def test_claims_are_found_in_the_order_of_the_file(tmp_path):
    text = HEAD + (
        "from bounds import CLAIMS\n"
        "SOUND = CLAIMS['theorem1.sound']\n"
        "SECOND = mine('b.b')\nFIRST = mine('a.a')\n_HIDDEN = mine('c.c')\n"
        "MANY = (mine('d.d'), SECOND, 'no claim')\nBY_NAME = {'e': mine('e.e')}\nFIELDS = 3\n"
    )
    path = written(tmp_path, text)
    claims = load(path)
    assert list(claims) == ["b.b", "a.a", "d.d", "e.e"]
    assert all(name == claim.id for name, claim in claims.items())
    assert list(tmp_path.iterdir()) == [path]  # and no compiled copy beside it


def test_the_checksum_is_that_of_the_file(tmp_path):
    path = written(tmp_path, HEAD + "A = mine('a.a')\n")
    first = load_file(path).sha256
    assert load_file(path).sha256 == first
    path.write_text(path.read_text() + "#\n")
    assert load_file(path).sha256 != first


@pytest.mark.parametrize(
    ("text", "line", "message"),
    [
        ("A = 3\n", None, "defines no claim; assign a bounds.Claim"),
        ("from bounds import CLAIMS\n", None, "defines no claim"),
        ("A = (\n", 1, "this is no Python"),
        ("\0", None, "this is no Python"),
        ("import bounds\n\nA = bounds.no_such_name\n", 3, "AttributeError: module 'bounds' has no attribute"),
        ("def f():\n    raise ValueError('one\\ntwo')\nf()\n", 2, "ValueError: one"),
        ("import sys\nsys.exit(3)\n", 2, "SystemExit: 3"),
        (HEAD + "A = mine('theorem1.sound')\n", 7, "is that of a claim of this package; choose another"),
        (HEAD + "A = mine('a.a')\nB = mine('a.a')\n", 8, "two claims have the id 'a.a'"),
        (HEAD + "A = mine('sharper')\n", 7, "is not of the form name.variant"),
        (HEAD + "A = mine('a.b.c')\n", 7, "is not of the form name.variant"),
        (HEAD + "A = mine('a.a', value=lambda xp, colour: colour)\n", 4, "the formulas read ['colour']; add them"),
        (HEAD + "A = mine('a.a', interval=lambda xp, lam:\n  (0.0, lam ** 2))\n", 8, "uses **: write a * a"),
    ],
)
def test_a_file_that_cannot_be_used_is_refused_in_one_line(tmp_path, text, line, message):
    path = written(tmp_path, text)
    with pytest.raises(ClaimError) as refused:
        load(path)
    said = str(refused.value)
    assert said.startswith(f"{path}:{line}: " if line else f"{path}: ")
    assert message in said
    assert "\n" not in said


def test_a_file_that_is_missing_or_no_python_is_refused(tmp_path):
    with pytest.raises(ClaimError, match="cannot be read"):
        load(tmp_path / "nowhere.py")
    with pytest.raises(ClaimError, match=r"name one that ends in \.py"):
        load(written(tmp_path, HEAD, "claims.txt"))
    (tmp_path / "binary.py").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(ClaimError, match="this is no Python"):
        load(tmp_path / "binary.py")


# A claim


@pytest.mark.parametrize("name", CLAIMS)
def test_every_claim_of_the_package_can_be_read(name):
    validate(CLAIMS[name])


def branching(xp, lam):
    if lam > 1.0:
        return -lam, lam
    return 0.0, lam


JOIN, OPERATIONS = "join conditions with &, choose with xp.where", "use the operations of xp"

INTERVALS = {
    "if": (branching, JOIN),
    "and": (lambda xp, lam, delta: (0.0, xp.where(lam > 0.0 and delta > 0.0, 1.0, lam)), JOIN),
    "not": (lambda xp, lam: (0.0, xp.where(not lam > 0.0, 1.0, lam)), JOIN),
    "chain": (lambda xp, lam: (0.0, xp.where(0.0 < lam < 1.0, 1.0, lam)), JOIN),
    "max": (lambda xp, lam, delta: (0.0, max(lam, delta)), JOIN),
    "math": (lambda xp, lam: (0.0, math.sqrt(lam)), OPERATIONS),
    "numpy": (lambda xp, lam: (0.0, np.sqrt(lam)), OPERATIONS),
    "numpy array": (lambda xp, lam: (0.0, np.sum(np.stack([lam, lam]))), OPERATIONS),
    "jax": (lambda xp, lam: (0.0, jnp.sqrt(lam)), "the operations of xp"),
    "method": (lambda xp, lam: (0.0, lam.sum()), "one number per instance"),
    "part": (lambda xp, lam: (0.0, lam[0]), "one number per instance"),
    "array": (lambda xp, lam: (0.0, lam * np.ones(3)), "use fields and Python's own numbers"),
    "abs": (lambda xp, lam: (0.0, abs(lam)), "write xp.abs"),
    "power": (lambda xp, lam: (0.0, lam**2), "write a * a"),
    "unknown": (
        lambda xp, lam: (0.0, xp.exp(lam)),
        "inf, where, maximum, minimum, abs, sqrt, sigmoid, divide, close, le",
    ),
    "operands": (lambda xp, lam: (0.0, xp.maximum(lam)), "argument"),
    "tenth": (lambda xp, lam: (0.0, 0.1 * lam), "write a quotient, such as a / 10.0"),
    "infinite": (lambda xp, lam: (0.0, xp.where(lam > 0.0, lam, xp.inf)), "an end of the interval, by itself"),
    "one end": (lambda xp, lam: lam, "return its two ends: (lower, upper)"),
    "three ends": (lambda xp, lam: (lam, lam, lam), "a tuple of 3; return its two ends"),
    "list": (lambda xp, lam: [0.0, lam], "a list of 2; return its two ends"),
    "nothing": (lambda xp, lam: None, "returns nothing"),
    "truth": (lambda xp, lam: (0.0, lam > 0.0), "an end that returns a truth value"),
    "empty": (lambda xp, lam: (xp.inf, lam), "is -xp.inf below and xp.inf above"),
    "no operations": (lambda lam, delta: (0.0, delta), "must take the operations first"),
}


@pytest.mark.parametrize("case", INTERVALS)
def test_an_interval_that_not_every_reading_reads_is_refused(case):
    interval, remedy = INTERVALS[case]
    with pytest.raises(ClaimError) as refused:
        validate(one(interval=interval))
    said = str(refused.value)
    assert "mine.one: the interval" in said
    assert remedy in said
    assert "test_own.py:" in said  # the line of the formula


CONDITIONS = {
    "number": (lambda xp, lam: lam, "returns a number; return a truth value"),
    "not equal": (lambda xp, lam: lam != 0.0, "write xp.abs(a - b) > 0.0"),
    "or": (lambda xp, lam: (lam > 0.0) | (lam < -1.0), "state two premises"),
    "inverted": (lambda xp, lam: ~(lam > 0.0), "state two premises"),
    "sum": (lambda xp, lam: (lam > 0.0) + (lam > 1.0) > 1.0, "write xp.where(condition, 1.0, 0.0)"),
    "number joined": (lambda xp, lam: (lam > 0.0) & lam, "where a condition is wanted"),
    "constant": (lambda xp, lam: True, "return a comparison of fields"),
}


@pytest.mark.parametrize("case", CONDITIONS)
def test_a_premise_that_not_every_reading_reads_is_refused(case):
    holds, remedy = CONDITIONS[case]
    premise = Premise("of mine", Kind.HYPOTHESIS, holds, "me")
    with pytest.raises(ClaimError, match=r"mine\.one: the premise 'of mine'") as refused:
        validate(one(premises=(premise,)))
    assert remedy in str(refused.value)


WORDS: dict[str, tuple[dict[str, Any], str]] = {
    "theory": ({"theory": "maybe"}, "theory must be one of true, false, open, not 'maybe'"),
    "tightness": ({"tightness": "left"}, "tightness must be one of centre, zero"),
    "value": ({"value": lambda xp, lam: lam > 0.0}, "the value returns a truth value; return a number"),
    "trivial": ({"trivial": lambda xp, lam: lam}, "the trivial interval returns"),
    "name": ({"premises": (LOWER_THAN_ALL, LOWER_THAN_ALL)}, "two premises are named 'λ < −1'"),
    "kind": (
        {"premises": (changed(LOWER_THAN_ALL, kind="domain"),)},
        "take a member of bounds.Kind",
    ),
    "itself": (
        {"premises": (definition("circle", "cost_r", lambda xp, cost_r: cost_r, "me"),)},
        "by a formula that reads 'cost_r'",
    ),
    "again": (
        {"premises": (*SOUND.premises, definition("again", "cost_r", lambda xp, lam: lam, "me"))},
        "'cost_r', which another premise defines already",
    ),
    "early": (
        {"premises": (definition("early", "lam", lambda xp, cost_r: cost_r, "me"), *SOUND.premises)},
        "reads 'cost_r', which is defined further down",
    ),
    "half": ({"premises": (dataclasses.replace(LOWER_THAN_ALL, defines="lam"),)}, "make it with bounds.definition"),
}


@pytest.mark.parametrize("case", WORDS)
def test_a_claim_that_says_what_none_may_say_is_refused(case):
    changes, message = WORDS[case]
    with pytest.raises(ClaimError) as refused:
        validate(one(**changes))
    assert message in str(refused.value)


def test_fields_of_ones_own_are_allowed_and_read():
    claim = one(
        fields=("colour",),
        premises=(Premise("c ≥ 0", Kind.DOMAIN, lambda xp, colour: colour >= 0.0, "me"),),
        value=lambda xp, colour: colour,
        interval=lambda xp, colour: (colour / 2.0, 2.0 * colour),
        trivial=lambda xp: (0.0, xp.inf),
    )
    validate(claim)
    assert prove(claim).result == "proved"
    np.testing.assert_array_equal(check(claim, colour=[1.0, -1.0]).status, [Status.HOLDS, Status.INAPPLICABLE])


# Nothing satisfies the premises


VACUOUS = {
    "contradiction": one(premises=(*SOUND.premises, LOWER_THAN_ALL)),
    "definition": one(
        premises=(*SOUND.premises, Premise("‖ζ_R‖ < 0", Kind.HYPOTHESIS, lambda xp, cost_r: cost_r < 0.0, "me"))
    ),
    "after a step": dataclasses.replace(
        CLAIMS["lemma1.sound"],
        id="mine.one",
        premises=(
            *CLAIMS["lemma1.sound"].premises,
            Premise("N < 1", Kind.HYPOTHESIS, lambda xp, steps: steps < 1.0, "me"),
        ),
    ),
}


@pytest.mark.parametrize("case", VACUOUS)
def test_a_claim_about_nothing_is_called_vacuous_not_proved(case):
    proof = prove(VACUOUS[case])
    assert proof.result == "vacuous"
    assert proof.counterexample is None
    assert "no numbers satisfy the premises" in proof.limit


@pytest.mark.parametrize("end", [-1.0, 1.0])
def test_whatever_a_claim_about_nothing_says_it_is_vacuous(end):
    """Were it proved or refuted, the interval would matter."""
    claim = one(premises=VACUOUS["contradiction"].premises, interval=lambda xp: (end, end))
    assert prove(claim).result == "vacuous"


@pytest.mark.parametrize("name", CLAIMS)
def test_no_claim_of_the_package_is_vacuous(name):
    assert prove(name).result in {"proved", "refuted"}


def test_premises_that_something_satisfies_are_not_vacuous():
    """One instance, which exact arithmetic confirms."""
    claim = one(premises=(*SOUND.premises, Premise("Δ = 0", Kind.HYPOTHESIS, lambda xp, delta: delta <= 0.0, "me")))
    fields = {"lam": 1, "norm_nr": 1, "norm_r": 1, "residual_nr": 2, "residual_r": 2, "input_norm": 1, "delta": 0}
    certificate = certify(claim, field_error=0.0, cost_nr=Fraction(1), cost_r=Fraction(1), **fields)
    assert (certificate.failed, certificate.undecided) == ((), ())
    assert prove(claim).result == "proved"


def test_a_quotient_by_0_makes_nothing_vacuous():
    """Infinite where its divisor is 0: the premises speak of that instance, which is not counted out."""
    claim = one(
        fields=("lam",),
        premises=(
            Premise("λ = 0", Kind.DOMAIN, lambda xp, lam: lam == 0.0, "me"),
            Premise("1/λ > 1", Kind.HYPOTHESIS, lambda xp, lam: xp.divide(1.0, lam) > 1.0, "me"),
        ),
        value=lambda xp, lam: lam,
        interval=lambda xp: (-1.0, 1.0),
        trivial=lambda xp: (-xp.inf, xp.inf),
    )
    assert certify(claim, field_error=0.0, lam=0).failed == ()
    assert prove(claim).result != "vacuous"


def test_the_example_of_the_documentation(tmp_path):
    page = (Path(__file__).parents[2] / "docs" / "claims.md").read_text()
    example = page.split("```python\n")[1].split("```")[0]
    (claim,) = load(written(tmp_path, example)).values()
    assert prove(claim).result == "proved"
    wrong = example.replace("xp.abs(residual_r) /", "residual_r**2 /")
    with pytest.raises(ClaimError) as refused:
        load(written(tmp_path, wrong, "my_claims.py"))
    assert str(refused.value).removeprefix(f"{tmp_path}/") in page
