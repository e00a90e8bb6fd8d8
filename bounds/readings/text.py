"""The hash of a claim's definition, which is made of the canonical text of its formulas."""

from hashlib import sha256

from bounds.claim import Claim, Premise
from bounds.formulas.written import written


def definition_hash(claim: Claim) -> str:
    """Compute the hash of a claim's definition, by which records recognise the definition that they are about.

    The definition consists of the value, both intervals, the premises, the induction and the tightness, with all helper
    functions expanded. It does not include the id, the texts, or the names of Python functions.

    Args:
        claim: The claim.

    Returns:
        The SHA-256 in hexadecimal digits.

    Examples:
        >>> import dataclasses
        >>> from bounds import CLAIMS
        >>> claim = CLAIMS["lemma1.norms"]
        >>> definition_hash(claim)[:8]
        '0aa163bf'
        >>> definition_hash(dataclasses.replace(claim, statement="in other words"))[:8]
        '0aa163bf'
        >>> definition_hash(dataclasses.replace(claim, premises=claim.premises[1:])) == definition_hash(claim)
        False
    """
    lines = [f"{name} {written(getattr(claim, name))}" for name in ("value", "interval", "trivial")]
    lines.append(f"tightness {claim.tightness}")
    if claim.shapes:
        lines.append(f"shapes {sorted(claim.shapes.items())}")
    lines += [_premise(premise) for premise in claim.premises]
    if claim.induction:
        lines.append(f"start {sorted(claim.induction.start.items())}")
        lines.append(f"advance {written(claim.induction.advance)}")
        lines += [_premise(premise) for premise in claim.induction.premises]
    return sha256("\n".join(lines).encode()).hexdigest()


def _premise(premise: Premise) -> str:
    defined = f" := {premise.defines} {written(premise.formula)}" if premise.formula else ""
    return f"{premise.kind} {written(premise.holds)}{defined}"
