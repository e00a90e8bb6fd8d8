"""What is said of a claim agrees: nothing is proved that an instance breaks, nothing vacuous that an instance meets.

The claims here are made to trip a prover: branches that are not taken, quotients by 0, hypotheses that fail on the way.
"""

from fractions import Fraction

import jax
import numpy as np
import pytest

from bounds import CLAIMS, Claim, Induction, Kind, Outcome, Premise, Status, certify, check, definition, falsify, prove
from bounds.constructions.free import free
from bounds.constructions.linear import linear
from bounds.falsification.ascent import STARTS, climb
from bounds.falsification.witness import replay
from bounds.formulas.written import written

KEY = jax.random.key(0)


def claim(name, fields, premises, value, interval, induction=None) -> Claim:
    hypotheses = tuple(
        one if isinstance(one, Premise) else Premise(f"premise {place}", Kind.HYPOTHESIS, one, "made up")
        for place, one in enumerate(premises)
    )
    return Claim(
        id=f"trap.{name}",
        fields=fields,
        premises=hypotheses,
        value=value,
        interval=interval,
        trivial=lambda xp: (-xp.inf, xp.inf),
        source="made up",
        induction=induction,
    )


# False claims, each with an instance that breaks it, on which a prover that takes side facts for granted goes wrong
FALSE = {
    "a root in a branch that is not taken": (
        claim(
            "root",
            ("a", "b"),
            [lambda xp, a: a >= 0.0],
            lambda xp, a: a,
            lambda xp, a, b: (0.0, xp.where(b >= 0.0, a + xp.sqrt(b), a - 1.0)),
        ),
        {"a": 1, "b": -1},
    ),
    "a quotient in a branch that is not taken": (
        claim(
            "quotient",
            ("a", "b"),
            [lambda xp, b: b >= 0.0, lambda xp, a: a >= 0.0],
            lambda xp, a: a,
            lambda xp, a, b: (-1.0, xp.where(b > 0.0, a + 0.0 * xp.divide(a, b), -1.0)),
        ),
        {"a": 1, "b": 0},
    ),
    "a lower end that is infinite inwards": (
        claim(
            "inwards",
            ("a", "b"),
            [lambda xp, b: b >= 0.0, lambda xp, a, b: a * b >= b],
            lambda xp, a: a,
            lambda xp, b: (xp.divide(b, b), xp.inf),
        ),
        {"a": 0, "b": 0},
    ),
    "a value that is infinite": (
        claim(
            "value",
            ("a", "b"),
            [lambda xp, a, b: (a >= 0.0) & (a <= b)],
            lambda xp, a, b: xp.minimum(xp.divide(a, b), 5.0),
            lambda xp: (0.0, 1.0),
        ),
        {"a": 0, "b": 0},
    ),
    "a premise that divides by 0": (
        claim(
            "premise",
            ("b",),
            [lambda xp, b: xp.divide(1.0, b) >= 1.0],
            lambda xp, b: xp.where(b > 0.0, 1.0, 0.0),
            lambda xp: (0.5, 1.5),
        ),
        {"b": 0},
    ),
    "equal to a millionth is not equal": (
        claim(
            "close",
            ("a", "b"),
            [lambda xp, a, b: xp.close(a, b), lambda xp, a: a >= 1.0],
            lambda xp, a, b: a - b,
            lambda xp, a: (-a / 1073741824.0, a / 1073741824.0),
        ),
        {"a": 1, "b": Fraction(1) - Fraction(1, 10**7)},
    ),
}


def rises(xp, rise):
    return (rise >= 0.0) & (rise <= 1.0)


def another(xp, total, steps, rise):
    return {"total": total + rise, "steps": steps + 1.0}


RISES = Premise("a step rises by at most 1", Kind.INEQUALITY, rises, "made up")


def run(name, premises, interval) -> Claim:
    """What steps of at most 1 add up to."""
    induction = Induction({"total": 0, "steps": 0}, another, (RISES,))
    return claim(name, ("total", "steps"), premises, lambda xp, total: total, interval, induction)


@pytest.mark.parametrize("trap", FALSE)
def test_a_broken_claim_is_not_proved(trap):
    one, fields = FALSE[trap]
    assert certify(one, field_error=0.0, **fields).outcome is not Outcome.HOLDS
    assert prove(one, timeout=3.0).result not in {"proved", "vacuous"}


def test_constants_are_the_same_number_to_a_proof():
    """3 · (5 / 3) is 5, which it is not in decimals."""
    one = claim("constants", ("a",), [], lambda xp, a: a + 3.0 * xp.divide(5.0, 3.0), lambda xp, a: (a + 5.0, a + 5.0))
    assert prove(one).result == "proved"


def test_a_hypothesis_that_fails_on_the_way_is_not_taken_for_granted():
    """It skips N = 2, after which the bound is 1 lower: four steps of 1 break it, and every single step keeps it."""
    one = run(
        "skipped",
        [
            lambda xp, steps: xp.abs(steps - 2.0) >= 1.0,
            Premise("N ≥ 0", Kind.DOMAIN, lambda xp, steps: steps >= 0.0, ""),
        ],
        lambda xp, steps: (0.0, xp.where(steps <= 2.0, steps, steps - 1.0)),
    )
    assert certify(one, field_error=0.0, total=4, steps=4).refutes
    assert prove(one, timeout=3.0).result != "proved"


def test_what_a_quantity_is_it_is_all_the_time():
    one = run(
        "count", [Premise("N ≥ 0", Kind.DOMAIN, lambda xp, steps: steps >= 0.0, "")], lambda xp, steps: (0.0, steps)
    )
    assert prove(one).result == "proved"


def test_a_claim_about_later_steps_is_not_vacuous():
    """N ≥ 1 fails at the start, and nowhere else."""
    one = run("later", [lambda xp, steps: steps >= 1.0], lambda xp, steps: (0.0, steps))
    assert prove(one, timeout=3.0).result in {"proved", "unknown"}
    never = run("never", [lambda xp, steps: (steps >= 1.0) & (steps <= 0.0)], lambda xp, steps: (0.0, steps))
    assert prove(never).result == "vacuous"


def test_free_numbers_are_no_run():
    """A total of 1 after 0 steps breaks the bound, and no run makes it."""
    one = run(
        "true", [Premise("N ≥ 0", Kind.DOMAIN, lambda xp, steps: steps >= 0.0, "")], lambda xp, steps: (0.0, steps)
    )
    with pytest.raises(ValueError, match="is about runs of"):
        falsify(one, key=KEY, starts=1)


def test_an_undecided_fact_of_free_numbers_is_no_witness():
    """c = √(a² + b²) is never longer than itself: z3 says so, and a search finds nothing."""
    longer = Premise("a² + b² < c²", Kind.LEMMA, lambda xp, a, b, c: a * a + b * b < c * c, "made up")
    one = claim(
        "undecided",
        ("a", "b", "c"),
        [definition("c = √(a² + b²)", "c", lambda xp, a, b: xp.sqrt(a * a + b * b), "made up"), longer],
        lambda xp, a: a,
        lambda xp, b: (-b * b, b * b),
    )
    assert prove(one).result == "vacuous"
    assert falsify(one, key=KEY, starts=1).witness is None


def test_a_premise_that_is_no_number_holds_for_nothing():
    """√a ≤ 1: no score is given to a negative a."""
    one = claim(
        "nan",
        ("a", "b"),
        [lambda xp, a: xp.sqrt(a) <= 1.0],
        lambda xp, a, b: xp.sigmoid(xp.abs(a)) + 0.0 * b,
        lambda xp: (0.0, 0.75),
    )
    climbed = climb(one, free(one), KEY)
    scored = np.isfinite(climbed.score)
    a = np.asarray(climbed.parameters[0])[scored]
    assert np.all((a >= 0.0) & (a <= 1.0))
    assert scored.sum() <= climbed.met.sum() <= STARTS
    assert check(one, a=a, b=np.zeros_like(a)).status.max() < Status.INAPPLICABLE


def test_a_search_that_meets_no_premise_says_so():
    one = claim(
        "nowhere",
        ("a",),
        [lambda xp, a: (xp.sigmoid(a) > 0.75) & (a < 1.0)],
        lambda xp, a: a,
        lambda xp: (0.0, 0.0),
    )
    found = falsify(one, key=KEY, starts=1)
    assert (found.result, found.met, found.construction) == ("not refuted", 0, None)


@pytest.mark.parametrize("change", [{"lam": "1/1000"}, {"x[0]": "100"}, {"slack": "-1"}, {"w_nr[0]": "11"}])
def test_a_witness_keeps_the_limits_of_its_construction(change):
    point = {"w_nr[0]": 2, "w_r[0]": 0, "x[0]": 2, "target": 0, "lam": 1, "slack": 3, "shortfall": 0}
    numbers = {name: Fraction(value) for name, value in (point | change).items()}
    one, place = CLAIMS["theorem1.printed"], linear(1, printed=True)
    assert replay(one, place, {name: Fraction(value) for name, value in point.items()}) is not None
    assert replay(one, place, numbers) is None
    missing = {name: value for name, value in numbers.items() if name != "slack"}
    assert replay(one, place, missing) is None


def test_the_text_of_a_formula_tells_a_field_from_infinity():
    assert written(lambda xp, inf: (-xp.inf, inf)) != written(lambda xp: (-xp.inf, xp.inf))


def test_a_domain_that_steps_may_leave_is_not_taken_for_granted():
    """p moves by up to 2 from 1, and q is spoilt once p ≤ 0; where p > 0 again, it still is."""
    induction = Induction(
        {"p": 1, "q": 0},
        lambda xp, p, q, d: {"p": p + d, "q": xp.where(p + d <= 0.0, 100.0, q)},
        (Premise("|d| ≤ 2", Kind.INEQUALITY, lambda xp, d: xp.abs(d) <= 2.0, "made up"),),
    )
    positive = Premise("p > 0", Kind.DOMAIN, lambda xp, p: p > 0.0, "made up")
    one = claim("left", ("p", "q"), [positive], lambda xp, q: q, lambda xp, p: (-1.0, 0.0 * p), induction)
    assert certify(one, field_error=0.0, p=1, q=100).refutes
    assert prove(one, timeout=3.0).result != "proved"


@pytest.mark.parametrize(
    "premise",
    [lambda xp, b: xp.sigmoid(xp.divide(1.0, b)) >= 1.0, lambda xp, b: xp.divide(1.0, b) + 1.0 <= xp.divide(1.0, b)],
)
def test_premises_that_infinity_meets_are_not_called_vacuous(premise):
    one = claim("infinite", ("b",), [premise], lambda xp, b: b + 1.0, lambda xp, b: (b, b))
    assert prove(one, timeout=3.0).result not in {"vacuous", "proved"}


def test_only_a_whole_quotient_is_infinite_outwards():
    """A plain a / b is no end over 0, even where the same quotient is also written with xp.divide."""

    def interval(xp, a, b):
        return xp.minimum(xp.divide(a, b), -1000.0) - 1000.0, a / b

    one = claim("plain", ("a", "b"), [lambda xp, a, b: a >= b * b], lambda xp, a, b: b, interval)
    assert prove(one, timeout=3.0).result != "proved"


def test_a_strict_fact_of_somebody_else_that_models_meet_with_equality_is_no_witness():
    """SCFE's cost is never less than itself."""
    sound = CLAIMS["theorem1.sound"]
    below = Premise(
        "cost · (λ + a²) < |m| a",
        Kind.LEMMA,
        lambda xp, cost_nr, lam, norm_nr, residual_nr: (
            cost_nr * (lam + norm_nr * norm_nr) < xp.abs(residual_nr) * norm_nr
        ),
        "made up",
    )
    one = claim("strict", sound.fields, [below, *sound.premises], sound.value, lambda xp, cost_nr: (cost_nr, cost_nr))
    found = falsify(one, key=KEY, starts=1, constructions=[linear(2)])
    assert found.witness is None


def test_a_search_for_a_counterexample_divides_by_nothing_that_is_0():
    """|cost gap| ≤ 1/λ, for every λ: false at (5, 0, 1)."""
    one = claim(
        "small",
        ("cost_nr", "cost_r", "lam"),
        [],
        lambda xp, cost_nr, cost_r: cost_nr - cost_r,
        lambda xp, lam: (-1.0 / lam, 1.0 / lam),
    )
    assert prove(one).result == "refuted"
