"""Formulas and claims that Theorems 4 and 5 share: the validity gap σ(f_NR(x'_NR)) − σ(f_R(x'_R)) of two recourses.

u = f_NR(x'_NR), v is the score of the robust recourse under the non-robust weights, and f_R(x'_R) lies within R of v.
The two theorems have different v and R.
"""

from types import MappingProxyType
from typing import NamedTuple

from bounds.claim import Claim, Formula, Kind, Premise, substitute
from bounds.facts.statement import Application
from bounds.meaning.meaning import Meaning, picked
from bounds.ops import Ops, Scalar, Truth
from bounds.scalars import validity_interval

# The bounds, in which R is written as a field


def validity_gap(xp: Ops, score_nr_nr: Scalar, score_r_r: Scalar) -> Scalar:
    """Compute the validity gap, a difference of two probabilities and the quantity that Theorems 4 and 5 bound.

    Args:
        xp: The operations of a reading.
        score_nr_nr: The non-robust score u of the non-robust recourse.
        score_r_r: The robust score f_R(x'_R) of the robust recourse.

    Returns:
        The validity gap σ(u) − σ(f_R(x'_R)).

    Examples:
        >>> from bounds.readings.arrays import NUMPY_OPS
        >>> round(float(validity_gap(NUMPY_OPS, score_nr_nr=2.0, score_r_r=0.0)), 4)
        0.3808
    """
    return xp.sigmoid(score_nr_nr) - xp.sigmoid(score_r_r)


def trivial(xp: Ops, score_nr_nr: Scalar) -> tuple[Scalar, Scalar]:
    """Bound the validity gap without any claim: the robust probability lies between 0 and 1.

    Args:
        xp: The operations of a reading.
        score_nr_nr: The non-robust score u of the non-robust recourse.

    Returns:
        The lower end σ(u) − 1 and the upper end σ(u).

    Examples:
        >>> from bounds.readings.arrays import NUMPY_OPS
        >>> [float(end) for end in trivial(NUMPY_OPS, score_nr_nr=0.0)]
        [-0.5, 0.5]
    """
    validity_nr = xp.sigmoid(score_nr_nr)
    return validity_nr - 1.0, validity_nr


def _no_less_valid(xp: Ops) -> tuple[Scalar, Scalar]:
    return 0.0, 1.0


def _score_gap(xp: Ops, score_nr_r: Scalar, score_nr_nr: Scalar) -> Scalar:
    return score_nr_r - score_nr_nr


def _onlyif_printed(xp: Ops, radius: Scalar) -> tuple[Scalar, Scalar]:
    return -radius, radius


def _onlyif(xp: Ops, radius: Scalar) -> tuple[Scalar, Scalar]:
    return -xp.inf, radius


def _sharp(xp: Ops, score_nr_nr: Scalar, score_nr_r: Scalar, radius: Scalar) -> tuple[Scalar, Scalar]:
    return validity_interval(xp, score_nr_nr, score_nr_r - radius, score_nr_r + radius)


# Premises


def _near(xp: Ops, score_nr_nr: Scalar, score_nr_r: Scalar, radius: Scalar) -> Truth:
    return xp.abs(score_nr_r - score_nr_nr) <= radius


def _ahead(xp: Ops, score_nr_nr: Scalar, score_nr_r: Scalar, radius: Scalar) -> Truth:
    return score_nr_nr - score_nr_r >= radius


def _apart(xp: Ops, score_r_r: Scalar, score_nr_r: Scalar, radius: Scalar) -> Truth:
    return xp.le(xp.abs(score_r_r - score_nr_r), radius)


MORE_VALID = Premise(
    "u ≥ f_R(x'_R)",
    Kind.HYPOTHESIS,
    lambda xp, score_nr_nr, score_r_r: score_nr_nr >= score_r_r,
    "the non-robust recourse is the more valid one",
)


class Apart(NamedTuple):
    """The premise that the robust score f_R(x'_R) lies within R of v.

    Attributes:
        name: The premise in symbols.
        source: The reason why it is true.
        because: The facts from which it follows.
        meaning: The meaning of the fields.
    """

    name: str
    source: str
    because: tuple[Application, ...] = ()
    meaning: Meaning = MappingProxyType({})


# The claims


def validity_claims(
    number: int,
    *,
    fields: tuple[str, ...],
    domain: tuple[Premise, ...],
    radius: Formula,
    apart: "Apart",
    concluded: str,
    appendix: str,
) -> tuple[Claim, ...]:
    """Make the five variants of Theorem 4 or Theorem 5, which differ only in the formula of the radius R.

    Args:
        number: The number of the theorem, 4 or 5.
        fields: The names of all fields that the claims accept.
        domain: The premises of kind domain.
        radius: The formula of the radius R.
        apart: What says that f_R(x'_R) lies within R of v.
        concluded: The passage of the paper that calls the condition necessary.
        appendix: The appendix of the paper that has the proof.

    Returns:
        The claims printed, onlyif_printed, onlyif, sound and sharp, in this order.

    Examples:
        >>> claims = validity_claims(
        ...     4,
        ...     fields=("score_nr_nr", "score_nr_r", "score_r_r", "delta"),
        ...     domain=(),
        ...     radius=lambda xp, delta: delta,
        ...     apart=Apart("|f_R(x'_R) − v| ≤ Δ", "an example for inputs of length 1"),
        ...     concluded="Implications",
        ...     appendix="A.5",
        ... )
        >>> [claim.id for claim in claims]
        ['theorem4.printed', 'theorem4.onlyif_printed', 'theorem4.onlyif', 'theorem4.sound', 'theorem4.sharp']
        >>> claims[-1].needed
        ('score_nr_nr', 'score_r_r', 'score_nr_r', 'delta')
    """
    paper = f"Krishna et al. 2024, Theorem {number}"

    def of_radius(formula: Formula) -> Formula:
        return substitute(formula, {"radius": radius})

    within = Premise(apart.name, Kind.INEQUALITY, of_radius(_apart), apart.source, because=apart.because)
    meaning = picked(apart.meaning, fields)
    near = Premise("|v − u| ≤ R", Kind.HYPOTHESIS, of_radius(_near), paper)
    ahead = Premise(
        "u − v ≥ R",
        Kind.HYPOTHESIS,
        of_radius(_ahead),
        f"the condition that the proof of Theorem {number} should have",
    )
    printed = Claim(
        id=f"theorem{number}.printed",
        fields=fields,
        premises=(*domain, near, within),
        value=validity_gap,
        interval=_no_less_valid,
        trivial=trivial,
        source=paper,
        statement="Pr_NR ≥ Pr_R if |v − u| ≤ R",
        theory="false",
        remark="the proof takes norms of both sides of an inequality and reads it backwards",
        meaning=meaning,
    )
    onlyif_printed = Claim(
        id=f"theorem{number}.onlyif_printed",
        fields=fields,
        premises=(*domain, MORE_VALID, within),
        value=_score_gap,
        interval=of_radius(_onlyif_printed),
        trivial=lambda xp: (-xp.inf, xp.inf),
        source=f"{paper}, {concluded}",
        statement="Pr_NR ≥ Pr_R only if |v − u| ≤ R",
        theory="false",
        remark="only one side of the absolute value follows",
        meaning=meaning,
    )
    onlyif = Claim(
        id=f"theorem{number}.onlyif",
        fields=fields,
        premises=(*domain, MORE_VALID, within),
        value=_score_gap,
        interval=of_radius(_onlyif),
        trivial=lambda xp: (-xp.inf, xp.inf),
        source=f"{paper}, what {appendix} shows",
        statement="Pr_NR ≥ Pr_R only if v − u ≤ R",
        theory="true",
        tightness="zero",
        meaning=meaning,
    )
    sound = Claim(
        id=f"theorem{number}.sound",
        fields=fields,
        premises=(*domain, ahead, within),
        value=validity_gap,
        interval=_no_less_valid,
        trivial=trivial,
        source=f"{paper}, made sound",
        statement="Pr_NR ≥ Pr_R if u − v ≥ R",
        theory="true",
        meaning=meaning,
    )
    sharp = Claim(
        id=f"theorem{number}.sharp",
        fields=fields,
        premises=(*domain, within),
        value=validity_gap,
        interval=of_radius(_sharp),
        trivial=trivial,
        source=f"{paper}, sharpened",
        statement="σ(u) − σ(v + R) ≤ Pr_NR − Pr_R ≤ σ(u) − σ(v − R)",
        theory="true",
        remark="no hypothesis",
        meaning=meaning,
    )
    return printed, onlyif_printed, onlyif, sound, sharp
