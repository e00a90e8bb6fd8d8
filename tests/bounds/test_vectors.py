"""Claims about vectors and matrices mean the same as arrays, component by component, and in exact arithmetic."""

import dataclasses
import math
from fractions import Fraction

import hypothesis.strategies as st
import jax
import numpy as np
import pytest
from flint import arb, ctx, fmpq
from hypothesis import given

from bounds import CLAIMS, Claim, Kind, Premise, Status, assert_claim, assess, certify, check, falsify, prove
from bounds.checker import uncompiled
from bounds.components import components, sizes_of
from bounds.errors import ClaimError
from bounds.readings.rounding import Rounded
from bounds.readings.text import definition_hash
from bounds.readings.vector_rounding import VectorRoundingOps
from bounds.strategies import instances
from bounds.vectors import at

CAUCHY = Claim(
    id="vectors.cauchy",
    fields=("w", "x"),
    shapes={"w": "d", "x": "d"},
    premises=(),
    value=lambda xp, w, x: xp.dot(w, x),
    interval=lambda xp, w, x: (-(xp.norm(w) * xp.norm(x)), xp.norm(w) * xp.norm(x)),
    trivial=lambda xp: (-xp.inf, xp.inf),
    source="the Cauchy-Schwarz inequality",
)
HOELDER = dataclasses.replace(
    CAUCHY,
    id="vectors.hoelder",
    interval=lambda xp, w, x: (-xp.inf, xp.sum(xp.abs(w)) * xp.largest(xp.abs(x))),
    source="Hölder's inequality",
)
TOO_SMALL = dataclasses.replace(
    CAUCHY,
    id="vectors.too_small",
    interval=lambda xp, w, x: (-xp.inf, xp.largest(xp.abs(w)) * xp.norm(x)),
    source="a mistake, which one component does not show",
)
FROBENIUS = Claim(
    id="vectors.frobenius",
    fields=("A", "x", "size"),
    shapes={"A": "k d", "x": "d"},
    premises=(
        Premise("x in the unit box", Kind.HYPOTHESIS, lambda xp, x: xp.all(xp.abs(x) <= 1.0), "a test"),
        Premise("‖A‖ ≤ s", Kind.LEMMA, lambda xp, A, x, size: xp.le(xp.norm(xp.matvec(A, x)), size * xp.norm(x)), "s"),
    ),
    value=lambda xp, A, x: xp.norm(xp.matvec(A, x)),
    interval=lambda xp, x, size: (0.0, size * xp.norm(x)),
    trivial=lambda xp: (0.0, xp.inf),
    source="the definition of an operator's norm",
)
SIZES = st.integers(1, 6)


def _matrices(count: int, rows: int, columns: int, seed: int) -> dict[str, np.ndarray]:
    rng = np.random.default_rng(seed)
    matrices = rng.normal(size=(count, rows, columns))
    vectors = rng.uniform(-1.1, 1.1, size=(count, columns))
    return {"A": matrices, "x": vectors, "size": np.linalg.norm(matrices, 2, axis=(1, 2))}


@given(rows=SIZES, columns=SIZES, seed=st.integers(0, 99))
def test_arrays_and_components_agree(rows, columns, seed):
    fields = _matrices(5, rows, columns, seed)
    sizes = sizes_of(FROBENIUS, {name: array.shape for name, array in fields.items()})
    with uncompiled():
        whole = assess(FROBENIUS, **fields)
        for place in range(5):
            numbers = components(FROBENIUS, {name: array[place] for name, array in fields.items()}, sizes)
            one = assess(at(FROBENIUS, sizes), **numbers)
            assert whole.verdict.status[place] == one.verdict.status
            assert whole.verdict.failed[place] == one.verdict.failed
            for end in ("lower", "value", "upper"):
                ours, theirs = (float(np.ravel(getattr(each, end))[at_]) for each, at_ in
                                ((whole.verdict, place), (one.verdict, 0)))  # fmt: skip
                assert ours == pytest.approx(theirs, rel=1e-13)


def test_arrays_of_all_kinds_give_the_same_verdicts():
    fields = _matrices(70, 3, 4, 0)
    compiled = check(FROBENIUS, **fields)
    with uncompiled():
        plain = check(FROBENIUS, **fields)
    traced = jax.jit(lambda **given: check(FROBENIUS, **given))(**fields)
    mapped = jax.vmap(lambda A, x, size: check(FROBENIUS, A=A, x=x, size=size).status)(*fields.values())
    shaped = check(FROBENIUS, **{name: array.reshape((7, 10, *array.shape[1:])) for name, array in fields.items()})
    for other in (plain.status, traced.status, mapped, shaped.status.reshape(-1)):
        np.testing.assert_array_equal(compiled.status, other)
    assert shaped.status.shape == (7, 10)
    assert set(np.asarray(compiled.status)) == {Status.HOLDS, Status.INAPPLICABLE}
    one = check(FROBENIUS, A=fields["A"][0], x=fields["x"], size=fields["size"][0])
    assert one.status.shape == (70,)  # one matrix for all vectors


@pytest.mark.parametrize("claim", [CAUCHY, HOELDER])
def test_long_vectors_of_any_size_hold(claim):
    rng = np.random.default_rng(0)
    w, x = rng.normal(size=(2, 300, 1000))
    assert check(claim, w=w, x=x).counts()["holds"] == 300
    assert check(claim, w=w, x=w).counts()["holds"] == 300  # with equality, for Cauchy's
    assert check(claim, w=1e300 * w, x=1e-300 * x).counts()["holds"] == 300


def test_what_is_not_finite_is_never_said_to_hold():
    w = np.ones((4, 3))
    x = np.array([[1.0, np.nan, 0.0], [np.inf, 0.0, 0.0], [1.0, 2.0, 3.0], [1e308, 1e308, 1e308]])
    assert check(CAUCHY, w=w, x=x).status_names.tolist() == ["nonfinite", "nonfinite", "holds", "nonfinite"]
    assert check(CAUCHY, w=w, x=x[2], errors={"w": math.inf}).status_names.tolist() == ["nonfinite"] * 4


@pytest.mark.property
@given(
    numbers=st.lists(st.floats(-1e6, 1e6, allow_subnormal=False), min_size=1, max_size=40),
    relative=st.sampled_from([0.0, 2.0**-30]),
    seed=st.integers(0, 99),
)
def test_error_bounds_of_sums_and_norms_cover_the_exact_ones(numbers, relative, seed):
    values = np.array(numbers)
    errors = relative * np.abs(values) + (1e-300 if relative else 0.0)
    moved = values + np.random.default_rng(seed).uniform(-1.0, 1.0, values.size) * errors * 0.999
    vector, xp = Rounded(values[None, :, None], errors[None, :, None]), VectorRoundingOps()
    matrix = Rounded(values[:, None, None], errors[:, None, None])
    exact = [fmpq(*Fraction(number).as_integer_ratio()) for number in moved.tolist()]
    with ctx.workprec(256):
        square = arb(sum((number * number for number in exact), fmpq(0)))
        for found, true in (
            (xp.sum(vector), arb(sum(exact, fmpq(0)))),
            (xp.norm(vector), square.sqrt()),
            (xp.largest(vector), arb(max(exact))),
            (xp.sum(vector * vector), square),
            (xp.sum(xp.matvec(matrix, Rounded(np.ones((1, 1, 1)), np.zeros((1, 1, 1))))), arb(sum(exact, fmpq(0)))),
        ):
            assert not abs(true - float(found.value.item())) > float(found.error.item())


def test_exact_arithmetic_decides_vectors():
    equal = certify(CAUCHY, field_error=0.0, w=["1/3", 2], x=[3, 18])
    assert (equal.outcome, equal.value) == ("undecided", "37")  # the norms are irrational, their product is not
    assert certify(CAUCHY, w=[1.0, 2.0], x=[3.0, -4.0]).outcome == "holds"
    wrong = certify(TOO_SMALL, field_error=0.0, w=[1, 1], x=[1, 1])
    assert wrong.refutes
    assert certify(FROBENIUS, A=[[1, 2], [3, 4]], x=[2, 0], size=6).outcome == "inapplicable"
    errors = {"w": 0.5}
    assert certify(TOO_SMALL, field_error=0.0, errors=errors, w=[1, 1], x=[1, 1]).outcome == "undecided"


def test_the_prover_says_what_it_can_of_vectors():
    proof = prove(CAUCHY)
    assert (proof.result, proof.is_final) == ("unknown", False)
    assert proof.limit == "proved for d = 1 and for d = 2 and for d = 3; vectors of other sizes are open"
    assert proof.definition_hash == definition_hash(CAUCHY)
    wrong = prove(TOO_SMALL)
    assert wrong.result == "refuted"
    numbers = wrong.counterexample or {}
    assert set(numbers) == {"w_0", "w_1", "x_0", "x_1"}  # not false for one component
    assert certify(at(TOO_SMALL, {"d": 2}), field_error=0.0, **numbers).refutes
    assert certify(TOO_SMALL, field_error=0.0, **numbers).refutes


def test_falsification_finds_vectors():
    finding = falsify(TOO_SMALL, key=jax.random.key(0), starts=1)
    assert finding.result == "refuted"
    assert finding.claim_id == TOO_SMALL.id
    kept = falsify(CAUCHY, key=jax.random.key(0), starts=1, seconds=20.0)
    assert kept.result == "not refuted"
    assert kept.tightness == pytest.approx(1.0)  # attained by parallel vectors
    assert kept.starts == 3 * 8192


@given(instance=instances(CAUCHY))
def test_drawn_vectors_can_be_checked(instance):
    assert instance.fields["w"].shape == instance.fields["x"].shape
    assert_claim(CAUCHY, **instance.fields)


def test_a_failing_assertion_lists_components():
    with pytest.raises(AssertionError, match=r"(?s)1 violated.*w_0 +1\.0.*w_1 +1\.0.*x_1 +2\.0"):
        assert_claim(TOO_SMALL, w=[[1.0, 1.0], [1.0, 0.0]], x=[[1.0, 2.0], [1.0, 0.0]])


REFUSED = {
    "a size": ({"w": [1.0, 2.0], "x": [1.0, 2.0, 3.0]}, "the index d is 2 of 'w' and 3 of 'x'"),
    "a number": ({"w": 1.0, "x": [1.0]}, "give an array [..., d]"),
    "nothing": ({"w": np.ones((3, 0)), "x": np.ones((3, 0))}, "has no component"),
    "instances": ({"w": np.ones((2, 3)), "x": np.ones((4, 3))}, "do not broadcast"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_arrays_that_do_not_fit_are_refused(case):
    fields, message = REFUSED[case]
    with pytest.raises(ValueError, match=message.replace("[", r"\[").replace(".", r"\.")):
        check(CAUCHY, **fields)


WRONG = {
    "no field": ({"shapes": {"w": "d", "x": "d", "z": "d"}}, "shapes has 'z', which is no field"),
    "three": ({"shapes": {"w": "a b c", "x": "d"}}, "name one index, as 'd', or two of a matrix"),
    "no name": ({"shapes": {"w": "3", "x": "d"}}, "name one index"),
    "mapping": ({"shapes": "d"}, "shapes must map fields to indices"),
    "another index": ({"shapes": {"w": "k", "x": "d"}}, r"combines w[k] with x[d] by *: give both the same index"),
    "a matrix": ({"shapes": {"w": "k d", "x": "d"}}, "multiply by xp.matvec"),
    "a vector result": ({"value": lambda xp, w: w}, "returns w[d]; reduce a vector by xp.sum"),
    "a number": ({"value": lambda xp, w, x: xp.norm(xp.dot(w, x))}, "where a vector is wanted"),
    "a component": ({"fields": ("w", "x", "x_0")}, ""),
    "a part": ({"value": lambda xp, w: w[0]}, "use the operations of xp, such as xp.sum"),
    "a product": ({"value": lambda xp, w, x: w @ x}, "write xp.dot of two vectors, or xp.matvec"),
    "a sum of a matrix": ({"shapes": {"w": "k d", "x": "k d"}, "value": lambda xp, w: xp.sum(w)}, "by xp.matvec"),
    "a condition": (
        {"premises": (Premise("w ≥ 0", Kind.DOMAIN, lambda xp, w: w >= 0.0, "a test"),)},
        "the premise 'w ≥ 0' returns a vector[d]",
    ),
}


@pytest.mark.parametrize("case", WRONG)
def test_a_claim_whose_vectors_do_not_fit_is_refused(case):
    changes, message = WRONG[case]
    with pytest.raises(ClaimError) as refused:
        at(dataclasses.replace(CAUCHY, **changes), {"d": 1})
    assert message in str(refused.value)


def test_shapes_belong_to_the_definition_of_a_claim():
    one = dataclasses.replace(
        CAUCHY, fields=("w", "x", "y"), shapes={**CAUCHY.shapes, "y": "d"}, value=lambda xp, y: xp.sum(y)
    )
    assert definition_hash(CAUCHY) != definition_hash(one)
    assert definition_hash(dataclasses.replace(CAUCHY, shapes={"w": "k", "x": "k"})) != definition_hash(CAUCHY)
    assert at(CLAIMS["lemma1.norms"], {}) is CLAIMS["lemma1.norms"]


def test_a_value_that_nothing_ties_to_anything_is_said():
    claim = Claim(
        id="loose.gap",
        fields=("gap", "size"),
        premises=(Premise("s ≥ 0", Kind.DOMAIN, lambda xp, size: size >= 0.0, "a test"),),
        value=lambda xp, gap: gap,
        interval=lambda xp, size: (-size, size),
        trivial=lambda xp: (-xp.inf, xp.inf),
        source="a test",
    )
    assert prove(claim).limit.endswith("; no premise ties gap to anything")
    tied = Premise("gap ≤ s²", Kind.LEMMA, lambda xp, gap, size: gap <= size * size, "a test")
    assert "ties" not in prove(dataclasses.replace(claim, premises=(*claim.premises, tied))).limit
