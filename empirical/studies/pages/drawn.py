"""A page of findings with its figures, drawn from the tables of a study, as pictures and as vectors."""

from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any, NamedTuple

from matplotlib.figure import Figure

from empirical.studies.drawing import files_of
from empirical.studies.pages.blocks import write_figure, write_page


class Drawn(NamedTuple):
    """A figure of a page.

    Attributes:
        caption: What it shows.
        draw: The function from the tables of the study to the figure.
    """

    caption: str
    draw: Callable[[Any], Figure]


def write_drawn(
    folder: Path,
    results: Any,
    blocks: Callable[[Any], Iterable[str]],
    figures: Mapping[str, Drawn],
    *,
    stage: Callable[[str], object],
) -> Path:
    """Write the page of a study and all of its figures.

    Args:
        folder: The folder of the page and the figures; it is made. Files of these names are replaced.
        results: The tables of the study.
        blocks: The function from the tables to the blocks of the page, before its figures.
        figures: The figures by the name of their files.
        stage: A function that is called with a few words on what comes next.

    Returns:
        The path of the page.

    Raises:
        InputError: If the folder cannot be written.

    Examples:
        >>> import tempfile
        >>> with tempfile.TemporaryDirectory() as place:
        ...     page = write_drawn(Path(place), 3, lambda tables: [f"# {tables} findings"], {}, stage=lambda _: None)
        ...     print(page.read_text())
        # 3 findings
        <BLANKLINE>
        ## Figures
        <BLANKLINE>
    """  # noqa: DOC502
    for name, drawn in figures.items():
        stage(f"drawing {name}")
        for suffix, content in files_of(lambda: drawn.draw(results)).items():  # noqa: B023
            write_figure(folder, f"{name}.{suffix}", content)
    stage("writing the findings")
    return write_page(folder, [*blocks(results), "## Figures", *(_shown(*figure) for figure in figures.items())])


def _shown(name: str, drawn: Drawn) -> str:
    return f"![{drawn.caption}]({name}.png)\n\n{drawn.caption} [As a vector file]({name}.svg)."
