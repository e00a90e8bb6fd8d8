"""The sentences of the paper's abstract, each with its rule, written down before the study ran."""

from collections.abc import Callable, Sequence
from typing import NamedTuple

from empirical.studies.badges import Badge, overall
from empirical.studies.published import LEAST_RUNS
from empirical.studies.tan2023 import cases
from empirical.studies.tan2023.cases import Case, Series
from empirical.studies.tan2023.judges import STRONG, WEAK


class Sentence(NamedTuple):
    """A sentence of the paper.

    Attributes:
        name: A short name.
        text: The sentence.
        source: Where it stands.
        rule: The rule of its badge, in words.
        cases: A function from the series to its cases.
    """

    name: str
    text: str
    source: str
    rule: str
    cases: Callable[[Series], Sequence[Case]]


def judged(sentence: Sentence, series: Series) -> tuple[Badge, Sequence[Case]]:
    """Judge a sentence.

    Args:
        sentence: The sentence.
        series: What was measured.

    Returns:
        The badge of the whole, and its cases.

    Examples:
        >>> from empirical.studies.tan2023.made import made_results
        >>> judged(SENTENCES[0], Series(made_results()))[0].value
        'reproduced'
    """
    found = sentence.cases(series)
    return overall([case.badge for case in found]), found


SURELY = f"the 95 % interval (Student's, run by run, {LEAST_RUNS} runs at least) lies above 0"

SENTENCES = (
    Sentence(
        "robust models have robust explanations",
        "the robustness of explanations is determined by the robustness of the model to be explained",
        "abstract",
        f"of Spearman's correlation between the mean largest quotient of an explanation and that of the score, over ε "
        f"and seeds: *reproduced* from {STRONG:g} on, *partly* from {WEAK:g} on.",
        cases.determined_cases,
    ),
    Sentence(
        "they come for free",
        "we can have robust explanations for free for a robust model",
        "abstract",
        f"*reproduced* if of the logarithm of natural / most robust model {SURELY}, and of the loss of faithfulness "
        "(Spearman's correlation with what happens) it does not; *partly* if one of the two is so.",
        cases.free_cases,
    ),
    Sentence(
        "smoothing makes explanations strictly more robust",
        "composing the original model with a kernel is proved as an effective way that returns strictly more robust "
        "explanations",
        "abstract",
        f"of the natural model's probability: *reproduced* if at every σ, of the logarithm of quotient at 0 / quotient "
        f"at σ, {SURELY}, and the quotients fall with σ; *partly* if one of the two is so.",
        cases.strictly_cases,
    ),
    Sentence(
        "it may cost faithfulness",
        "an explanation method may also become less faithful when it becomes more robust",
        "abstract",
        f"of the natural model's probability: *reproduced* if there is a σ where SmoothGrad is more robust than the "
        f"gradient and less faithful: of the logarithms of both ratios {SURELY}; *partly* if both are so in the mean.",
        lambda series: cases.costs_cases(series, natural=True),
    ),
    Sentence(
        "it may do so for any model",
        "This argument holds for any model.",
        "abstract, of the trade-off",
        "the same of all models that were trained against attacks.",
        lambda series: cases.costs_cases(series, natural=False),
    ),
    Sentence(
        "the trade-off exists for SmoothGrad",
        "We are the first to introduce this trade-off and theoretically prove its existence for SmoothGrad.",
        "abstract; Theorem 5.2",
        "*reproduced* if for all people with whom the hypotheses and αν < 1 hold the most faithful σ lies strictly "
        "between 0 and ∞, and nobody violates the theorem as printed; *partly* if one of the two is so.",
        cases.peaks_cases,
    ),
    Sentence(
        "experiments bear the theorems out",
        "Theoretical findings are verified by empirical evidence on six state-of-the-art explanation methods and four "
        "backbones.",
        "abstract",
        "*reproduced* if no claim about explanations is violated anywhere; *partly* if those that are violated are "
        "known to be false as printed.",
        cases.theorems_cases,
    ),
    Sentence(
        "by so many times",
        "Table 1: explanations of robust models are several to 80 times as robust",
        "Table 1, in our words",
        "of the convolutional network on images, natural / ε = 8/255: *reproduced* between the smallest and the "
        "largest ratio of the five networks, *partly* above 1.",
        cases.times_cases,
    ),
)
"""The sentences."""
