"""Which study ends with a page of findings, and which module writes it."""

from collections.abc import Callable, Mapping
from importlib import import_module
from pathlib import Path
from types import MappingProxyType
from typing import Protocol, runtime_checkable

FINDINGS = "findings"
"""Name of the folder of what is made of the tables of a study, in the study's folder."""

PAGE = "findings.md"
"""Name of the page in it."""

WRITERS: Mapping[str, str] = MappingProxyType(
    {
        "krishna2024": "empirical.studies.krishna2024.writing",
        "hardy2023": "empirical.studies.hardy2023.writing",
        "senthilkumar2024": "empirical.studies.senthilkumar2024.writing",
        "tan2023": "empirical.studies.tan2023.writing",
        "linear": "empirical.studies.pages.linear",
        "wide": "empirical.studies.pages.wide",
        "manifold": "empirical.studies.pages.manifold",
    }
)
"""Modules whose ``write_findings`` writes the page, by the name of the study. They are imported when a page is written:
they draw, which no start of the command line should wait for."""


@runtime_checkable
class Writer(Protocol):
    """A function that writes the findings of a study from its folder."""

    def __call__(self, root: Path, folder: Path, *, stage: Callable[[str], object]) -> Path:
        """Write them into a folder.

        Args:
            root: The folder of the study.
            folder: The folder of the findings.
            stage: A function that is called with a few words on what comes next.

        Returns:
            The path of the page.
        """
        ...


def findings_writer(study: str) -> Writer | None:
    """Find what writes the findings of a study.

    Args:
        study: The name in the study's description.

    Returns:
        The writer; ``None`` of a study without a page.

    Examples:
        >>> findings_writer("miniature") is None
        True
    """
    return import_module(WRITERS[study]).write_findings if study in WRITERS else None
