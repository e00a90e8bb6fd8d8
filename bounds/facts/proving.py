"""Proofs of facts by z3, in every dimension and for every number of rows."""

import time
from collections.abc import Iterable
from functools import cache
from typing import Any

import z3

from bounds.facts.statement import Application, Axiom, Fact, Statement
from bounds.meaning.gram import GramReading
from bounds.meaning.substitution import is_of_each_row
from bounds.meaning.terms import Condition, inner
from bounds.readings.terms import TermOps

FIRST_EFFORT, EFFORT = 500_000, 20_000_000
"""Most steps of z3 for a question, without squares of norms and with them. z3 counts them, not the time, so that the
answer is the same on a busy machine. The questions of the claims of this package take at most 200,000."""


class Derivation:
    """What is known so far of some symbols, and the question whether something follows.

    Attributes:
        reading: The reading of terms.
        known: What is known, as terms of z3.
    """

    def __init__(self, known: Iterable[Any] = (), ops: TermOps | None = None) -> None:
        """Start from what is known.

        Args:
            known: Terms of z3.
            ops: The operations of z3 that made them.
        """
        self.reading = GramReading(ops or TermOps())
        self.known = list(known)

    def assume(self, conditions: Iterable[Condition]) -> None:
        """Take conditions for known."""
        self.known += [self.reading.condition(condition) for condition in conditions]

    def use(self, applications: Iterable[Application]) -> bool:
        """Add what facts and axioms conclude of their vectors and numbers if their hypotheses are true of them.

        A fact about all rows needs its hypotheses of each row: those must follow from what is known.

        Args:
            applications: The facts and axioms, applied to vectors and numbers, each after those that it needs.

        Returns:
            Whether all hypotheses of each row follow.
        """
        for application in applications:
            conditions = []
            for hypothesis in application.hypotheses:
                read = self.reading.condition(hypothesis)
                if not application.statement.is_over_rows or not is_of_each_row(hypothesis):
                    conditions.append(read)
                elif not self.follows(read):
                    return False
            concluded = [self.reading.condition(one) for one in application.conclusions]
            self.known += [z3.Implies(z3.And(*conditions), one) for one in concluded] if conditions else concluded
        return True

    def follows(self, conclusion: Any) -> bool:
        """Decide by z3 whether something follows from what is known.

        It is tried first with norms of which only is known that they are not negative, then with what their squares
        are.
        """
        asked = [*self.known, z3.Not(conclusion)]
        return self._is_impossible(asked, FIRST_EFFORT) or self._is_impossible(
            [*asked, *self.reading.squares()], EFFORT
        )

    def is_impossible(self) -> bool:
        """Decide whether what is known contradicts itself, so that anything would follow."""
        return self._is_impossible([*self.known, *self.reading.squares()], FIRST_EFFORT)

    def _is_impossible(self, asked: list[Any], effort: int) -> bool:
        solver = z3.Solver(ctx=self.reading.ops.context)
        solver.set("rlimit", effort, "random_seed", 0)
        solver.add(*asked, *self.reading.facts, *self.reading.ops.facts)
        return solver.check() == z3.unsat


@cache
def is_proved(statement: Statement) -> bool:
    """Decide whether z3 proves a fact from its hypotheses, and all facts that it uses.

    Args:
        statement: A fact, or an axiom.

    Returns:
        Whether it is proved, or one of ``bounds.facts.AXIOMS``. An axiom of a user is neither.

    Examples:
        >>> import bounds.facts
        >>> is_proved(bounds.facts.cauchy_schwarz)
        True
    """
    if isinstance(statement, Axiom):
        from bounds.facts import AXIOMS

        return AXIOMS.get(statement.name) == statement
    if not isinstance(statement, Fact) or not all(is_proved(one.statement) for one in statement.because):
        return False
    return _by_rows(statement) if statement.by_rows else _directly(statement)


def seconds_of(fact: Fact) -> float:
    """Measure how long the proof of a fact takes, without those that it uses.

    Args:
        fact: The fact.

    Returns:
        The seconds.

    Examples:
        >>> import bounds.facts
        >>> seconds_of(bounds.facts.cauchy_schwarz) < 60.0
        True
    """
    is_proved(fact)
    begun = time.perf_counter()
    _by_rows(fact) if fact.by_rows else _directly(fact)
    return time.perf_counter() - begun


def axioms_of(applications: Iterable[Application]) -> tuple[Axiom, ...]:
    """List the axioms on which facts rest in the end.

    Args:
        applications: Facts and axioms, applied to anything.

    Returns:
        The axioms, each of them once.

    Examples:
        >>> import bounds.facts
        >>> axioms_of([bounds.facts.sigmoid_between("t")])[0].name
        'exp_rises'
    """
    found: dict[Axiom, None] = {}
    for application in applications:
        statement = application.statement
        if isinstance(statement, Axiom):
            found[statement] = None
        elif isinstance(statement, Fact):
            found |= dict.fromkeys(axioms_of(statement.because))
    return tuple(found)


def uses_induction(applications: Iterable[Application]) -> bool:
    """Decide whether the proof of some fact, or of one that it uses, is by induction over rows.

    Args:
        applications: Facts and axioms, applied to anything.

    Returns:
        Whether one is.

    Examples:
        >>> import bounds.facts
        >>> uses_induction([bounds.facts.triangle("u", "v")])
        False
    """
    facts = [one.statement for one in applications if isinstance(one.statement, Fact)]
    return any(fact.by_rows or uses_induction(fact.because) for fact in facts)


def _directly(fact: Fact) -> bool:
    derivation = Derivation()
    derivation.assume(fact.hypotheses)
    derivation.known += [derivation.reading.number(inner(v, v)) >= 0 for v in fact.squares]
    if not derivation.use(fact.because):
        return False
    return all(derivation.follows(derivation.reading.condition(one)) for one in fact.conclusions)


def _by_rows(fact: Fact) -> bool:
    """Prove the conclusions of no row, and of one row more if they hold of those before it."""
    first, step = Derivation(), Derivation()
    for derivation in (first, step):
        derivation.assume(fact.hypotheses)
    first.reading.rows = "none"
    if not all(first.follows(first.reading.condition(one)) for one in fact.conclusions):
        return False
    step.assume(fact.conclusions)
    step.known += [step.reading.number(inner(v, v)) >= 0 for v in fact.squares]
    if not step.use(fact.because):
        return False
    step.reading.rows = "one more"
    return all(step.follows(step.reading.condition(one)) for one in fact.conclusions)
