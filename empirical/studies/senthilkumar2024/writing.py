"""The findings and figures of the study as files."""

from collections.abc import Callable, Mapping
from pathlib import Path

from empirical.studies.pages.drawn import Drawn, write_drawn
from empirical.studies.senthilkumar2024.figures import accuracy_figure, figure_3, plausibility_figure
from empirical.studies.senthilkumar2024.findings import findings_blocks
from empirical.studies.senthilkumar2024.results import PUBLISHED, WRITTEN, Results, read_results

FIGURES: Mapping[str, Drawn] = {
    "figure_3": Drawn(
        "Figure 3 with all models and both rules for stopping, as the thesis is written.",
        lambda results: figure_3(results, WRITTEN),
    ),
    "figure_3_code": Drawn(
        "The same as the published code trains and searches.", lambda results: figure_3(results, PUBLISHED)
    ),
    "plausibility": Drawn("The implausibilities of Table 1, printed and measured.", plausibility_figure),
    "accuracy": Drawn("The accuracies of Table 1, printed and measured.", accuracy_figure),
}
"""The figures by the name of their files."""


def write_findings(root: Path, folder: Path, *, stage: Callable[[str], object] = lambda _: None) -> Path:
    """Write the page of findings and all figures of the study.

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
    return write_from(read_results(root), folder, stage)


def write_from(results: Results, folder: Path, stage: Callable[[str], object]) -> Path:
    """Write the page and the figures from the tables.

    Args:
        results: The tables.
        folder: The folder of the page and the figures.
        stage: A function that is called with a few words on what comes next.

    Returns:
        The path of the page.

    Raises:
        InputError: If the folder cannot be written.

    Examples:
        >>> import tempfile
        >>> from empirical.studies.senthilkumar2024.made import made_results
        >>> with tempfile.TemporaryDirectory() as place:
        ...     write_from(made_results(), Path(place), lambda _: None).name
        'findings.md'
    """  # noqa: DOC502
    return write_drawn(folder, results, findings_blocks, FIGURES, stage=stage)
