"""Verdicts in plain words: statuses, reasons why a claim says nothing, and where Δ and costs come from."""

from collections.abc import Mapping
from types import MappingProxyType

STATUSES: Mapping[str, str] = MappingProxyType(
    {
        "holds": "holds",
        "vacuous": "holds, but tells nothing new",
        "violated": "bound broken",
        "inapplicable": "does not apply",
        "nonfinite": "not finite: unknown",
    }
)
"""What became of a claim, by the name of the status."""

HEADINGS: Mapping[str, str] = MappingProxyType({**STATUSES, "vacuous": "tells nothing new", "nonfinite": "not finite"})
"""The same as headings of narrow columns."""

RECOURSE_STATUSES: Mapping[str, str] = MappingProxyType(
    {
        "found": "the model accepts the changed person",
        "not found": "no change was found that the model accepts",
        "already favourable": "the model accepts this person without any change",
    }
)
"""What became of the search for a recourse, by the name of the status."""

DELTAS: Mapping[str, str] = MappingProxyType(
    {
        "printed": "Δ as Lemma 1 prints it",
        "sound": "Δ of the sound form of Lemma 1, known before training",
        "sharp": "Δ of the sharp form of Lemma 1",
        "path": "Δ from the course of training",
        "duality": "Δ certified by convex duality, from one pass over the data before training",
        "measured": "Δ measured: how far apart the two models really are",
        "certified": "Δ_K certified for the two kernels",
        "layers": "a bound on the two networks' scores, layer by layer",
        "global": "a Lipschitz constant that holds everywhere",
        "ball": "a Lipschitz constant that holds on the ball about the code",
        "segment": "a Lipschitz constant that holds between the two codes",
    }
)
"""Where Δ comes from, or what stands in its place, by the name of the source."""

COSTS: Mapping[str, str] = MappingProxyType(
    {
        "returned": "cost of the recourse that was found",
        "printed": "cost as Definition 1 prints it, λ times the length",
        "linearised": "cost if the score were linear around the person",
    }
)
"""What costs are, by the name of the source."""


def delta_words(source: str | None) -> str:
    """Say where Δ comes from.

    Args:
        source: The name of the source; ``None`` of a claim that reads no Δ.

    Returns:
        The words; empty for no Δ.

    Examples:
        >>> delta_words("path"), delta_words(None)
        ('Δ from the course of training', '')
    """
    return "" if source is None else DELTAS.get(source, source)


def cost_words(source: str | None) -> str:
    """Say which cost a claim was checked with.

    Args:
        source: The name of the source; ``None`` of a claim that reads no cost.

    Returns:
        The words; empty for no cost.

    Examples:
        >>> cost_words("returned")
        'cost of the recourse that was found'
    """
    return "" if source is None else COSTS.get(source, source)
