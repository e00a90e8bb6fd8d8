"""The file of Coq about a claim: its numbers, premises and definitions, and a proof that its interval follows.

The file is a section. Numbers are its variables and premises its hypotheses, so that the theorem is about all numbers
for which the premises hold. Lemmas say one by one that the formulas are defined, and what either end of the interval
says; the theorem has them all. Nothing is an axiom: what the theorem rests on is printed at the end.
"""

import re
import textwrap
from collections.abc import Iterable, Mapping
from typing import Any

from bounds.claim import Claim, Induction, Premise, apply
from bounds.instance import fact
from bounds.kernel.hints import hints_for
from bounds.kernel.hints.scripts import Hints
from bounds.proving.statement import Statement, auxiliary, is_read, names, stated
from bounds.readings.coq import CoqOps, CoqTerm
from bounds.readings.text import definition_hash

LIBRARY = "Recourse"
"""The name of the file of lemmas that every file of a claim begins with."""

FACTS = "Vectors"
"""The name of the file of facts about vectors, from which premises of claims follow."""

TAKEN = frozenset(
    (
        *("PI", "R", "Rabs", "Rmax", "Rmin", "Rpower", "S", "erf", "exp", "ln", "n", "nat", "sigmoid", "sqrt"),
        *("Prop", "Set", "Type", "as", "at", "cofix", "else", "end", "exists", "exists2", "fix", "for", "forall"),
        *("fun", "if", "in", "let", "match", "mod", "return", "then", "using", "where", "with"),
        *("Rle_dec", "Rlt_dec", "Rge_dec", "Rgt_dec", "Req_EM_T"),
    )
)
"""Names that mean something in these files, and so are no names of fields there."""

WIDTH = 118
"""Most characters of a line of a file."""


def identifier(name: str) -> str:
    """Give the name in Coq of a field or a claim.

    Args:
        name: The name of a field, or the id of a claim.

    Returns:
        A name that means nothing else in these files.

    Examples:
        >>> identifier("theorem1.sound"), identifier("where"), identifier("exp")
        ('theorem1_sound', 'where_', 'exp_')
    """
    plain = re.sub(r"\W", "_", name, flags=re.ASCII)
    return f"{plain}_" if plain in TAKEN or plain.startswith("_") or plain.endswith("_") else plain


def source(claim: Claim) -> str:
    r"""Write the file of a claim.

    Args:
        claim: The claim, about numbers.

    Returns:
        The text of the file.

    Examples:
        >>> from bounds import CLAIMS
        >>> print(source(CLAIMS["lemma1.norms"]))  # doctest: +ELLIPSIS
        (* lemma1.norms: a − Δ ≤ b ≤ a + Δ
        ...
        Theorem lemma1_norms :
          norm_nr - delta <= norm_r /\
          norm_r <= norm_nr + delta.
        ...
    """
    hints = hints_for(claim)
    body = _by_induction(claim, claim.induction, hints) if claim.induction else _direct(claim, hints)
    name = identifier(claim.id)
    head = [*_title(claim), f"Require Import {LIBRARY}.", "", f"Section {name}.", ""]
    foot = ["", f"End {name}.", "", f"Print Assumptions {name}.", ""]
    return "\n".join([*head, *body, *foot])


def _title(claim: Claim) -> list[str]:
    lines = [f"{claim.id}: {claim.statement}", f"Source: {claim.source}"]
    lines += [f"Definition: {definition_hash(claim)}"]
    text = "\n   ".join(_comment(line) for line in lines)
    return [f"(* {text} *)", ""]


def _comment(text: str) -> str:
    """What a text is within a comment, which it must not end."""
    return text.replace("(*", "( *").replace("*)", "* )").replace('"', "”")


# Claims about one instance


def _direct(claim: Claim, hints: Hints) -> list[str]:
    xp = CoqOps()
    fields = {name: xp.symbol(identifier(name)) for name in names(claim)}
    statement = stated(claim, xp, fields)
    name = identifier(claim.id)
    lines = [*_variables(fields.values(), "R"), *_functions(statement), ""]
    lines += _hypotheses(statement.premises)
    parts = []
    for part, claimed in _parts(statement):
        parts.append(f"{name}_{part}")
        lines += ["", *_lemma("Lemma", parts[-1], claimed, f"take.\n{getattr(hints, part)}")]
    several = len(statement.required) > 1
    everything = [f"({claimed})" if several and part == "defined" else claimed for part, claimed in _parts(statement)]
    lines += ["", *_lemma("Theorem", name, everything, f"exact ({_conjunction(parts)}).")]
    return lines


def _parts(statement: Statement) -> list[tuple[str, Any]]:
    required = [" /\\ ".join(statement.required)] if statement.required else []
    return [*(("defined", text) for text in required), *((side, term.text) for side, term in statement.sides.items())]


def _conjunction(proofs: list[str]) -> str:
    return proofs[0] if len(proofs) == 1 else f"conj {proofs[0]} {_nested(proofs[1:])}"


def _nested(proofs: list[str]) -> str:
    return proofs[0] if len(proofs) == 1 else f"({_conjunction(proofs)})"


# Claims about many steps


def _by_induction(claim: Claim, induction: Induction, hints: Hints) -> list[str]:
    """The section of a claim about n steps, in which what steps change is a sequence."""
    name, xp = identifier(claim.id), CoqOps()
    changed = {one: f"{identifier(one)} n" for one in (*induction.start, *auxiliary(claim))}
    fields = {one: xp.symbol(changed.get(one, identifier(one))) for one in names(claim)}
    lines = [*_variables([identifier(one) for one in names(claim) if one not in changed], "R")]
    lines += [*_variables([identifier(one) for one in names(claim) if one in changed], "nat -> R"), ""]
    statement = stated(claim, xp, fields)
    lines += _hypotheses((premise, term) for premise, term in statement.premises if not is_read(premise, changed))
    lines += _steps(induction, xp, fields)
    claimed = [part for _, part in _parts(statement)]
    moved = [term.text for premise, term in statement.premises if is_read(premise, changed)]
    holds = " /\\ ".join([*moved, *claimed])
    lines += ["", "Definition holds_after (n : nat) : Prop :=", *_wrapped(f"  {holds}.", "    ")]
    starts, advances = (
        ", ".join(f"{identifier(one)}_{what}" for one in induction.start) for what in ("starts", "advances")
    )
    facts = " ".join(f"pose proof (step_{rank} n)." for rank, _ in enumerate(induction.premises, 1))
    start = f"unfold holds_after; rewrite {starts}.\ntake.\n{hints.start}"
    step = f"unfold holds_after; intros n before; rewrite {advances}.\n{facts}\ntake.\n{hints.step}"
    ending = (
        "intros n; assert (holds : holds_after n).\n"
        f"{{ induction n; [exact {name}_start | apply {name}_step; assumption]. }}\n"
        "unfold holds_after in holds; tauto."
    )
    lines += ["", *_lemma("Lemma", f"{name}_start", "holds_after 0", start)]
    lines += ["", *_lemma("Lemma", f"{name}_step", "forall n : nat, holds_after n -> holds_after (S n)", step)]
    return [*lines, "", *_lemma("Theorem", name, "forall n : nat, " + " /\\ ".join(claimed), ending)]


def _steps(induction: Induction, xp: CoqOps, fields: Mapping[str, CoqTerm]) -> list[str]:
    """The hypotheses about the steps: what is so before the first one, what is known of each, and what it changes."""
    lines = []
    for field, number in induction.start.items():
        lines.append(f"Hypothesis {identifier(field)}_starts : {identifier(field)} 0%nat = {xp.number(number)}.")
    for rank, premise in enumerate(induction.premises, 1):
        lines += _hypothesis(f"step_{rank}", f"forall n : nat, {fact(premise, xp, fields)}", premise)
    for field, term in apply(induction.advance, xp, fields).items():
        after = f"forall n : nat, {identifier(field)} (S n) = {xp.number(term)}"
        lines.append(f"Hypothesis {identifier(field)}_advances : {after}.")
    return lines


# Texts


def _variables(terms: Iterable[Any], kind: str) -> list[str]:
    listed = " ".join(map(str, terms))
    return textwrap.wrap(f"Variables {listed} : {kind}.", WIDTH, subsequent_indent="  ") if listed else []


def _functions(statement: Statement) -> list[str]:
    texts = [term.text for _, term in statement.premises] + [term.text for term in statement.sides.values()]
    is_used = any("erf " in text for text in texts)
    return ["Variable erf : R -> R.  (* any function: only what premises say of it is used *)"] if is_used else []


def _hypotheses(premises: Iterable[tuple[Premise, CoqTerm]]) -> list[str]:
    lines = []
    for rank, (premise, term) in enumerate(premises, 1):
        label = f"{identifier(premise.defines)}_is" if premise.defines else f"premise_{rank}"
        lines += _hypothesis(label, term.text, premise)
    return lines


def _hypothesis(label: str, text: str, premise: Premise) -> list[str]:
    note = f"  (* {_comment(premise.name)} ({premise.kind.value}): {_comment(premise.source)} *)"
    return [*_wrapped(note.strip(), "   "), *_wrapped(f"Hypothesis {label} : {text}.", "  ")]


def _lemma(kind: str, name: str, claimed: str | list[str], script: str) -> list[str]:
    text = " /\\\n".join([claimed] if isinstance(claimed, str) else claimed)
    lines = [line for part in f"{text}.".split("\n") for line in _wrapped(f"  {part}", "    ")]
    return [f"{kind} {name} :", *lines, "Proof.", *textwrap.indent(script, "  ").split("\n"), "Qed."]


def _wrapped(text: str, indent: str) -> list[str]:
    return textwrap.wrap(text, WIDTH, subsequent_indent=indent, break_long_words=False, break_on_hyphens=False)


def files(claims: Mapping[str, Claim]) -> dict[str, str]:
    """Write the files of claims.

    Args:
        claims: The claims by id; those about vectors have none.

    Returns:
        The texts by the names of the files, without the file of lemmas.

    Examples:
        >>> from bounds import CLAIMS
        >>> list(files({"lemma1.norms": CLAIMS["lemma1.norms"]}))
        ['lemma1_norms.v']
    """
    return {f"{identifier(name)}.v": source(claim) for name, claim in claims.items() if not claim.shapes}
