"""The findings and figures of the study as files."""

from collections.abc import Callable, Mapping
from pathlib import Path

from empirical.studies.pages.drawn import Drawn, write_drawn
from empirical.studies.tan2023.figures import ratio_figure, robustness_figure, sigma_figure, tightness_figure
from empirical.studies.tan2023.findings import findings_blocks
from empirical.studies.tan2023.results import Results, read_results

FIGURES: Mapping[str, Drawn] = {
    "robustness": Drawn(
        "Robustness of explanations against that of the score: a point for each model.", robustness_figure
    ),
    "ratios": Drawn("Quotients of natural models over those of robust ones, in Table 1 and here.", ratio_figure),
    "sigma": Drawn("Faithfulness of SmoothGrad along σ, and the counterexample of Theorem 5.2.", sigma_figure),
    "tightness": Drawn("How tight the bounds are.", tightness_figure),
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
        >>> from empirical.studies.tan2023.made import made_results
        >>> with tempfile.TemporaryDirectory() as place:
        ...     write_from(made_results(), Path(place), lambda _: None).name
        'findings.md'
    """  # noqa: DOC502
    return write_drawn(folder, results, findings_blocks, FIGURES, stage=stage)
