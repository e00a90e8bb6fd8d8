"""The page of findings: what became of each sentence, each claim on each model, and Table 1 beside ours."""

from collections.abc import Iterator
from typing import Any

import numpy as np
import polars as pl

from empirical.studies.badges import Badge
from empirical.studies.page import table
from empirical.studies.pages.blocks import missing_lines
from empirical.studies.tan2023.claim_tables import (
    claim_rows,
    defects,
    drawn_checks,
    lacking_rows,
    peak_rows,
    steep_rows_of,
)
from empirical.studies.tan2023.drawn_smoothing import FAILURE
from empirical.studies.tan2023.methods import METHODS
from empirical.studies.tan2023.printed import (
    PLACE_RULE,
    RATIO_RULE,
    TABLE,
    TRAININGS,
    log_ratios,
    number_rows,
    ours_of,
    rank_correlation,
    ratio_rows,
)
from empirical.studies.tan2023.results import (
    DATA,
    LIKELY,
    MAIN,
    MODELS,
    OWN,
    Results,
    kinds,
    of_part,
)
from empirical.studies.tan2023.sentences import SENTENCES, Case, Sentence, Series, judged
from empirical.studies.tan2023.series import correlation_rows

TITLE = "# What Tan and Tian (2023) measured and proved, and what was measured here"

READINGS = {MAIN: "the logit, common draws", LIKELY: "the probability", OWN: "own draws for every neighbour"}
"""What the parts of the study read differently."""


def findings_blocks(results: Results) -> Iterator[str]:
    """Make the page.

    Args:
        results: The tables of the study.

    Yields:
        The headings, paragraphs and tables of the page in Markdown.

    Examples:
        >>> from empirical.studies.tan2023.made import made_results
        >>> next(findings_blocks(made_results())) == TITLE
        True
    """
    series = Series(results)
    found = [(sentence, *judged(sentence, series)) for sentence in SENTENCES]
    yield TITLE
    yield (
        "Every sentence has a badge by a rule that was written down before the study ran. The statements of theorems "
        "are those of the public manuscript from the time of the review; the printed version may differ: its abstract "
        "says four networks, Table 1 of the manuscript has five. Theirs are of CIFAR-10, ours of Fashion-MNIST and "
        "two tables."
    )
    yield table([_summary(sentence, badge) for sentence, badge, _ in found])
    yield from _claims(results)
    yield from _steepness(results)
    yield from _peaks(results)
    yield "## Sentence by sentence"
    for sentence, _, cases in found:
        yield from _sentence(sentence, cases)
    yield from _table_1(results)
    yield from _robustness(results)
    yield from _faithfulness(results)
    yield from _readings(results)
    yield from _models(results)
    yield from missing_lines(results.missing)


def _summary(sentence: Sentence, badge: Badge) -> dict[str, Any]:
    return {"sentence": f"“{sentence.text}” ({sentence.source})", "badge": f"**{badge.value}**"}


def _claims(results: Results) -> Iterator[str]:
    checks = drawn_checks(results)
    yield "## Every claim on every model"
    yield (
        f"**Violations of true claims: {defects(results)}.** Checks are pairs of a person and a neighbour, or of two "
        "points across the boundary of a model, of all models, the logit and the probability. *Tightest*: the largest "
        "value / bound. *Error*: the largest share of a bound that the error of a number takes. Scores of linear "
        "models are smoothed by a sum with a certified error; those of all others by draws, with errors that each "
        f"hold but for a chance of {FAILURE:g}: of {checks:,} checks, one fails with a chance of at most "
        f"{2.0 * FAILURE * checks:.2g}. Lipschitz constants are certified on the whole space: exact for linear models, "
        "by LipSDP-Neuron or norms for ReLU networks, κ Σ|w_j|‖x_j‖ for wide ones."
    )
    yield table(claim_rows(results))
    yield "Where a constant is lacking, a claim says nothing:"
    yield table(lacking_rows(results))


def _steepness(results: Results) -> Iterator[str]:
    yield "## Proposition 4.2 as printed, across the boundaries of trained models"
    yield (
        "The printed Lipschitz constant of a smoothed score is min(L, R/(2σ)); true is √(2/π) R/σ in the place of "
        "R/(2σ). At points where a trained model's probability is ½, f − ½ with R = ½ is smoothed, and two points σ "
        "apart are compared along φ_σ. *Violated*: the gap less its error is above the printed bound. The row has the "
        "clearest point of a kind of model."
    )
    yield table(steep_rows_of(results))


def _peaks(results: Results) -> Iterator[str]:
    yield "## Theorem 5.2: is SmoothGrad most faithful at some 0 < σ < ∞?"
    yield (
        "*Peaks*: people whose smallest ‖φ_σ − p‖ on the grid of σ is below that of the gradient and below ‖p‖, that "
        "of σ = ∞. α is the least cosine on the grid, ν = τ the person's ratio ‖p‖/‖∇f‖. *Printed*: of the people for "
        "whom 2τ − 1 < α²ν², those with a peak; of these, *αν ≥ 1* has no proof. *Repaired*: those with αν < 1 too. "
        "People whose gradient is exact are left out, and a peak between two σ of the grid is not seen. For the "
        "probability of linear models the hypotheses are checked for every σ, in `smoothgrad.tradeoff*` above; for "
        "others they are known on the grid alone. The theorem asks for a bounded score: of logits this is no check of "
        "it."
    )
    yield table(peak_rows(results))
    yield (
        "The counterexample f(t) = (√π/2) erf(t) + 15 exp(−t²), at 0 with the reference −1, has φ_σ = (1 + "
        "2σ²)^(−1/2) and p = 10.23: all printed hypotheses hold with α = .99, ν = 10.2 and τ = 10.3, and faithfulness "
        "only falls (last panel of the figure)."
    )


def _sentence(sentence: Sentence, cases: Any) -> Iterator[str]:
    yield f"### {sentence.name[0].upper()}{sentence.name[1:]}"
    yield f"“{sentence.text}” ({sentence.source}.) Rule: {sentence.rule}"
    yield table([_case(case) for case in cases])


def _case(case: Case) -> dict[str, Any]:
    return {"case": case.about, "measured": case.measured, "badge": case.badge.value}


def _table_1(results: Results) -> Iterator[str]:
    yield "## Table 1 beside ours"
    yield (
        "Mean largest quotients ‖φ(x) − φ(x̃)‖/‖x − x̃‖ over 50 neighbours. Ours: a small convolutional network on "
        "Fashion-MNIST, logit, natural and trained at ε = 8/255, as theirs on CIFAR-10."
    )
    ours = ours_of(results)
    yield RATIO_RULE
    yield table(ratio_rows(ours))
    orders = []
    for network, numbers in TABLE.items():
        row: dict[str, Any] = {"network": network}
        for column, training in enumerate(TRAININGS):
            means = _means(ours.of(training))
            known = [place for place, method in enumerate(METHODS) if method in means]
            theirs = [numbers[place][column] for place in known]
            value = rank_correlation(theirs, [means[method] for method in METHODS if method in means])
            row[training] = None if value != value else value
        orders.append(row)
    yield "Rank correlation of the six explanations' robustness, theirs with ours:"
    yield table(orders)
    yield PLACE_RULE
    yield table(number_rows(ours))


def _means(found: Any) -> dict[str, float]:
    return {method: sum(runs.values()) / len(runs) for method, runs in found.items() if runs}


def _robustness(results: Results) -> Iterator[str]:
    yield "## Robustness of explanations against that of models"
    yield (
        "Spearman's correlation of the mean largest quotient of an explanation with that of the score, over the "
        "models of all ε and seeds; nothing where all numbers are the same, as those of the gradient of a linear "
        "logit, which is 0."
    )
    rows = [
        {
            "data": DATA[row["dataset"]],
            "models": f"{MODELS.get(row['model'], 'all kinds')}, {row['models']}",
            **{METHODS[method]: row[method] for method in METHODS},
        }
        for row in correlation_rows(results)
    ]
    yield table(rows)


def _faithfulness(results: Results) -> Iterator[str]:
    yield "## How faithful the six explanations are"
    yield (
        "Against what happens when a group of columns is taken away: slopes against slopes, effects against effects. "
        "Means of Spearman's correlation over people and runs, natural and most robust model; the median of 1/‖φ − p‖ "
        "is in brackets, *exact* where the difference is one of rounding."
    )
    faithful = of_part(results.faithfulness)
    rows = []
    for data, model in kinds(faithful):
        own = faithful.filter(dataset=data, model=model)
        for epsilon in (own["epsilon"].min(), own["epsilon"].max()):
            shown = {METHODS[method]: _faithful(own.filter(epsilon=epsilon, method=method)) for method in METHODS}
            rows.append({"model": f"{DATA[data]}, {MODELS[model]}", "ε": epsilon, **shown})
    yield table(rows)


def _faithful(own: pl.DataFrame) -> str:
    rank, inverse = own["spearman"].mean(), own["inverse_distance"].median()
    if not isinstance(rank, float):
        return "–"
    exact = not isinstance(inverse, float) or inverse > EXACT
    return f"{rank:.3f} ({'exact' if exact else f'{inverse:.3g}'})"


EXACT = 1e9
"""Inverse distances above this are those of rounding."""


def _readings(results: Results) -> Iterator[str]:
    yield "## What the paper leaves open, one change at a time"
    yield (
        "Which score is explained, and whether an instance and its neighbours are explained with the same draws. "
        "Ratios of natural and robust quotients of the convolutional network at ε = 8/255, geometric means over the "
        "runs."
    )
    rows = []
    for part, words in READINGS.items():
        ours = ours_of(results, part)
        ratios = {name: log_ratios(ours.plain[method], ours.robust[method]) for method, name in METHODS.items()}
        means = {name: float(np.exp(found.mean())) if len(found) else None for name, found in ratios.items()}
        rows.append({"explained": words, **means})
    yield table(rows)


_NUMBERS = pl.col("clean", "attacked", "radius", "lipschitz")


def _models(results: Results) -> Iterator[str]:
    yield "## The models"
    yield (
        "Accuracy on test instances, under attack at one ε for all models of the data; the certified L of the logit. "
        "Robust wide networks are fitted to training inputs under attack, as in Krishna et al. 2024; a new attack on "
        "such a model may find it less robust than the natural one."
    )
    models = of_part(results.models)
    rows = []
    for data, model in kinds(models):
        own = models.filter(dataset=data, model=model).group_by("epsilon").agg(_NUMBERS.mean()).sort("epsilon")
        rows += [
            {
                "model": f"{DATA[data]}, {MODELS[model]}",
                "ε of training": row["epsilon"],
                "accuracy": row["clean"],
                "attacked": row["attacked"],
                "ε of the attack": row["radius"],
                "L": row["lipschitz"],
            }
            for row in own.iter_rows(named=True)
        ]
    yield table(rows)
    people = of_part(results.quotients).select(*("dataset", "seed", "instance")).unique().height
    minutes = f"{results.seconds / 60.0:,.0f} minutes of one process for all of them"
    yield f"{people} people, {results.models.height} models; {minutes}."
