"""The findings and figures of a study as files, written beside their place and put there at one moment each."""

from collections.abc import Callable
from pathlib import Path

from empirical.studies.drawing import files_of
from empirical.studies.krishna2024.figures.catalog import FIGURES
from empirical.studies.krishna2024.findings import findings_page
from empirical.studies.krishna2024.reading import read_results
from empirical.studies.krishna2024.results import Results
from empirical.studies.pages.blocks import write_figure, write_page


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
    results = read_results(root)
    drawn = []
    for name in FIGURES:
        stage(f"drawing {name}")
        if draw_into(folder, name, results):
            drawn.append(name)
    stage("writing the findings")
    missing = [name for name in FIGURES if name not in drawn]
    without = ["Without anything to draw: " + ", ".join(missing) + "."] if missing else []
    return write_page(folder, [findings_page(results).rstrip(), "## Figures", *map(_shown, drawn), *without])


def _shown(name: str) -> str:
    caption = FIGURES[name].caption
    return f"![{caption}]({name}.png)\n\n{caption} [As a vector file]({name}.svg)."


def draw_into(folder: Path, name: str, results: Results) -> bool:
    """Draw a figure into a folder, as a picture and as a vector file, if there is anything to draw.

    Args:
        folder: The folder.
        name: The name of the figure.
        results: The tables of the study.

    Returns:
        Whether there is.

    Raises:
        InputError: If a file cannot be written.

    Examples:
        >>> import tempfile
        >>> from empirical.studies.krishna2024.made import made_results
        >>> with tempfile.TemporaryDirectory() as place:
        ...     draw_into(Path(place), "sweep_ridge", made_results())
        False
    """  # noqa: DOC502
    figure = FIGURES[name].draw(results)
    if not any(axis.lines for axis in figure.axes):
        return False
    for suffix, content in files_of(lambda: FIGURES[name].draw(results)).items():
        write_figure(folder, f"{name}.{suffix}", content)
    return True
