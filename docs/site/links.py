"""Links between the pages of the built site, also of notebooks, docstrings and raw HTML that mkdocs does not follow."""

from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit


class Names(HTMLParser):
    """What a page links to, and the anchors that it has."""

    def __init__(self) -> None:
        """Begin with a page that has neither."""
        super().__init__()
        self.links: set[str] = set()
        self.anchors: set[str] = {"", "__top"}

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note the links and anchors of an element."""
        for name, value in attrs:
            if value and name in {"id", "name"}:
                self.anchors.add(value)
            elif value and name in {"href", "src"} and tag != "base":
                self.links.add(value)


def dead_links(site: Path) -> Iterator[str]:
    """Find links that lead nowhere, and those that need a network to show the page.

    Yields:
        What is wrong with each, with its page.
    """
    pages = {path: names_of(path) for path in site.rglob("*.html") if path.name != "404.html"}
    for path, page in pages.items():
        for link in sorted(page.links):
            to = urlsplit(link)
            if to.scheme or to.netloc:
                continue
            target = (path.parent / unquote(to.path)).resolve() if to.path else path
            target = target / "index.html" if target.is_dir() else target
            place = path.relative_to(site)
            if not target.exists():
                yield f"{place} links to {link}, which is not there"
            elif target in pages and unquote(to.fragment) not in pages[target].anchors:
                yield f"{place} links to {link}, and there is no such anchor"


def names_of(path: Path) -> Names:
    """Read the links and anchors of a page."""
    names = Names()
    names.feed(path.read_text(encoding="utf-8"))
    return names
