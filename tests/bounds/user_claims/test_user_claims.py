"""Claims of a user's own: what is read from a file, and what is refused with which words."""

import dataclasses
import inspect
import math
import sys
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path
from types import ModuleType
from typing import Any

import jax.numpy as jnp
import numpy as np
import pytest

from bounds import CLAIMS, Claim, Induction, Kind, Premise, Status, assess, certify, check, definition, prove
from bounds.assertion import assert_claim
from bounds.claim_words import RESERVED
from bounds.ops import OPERATIONS
from bounds.user_claims import ClaimError, load, load_file
from bounds.user_claims.loading import MODULE

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
    """A claim that is in order, but for the changes."""
    return dataclasses.replace(SOUND, **{"id": "mine.one", **changes})


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
        ("class Odd(BaseException): ...\nraise Odd('x')\n", 2, "Odd: x"),
        (HEAD + "class Mine(Claim): ...\n", 7, "Claim has no subclasses; write Claim(...)"),
        (HEAD + "A = {mine('a.a')}\n", None, "A is a set, which has no order: write a tuple"),
        (HEAD + "A = (mine(name) for name in ('a.a', 'b.b'))\n", None, "A is read only once: write tuple(...)"),
        (HEAD + "A = [[mine('a.a')]]\n", None, "A is a collection of collections of claims: write one tuple"),
        (HEAD + "A = mine('theorem1.true_cost')\n", 7, "is that of a misreading on the errata page; choose another"),
        (
            HEAD + "A = mine('a.a')\nobject.__setattr__(A, 'id', None)\n",
            7,
            "None was changed after it was made; make another one by dataclasses.replace",
        ),
        (HEAD + "A = mine(None)\n", 4, "the id of a claim must be text, such as 'theorem1.mine', not None"),
        (HEAD + "A = mine('a.a', statement=None)\n", 4, "statement must be text, not None"),
        (HEAD + "A = mine('theorem1.sound')\n", 7, "is that of a claim of this package; choose another"),
        (HEAD + "A = mine('a.a')\nB = mine('a.a')\n", 8, "two claims have the id 'a.a'"),
        (HEAD + "A = mine('sharper')\n", 7, "is not of the form name.variant"),
        (HEAD + "A = mine('a.b.c')\n", 7, "is not of the form name.variant"),
        (HEAD + "A = mine('a.a', value=lambda xp, colour: colour)\n", 4, "the formulas read ['colour']; add them"),
        (HEAD + "A = mine('a.a', interval=lambda xp, lam:\n  (0.0, lam ** 2))\n", 8, "uses **: write xp.power"),
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


@pytest.mark.parametrize("loaded", [MODULE, "_mine_alone"])
def test_a_file_runs_as_a_module_that_is_gone_afterwards(tmp_path, loaded, monkeypatch):
    """Dataclasses look theirs up, where annotations are text."""
    kept = ModuleType("kept")
    monkeypatch.setitem(sys.modules, loaded, kept)
    head = "from __future__ import annotations\nfrom dataclasses import dataclass\n"
    text = head + HEAD + "@dataclass\nclass Own:\n    number: int = 1\nA = mine('a.a')\n"
    before = set(sys.modules)
    assert list(load(written(tmp_path, text))) == ["a.a"]
    assert set(sys.modules) == before
    assert sys.modules[loaded] is kept


def test_an_interrupted_file_is_interrupted(tmp_path):
    with pytest.raises(KeyboardInterrupt):
        load(written(tmp_path, "raise KeyboardInterrupt\n"))


# A claim


def branching(xp, lam):
    if lam > 1.0:
        return -lam, lam
    return 0.0, lam


JOIN, FOREIGN = "join conditions with &, choose with xp.where", "use the operations of xp"

INTERVALS = {
    "if": (branching, JOIN),
    "and": (lambda xp, lam, delta: (0.0, xp.where(lam > 0.0 and delta > 0.0, 1.0, lam)), JOIN),
    "not": (lambda xp, lam: (0.0, xp.where(not lam > 0.0, 1.0, lam)), JOIN),
    "chain": (lambda xp, lam: (0.0, xp.where(0.0 < lam < 1.0, 1.0, lam)), JOIN),
    "max": (lambda xp, lam, delta: (0.0, max(lam, delta)), JOIN),
    "math": (lambda xp, lam: (0.0, math.sqrt(lam)), FOREIGN),
    "numpy": (lambda xp, lam: (0.0, np.sqrt(lam)), FOREIGN),
    "numpy array": (lambda xp, lam: (0.0, np.sum(np.stack([lam, lam]))), FOREIGN),
    "jax": (lambda xp, lam: (0.0, jnp.sqrt(lam)), "the operations of xp"),
    "method": (lambda xp, lam: (0.0, lam.sum()), "use the operations of xp, such as xp.sum"),
    "part": (lambda xp, lam: (0.0, lam[0]), "use the operations of xp, such as xp.sum"),
    "array": (lambda xp, lam: (0.0, lam * np.ones(3)), "use fields and Python's own numbers"),
    "abs": (lambda xp, lam: (0.0, abs(lam)), "write xp.abs"),
    "power": (lambda xp, lam: (0.0, lam**2), "write xp.power"),
    "unknown": (
        lambda xp, lam: (0.0, xp.tan(lam)),
        ", ".join(OPERATIONS),
    ),
    "operands": (lambda xp, lam: (0.0, xp.maximum(lam)), "argument"),
    "tenth": (lambda xp, lam: (0.0, 0.1 * lam), "write a quotient or a product, such as a / 10.0"),
    "tenth alone": (lambda xp, lam: (0.1, lam), "the constant 0.1, which readings take for different numbers"),
    "not a number": (lambda xp, lam: (math.nan, lam), "no finite number"),
    "numpy's number": (lambda xp, lam: (np.float64(0.0), lam), "something of type float64; return one number"),
    "large": (lambda xp, lam: (0.0, lam * 3**60), "an integer of 96 bits, of which float64 holds 53"),
    "larger than text": (lambda xp, lam: (0.0, lam * 10**9999), "multiply by smaller numbers"),
    "odd": (lambda xp, lam: (0.0, lam + (2**53 + 1)), "an integer of 54 bits"),
    "default": (lambda xp, lam=2.0: (0.0, lam), "gives lam a default"),
    "all": (lambda xp, **lam: (0.0, 1.0), "takes lam not by name"),
    "unnamed": (lambda xp, *lam: (0.0, 1.0), "takes lam not by name"),
    "by place": (lambda xp, lam, /: (0.0, lam), "takes lam not by name"),
    "exit": (lambda xp, lam: sys.exit(3), "SystemExit: 3"),
    "infinite": (lambda xp, lam: (0.0, xp.where(lam > 0.0, lam, xp.inf)), "an end of the interval, by itself"),
    "one end": (lambda xp, lam: lam, "return its two ends: (lower, upper)"),
    "three ends": (lambda xp, lam: (lam, lam, lam), "a tuple of 3; return its two ends"),
    "list": (lambda xp, lam: [0.0, lam], "a list of 2; return its two ends"),
    "nothing": (lambda xp, lam: None, "returns nothing"),
    "truth": (lambda xp, lam: (0.0, lam > 0.0), "an end that returns a truth value"),
    "empty": (lambda xp, lam: (xp.inf, lam), "is -xp.inf below and xp.inf above"),
    "no operations": (lambda lam, delta: (0.0, lam + delta), "takes them first, (xp, fields by name)"),
    "nothing read": (lambda: (0.0, 1.0), "must take the operations first"),
}


@pytest.mark.parametrize("case", INTERVALS)
def test_an_interval_that_not_every_reading_reads_is_refused(case):
    interval, remedy = INTERVALS[case]
    with pytest.raises(ClaimError) as refused:
        one(interval=interval)
    said = str(refused.value)
    assert "mine.one: the interval" in said
    assert remedy in said
    assert "test_user_claims.py:" in said  # the line of the formula


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
    with pytest.raises(ClaimError, match=r"test_user_claims\.py:\d+: the premise 'of mine' ") as refused:
        Premise("of mine", Kind.HYPOTHESIS, holds, "me")
    assert remedy in str(refused.value)


def stepping(start: Any, **changes: Any) -> Induction:
    return Induction(**{"start": start, "advance": lambda xp, lam: {"lam": lam}, "premises": (), **changes})


def STEP(xp, lam):  # noqa: N802
    return {"colour": lam}


def ELSEWHERE(xp, colour):  # noqa: N802
    return colour


WORDS: dict[str, tuple[Callable[[], dict[str, Any]], str]] = {
    "theory": (lambda: {"theory": "maybe"}, "theory must be one of true, false, open, not 'maybe'"),
    "tightness": (lambda: {"tightness": "left"}, "tightness must be one of centre, zero"),
    "value": (lambda: {"value": lambda xp, lam: lam > 0.0}, "the value returns a truth value; return a number"),
    "trivial": (lambda: {"trivial": lambda xp, lam: lam}, "the trivial interval returns"),
    "name": (lambda: {"premises": (LOWER_THAN_ALL, LOWER_THAN_ALL)}, "two premises are named 'λ < −1'"),
    "kind": (
        lambda: {"premises": (dataclasses.replace(LOWER_THAN_ALL, kind="domain"),)},
        "take a member of bounds.Kind",
    ),
    "itself": (
        lambda: {"premises": (definition("circle", "cost_r", lambda xp, cost_r: cost_r, "me"),)},
        "by a formula that reads 'cost_r'",
    ),
    "again": (
        lambda: {"premises": (*SOUND.premises, definition("again", "cost_r", lambda xp, lam: lam, "me"))},
        "'cost_r', which another premise defines already",
    ),
    "early": (
        lambda: {"premises": (definition("early", "lam", lambda xp, cost_r: cost_r, "me"), *SOUND.premises)},
        "reads 'cost_r', which is defined further down",
    ),
    "statement": (lambda: {"statement": None}, "statement must be text, not None"),
    "source": (lambda: {"source": 3}, "source must be text, not 3"),
    "remark": (lambda: {"remark": b"x"}, "remark must be text, not b'x'"),
    "surrogate": (lambda: {"remark": "\udce4"}, "remark cannot be written as UTF-8"),
    "premise": (
        lambda: {"premises": (dataclasses.replace(LOWER_THAN_ALL, name=3),)},
        "the name of the premise 3 must be text",
    ),
    "its source": (
        lambda: {"premises": (dataclasses.replace(LOWER_THAN_ALL, source=None),)},
        "the source of the premise 'λ < −1' must be text, not None",
    ),
    "fields": (lambda: {"fields": "ab"}, "fields must be a tuple of names"),
    "no name": (lambda: {"fields": ("lam", 3)}, "fields must be a tuple of names"),
    "elsewhere": (
        lambda: {"premises": (definition("elsewhere", "lam", ELSEWHERE, "me"),)},
        "reads 'colour', which is no field of the claim",
    ),
    "induction": (lambda: {"induction": 3}, "induction must be a bounds.Induction as it was made, not 3"),
    "no start": (lambda: {"induction": stepping({})}, "must map fields to whole numbers"),
    "from nothing": (lambda: {"induction": stepping({"lam": None})}, "starts with 'lam' at None; give a whole number"),
    "from a tenth": (lambda: {"induction": stepping({"lam": 0.1})}, "starts with 'lam' at 0.1"),
    "from text": (lambda: {"induction": stepping({"lam": "1"})}, "starts with 'lam' at '1'"),
    "of no field": (
        lambda: {"induction": stepping({"colour": 0}, advance=STEP)},
        "starts with 'colour', which is no field",
    ),
    "no step": (lambda: {"induction": stepping({"lam": 0}, advance=3)}, "induction's step must be a function"),
    "step's premises": (
        lambda: {"induction": stepping({"lam": 0}, premises=None)},
        "must be a tuple of bounds.Premise",
    ),
    "half": (
        lambda: {"premises": (dataclasses.replace(LOWER_THAN_ALL, defines="lam"),)},
        "make it with bounds.definition",
    ),
}


@pytest.mark.parametrize("case", WORDS)
def test_a_claim_that_says_what_none_may_say_is_refused(case):
    changes, message = WORDS[case]
    with pytest.raises(ClaimError) as refused:
        one(**changes())
    assert message in str(refused.value)


@pytest.mark.parametrize("name", sorted(RESERVED))
def test_no_field_has_the_name_of_an_operation_or_a_setting(name):
    with pytest.raises(ClaimError, match=f"a field cannot be called '{name}'"):
        one(fields=(*SOUND.fields, name))


def test_every_setting_of_a_check_is_reserved():
    """Fields are given by name beside them."""
    for function in (check, assess, certify, assert_claim):
        settings = [one for one in inspect.signature(function).parameters.values() if one.name != "fields"]
        assert {one.name for one in settings} <= RESERVED


ALONE = {
    "inf": lambda xp, lam: (-xp.inf, xp.inf),
    "pi": lambda xp, lam: (xp.pi - 2.0, xp.pi),
    "where": lambda xp, lam: (xp.where(xp.le(1.0, 2.0), 1.0, 5.0), xp.where(lam > 0.0, 3.0, -2.0)),
    "maximum": lambda xp, lam: (xp.maximum(1.0, 0.5), 3.0),
    "minimum": lambda xp, lam: (xp.minimum(1.0, 5.0), 3.0),
    "abs": lambda xp, lam: (-xp.abs(-1.0), xp.abs(3.0)),
    "sqrt": lambda xp, lam: (xp.sqrt(1.0), xp.sqrt(9.0)),
    "root": lambda xp, lam: (xp.root(1.0, 3), xp.root(27.0, 3)),
    "power": lambda xp, lam: (xp.power(4.0, -1, 2), xp.power(2.0, 2)),
    "exp": lambda xp, lam: (xp.exp(0.0), xp.exp(1.5)),
    "log": lambda xp, lam: (xp.log(1.0), xp.log(0.5) + 3.0),
    "erf": lambda xp, lam: (xp.erf(0.0), xp.erf(1.0) + 2.0),
    "sigmoid": lambda xp, lam: (xp.sigmoid(0.0), xp.sigmoid(-1.0) + 2.0),
    "divide": lambda xp, lam: (xp.divide(1.0, 10.0), xp.divide(5.0, 2.0)),
    "close": lambda xp, lam: (xp.where(xp.close(2.0, 2.0), 1.0, 5.0), xp.where(xp.close(2.0, 2.5), 1.0, 3.0)),
    "le": lambda xp, lam: (xp.where(xp.le(2.0, 1.0), 5.0, 1.0), xp.where(xp.le(1.0, 1.0) & (lam > 0.0), 3.0, 1.0)),
}


@pytest.mark.parametrize("operation", OPERATIONS)
def test_an_operation_on_constants_alone_means_the_same_to_all_readings(operation):
    """λ = 2 lies within all of these intervals, and in none of those with two ends if they are moved by 8."""
    claim = one(
        fields=("lam",),
        premises=(Premise("λ = 2", Kind.HYPOTHESIS, lambda xp, lam: lam == 2.0, "me"),),
        value=lambda xp, lam: lam,
        interval=ALONE[operation],
        trivial=lambda xp: (-xp.inf, xp.inf),
    )
    assert prove(claim).result == "proved"
    exact = certify(claim, field_error=0.0, lam=2)
    verdict = check(claim, lam=np.array([2.0, 2.0]))
    assert exact.outcome == "holds"
    assert set(np.asarray(verdict.status)) <= {Status.HOLDS, Status.VACUOUS}
    if operation != "inf":
        np.testing.assert_allclose(verdict.lower, float(Fraction(exact.lower)), rtol=1e-14)
        np.testing.assert_allclose(verdict.upper, float(Fraction(exact.upper)), rtol=1e-14)
        assert prove(dataclasses.replace(claim, interval=shifted(ALONE[operation]))).result == "refuted"


def shifted(interval: Any) -> Any:
    def far(xp, lam):
        lower, upper = interval(xp, lam)
        return lower + 8.0, upper + 8.0

    return far


def test_fields_of_ones_own_are_allowed_and_read():
    claim = one(
        fields=("colour",),
        premises=(Premise("c ≥ 0", Kind.DOMAIN, lambda xp, colour: colour >= 0.0, "me"),),
        value=lambda xp, colour: colour,
        interval=lambda xp, colour: (colour / 2.0, 2.0 * colour),
        trivial=lambda xp: (0.0, xp.inf),
    )
    assert prove(claim).result == "proved"
    np.testing.assert_array_equal(check(claim, colour=[1.0, -1.0]).status, [Status.HOLDS, Status.INAPPLICABLE])


# Nothing satisfies the premises


def fewer_steps_than(most: float) -> Claim:
    premise = Premise("too few", Kind.HYPOTHESIS, lambda xp, steps: steps < most, "me")
    return dataclasses.replace(
        CLAIMS["lemma1.sound"], id="mine.one", premises=(*CLAIMS["lemma1.sound"].premises, premise)
    )


VACUOUS = {
    "contradiction": one(premises=(*SOUND.premises, LOWER_THAN_ALL)),
    "definition": one(
        premises=(*SOUND.premises, Premise("‖ζ_R‖ < 0", Kind.HYPOTHESIS, lambda xp, cost_r: cost_r < 0.0, "me"))
    ),
    "of steps": fewer_steps_than(0.0),
}


@pytest.mark.parametrize("case", VACUOUS)
def test_a_claim_about_nothing_is_called_vacuous_not_proved(case):
    proof = prove(VACUOUS[case])
    assert proof.result == "vacuous"
    assert proof.counterexample is None
    assert "no numbers satisfy the premises" in proof.limit


def test_a_claim_about_no_step_is_about_something():
    assert prove(fewer_steps_than(1.0)).result == "proved"


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
    page = (Path(__file__).parents[3] / "docs" / "claims.md").read_text()
    example = page.split("```python\n")[1].split("```")[0]
    (claim,) = load(written(tmp_path, example)).values()
    assert prove(claim).result == "proved"
    wrong = example.replace("xp.abs(residual_r) /", "residual_r**2 /")
    with pytest.raises(ClaimError) as refused:
        load(written(tmp_path, wrong, "my_claims.py"))
    assert str(refused.value).removeprefix(f"{tmp_path}/") in page
