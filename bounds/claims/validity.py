"""What Theorems 4 and 5 share: the validity gap σ(f_NR(x'_NR)) − σ(f_R(x'_R)) of two recourses.

u = f_NR(x'_NR); v is what the non-robust weights make of the robust recourse; f_R(x'_R) lies within R of it. The two
theorems differ in what v and R are.
"""

from bounds.claim import Claim, Formula, Kind, Premise, substitute
from bounds.ops import Ops, Scalar, Truth
from bounds.scalars import validity_interval

# The bounds, with R as if it were a field


def validity_gap(xp: Ops, score_nr_nr: Scalar, score_r_r: Scalar) -> Scalar:
    """The bounded quantity: a difference of probabilities."""
    return xp.sigmoid(score_nr_nr) - xp.sigmoid(score_r_r)


def trivial(xp: Ops, score_nr_nr: Scalar) -> tuple[Scalar, Scalar]:
    """A probability lies between 0 and 1."""
    here = xp.sigmoid(score_nr_nr)
    return here - 1.0, here


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


# The claims


def validity_claims(
    number: int,
    *,
    fields: tuple[str, ...],
    domain: tuple[Premise, ...],
    radius: Formula,
    apart: tuple[str, str],
    concluded: str,
    appendix: str,
) -> tuple[Claim, ...]:
    """The five variants of Theorem 4 or 5.

    Args:
        number: 4 or 5.
        fields: Every field that the claims accept.
        domain: The domain premises.
        radius: R, a formula of fields.
        apart: Name and source of the premise that f_R(x'_R) lies within R of v.
        concluded: Where the condition is said to be necessary.
        appendix: Where the proof stands.

    Returns:
        printed, onlyif_printed, onlyif, sound, sharp.
    """
    paper = f"Krishna et al. 2024, Theorem {number}"

    def of_radius(formula: Formula) -> Formula:
        return substitute(formula, {"radius": radius})

    within = Premise(apart[0], Kind.INEQUALITY, of_radius(_apart), apart[1])
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
    )
    return printed, onlyif_printed, onlyif, sound, sharp
