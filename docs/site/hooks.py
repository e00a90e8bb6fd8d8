"""What the site is beside the pages of ``docs``: documents of the root, the reference of Python, and links.

The documents are written so that their links work where the code is hosted. On the site some pages have another place:
the README is the first page, the table of contents has a name of its own, and notebooks are pages.
"""

import logging
import posixpath
import re
from pathlib import Path

from links import dead_links
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files
from mkdocs.structure.pages import Page

from recourse_bounds.reference.site import site_pages, with_links

ROOT = Path(__file__).parents[2]

LOG = logging.getLogger("mkdocs.hooks.links")
"""Warnings of this log make the build fail."""

NOTEBOOKS = [path.stem for path in sorted((ROOT / "notebooks").glob("[0-9]_*.py"))]
"""The notebooks, in the order in which they are read."""

MOVED = {
    "README.md": "index.md",
    "CONTRIBUTING.md": "contributing.md",
    "CHANGELOG.md": "changelog.md",
    "docs/README.md": "contents.md",
    "docs/errata.html": "errata.md",
    "docs/errata-tan2023.html": "errata-tan2023.md",
    **{f"notebooks/{name}.py": f"notebooks/{name}.ipynb" for name in NOTEBOOKS},
}
"""The pages of the site that stand elsewhere in the project, by their place in the project."""

TAKEN = {place: page for place, page in MOVED.items() if page.endswith(".md") and not place.endswith(".html")}
"""The documents among them that are read where they stand."""

ATTACHED = ("CITATION.cff", "LICENSE", "references.bib")
"""Files of the root that documents link to."""

NAMES = "reference/api.md"
"""The page with the table of all public names."""

LINK = re.compile(r"(?<=\]\()(?!\w+:|#)([^)\s#]+)")

CODE_IN_TABLE = re.compile(r"`[^`\n]*\\\|[^`\n]*`")
"""Code with an escaped bar, which has no escape on the site."""


def on_config(config: MkDocsConfig) -> MkDocsConfig:
    """Put the notebooks below the tutorials."""
    tutorials = next(part["Tutorials"] for part in config.nav or () if "Tutorials" in part)
    tutorials += [f"notebooks/{name}.ipynb" for name in NOTEBOOKS]
    return config


def on_files(files: Files, config: MkDocsConfig) -> Files:
    """Add the documents that stand outside ``docs``, or have another name on the site, and the reference of Python."""
    files.remove(files.src_uris["README.md"])
    for place, page in {**TAKEN, **{name: name for name in ATTACHED}}.items():
        files.append(File.generated(config, page, content=(ROOT / place).read_text(encoding="utf-8")))
    for page, text in site_pages().items():
        files.append(File.generated(config, f"reference/{page}", content=text))
    return files


def on_page_markdown(markdown: str, page: Page, **_: object) -> str:
    """Turn links between files of the project into links between pages of the site."""
    here = page.file.src_uri
    origin = next((place for place, moved in TAKEN.items() if moved == here), f"docs/{here}")

    def on_site(link: re.Match[str]) -> str:
        target = posixpath.normpath(posixpath.join(posixpath.dirname(origin), link.group()))
        return posixpath.relpath(site_place(target), posixpath.dirname(here) or ".")

    linked = CODE_IN_TABLE.sub(lambda code: code.group().replace("\\|", "|"), LINK.sub(on_site, markdown))
    return with_links(linked) if here == NAMES else linked


def on_page_content(html: str, page: Page, **_: object) -> str:
    """Offer a notebook as a file below its title."""
    name = posixpath.basename(page.file.src_uri)
    offer = f'<p><a href="{name}" download>Download this notebook</a></p>'
    return html.replace("</h1>", f"</h1>{offer}", 1) if name.endswith(".ipynb") else html


def on_post_build(config: MkDocsConfig) -> None:
    """Warn of every link of the built pages that leads nowhere."""
    for problem in dead_links(Path(config.site_dir).resolve()):
        LOG.warning(problem)


def site_place(place: str) -> str:
    """Give the place on the site of a file of the project."""
    return MOVED.get(place, place.removeprefix("docs/"))
