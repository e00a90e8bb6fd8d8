"""The findings and figures of the study as files."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import NamedTuple

from matplotlib.figure import Figure

from empirical.studies.drawing import files_of
from empirical.studies.pages.blocks import write_figure, write_page
from empirical.studies.tan2023.figures import ratio_figure, robustness_figure, sigma_figure, tightness_figure
from empirical.studies.tan2023.findings import findings_blocks
from empirical.studies.tan2023.results import Results, read_results


class Drawn(NamedTuple):
    """A figure of the page.

    Attributes:
        caption: What it shows.
        draw: The function that draws it from the tables.
    """

    caption: str
    draw: Callable[[Results], Figure]


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
    for name, drawn in FIGURES.items():
        stage(f"drawing {name}")
        for suffix, content in files_of(lambda: drawn.draw(results)).items():  # noqa: B023
            write_figure(folder, f"{name}.{suffix}", content)
    stage("writing the findings")
    shown = [
        f"![{one.caption}]({name}.png)\n\n{one.caption} [As a vector file]({name}.svg)."
        for name, one in FIGURES.items()
    ]
    return write_page(folder, [*findings_blocks(results), "## Figures", *shown])
