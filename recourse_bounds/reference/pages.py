"""The reference pages by file name, and how they are written."""

from collections.abc import Callable, Mapping
from pathlib import Path
from types import MappingProxyType

from bounds.atomic_write import write_text
from recourse_bounds.reference.api import api_page
from recourse_bounds.reference.claims import claims_page
from recourse_bounds.reference.commands import commands_page
from recourse_bounds.reference.facts import facts_page
from recourse_bounds.reference.glossary import glossary_page
from recourse_bounds.reference.symbols import symbols_page

PAGES: Mapping[str, Callable[[], str]] = MappingProxyType(
    {
        "commands.md": commands_page,
        "api.md": api_page,
        "claims.md": claims_page,
        "facts.md": facts_page,
        "symbols.md": symbols_page,
        "glossary.md": glossary_page,
    }
)
"""The functions that make the pages, by file name."""


def write(folder: Path) -> None:
    """Write every reference page into a folder, in place of earlier pages.

    Args:
        folder: The folder of the pages; it is made if it does not exist.

    Examples:
        >>> import tempfile
        >>> with tempfile.TemporaryDirectory() as folder:
        ...     write(Path(folder))
        ...     sorted(path.name for path in Path(folder).iterdir())
        ['api.md', 'claims.md', 'commands.md', 'facts.md', 'glossary.md', 'symbols.md']
    """
    folder.mkdir(parents=True, exist_ok=True)
    for name, page in PAGES.items():
        write_text(folder / name, page())
