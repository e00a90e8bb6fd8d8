"""The graph of a formula: each operation once, in an order of its own, whatever Python did to make it."""

import copy
import operator
import pickle

import numpy as np
import pytest

from bounds import CLAIMS, Claim, check
from bounds.claim import apply, reads, require_sealed, substitute
from bounds.errors import ClaimError
from bounds.formulas.graph import Graph, Step
from bounds.formulas.tape import MOST
from bounds.formulas.tracing import trace
from bounds.formulas.written import LONGEST, written
from bounds.readings.arrays import NUMPY_OPS
from bounds.readings.text import definition_hash


def doubled(times: int):
    def formula(xp, a):
        for _ in range(times):
            a = a + a
        return a

    return formula


def test_a_formula_is_run_once():
    runs = []

    def formula(xp, a):
        runs.append(a)
        return xp.sqrt(a) * 2.0

    graph = trace(formula)
    assert [float(apply(graph, NUMPY_OPS, {"a": number})) for number in (4.0, 9.0)] == [4.0, 6.0]
    assert written(graph) == "(* (sqrt a) 2.0)"
    assert len(runs) == 1


def test_what_is_the_same_is_one_operation():
    graph = trace(lambda xp, a, b: (a + b) * (a + b) - xp.maximum(a + b, 0.0))
    assert [step.operation for step in graph.steps] == ["+", "*", "maximum", "-"]
    assert len(trace(doubled(100)).steps) == 100


def test_the_order_of_operations_is_that_of_the_result():
    def other(xp, a, b):
        unused = xp.sigmoid(a)
        right, left = xp.abs(b), xp.sqrt(a)
        assert unused is not right
        return left - right

    assert trace(other) == trace(lambda xp, a, b: xp.sqrt(a) - xp.abs(b))


def test_one_and_one_point_zero_are_written_apart():
    assert written(lambda xp, a: 1 + a) != written(lambda xp, a: 1.0 + a) != written(lambda xp, a: a + 1.0)


def test_a_graph_is_a_formula_by_name_and_by_place():
    graph = trace(lambda xp, a, b: a - b)
    assert graph(NUMPY_OPS, 3.0, b=1.0) == graph(NUMPY_OPS, a=3.0, b=1.0) == 2.0
    assert trace(graph) == graph
    assert reads(graph) == ("a", "b")
    for wrong in ({"a": 1.0}, {"a": 1.0, "b": 1.0, "c": 1.0}):
        with pytest.raises(TypeError, match="the formula reads a, b, and was given"):
            graph(NUMPY_OPS, **wrong)


def test_substitution_composes_graphs():
    square = substitute(lambda xp, a: a * a, {"a": lambda xp, b: b + 1.0})
    assert isinstance(square, Graph)
    assert written(square) == "(* (+ b 1.0) (+ b 1.0))"
    assert len(square.steps) == 2


def test_a_long_text_is_no_longer_than_its_graph():
    short, long = written(doubled(10)), written(doubled(400))
    assert short.count("+") == 2**10 - 1
    assert "$" not in short
    assert len(long) < LONGEST
    assert long != written(doubled(401))


def test_a_formula_may_ask_for_so_many_operations_and_a_claim_for_no_more():
    assert len(trace(doubled(MOST)).steps) == MOST
    with pytest.raises(ClaimError, match=f"asks for more than {MOST} operations"):
        trace(doubled(MOST + 1))
    with pytest.raises(ClaimError, match=r"a\.a: the formulas have 601 operations, of at most 500"):
        Claim("a.a", ("a",), (), doubled(300), lambda xp, a: (-xp.inf, doubled(301)(xp, a)), trivial, "me")


def trivial(xp):
    return -xp.inf, xp.inf


def test_a_symbol_that_outlives_its_formula_is_of_no_use():
    kept = []
    trace(lambda xp, a: (kept.append(a), a)[1])
    with pytest.raises(Exception, match="a formula is run once"):
        operator.add(kept[0], 1.0)
    with pytest.raises(ClaimError, match="computes with a number of another formula"):
        trace(lambda xp, a: a + kept[0])


def test_a_graph_with_what_no_formula_may_do_is_refused():
    for graph, wrong in (
        (Graph(("a",), (0.1,), (Step("+", (0, 1)),), "number", (2,)), "the constant 0.1"),
        (Graph(("a",), (), (Step("tan", (0,)),), "number", (1,)), "operations that there are not"),
        (Graph(("a", "a"), (), (), "number", (0,)), "as Python names parameters"),
        (Graph(("a",), (), (Step("+", (0, 7)),), "number", (1,)), "IndexError"),
    ):
        with pytest.raises(ClaimError, match=wrong):
            trace(graph)


@pytest.mark.parametrize("copied", [copy.copy, copy.deepcopy, lambda claim: pickle.loads(pickle.dumps(claim))])
@pytest.mark.parametrize("name", ["theorem1.sound", "lemma1.sharp"])
def test_a_copy_is_a_claim_of_the_same_definition(copied, name):
    claim = CLAIMS[name]
    other = require_sealed(copied(claim))
    assert other is not claim
    assert definition_hash(other) == definition_hash(claim)
    fields = dict.fromkeys(claim.read, np.float64(0.5))
    assert check(other, **fields) == check(claim, **fields)


def test_what_a_claim_reads_cannot_be_said_otherwise():
    claim = copy.copy(CLAIMS["lemma1.norms"])
    claim.__dict__.update(read=("norm_r",), needed=())
    assert claim.read == CLAIMS["lemma1.norms"].read
    assert claim.needed == CLAIMS["lemma1.norms"].needed
