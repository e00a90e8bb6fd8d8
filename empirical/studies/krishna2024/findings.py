"""The page of findings: what became of each sentence of the paper, and what lies beyond it, from the tables alone."""

from collections import Counter
from collections.abc import Iterable
from typing import Any

import polars as pl

from empirical.studies.badges import Badge
from empirical.studies.curves import LEAST_PEOPLE, LEAST_SEEDS, Curve, described, known, shown
from empirical.studies.drawing import METHODS, MODELS
from empirical.studies.krishna2024.decomposition import SCORE, SLOPE, gap_parts
from empirical.studies.krishna2024.evidence import Finding, findings
from empirical.studies.krishna2024.frontier import ATTACK, Turn, frontier_rows
from empirical.studies.krishna2024.results import Results
from empirical.studies.krishna2024.sentences import rule_in_words
from empirical.studies.krishna2024.series import Key, curves_of
from empirical.studies.krishna2024.sweeps import SWEPT, falls_with_lam, swept_validity
from empirical.studies.page import table

TITLE = "# What Krishna et al. (AAAI 2024) say of their experiments, and what was measured"


def findings_page(results: Results) -> str:
    """Write the page of findings.

    Args:
        results: The tables of the study.

    Returns:
        The page in Markdown; what does not reproduce comes first.

    Examples:
        >>> from empirical.studies.krishna2024.made import made_results
        >>> findings_page(made_results()).splitlines()[0] == TITLE
        True
    """
    found = findings(results)
    blocks = [
        TITLE,
        "Every sentence has a badge by a rule that was written down before anything was measured. A figure counts "
        f"where it is known: of {LEAST_PEOPLE} people and {LEAST_SEEDS} seeds at least. Means are over seeds, with "
        "Student's 95 % interval. Costs are ℓ2 lengths of changes, in scaled units; cost differences are cost_R − "
        "cost_NR, which is the opposite sign of the theorems.",
        table([_row(one) for one in found]),
        *_models(results),
        "## Sentence by sentence",
        *(block for one in found for block in _section(one)),
        "## Beyond the paper",
        *_lam(results),
        *_sweeps(results),
        *_frontiers(results),
        *_parts(results),
    ]
    return "\n\n".join(blocks) + "\n"


def _row(one: Finding) -> dict[str, Any]:
    counts = Counter(told.badge for told in one.told)
    text = ", ".join(f"{counts[badge]} {badge.value}" for badge in Badge if counts[badge]) or "nothing was measured"
    return {"sentence": f"“{one.sentence.text}”", "badge": f"**{one.badge.value}**", "cases": text}


def _section(one: Finding) -> list[str]:
    sentence = one.sentence
    heading = f"### {sentence.name.capitalize()}: {one.badge.value}"
    said = f"“{sentence.text}” ({sentence.source}.)"
    measured = f"Measured: {sentence.reading} Rule: {rule_in_words(sentence.rule)}"
    order = list(Badge)
    rows = [
        {**_names(told.key), "measured": told.figure, "badge": told.badge.value}
        for told in sorted(one.told, key=lambda told: order.index(told.badge))
    ]
    return [heading, said, measured, table(_without_empty(rows))]


def _names(key: Key) -> dict[str, str]:
    method = ", ".join(METHODS.get(name, name) for name in key.method.split(", "))
    names = {"data": key.data, "models": MODELS[key.model], "attacks": key.training}
    return {**names, "method": method if method != "–" else "", "of": key.variant}


def _without_empty(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Leave out the columns that are empty in every row."""
    names = [name for name in (rows[0] if rows else {}) if any(row[name] != "" for row in rows)]
    return [{name: row[name] for name in names} for row in rows]


def _models(results: Results) -> list[str]:
    """Say of which ε on the robust models tell nobody apart, which decides what can be told of recourses."""
    rows = []
    runs = results.runs.unique(["data", "model", "training", "seed", "steps", "ridge", "epsilon", "depth", "widening"])
    for names, group in sorted(runs.group_by("data", "model", "training")):
        shares = (
            group.group_by("epsilon").agg(pl.col("accuracy_nr", "accuracy_r").mean(), _CONSTANT.all()).sort("epsilon")
        )
        all_constant = shares.filter("constant")["epsilon"]
        data, model, training = (str(name) for name in names)
        rows.append(
            {
                "data": data,
                "models": MODELS[model],
                "attacks": training,
                "accuracy at ε = 0": _number(shares["accuracy_nr"].first()),
                "at the largest ε": _number(shares["accuracy_r"].last()),
                "tell nobody apart, with every seed": ", ".join(f"{one:g}" for one in all_constant) or "at no ε",
            }
        )
    text = (
        "A model that accepts everybody needs no recourse, and one that rejects everybody often has none: of such "
        "models nothing is told of costs."
    )
    return ["## Which robust models tell people apart", text, table(rows)]


_CONSTANT = pl.col("accepted_r").is_in([0.0, 1.0]).alias("constant")


def _lam(results: Results) -> list[str]:
    rows = [
        {
            **_names(key),
            "falls, λ = 0.01": shown(fall.usual),
            f"falls, {fall.label}": shown(fall.smallest),
            "from ε = 0 to": f"{fall.last:g}",
            "the fall is": fall.cause.value,
        }
        for key, fall in falls_with_lam(results).items()
    ]
    text = (
        "A minimiser of SCFE is accepted if λ|m|/(λ + t²) is below the target score, with t the slope of the score: "
        "where adversarial training makes scores flat, the same λ leaves the minimiser short of the boundary. How far "
        "the validity of the minimisers falls, with the λ of the main grid and with the smallest one: an artefact if "
        "it falls by at most .05 then, in part if by less than half."
    )
    return ["### Is the fall of validity an artefact of a fixed λ?", text, _same_titles(_without_empty(rows))]


def _same_titles(rows: list[dict[str, Any]]) -> str:
    names = list(dict.fromkeys(name for row in rows for name in row))
    return table([{name: row.get(name, "") for name in names} for row in rows])


def _sweeps(results: Results) -> Iterable[str]:
    for part, symbol in SWEPT.items():
        curves = curves_of(swept_validity(results, part))
        rows = [
            {**_names(key._replace(variant="")), symbol: key.variant.partition(" = ")[2], "validity": _ends(curve)}
            for key, curve in curves.items()
        ]
        if rows:
            yield f"### Validity with several {symbol}"
            yield table(_without_empty(rows))


def _ends(curve: Curve) -> str:
    return described(known(curve))


def _frontiers(results: Results) -> list[str]:
    text = (
        f"Robustness is the accuracy under attacks of {ATTACK:g}, a mean over the two labels: one half for a model "
        "that tells nobody apart. Beyond the ε at which it is largest, more adversarial training buys nothing that it "
        "is made for. The interval is Student's over the seeds; *at the end*: the share of seeds with which it is "
        "still rising at the largest ε."
    )
    rows = []
    for row in frontier_rows(results):
        where: Turn = row["turn"]
        rows.append(
            {
                "data": row["data"],
                "models": MODELS[row["model"]],
                "attacks": row["training"],
                "turns at ε": shown({"mean": where.epsilon, "low": where.low, "high": where.high}),
                "at the end": where.at_end,
                **{f"{name} there": row[name] for name in ("accuracy", "robustness", "cost", "validity")},
                **{f"{name} at 0": row[f"{name} at ε = 0"] for name in ("accuracy", "robustness", "validity")},
            }
        )
    return ["### Where the frontier turns", text, table(rows)]


def _parts(results: Results) -> list[str]:
    text = (
        "‖ζ_R‖ − ‖ζ_NR‖ = |m_NR| (g(b) − g(a)) + (|m_R| − |m_NR|) g(b) with g(t) = t/(λ + t²), exactly: the part of "
        "the slopes and the part of the scores, means over the people whom both models reject. Of networks it is the "
        "gap of the costs on the tangents."
    )
    curves = curves_of(gap_parts(results))
    rows = []
    for key, curve in curves.items():
        there, other = known(curve), curves.get(key._replace(variant=SCORE))
        if key.variant == SLOPE and other is not None and there.at:
            ends = {"part of the slopes": described(there), "part of the scores": described(known(other))}
            rows.append({"data": key.data, "models": MODELS[key.model], "attacks": key.training, **ends})
    return ["### Where the cost gap of minimisers comes from", text, table(rows)]


def _number(value: Any) -> float | None:
    return None if value is None else float(value)
