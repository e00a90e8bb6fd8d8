"""What is wrong with the models of a report, each with the option against it: for the answer, and for the tables."""

from collections.abc import Mapping, Sequence
from typing import Any

KINDS = ("accepts everybody", "rejects everybody")
"""What a model does that tells nobody apart."""


def advised(summary: Mapping[str, Any], degenerate: Mapping[str, Sequence[str]]) -> list[tuple[str, str | None]]:
    """Pair what is wrong with the models with the options against it.

    Args:
        summary: The summary of the report.
        degenerate: What is to be said of ``natural`` and of ``robust`` models that accept or reject everybody.

    Returns:
        A text and an option each, the advice on training and natural models first; ``None`` where no option is known.

    Examples:
        >>> one = {"about": "robust", "text": "the robust model accepts everybody", "option": "--epsilon 0.02"}
        >>> advised({"advice": [one]}, {"natural": ["the natural model rejects everybody"], "robust": ["so does this"]})
        [('the natural model rejects everybody', None), ('so does this', '--epsilon 0.02')]
    """
    found = {one["about"]: one for one in summary.get("advice", ())}
    texts = [(one["text"], one["option"]) for about, one in found.items() if about != "robust"]
    options = {"robust": found["robust"]["option"]} if "robust" in found else {}
    return texts + [(text, options.get(about)) for about, said in degenerate.items() for text in said]


def everybody(runs: Sequence[dict[str, Any]], about: str, kind: str) -> list[dict[str, Any]]:
    """Choose the runs in which a model accepts, or rejects, everybody.

    Args:
        runs: The runs of the summary.
        about: ``natural`` or ``robust``.
        kind: One of ``KINDS``.

    Returns:
        The runs.

    Examples:
        >>> run = {"models": {"non_robust": {"degenerate": None}, "robust": {"degenerate": "rejects everybody"}}}
        >>> len(everybody([run], "robust", "rejects everybody")), len(everybody([run], "natural", "rejects everybody"))
        (1, 0)
    """
    name = "non_robust" if about == "natural" else about
    return [run for run in runs if run["models"][name]["degenerate"] == kind]
