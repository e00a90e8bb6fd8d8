"""The findings and figures of the study as files."""

from collections.abc import Callable
from pathlib import Path

from empirical.studies.hardy2023.figures import FIGURES
from empirical.studies.hardy2023.page import findings_page
from empirical.studies.hardy2023.results import Results, read_results
from empirical.studies.pages.drawn import write_drawn


def write_findings(root: Path, folder: Path, *, stage: Callable[[str], object] = lambda _: None) -> Path:
    """Write the page of findings and all figures of a study.

    Args:
        root: The folder of the study.
        folder: The folder of the page and the figures; it is made. Files of these names are replaced.
        stage: A function that is called with a few words on what comes next.

    Returns:
        The path of the page.

    Raises:
        InputError: If the study has no finished cell, or the folder cannot be written.

    Examples:
        >>> write_findings(Path("nowhere"), Path("nowhere"))
        Traceback (most recent call last):
        empirical.errors.InputError: nowhere is not the folder of a study: nowhere/plan.json cannot be read
    """  # noqa: DOC502
    stage("reading the tables")
    return write_all(read_results(root), folder, stage=stage)


def write_all(results: Results, folder: Path, *, stage: Callable[[str], object] = lambda _: None) -> Path:
    """Write the page and the figures of some tables.

    Args:
        results: The tables.
        folder: The folder; it is made.
        stage: A function that is called with a few words on what comes next.

    Returns:
        The path of the page.

    Raises:
        InputError: If the folder cannot be written.

    Examples:
        >>> import tempfile
        >>> from empirical.studies.hardy2023.made import made_results
        >>> with tempfile.TemporaryDirectory() as place:
        ...     write_all(made_results(), Path(place)).name
        'findings.md'
    """  # noqa: DOC502
    return write_drawn(folder, results, findings_page, FIGURES, stage=stage)
