"""The reference of Python: a table of every public name, and on the site a page for each subject and module."""

from importlib import import_module
from types import MappingProxyType

from recourse_bounds.errata.typesetting import markdown
from recourse_bounds.reference.docstrings import definition, docstring, module_docstring, origin, public_names, summary
from recourse_bounds.reference.markdown import BAR, page, table

FACADE = "recourse_bounds"
"""The module that gives the most used names, as ``rb``."""

SUBJECTS = MappingProxyType(
    {
        "Claims": ("bounds.",),
        "Data": ("empirical.data.", "empirical.errors."),
        "Models": ("empirical.models.", "empirical.families.", "empirical.autoencoder."),
        "Recourses": ("empirical.recourse.",),
        "Attributions": ("empirical.explanations.",),
        "Reports": ("",),
    }
)
"""The subjects of the façade's names, with the packages that their names come from; the last takes all others."""

STEPS = MappingProxyType(
    {"load_data": "Data", "train_pair": "Models", "recourse": "Recourses", "attribute": "Attributions"}
)
"""Steps from data to a report, which stand first in the subjects that they are about."""

MODULES = (
    "bounds",
    "bounds.constructions",
    "bounds.facts",
    "bounds.kernel",
    "bounds.meaning",
    "bounds.user_claims",
    "bounds.records",
    "ntk",
    "empirical.data",
    "empirical.attacks",
    "empirical.autoencoder",
    "empirical.classifiers",
    "empirical.lipschitz",
    "empirical.explanations",
    "empirical.recourse",
    "empirical.metrics",
    "empirical.families",
    "empirical.report",
    "empirical.studies",
)
"""The modules beside the façade that list public names, all of which are documented, lowest first."""

UNLISTED = MappingProxyType({"bounds.strategies": ("instances",)})
"""Public names of modules that list none: they need libraries that are only there for tests."""

INTRODUCTION = (
    "Every public name. `import recourse_bounds as rb` gives the names of the first six tables, as `rb.check`; the "
    "others are imported from the modules above them. In an editor or a notebook `help(rb.check)` shows what a "
    "function takes, gives and refuses, with an example; the documentation site has a page for each table.",
    "Arrays have a row for each instance. Costs and scores are in the units that the models see, numbers scaled as "
    "`--scaling` says, unless a name speaks of the data's own units. Mistakes in what is given are `rb.InputError`, or "
    "the `ValueError` that it is, and say the remedy; what depends on data becomes a status.",
)
"""Paragraphs above the tables."""

HEADER = ("name", "what it is, or does")
"""Headings of the tables of names."""


def api_page() -> str:
    """Make the page with a table of every public name.

    Returns:
        The page in Markdown.

    Examples:
        >>> "| `rb.prove` | Prove a claim for all real numbers" in api_page()
        True
    """
    blocks: list[str] = []
    for subject, names in facade_names().items():
        blocks += [f"## {subject}", table(HEADER, (_row(FACADE, name, "rb") for name in names))]
    for module, names in module_names().items():
        rows = [_row(module, name, module) for name in names if not in_facade(module, name)]
        blocks += [f"## {module}", _in_markdown(summary(module_docstring(module))), *_also(module)]
        blocks += [table(HEADER, rows)] if rows else []
    return page("Python", *INTRODUCTION, *blocks)


def facade_names() -> dict[str, list[str]]:
    """Give the names of the façade by subject.

    Returns:
        The names of every subject, steps of the work first.

    Examples:
        >>> facade_names()["Recourses"][:3]
        ['recourse', 'CCHVAE', 'NICE']
    """
    found: dict[str, list[str]] = {subject: [] for subject in SUBJECTS}
    for name in sorted(import_module(FACADE).__all__, key=lambda name: name not in STEPS):
        module = origin(FACADE, name) + "."
        of_module = next(subject for subject, packages in SUBJECTS.items() if module.startswith(packages))
        found[STEPS.get(name, of_module)].append(name)
    return found


def module_names() -> dict[str, list[str]]:
    """Give the public names of every documented module.

    Returns:
        The names by module, lowest first; also those that the façade has.

    Examples:
        >>> module_names()["bounds.user_claims"]
        ['ClaimError', 'Loaded', 'load', 'load_file']
    """
    listed = {module: public_names(module) for module in MODULES}
    return listed | {module: list(names) for module, names in UNLISTED.items()}


def in_facade(module: str, name: str) -> bool:
    """Say whether the façade has what a module has by a name.

    Args:
        module: The dotted name of the module.
        name: A public name of the module.

    Returns:
        Whether it is the same name, from the same place.

    Examples:
        >>> in_facade("bounds", "check"), in_facade("bounds", "find")
        (True, False)
    """
    names = import_module(FACADE).__all__
    return name in names and definition(FACADE, name) == definition(module, name)


def _also(module: str) -> list[str]:
    """A sentence about the names of a module that the façade has too."""
    names = [name for name in dict(module_names())[module] if in_facade(module, name)]
    return [f"Also, as above: {', '.join(f'`{name}`' for name in names)}."] if names else []


def _row(module: str, name: str, shown: str) -> tuple[str, str]:
    return (f"`{shown}.{name}`", _in_markdown(summary(docstring(module, name))))


def _in_markdown(text: str) -> str:
    """A sentence of a docstring in Markdown: double backticks become single ones, all else is shown as it is."""
    parts = text.split("``")  # every other part is code
    parts[1::2] = [f"`{code.replace('|', BAR)}`" for code in parts[1::2]]
    parts[::2] = map(markdown, parts[::2])
    return "".join(parts)
