"""Claims in words: what a page says of a claim, of its premises, and of a case: a claim with its Δ and its cost."""

from collections.abc import Mapping
from typing import Any

from bounds import CLAIMS, FIELDS, Claim
from bounds.claim import reads
from empirical.report import Report
from empirical.verification.measured import LINEARISED, PRINTED, RETURNED
from recourse_bounds.page.cases import Key
from recourse_bounds.wording import cost_words, delta_words, premise_words, words_of
from recourse_bounds.wording import title as claim_title

_OF_COSTS = ("cost_nr", "cost_r", "recourse_gap")


def claims_of(report: Report) -> dict[str, Claim | None]:
    """List the claims of a report.

    Args:
        report: The report.

    Returns:
        The claims by id; ``None`` for a claim of the user, of which a report has the id alone.

    Examples:
        >>> claims_of(Report(None, None, {"claims": [{"claim": "lemma1.norms"}, {"claim": "mine.one"}]}))["mine.one"]
    """
    return {count["claim"]: CLAIMS.get(count["claim"]) for count in report.summary["claims"]}


def title(claim: str) -> str:
    """Name a claim in a few words.

    Args:
        claim: The id of the claim.

    Returns:
        The theorem, what it is about, and which form of it; the id of a claim that is not one of this project.

    Examples:
        >>> title("theorem1.sound"), title("mine.one")
        ('Theorem 1, difference of costs: sound form', 'mine.one')
    """
    return claim_title(CLAIMS[claim]) if claim in CLAIMS else claim


def detail(key: Key) -> str:
    """Say with which Δ and cost a claim was checked.

    Args:
        key: The claim with its Δ and its cost.

    Returns:
        The words; empty where there is nothing to tell.

    Examples:
        >>> detail(Key("theorem1.printed", "printed", "printed"))
        'Δ as Lemma 1 prints it; cost as Definition 1 prints it, λ times the length'
    """
    cost = "" if key.cost == RETURNED else cost_words(key.cost)
    return "; ".join(part for part in (delta_words(key.delta), cost) if part)


def claim_words(claims: Mapping[str, Claim | None]) -> dict[str, Any]:
    """Say what claims are, for the heading of a page's data.

    Args:
        claims: The claims by id; ``None`` for one of the user.

    Returns:
        By id, what :func:`recourse_bounds.wording.words_of` says, and ``premises``: by name its ``words``, its
        ``kind``, its ``source`` and the names of the ``fields`` that it compares.

    Examples:
        >>> claim_words({"theorem1.sound": CLAIMS["theorem1.sound"]})["theorem1.sound"]["premises"]["Δ ≥ 0"]["fields"]
        ['delta']
    """
    nothing = {"statement": "", "source": "your own claim", "theory": "open", "remark": "", "quantity": None}
    return {
        name: {"title": name, **nothing, "premises": {}}
        if claim is None
        else {**words_of(claim), "premises": {premise.name: _premise(premise) for premise in claim.premises}}
        for name, claim in claims.items()
    }


def case_words(key: Key, claims: Mapping[str, Claim | None]) -> dict[str, Any]:
    """Say what a case is, for the heading of a page's data.

    Args:
        key: The claim with its Δ and its cost.
        claims: The claims of the report.

    Returns:
        ``id``, ``claim``, ``title``, ``detail``, the sources ``delta`` and ``cost``, ``theory``; ``origin``, from
        where tightness is measured; and ``columns``: where the numbers of a field stand if that is not the column of
        its name, empty if they stand nowhere.

    Examples:
        >>> words = case_words(Key("theorem1.sound", "path", "linearised"), CLAIMS)
        >>> words["id"], words["columns"]["delta"], words["columns"]["cost_r"]
        ('theorem1.sound|path|linearised', 'delta_path', 'cost_r_linearised')
    """
    claim, columns = claims.get(key.claim), {}
    if key.delta:
        columns["delta"] = f"delta_{key.delta}"
    if key.cost in (PRINTED, LINEARISED):
        columns |= {name: f"{name}_linearised" if key.cost == LINEARISED else "" for name in _OF_COSTS}
    return {
        "id": identity(key),
        "claim": key.claim,
        "title": title(key.claim),
        "detail": detail(key),
        "delta": key.delta,
        "cost": key.cost,
        "theory": "open" if claim is None else claim.theory,
        "origin": "centre" if claim is None else claim.tightness,
        "columns": columns,
    }


def identity(key: Key) -> str:
    """Give a case a name of one word.

    Args:
        key: The claim with its Δ and its cost.

    Returns:
        The three, with nothing for what the claim does not read.

    Examples:
        >>> identity(Key("lemma1.sound", None, None))
        'lemma1.sound||'
    """
    return "|".join(part or "" for part in key)


def formulas(report: Report) -> tuple[str, ...]:
    """List the texts of a page that are typeset: statements, premises and the meanings of fields.

    Args:
        report: The report.

    Returns:
        The texts, each once.

    Examples:
        >>> formulas(Report(None, None, {"claims": [{"claim": "lemma1.norms"}]}))[:2]
        ('a − Δ ≤ b ≤ a + Δ', 'a ≥ 0')
    """
    known = [claim for claim in claims_of(report).values() if claim is not None]
    texts = [text for claim in known for text in (claim.statement, *(premise.name for premise in claim.premises))]
    fields = [FIELDS[name] for claim in known for name in claim.read if name in FIELDS]
    return tuple(dict.fromkeys([*texts, *fields]))


def _premise(premise: Any) -> dict[str, Any]:
    return {
        "words": premise_words(premise),
        "kind": str(premise.kind),
        "source": premise.source,
        "fields": [*reads(premise.holds)],
    }
