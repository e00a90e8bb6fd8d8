"""Which claims stand in the place of which statement that Krishna et al. 2024 print, in the order of the paper."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import NamedTuple

from recourse_bounds.errata.forms import Forms

FORMS: Mapping[str, Forms] = MappingProxyType(
    {
        "lemma1.printed": Forms(
            "Lemma 1: how far apart linear models are",
            sound=("lemma1.sound",),
            sharp=("lemma1.sharp", "lemma1.path"),
        ),
        "lemma1.norms": Forms("Lemma 1, second part: the norms of their weights"),
        "theorem1.printed": Forms(
            "Theorem 1: the cost gap of linear models",
            repaired=("theorem1.repaired",),
            sound=("theorem1.sound",),
            sharp=("theorem1.repaired_sharp",),
            related=(
                "theorem1.posterior",
                "theorem1.free",
                "theorem1.floor",
                "theorem1.vector",
                "theorem1.vector_sharp",
            ),
        ),
        "lemma2.printed": Forms("Lemma 2: how far apart kernel models are"),
        "lemma2.norms": Forms("Lemma 2, second part: the norms of their weights"),
        "theorem2.printed": Forms(
            "Theorem 2: the cost gap of wide networks",
            repaired=("theorem2.repaired",),
            sound=("theorem2.sound",),
            related=("theorem2.posterior", "theorem2.free", "theorem2.floor", "theorem2.vector"),
        ),
        "theorem3.printed": Forms(
            "Theorem 3: the cost gap of decoded recourses",
            sharp=("theorem3.sharp",),
            related=("theorem3.vector",),
            note="true with an ℓp → ℓ₂ constant; as Definition 3 has it, false for p > 2",
        ),
        "theorem4.printed": Forms(
            "Theorem 4: the validity gap of linear models",
            sound=("theorem4.sound",),
            sharp=("theorem4.sharp", "theorem4.closed"),
        ),
        "theorem4.onlyif_printed": Forms(
            "Theorem 4, “only if”: when the non-robust recourse is the more valid one",
            repaired=("theorem4.onlyif",),
        ),
        "theorem5.printed": Forms(
            "Theorem 5: the validity gap of wide networks",
            sound=("theorem5.sound",),
            sharp=("theorem5.sharp",),
        ),
        "theorem5.onlyif_printed": Forms(
            "Theorem 5, “only if”: when the non-robust recourse is the more valid one",
            repaired=("theorem5.onlyif",),
        ),
    }
)
"""The claims that go with every statement that the paper prints, true or false, by the id of its claim."""


class Reading(NamedTuple):
    """A misreading, as a heading, and the claim that is true instead, by id; empty if there is none."""

    title: str
    instead: str = ""


READINGS: Mapping[str, Reading] = MappingProxyType(
    {
        "lemma1.unpenalised_intercept": Reading("Lemma 1 with a penalty, but not on the intercept", "lemma1.sound"),
        "lemma1.together": Reading("Lemma 1 for mini-batches, with the L of all", "lemma1.path"),
        "definition1.printed": Reading("Definition 1: what SCFE's recourse is"),
        "theorem1.small_delta": Reading("Theorem 1 as printed, with Δ < a", "theorem1.repaired"),
        "theorem1.true_cost": Reading("Theorem 1, small residuals, for the cost of a recourse", "theorem1.sound"),
        "theorem1.true_cost_repaired": Reading("Theorem 1, repaired, for the cost of a recourse", "theorem1.repaired"),
        "theorem1.tighter": Reading("Theorem 1 for longer inputs"),
        "theorem1.mixed_columns": Reading("Theorem 1 with norms over all columns", "theorem1.sound"),
        "theorem3.same_norm": Reading("Theorem 3 as Definition 3 has it", "theorem3.printed"),
        "theorem5.own_rows": Reading("Theorem 5 with the score of Theorem 4", "theorem5.sharp"),
    }
)
"""The headings of all misreadings, by id."""
