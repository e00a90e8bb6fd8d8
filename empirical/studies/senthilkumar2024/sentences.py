"""The thesis's sentences about its experiments, each with its rule, written down before anything was measured."""

from collections.abc import Callable, Sequence
from typing import NamedTuple

from empirical.report.sweep import student_interval
from empirical.studies.badges import Badge, overall
from empirical.studies.curves import shown
from empirical.studies.published import LEAST_RUNS
from empirical.studies.senthilkumar2024 import judges
from empirical.studies.senthilkumar2024.judges import STRENGTHS, Runs
from empirical.studies.senthilkumar2024.results import DATA, STOPS, TRAININGS, Reading, Results, values_of

Figures = Callable[[str, str], Runs]
"""A figure of Table 1 by data and by its name: for every adversary and seed."""

MNIST, CALIFORNIA = DATA
EDGE, BEYOND = STOPS


class Case(NamedTuple):
    """What is told of a sentence in one case.

    Attributes:
        about: What the case is about.
        measured: What was measured, in words.
        badge: The badge.
    """

    about: str
    measured: str
    badge: Badge


class Sentence(NamedTuple):
    """A sentence of the thesis.

    Attributes:
        name: A short name.
        text: The sentence.
        source: Where it stands.
        rule: The rule of its badge, in words.
        cases: A function from the figures to its cases.
    """

    name: str
    text: str
    source: str
    rule: str
    cases: Callable[[Figures], Sequence[Case]]


def judged(sentence: Sentence, results: Results, reading: Reading) -> tuple[Badge, Sequence[Case]]:
    """Judge a sentence by the tables of the study.

    Args:
        sentence: The sentence.
        results: The tables.
        reading: Which networks and which search.

    Returns:
        The badge of the whole sentence, and its cases.

    Examples:
        >>> from empirical.studies.senthilkumar2024.made import made_results
        >>> from empirical.studies.senthilkumar2024.results import WRITTEN
        >>> judged(SENTENCES[0], made_results(), WRITTEN)[0].value
        'reproduced'
    """

    def figures(data: str, what: str) -> Runs:
        return {name: values_of(results, reading, data, name, what) for name in TRAININGS}

    cases = sentence.cases(figures)
    return overall([case.badge for case in cases]), cases


def _each(
    judge: Callable[[Runs, str], Badge], stop: str, names: Sequence[str], *, sign: float
) -> Callable[[Figures], list[Case]]:
    """Compare every robust model with the standard one."""

    def cases(figures: Figures) -> list[Case]:
        found = []
        for data in names:
            runs = figures(data, stop)
            for robust in STRENGTHS:
                gap = sign * judges.differences(runs, "none", robust)
                words = f"{'standard − robust' if sign > 0 else 'robust − standard'} {shown(student_interval(gap))}"
                found.append(Case(f"{DATA[data]}, {TRAININGS[robust]}", words, judge(runs, robust)))
        return found

    return cases


def _whole(judge: Callable[[Runs], Badge], about: Sequence[tuple[str, str]]) -> Callable[[Figures], list[Case]]:
    """Judge the four models of a data set together."""

    def cases(figures: Figures) -> list[Case]:
        return [
            Case(f"{DATA[data]}, {_NAMES[what]}", _in_words(runs), judge(runs)) for data, what, runs in _of(figures)
        ]

    def _of(figures: Figures) -> list[tuple[str, str, Runs]]:
        return [(data, what, figures(data, what)) for data, what in about]

    return cases


_NAMES = {**STOPS, "fgsm": "FGSM", "pgd": "PGD", "clean": "clean accuracy"}


def _in_words(runs: Runs) -> str:
    means = {name: judges.mean_of(runs.get(name, {})) for name in TRAININGS}
    return ", ".join(f"{TRAININGS[name]} {'–' if mean is None else f'{mean:.3g}'}" for name, mean in means.items())


def _trade_off(figures: Figures) -> list[Case]:
    here, there = figures(CALIFORNIA, "clean"), figures(MNIST, "clean")
    words = f"{DATA[CALIFORNIA]}: {_in_words(here)}; {DATA[MNIST]}: {_in_words(there)}"
    return [Case("clean accuracy", words, judges.costs_more(here, there))]


SURELY = f"the 95 % interval (Student's, run by run, {LEAST_RUNS} runs at least) of the difference lies above 0"

SENTENCES = (
    Sentence(
        "robust models are more plausible along the boundary",
        "robust neural networks generated decision boundary counterfactuals closer to its nearest neighbors, i.e. more "
        "plausible, than the regularly trained model",
        "section 5.1, of both data sets",
        f"*reproduced* for a model if {SURELY}, standard − robust; *partly* if its mean does.",
        _each(judges.is_lower, EDGE, (MNIST, CALIFORNIA), sign=1.0),
    ),
    Sentence(
        "robust models are more plausible beyond it: images",
        "adversarially trained networks produced counterfactuals significantly more plausible than the standard "
        "network",
        "section 5.2, of MNIST",
        f"*reproduced* for a model if {SURELY}, standard − robust; *partly* if its mean does.",
        _each(judges.is_lower, BEYOND, (MNIST,), sign=1.0),
    ),
    Sentence(
        "stronger adversaries, more plausible recourses: images",
        "those trained on stronger adversaries produced more plausible counterfactuals both along the decision "
        "boundaries and beyond",
        "section 1; section 5.2, of MNIST",
        f"*reproduced* if {SURELY}, weak − strong, and the means fall from weak over medium to strong; *partly* if one "
        "of the two is so.",
        _whole(judges.falls_with_strength, ((MNIST, EDGE), (MNIST, BEYOND))),
    ),
    Sentence(
        "robust models are less plausible beyond it: tables",
        "the standard model generates more plausible counterfactuals for the opposite class to its factual than any of "
        "the robust models",
        "section 5.2, of California Housing",
        f"*reproduced* for a model if {SURELY}, robust − standard; *partly* if its mean does.",
        _each(judges.is_higher, BEYOND, (CALIFORNIA,), sign=-1.0),
    ),
    Sentence(
        "no order of strength beyond it: tables",
        "among robust models there does not seem to be a noticeable proportionality between robustness and "
        "explainability",
        "section 5.2, of California Housing",
        "*reproduced* if the means neither fall nor rise from weak over medium to strong, and the 95 % interval of "
        "weak − strong holds 0; *partly* if one of the two is so.",
        _whole(judges.has_no_order, ((CALIFORNIA, BEYOND),)),
    ),
    Sentence(
        "weak adversaries suffice",
        "even weak adversarial training on neural networks can enable it to differentiate between classes more "
        "robustly than regular training, but there are diminishing returns with an increase in training adversary "
        "strength",
        "section 5.1, of both data sets",
        f"*reproduced* if {SURELY}, standard − weak, and the mean of weak − strong is no larger; *partly* if one of "
        "the two is so.",
        _whole(judges.weak_suffices, ((MNIST, EDGE), (CALIFORNIA, EDGE))),
    ),
    Sentence(
        "robust accuracy rises with the adversary's strength",
        "the robustness of networks directly proportional to the strength of adversary they were trained on",
        "section 5, Table 1",
        f"*reproduced* if {SURELY}, strong − standard, and the means rise from standard over weak and medium to "
        "strong; *partly* if one of the two is so.",
        _whole(judges.rises_with_strength, tuple((data, what) for data in DATA for what in ("fgsm", "pgd"))),
    ),
    Sentence(
        "robustness costs more accuracy on tables",
        "the trade-off between clean and robust accuracies in California Housing models, which was significantly more "
        "drastic than in MNIST models",
        "section 5.2",
        f"*reproduced* if {SURELY}, standard − strong on California Housing, and its mean is larger than that of "
        "MNIST; *partly* if one of the two is so.",
        _trade_off,
    ),
)
"""The sentences, in the order of the thesis's questions."""
