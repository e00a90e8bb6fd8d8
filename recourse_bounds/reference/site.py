"""Pages of Python's reference that only the site has: what mkdocstrings fills in for every public name."""

import re
from collections.abc import Iterable, Mapping

from recourse_bounds.reference.api import FACADE, facade_names, in_facade, module_names
from recourse_bounds.reference.docstrings import module_docstring, without_roles

NAME = re.compile(r"^\| `((?:\w+\.)*\w+)` \|", re.MULTILINE)
"""The name at the start of a row of the table of public names."""


def site_pages() -> Mapping[str, str]:
    """Make the pages of every public name, one for each subject of the façade and for each documented module.

    Returns:
        The pages in Markdown with the marks of mkdocstrings, by their file names in the folder of the page of names.

    Examples:
        >>> print(site_pages()["api/recourses.md"].splitlines()[2])
        ::: recourse_bounds.recourse
    """
    pages = {
        f"api/{subject.lower()}.md": _page(subject, "", FACADE, names) for subject, names in facade_names().items()
    }
    for module, names in module_names().items():
        others = [name for name in names if not in_facade(module, name)]
        about = without_roles(module_docstring(module)).split("\n\nExamples:", maxsplit=1)[0]
        pages[f"api/{module}.md"] = _page(module, about, module, others)
    return pages


def with_links(page: str) -> str:
    """Link the names in the table of public names to their entries.

    Args:
        page: The page with the table.

    Returns:
        The page with references as mkdocs-autorefs resolves them.

    Examples:
        >>> with_links("| `rb.check` | Decide. |")
        '| [`rb.check`][recourse_bounds.check] | Decide. |'
    """
    return NAME.sub(lambda row: f"| [`{row[1]}`][{re.sub('^rb[.]', f'{FACADE}.', row[1])}] |", page)


def _page(title: str, about: str, module: str, names: Iterable[str]) -> str:
    """A page with an entry for each name of a module, below what the module is about."""
    shown = "rb" if module == FACADE else module
    entries = [f'::: {module}.{name}\n    options:\n      heading: "{shown}.{name}"' for name in names]
    return "\n\n".join([f"# {title}", *filter(None, [about]), *entries]) + "\n"
