"""The glossary: every term of the documents once, in at most two sentences."""

from typing import NamedTuple

from recourse_bounds.errata.typesetting import markdown
from recourse_bounds.reference.markdown import page


class Term(NamedTuple):
    """A term and its meaning.

    Attributes:
        name: The term, with its synonyms.
        meaning: At most two sentences.
    """

    name: str
    meaning: str


TERMS: dict[str, tuple[Term, ...]] = {
    "People, models and data": (
        Term(
            "Instance",
            "One row of a data set, which stands for one person. Prose says person where it means people.",
        ),
        Term(
            "Column",
            "A number that a model reads. A numeric feature is one column, a category with many levels is one column "
            "per level.",
        ),
        Term(
            "Label",
            "What the data say about an instance: favourable, which people hope for (+1), or unfavourable (−1).",
        ),
        Term(
            "Score",
            "The number f(x) that a model gives an instance, in logits. The model accepts where it is positive, and "
            "rejects elsewhere.",
        ),
        Term("Robust model", "A model that is trained against attacks on its inputs (adversarial training). Index R."),
        Term(
            "Non-robust model",
            "The model that is trained in the same way but on the inputs as they are, also called natural. Index NR.",
        ),
        Term(
            "Pair",
            "A non-robust and a robust model with the same data, start and training settings. All claims compare the "
            "two models of a pair.",
        ),
        Term(
            "Family",
            "A kind of models: linear, ReLU networks (`mlp`), or wide networks (`ntk`). A family knows how its pairs "
            "are trained and which claims speak of them.",
        ),
        Term(
            "Wide network",
            "A network of infinite width trained to the end, which is kernel regression with the network's tangent "
            "kernel.",
        ),
        Term("Run", "One pair in a report: a seed, an ε, and a number of steps or a ridge where the family has one."),
        Term(
            "Split",
            "The division of a data set into training and test instances by a seed. Reports speak of test instances.",
        ),
    ),
    "Attacks": (
        Term(
            "Attack",
            "A small change δ of an input that is chosen to raise the loss of a model. PGD takes several gradient "
            "steps, FGSM a single one.",
        ),
        Term(
            "ε",
            "The radius of the ball ‖δ‖_p ≤ ε within which an attack may move an input. At ε = 0 the two models of a "
            "pair are equal.",
        ),
        Term(
            "Attacked column",
            "A column that an attack may change. By default these are all columns but the constant one.",
        ),
        Term(
            "Accuracy under attack",
            "The share of test instances that a model still classifies rightly under an attack of radius ε, also "
            "called adversarial accuracy. Exact for linear models, an upper bound for networks.",
        ),
    ),
    "Recourse": (
        Term(
            "Recourse",
            "A change that turns a rejection into an acceptance, or the changed instance x'. The literature also says"
            " counterfactual explanation.",
        ),
        Term(
            "Recourse method",
            "An algorithm that finds recourses: SCFE (Wachter et al. 2018), Growing Spheres (Laugel et al. 2017), "
            "ROAR (Upadhyay et al. 2021), C-CHVAE (Pawelczyk et al. 2020), NICE (Brughmans et al. 2023), ECCo "
            "(Altmeyer et al. 2024) or Actionable Recourse (Ustun et al. 2019).",
        ),
        Term(
            "Flipset",
            "The cheapest actions of one person that change different sets of features, each of which turns a linear "
            "score (Ustun et al. 2019).",
        ),
        Term(
            "Cost",
            "The length ‖x' − x‖₂ of a recourse, in units of the scaled features. Cost weights D make it ‖D(x' − x)‖₂.",
        ),
        Term(
            "Cost weights",
            "What one unit of change costs in each column. The default is unweighted, one everywhere.",
        ),
        Term(
            "Returned, printed, linearised cost",
            "The cost of the recourse that was found; λ times that cost, as Definition 1 of the paper prints it; and "
            "the cost if the score were linear at the instance.",
        ),
        Term(
            "Validity",
            "Whether the model that a recourse was made for accepts it, as a share; or σ of its score, as a "
            "probability, of which Theorems 4 and 5 speak.",
        ),
        Term("Cross validity", "The share of the robust model's recourses that the non-robust model accepts."),
        Term("Actionable", "Said of a column that a recourse may change."),
        Term("Immutable", "Said of a feature that no recourse may change, such as age or sex."),
        Term("Protected", "Said of a feature by which a report compares the outcomes of groups."),
        Term(
            "Feasible",
            "Said of a recourse that keeps all constraints: ranges, directions, categories, transitions and relations.",
        ),
        Term(
            "Relation",
            "A linear inequality between numbers of a person that a recourse keeps, as age ≥ years employed + 16.",
        ),
        Term("Transition", "A move from one level of a category to another that a recourse may make."),
        Term(
            "Proximity",
            "How far a recourse lies from training instances that are accepted, a measure of how usual the changed "
            "person would be.",
        ),
        Term(
            "Implausibility",
            "The mean distance from a recourse to the nearest instances of the target class.",
        ),
        Term(
            "Energy",
            "Minus the logit of the target class at a point: the lower it is, the likelier the model finds the point.",
        ),
        Term(
            "Unfaithfulness",
            "The mean distance from a recourse to samples that the model itself generates of the target class.",
        ),
        Term("Connectedness", "Whether a path through training instances of the same class leads to a recourse."),
        Term("Residual", "The signed difference m = s − f(x) between the target score s and the score of an instance."),
        Term(
            "Slope",
            "The length of the gradient of a score over the actionable columns. For a linear model it is the norm of "
            "its weights.",
        ),
    ),
    "Attributions": (
        Term(
            "Attribution",
            "The number φ that an explanation method gives a column, or a group of columns, for its part in the score "
            "of an instance. What `explain` prints is another explanation: a recourse with its guarantees.",
        ),
        Term(
            "Explanation method",
            "A way from a model and an instance to attributions: gradient, gradient × input, SmoothGrad, integrated "
            "gradients, LIME or SHAP.",
        ),
        Term(
            "Reference",
            "The instance, or the rows, with which an explanation compares: what columns take that are taken away. "
            "Also called baseline.",
        ),
        Term(
            "Completeness",
            "That attributions add up to the score of the instance less that of the reference. Also called efficiency.",
        ),
        Term(
            "Lipschitz constant of an explanation",
            "The largest ratio of how far two explanations near an instance are apart to how far the instances are. "
            "Sampling finds a lower bound on it.",
        ),
        Term(
            "Faithfulness",
            "How near attributions are to what the score loses when a column or group is really taken away.",
        ),
    ),
    "Forecasts": (
        Term(
            "Forecast",
            "What is certain of rejected people before a robust model is trained: intervals of its score, validity and "
            "cost.",
        ),
        Term("Penalty", "The weight μ of (μ/2)‖w‖² in training, with which training has a single optimum for every ε."),
        Term(
            "Ball",
            "All weights within a radius R of a centre c; of a forecast, one that certainly holds the robust model.",
        ),
        Term(
            "Pass",
            "The unit of work: one evaluation of the objective and its gradient on all training instances, or what "
            "costs as much; of wide networks, one product with the kernel matrix.",
        ),
        Term("Stop", "Weights near the robust model of one ε, with what a pass over the data told there."),
        Term("Stretch", "The values of ε between two stops, for all of which something is certain at once."),
        Term("Surviving recourse", "A recourse that every model of such a ball accepts, the robust model too."),
    ),
    "Decoded recourses": (
        Term(
            "Autoencoder",
            "A pair of networks: the encoder maps an instance to a code, the decoder G maps a code to an instance. "
            "C-CHVAE looks for recourses among decoded codes.",
        ),
        Term("Code", "The point z of the latent space that an autoencoder assigns to an instance."),
        Term(
            "Latent fields",
            "The numbers of an instance that Theorem 3 reads: radii of balls about its code, the distance of the two "
            "recourses' codes, and Lipschitz constants.",
        ),
        Term(
            "Lipschitz constant",
            "A number L such that decoded points are at most L times as far apart as their codes. Here it is "
            "certified, an upper bound by construction.",
        ),
    ),
    "Explanations": (
        Term(
            "SmoothGrad",
            "The gradient of a smoothed score, the mean of a score over normally distributed inputs about an input.",
        ),
        Term(
            "Effect of a column",
            "The difference of the score if the column has the value of a reference, divided by the difference of the "
            "values. An explanation that is near to the effects of all columns is faithful.",
        ),
        Term(
            "Total variation distance",
            "The largest difference of the probabilities that two distributions give to one set. The integral of the "
            "difference of their densities is twice as large.",
        ),
    ),
    "Claims": (
        Term(
            "Claim",
            "A statement about the numbers of one instance: under its premises, lower ≤ value ≤ upper. The table of "
            "claims lists all.",
        ),
        Term("Variant", "One of several claims about the same quantities: printed, repaired, sound, sharp, and so on."),
        Term("Field", "A named number of one instance that claims read, such as `cost_r` or `delta`."),
        Term(
            "Premise",
            "A condition of a claim. It is of one of five kinds: domain, hypothesis, definition, lemma, inequality.",
        ),
        Term(
            "Domain",
            "A premise that quantities are of the right kind, for example λ > 0. If it fails, the claim is "
            "inapplicable.",
        ),
        Term(
            "Hypothesis",
            "A premise that the statement assumes of the instance. If it fails, the claim is inapplicable.",
        ),
        Term(
            "Definition",
            "A premise that a measured field equals its formula in the theory. If it fails, the claim was given "
            "another quantity than the one it speaks of.",
        ),
        Term("Lemma", "A premise that is the conclusion of an earlier statement."),
        Term("Inequality", "A premise that is a fact about vectors, for example the triangle inequality."),
        Term(
            "Δ",
            "A bound on the distance ‖w_NR − w_R‖ of the two models, on which the theorems build. It comes from a "
            "form of Lemma 1, or is measured, and Δ_K plays its part for wide networks.",
        ),
        Term("Misreading", "A false statement that stands in the text of the paper, or that readers easily see in it."),
    ),
    "Checking": (
        Term(
            "Verdict",
            "What became of a claim on an instance: the interval, the value, a status, and which premises failed.",
        ),
        Term("Holds", "Status of an instance whose value lies in the interval, up to rounding."),
        Term("Vacuous", "Status of an instance on which the claim holds, but says no more than is known without it."),
        Term("Violated", "Status of an instance whose value lies outside the interval by more than rounding."),
        Term(
            "Inapplicable",
            "Status of an instance about which the claim says nothing, since a domain premise or a hypothesis fails, "
            "or a field is not known.",
        ),
        Term(
            "Nonfinite",
            "Status of an instance with a number that is infinite or NaN, overflowed, or was divided by what may be 0.",
        ),
        Term(
            "Rounding",
            "The allowance for rounding errors that comes with each verdict, from running error analysis of the "
            "claim's own formula.",
        ),
        Term(
            "Informative",
            "Said of an end of the interval that is better than what is known without the claim, by more than "
            "rounding.",
        ),
        Term(
            "Tightness",
            "The share of the way from the centre of the interval (or from 0) to its nearer end at which the value "
            "lies. It is 1 at an end and above 1 where the claim is violated.",
        ),
        Term(
            "Certified",
            "Of a verdict, confirmed in exact arithmetic for all real values of the fields within their errors. Of a "
            "bound (Δ_K, a Lipschitz constant), proved with a margin for rounding.",
        ),
        Term(
            "Defect",
            "A true claim that is violated although all its premises certainly hold. It would be an error of this "
            "project, and a report with one exits with status 1.",
        ),
    ),
    "Proving and falsifying": (
        Term("Proved", "z3 found that the interval follows from the premises for all reals."),
        Term("Refuted", "A counterexample meets every premise and misses the interval, in exact arithmetic."),
        Term(
            "Scalar core",
            "A claim as a statement about real numbers, with premises about vectors. This is what is proved first.",
        ),
        Term(
            "Meaning",
            "What a field is of vectors: a term such as ‖w_NR − w_R‖, or a condition such as ‖w_NR − w_R‖ ≤ Δ.",
        ),
        Term(
            "Fact",
            "A statement about vectors and numbers that z3 proves in every dimension, from hypotheses, axioms and "
            "earlier facts. A premise about vectors follows from facts and from the meaning of the fields.",
        ),
        Term(
            "Whole",
            "Said of a proof that takes no premise on trust: those about vectors follow from facts, which rest on the "
            "axioms alone.",
        ),
        Term("Counterexample", "Rational numbers for the fields of a claim that refute it."),
        Term("Witness", "A counterexample made of models and an instance, from which all fields follow."),
        Term(
            "Falsification",
            "The search for witnesses: many starts climb towards a violation at once, by gradients. If there is none,"
            " it shows how tight the bound is.",
        ),
        Term(
            "Construction",
            "A way to make models, an instance and recourses from parameters, so that the facts in a claim's premises"
            " hold. Falsification and tests draw from constructions.",
        ),
        Term(
            "Mutant",
            "A claim with one change, such as a bound that is a tenth smaller. A test of a claim has to find its "
            "mutants false.",
        ),
        Term(
            "Reading",
            "One interpretation of the operations in which formulas are written: floats, floats with errors, "
            "exact numbers, z3 terms, margins.",
        ),
        Term(
            "Graph",
            "What a formula is once it was run: its fields, constants and operations, each of them once. Readings "
            "interpret the graph.",
        ),
    ),
    "Reports": (
        Term("Report", "A folder with all verdicts, the measured instances, a summary and a picture."),
        Term(
            "Checkpoint",
            "Finished work of a long report, kept beside it until the report is written. A report that was stopped "
            "continues there.",
        ),
        Term("Sweep", "A report over several ε, seeds, and numbers of steps or ridges."),
        Term("Group", "The instances with one value of a protected feature."),
        Term("User claim", "A claim of your own, from a Python file."),
        Term("External model", "A model that was trained elsewhere."),
        Term("Card", "What is known of a data set without its files: features, favourable label, source, traps."),
    ),
}
"""All terms, by subject."""


def glossary_page() -> str:
    """Make the glossary.

    Returns:
        The page in Markdown.

    Examples:
        >>> "**Recourse.** A change that turns a rejection into an acceptance" in glossary_page()
        True
    """
    blocks = []
    for subject, terms in TERMS.items():
        blocks += [f"## {subject}", "\n".join(f"- **{markdown(term.name)}.** {_meaning(term)}" for term in terms)]
    introduction = (
        "Every term once. Symbols and fields have [their own page](symbols.md), and so have [the claims](claims.md)."
    )
    return page("Glossary", introduction, *blocks)


def _meaning(term: Term) -> str:
    """Escape the meaning of a term, but not code between backticks."""
    return "`".join(text if place % 2 else markdown(text) for place, text in enumerate(term.meaning.split("`")))
