"""Claims decided together, without compilation: as one after another, the first time and by a recorded program."""

import math
from typing import Any

import numpy as np
import pytest

from bounds import CLAIMS, assess, together
from bounds.checker import Assessment, uncompiled
from bounds.together import Question, assess_together

ODD = (0.0, -0.0, math.inf, -math.inf, math.nan, 1e-310, -1.0, 1e300)
"""Numbers that formulas divide by, overflow with, or are undefined of."""


def questions_of(seed: int) -> list[Question]:
    """Ask about every claim; fields that premises alone read may be missing."""
    rng = np.random.default_rng(seed)
    questions = []
    for claim in CLAIMS.values():
        known = [name for name in claim.read if name in claim.needed or rng.random() < 0.7]
        fields = {name: rng.normal(1.0, 1.0, 1) for name in known}
        errors = {name: abs(rng.normal(0.0, 1e-9)) for name in known if rng.random() < 0.2}
        questions.append(Question(claim, fields, errors))
    return questions


def again(questions: list[Question], seed: int) -> list[Question]:
    """Ask the same of other numbers, some of them odd."""
    rng = np.random.default_rng(seed)

    def number() -> float:
        return rng.choice(ODD) if rng.random() < 0.2 else rng.normal(1.0, 1.0)

    return [
        question._replace(
            fields={name: np.array([number()]) for name in question.fields},
            errors={name: abs(rng.normal(0.0, 1e-9)) for name in question.errors},
        )
        for question in questions
    ]


def parts(assessments: list[Assessment]) -> list[Any]:
    return [part for one in assessments for part in (*one.verdict, *one.measure)]


@pytest.fixture(scope="module")
def asked() -> list[Question]:
    return questions_of(0)


@pytest.fixture(scope="module")
def first(asked) -> list[Assessment]:
    return assess_together(asked)


def test_the_first_time_verdicts_are_those_of_one_claim_after_another(asked, first):
    for question, mine in zip(asked, first, strict=True):
        with uncompiled():
            other = assess(question.claim, errors=question.errors, **question.fields)
        assert str(parts([mine])) == str([part.item() for part in parts([other])]), question.claim.id


@pytest.mark.parametrize("seed", range(12))
def test_a_program_gives_the_very_bits_of_numpy_whatever_the_numbers_are(asked, first, seed):
    assert str(parts(assess_together(asked))) == str(parts(first))
    questions = again(asked, seed)
    for question, mine, other in zip(questions, assess_together(questions), together._in_numpy(questions), strict=True):
        np.testing.assert_array_equal(parts([mine]), parts([other]), err_msg=question.claim.id, strict=True)


def test_numbers_that_questions_share_are_told_from_others(asked):
    claim, shared = CLAIMS["lemma1.norms"], np.ones(1)
    for norm_r in (shared, np.full(1, 1.2)) * 2:  # the first of them is one array with norm_nr
        asking = Question(claim, {"norm_nr": shared, "norm_r": norm_r, "delta": np.full(1, 0.5)}, {})
        (one,) = assess_together([asking])
        assert (one.verdict.lower, one.verdict.value) == (0.5, norm_r.item())


def test_programs_of_what_was_asked_long_ago_are_forgotten(monkeypatch):
    monkeypatch.setattr(together, "_PROGRAMS", {})
    monkeypatch.setattr(together, "MOST", 2)
    question = Question(CLAIMS["lemma1.norms"], {"norm_nr": 1.0, "norm_r": 1.2, "delta": 0.5}, {})
    for count in (1, 2, 1, 3):
        assess_together([question] * count)
    assert [len(layout) for layout in together._PROGRAMS] == [1, 3]


def test_what_is_no_number_of_one_instance_is_refused_every_time():
    norms, fields = CLAIMS["lemma1.norms"], {"norm_nr": 1.0, "norm_r": 1.2, "delta": 0.5}
    for _ in range(3):
        assert len(assess_together([Question(norms, fields, {"delta": 0.1})])) == 1
        with pytest.raises(ValueError, match="norm_r holds 2 numbers; give those of one instance"):
            assess_together([Question(norms, {**fields, "norm_r": np.ones(2)}, {"delta": 0.1})])
        with pytest.raises(ValueError, match="must be a number of at least 0, not -1"):
            assess_together([Question(norms, fields, {"delta": -1.0})])
        with pytest.raises(TypeError, match="'norm_r' is not numeric"):
            assess_together([Question(norms, {**fields, "norm_r": "long"}, {"delta": 0.1})])
        with pytest.raises(TypeError, match="no field 'cost'"):
            assess_together([Question(norms, {**fields, "cost": 1.0}, {})])
        with pytest.raises(ValueError, match="needs the field 'delta'"):
            assess_together([Question(norms, {"norm_nr": 1.0, "norm_r": 1.2}, {})])
    assert assess_together([]) == []


def test_uncompiled_checks_are_the_checker_s():
    fields = {name: np.random.default_rng(3).normal(1.0, 1.0, 7) for name in CLAIMS["theorem1.sound"].read}
    compiled = assess("theorem1.sound", **fields)
    with uncompiled():
        plain = assess("theorem1.sound", **fields)
    assert isinstance(plain.verdict.lower, np.ndarray)
    np.testing.assert_array_equal(plain.verdict.status, np.asarray(compiled.verdict.status))
    np.testing.assert_array_equal(plain.verdict.failed, np.asarray(compiled.verdict.failed))
    np.testing.assert_allclose(plain.verdict.upper, np.asarray(compiled.verdict.upper), rtol=1e-12)
