"""The second solver: cvc5 decides a claim from a text that was written without z3, so that two programs may agree."""

import importlib.metadata
import subprocess
import sys
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Literal, NamedTuple

from bounds.claim import Claim, Induction, apply
from bounds.instance import fact
from bounds.proving.statement import Statement, is_read, names, stated
from bounds.readings.smt import SmtOps, SmtTerm
from bounds.vectors import at, small_sizes

STRATEGIES = (
    {"nl-cov": "true", "nl-ext": "light"},
    {"nl-cov": "true", "nl-ext": "full"},
    {"nl-cov": "false", "nl-ext": "full", "nl-ext-tplanes-interleave": "true"},
)
"""What cvc5 is told, until it comes to an end: cylindrical coverings of polynomials, after little or much incremental
linearisation, or that alone with tangent planes."""

PROCESS = Path(__file__).with_name("cvc5_process.py")
"""The program that asks one question."""

START = 10.0
"""The seconds that such a program may take to begin and to end."""

Answer = Literal["unsat", "sat", "unknown"]


class Opinion(NamedTuple):
    """What cvc5 says of a claim.

    Attributes:
        result: ``proved`` if the premises and the negation of what is claimed cannot be true together, ``refuted`` if
            numbers satisfy the premises and lie outside the interval, as far as roots and functions are known, and
            ``unknown`` if the time did not suffice.
        seconds: The time taken in seconds.
        version: The version of cvc5.
    """

    result: Literal["proved", "refuted", "unknown"]
    seconds: float
    version: str


def second_opinion(claim: Claim, *, timeout: float = 10.0) -> Opinion:
    """Ask cvc5 whether a claim follows from its premises.

    A claim about many steps is proved at the start, and from each step to the next, with every premise that the steps
    change; it is refuted by a first step. A claim about vectors is asked about at its smallest size, where it can be
    refuted only.

    Args:
        claim: The claim.
        timeout: The time limit of each question in seconds.

    Returns:
        The opinion.

    Examples:
        >>> from bounds import CLAIMS
        >>> second_opinion(CLAIMS["lemma1.norms"]).result, second_opinion(CLAIMS["theorem4.printed"]).result
        ('proved', 'refuted')
    """
    begun = time.perf_counter()
    if claim.shapes:
        smallest = second_opinion(at(claim, small_sizes(claim)[0]), timeout=timeout)
        return smallest if smallest.result == "refuted" else smallest._replace(result="unknown")
    result: Literal["proved", "refuted", "unknown"] = "unknown"
    if all(ask(question, timeout) == "unsat" for question in proof_questions(claim)):
        result = "proved"
    elif any(ask(question, timeout) == "sat" for question in refutation_questions(claim)):
        result = "refuted"
    return Opinion(result, time.perf_counter() - begun, importlib.metadata.version("cvc5"))


# Questions


def proof_questions(claim: Claim) -> list[str]:
    """Write the questions that are all unsatisfiable if the claim follows from its premises.

    Args:
        claim: The claim, about numbers.

    Returns:
        The texts in SMT-LIB.

    Examples:
        >>> from bounds import CLAIMS
        >>> print(proof_questions(CLAIMS["theorem3.sharp"])[0])
        (set-logic QF_NRA)
        (declare-const cost_nr Real)
        (declare-const cost_r Real)
        (declare-const lipschitz Real)
        (declare-const latent_gap Real)
        (declare-const recourse_gap Real)
        (assert (>= lipschitz 0.0))
        (assert (>= latent_gap 0.0))
        (assert (<= recourse_gap (* lipschitz latent_gap)))
        (assert (<= (ite (>= (- cost_nr cost_r) 0.0) (- cost_nr cost_r) (- (- cost_nr cost_r))) recourse_gap))
        (assert (not (<= (- (* lipschitz latent_gap)) (- cost_nr cost_r))))
        (check-sat)
        <BLANKLINE>
    """
    if claim.induction:
        return [*_at_start(claim, claim.induction), *_at_step(claim, claim.induction)]
    xp = SmtOps()
    statement = stated(claim, xp, {name: xp.symbol(name) for name in names(claim)})
    known = [term for _, term in statement.premises]
    return [_question(xp, known, _not(xp, claimed)) for claimed in _claimed(statement)]


def refutation_questions(claim: Claim) -> list[str]:
    """Write the questions of which one is satisfiable if numbers refute the claim: one for each end of its interval.

    Args:
        claim: The claim, about numbers.

    Returns:
        The texts in SMT-LIB.

    Examples:
        >>> from bounds import CLAIMS
        >>> len(refutation_questions(CLAIMS["theorem3.sharp"])), len(refutation_questions(CLAIMS["theorem4.onlyif"]))
        (2, 1)
    """
    xp = SmtOps()
    fields = {name: xp.symbol(name) for name in names(claim)}
    known: list[SmtTerm] = []
    if claim.induction:
        known, fields = _first_step(claim.induction, xp, fields)
    statement = stated(claim, xp, fields)
    known += [term for _, term in statement.premises]
    return [_question(xp, [*known, *statement.required], _not(xp, side)) for side in statement.sides.values()]


def ask(question: str, timeout: float) -> Answer:
    """Ask cvc5 whether the assertions of a text can be true together.

    Args:
        question: The text in SMT-LIB, which ends with ``(check-sat)``.
        timeout: The time limit in seconds.

    Returns:
        The answer.

    Examples:
        >>> ask("(set-logic QF_NRA)(declare-const a Real)(assert (< (* a a) 0.0))(check-sat)", 10.0)
        'unsat'
    """
    for strategy in STRATEGIES:
        answer = _asked(question, strategy, timeout / len(STRATEGIES))
        if answer != "unknown":
            return answer
    return "unknown"


def _asked(question: str, strategy: Mapping[str, str], timeout: float) -> Answer:
    """Ask in a process, which is ended when it does not end in time by itself."""
    settings = {**strategy, "seed": "0", "tlimit-per": str(max(1, int(1000 * timeout)))}
    command = [sys.executable, str(PROCESS), *(f"{option}={setting}" for option, setting in settings.items())]
    try:
        run = subprocess.run(  # noqa: S603
            command, input=question, capture_output=True, text=True, timeout=timeout + START, check=False
        )
    except subprocess.TimeoutExpired:
        return "unknown"
    return "unsat" if run.stdout.startswith("unsat") else "sat" if run.stdout.startswith("sat") else "unknown"


def _claimed(statement: Statement) -> list[SmtTerm]:
    return [*statement.required, *statement.sides.values()]


def _not(xp: SmtOps, term: SmtTerm) -> SmtTerm:
    return xp.applied("not", term)


def _question(xp: SmtOps, *groups: list[SmtTerm] | SmtTerm) -> str:
    asserted = [term for group in groups for term in (group if isinstance(group, list) else [group])]
    lines = ["(set-logic QF_NRA)", *(f"(declare-const {name} Real)" for name in xp.constants)]
    return "\n".join([*lines, *(f"(assert {term})" for term in (*asserted, *xp.facts)), "(check-sat)", ""])


# Claims about many steps


def _at_start(claim: Claim, induction: Induction) -> list[str]:
    """Everything that the steps change and that the claim says holds before the first step."""
    xp = SmtOps()
    fields = {name: xp.symbol(name) for name in names(claim)}
    fields |= {name: xp.number(number) for name, number in induction.start.items()}
    statement = stated(claim, xp, fields)
    known, shown = _parted(induction, statement)
    return [_question(xp, known, _not(xp, claimed)) for claimed in (*shown, *_claimed(statement))]


def _at_step(claim: Claim, induction: Induction) -> list[str]:
    """It holds after a step if it holds before."""
    xp = SmtOps()
    before = {name: xp.symbol(name) for name in names(claim)}
    earlier = stated(claim, xp, before)
    known = [term for _, term in earlier.premises] + [*earlier.required, *earlier.sides.values()]
    known += [fact(premise, xp, before) for premise in induction.premises]
    statement = stated(claim, xp, {**before, **_advanced(induction, xp, before)})
    _, shown = _parted(induction, statement)
    return [_question(xp, known, _not(xp, claimed)) for claimed in (*shown, *_claimed(statement))]


def _first_step(induction: Induction, xp: SmtOps, fields: Mapping[str, Any]) -> tuple[list[SmtTerm], dict[str, Any]]:
    """The facts of the first step, and the numbers after it."""
    before = {**fields, **{name: xp.number(number) for name, number in induction.start.items()}}
    facts = [fact(premise, xp, before) for premise in induction.premises]
    return facts, {**before, **_advanced(induction, xp, before)}


def _advanced(induction: Induction, xp: SmtOps, before: Mapping[str, Any]) -> dict[str, Any]:
    return {name: xp.number(term) for name, term in apply(induction.advance, xp, before).items()}


def _parted(induction: Induction, statement: Statement) -> tuple[list[SmtTerm], list[SmtTerm]]:
    """The premises that steps leave alone, and those that they change."""
    changed = tuple(induction.start)
    moved = [term for premise, term in statement.premises if is_read(premise, changed)]
    return [term for premise, term in statement.premises if not is_read(premise, changed)], moved
