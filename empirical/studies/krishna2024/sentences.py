"""The paper's sentences about its experiments, each with the figure that is measured for it and the rule of its badge.

They were written down, as the rules were, before anything was measured. What the paper proves is not here: the errata
page is about that.
"""

from typing import NamedTuple

from empirical.studies.krishna2024 import rules
from empirical.studies.krishna2024.rules import Rule


class Sentence(NamedTuple):
    """A sentence of the paper.

    Attributes:
        name: A short name.
        text: The sentence, or the clause of it that says what was seen.
        source: Where the paper says it.
        quantity: The name of the figure that is measured, one of
            :data:`empirical.studies.krishna2024.quantities.QUANTITIES`.
        rule: The rule of the badge.
        reading: What the figure is taken to be, where the paper leaves it open.
        families: The families of models that it is about; all of them if empty.
        methods: The recourse methods that it is about; all of them if empty.
        together: Whether the rule compares the methods, rather than judging each.
        most: Whether the sentence says that it is true of most cases, and not of all.
    """

    name: str
    text: str
    source: str
    quantity: str
    rule: Rule
    reading: str
    families: tuple[str, ...] = ()
    methods: tuple[str, ...] = ()
    together: bool = False
    most: bool = False


NETWORKS = ("mlp",)
LINEAR = ("linear",)
ACCEPTED_ONES = ("scfe valid", "cchvae", "gs")
"""The three methods of which the paper compares the costs; of SCFE, recourses that are accepted."""

SENTENCES = (
    Sentence(
        "cost rises",
        "the cost of recourse increases with the degree of robustness of the underlying model",
        "Section 1; Section 5.2, “a significant increase in costs”; Figures 2, 4, 10",
        "cost difference",
        rules.RISES,
        "mean cost_R − mean cost_NR over the people whom both models reject and who have a recourse for each.",
    ),
    Sentence(
        "validity falls",
        "the validity of recourse deteriorates as the degree of robustness of the underlying model increases",
        "Section 1; Figures 1, 3, 9, 12",
        "validity",
        rules.FALLS,
        "the share of recourses that the model accepts for which they were made: over the people who need one, and "
        "over the test set, as the paper defines it.",
    ),
    Sentence(
        "validity is zero",
        "on average, we observe that the validity drops to zero for models adversarially trained with ε > 0.2",
        "Section 5.2",
        "mean validity",
        rules.VANISHES,
        "the same shares, averaged over the methods that promise an accepted recourse, and over all methods.",
    ),
    Sentence(
        "most meet the condition",
        "test samples following the condition in Theorem 4 (> 90% samples)",
        "Section 5.2",
        "condition",
        rules.EXCEEDS,
        "the share with |f_NR(x'_R) − f_NR(x'_NR)| ≤ Δ‖x'_R‖ of those who have both recourses, by the source of Δ.",
        families=LINEAR,
    ),
    Sentence(
        "the condition suffices",
        "the validity of the non-robust model was higher than the validity of the adversarially robust model for all "
        "the test samples following the condition in Theorem 4",
        "Section 5.2, Figure 6",
        "conclusion",
        rules.ALWAYS,
        "the share with Pr_NR ≥ Pr_R of those who meet the condition, by the source of Δ.",
        families=LINEAR,
    ),
    Sentence(
        "no violations",
        "results show no violations of our theoretical bounds",
        "Section 5.2; Figures 6, 7, 13, 15",
        "violated",
        rules.NEVER,
        "the share of people whose gap lies outside the bound as printed, of those to whom the theorem applies: of "
        "Theorem 1 by the cost as returned and by the cost as printed, of Theorem 2 by the cost on the tangent and by "
        "the cost as returned.",
    ),
    Sentence(
        "bounds are tight",
        "we observe that our bounds are tight",
        "Section 5.2, Figure 6",
        "tightness",
        rules.IS_TIGHT,
        "the median share of the bound as printed that the gap reaches, of those to whom the theorem applies.",
    ),
    Sentence(
        "cost ignores depth and width",
        "the cost difference between the recourses generated for non-robust and adversarially robust models remains "
        "consistent even as the model's depth or width increases",
        "Figures 5 and 14",
        "cost difference by shape",
        rules.STAYS_ALIKE,
        "mean cost_R − mean cost_NR at ε = .3, by depth 1 to 5 and by width d to 8d.",
        families=NETWORKS,
    ),
    Sentence(
        "validity ignores depth and width",
        "the validity of the recourses remains consistent even as the model's depth or width increases",
        "Figures 5 and 14",
        "validity by shape",
        rules.STAYS_ALIKE,
        "the shares of accepted recourses for the robust network at ε = .3, over the people who need one, and over the "
        "test set.",
        families=NETWORKS,
    ),
    Sentence(
        "fewer neighbours are accepted",
        "we observe fewer valid recourses for higher values of ε in this local neighborhood",
        "Figure 8; Section 1, “the number of valid recourses for any given instance decreases”",
        "accepted neighbours",
        rules.FALLS,
        "the share of a rejected person's nearest 2,000 test instances that the model accepts.",
        families=NETWORKS,
    ),
    Sentence(
        "robust training resists attacks",
        "the adversarial accuracy for the non-robust model is lowest out of all, and gradually gets better when the "
        "model is adversarially trained",
        "Figure 11",
        "accuracy under attack",
        rules.FIRST_IS_LOWEST,
        "the accuracy under an attack of one size, along the ε of training, and its mean over the two labels, of which "
        "a model that tells nobody apart gets one half.",
    ),
    Sentence(
        "recourses of robust networks are frail",
        "the robustness of the recourse decreases as we increase the robustness of the underlying neural network model",
        "Figure 16",
        "recourses that stay valid",
        rules.FALLS,
        "the share of SCFE's accepted recourses that stay accepted under the worst change ‖δ‖∞ that is found, and "
        "under a random one.",
        families=NETWORKS,
        methods=("scfe valid",),
    ),
    Sentence(
        "SCFE is smoother",
        "we observe a relatively smoother increasing trend for SCFE cost differences compared to others",
        "Section 5.2",
        "cost difference",
        rules.IS_SMOOTHEST,
        "how much of the way of the mean cost difference along ε goes back and forth.",
        methods=ACCEPTED_ONES,
        together=True,
    ),
    Sentence(
        "SCFE is dearer",
        "we find a higher cost difference in SCFE for most datasets",
        "Section 5.2",
        "cost difference",
        rules.IS_HIGHEST,
        "the mean cost difference at the largest ε that all three methods know.",
        methods=ACCEPTED_ONES,
        together=True,
        most=True,
    ),
    Sentence(
        "the budget changes nothing",
        "we observe a similar trend in cost differences on increasing the number of iterations to find a recourse",
        "Section 5.2",
        "cost difference by budget",
        rules.RISES,
        "the cost difference where 10, 100 and 1,000 points are tried in a layer.",
        methods=("cchvae", "gs"),
    ),
    Sentence(
        "the search is longer",
        "adversarially robust models [...] make the recourse search computationally expensive",
        "Section 5.2",
        "search radius",
        rules.RISES,
        "how much further C-CHVAE searches for the robust model: mean r_R − mean r_NR, which grows with the number of "
        "points that it tries.",
        methods=("cchvae",),
    ),
)
"""The sentences, in the order of the paper's questions: costs, validity, bounds, networks, searches."""


def rule_in_words(rule: Rule) -> str:
    """Write a rule as a sentence.

    Args:
        rule: The rule.

    Returns:
        When a sentence is reproduced, partly reproduced, and cannot be told; else it is not reproduced.

    Examples:
        >>> rule_in_words(rules.EXCEEDS)  # doctest: +ELLIPSIS
        '*reproduced* if the share is above .9 at every known ε above 0; *partly* if it is so at some of them; ...'
    """
    return (
        f"*reproduced* if {rule.reproduced}; *partly* if {rule.partly}; *cannot be told* without {rule.needs}; else "
        "*not reproduced*."
    )
