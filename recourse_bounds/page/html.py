"""The page as one file of HTML: a template filled in, with styles, scripts, the charts' library and the data inside."""

import base64
import hashlib
import re
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from empirical.report import Report
from empirical.report.groups import SIMULTANEOUS
from recourse_bounds.errata.typesetting import typeset
from recourse_bounds.page.claims import formulas
from recourse_bounds.page.facts import facts
from recourse_bounds.page.matrix import matrix
from recourse_bounds.page.payload import payload
from recourse_bounds.page.sentences import sentences
from recourse_bounds.page.words import script_words
from recourse_bounds.terminal import printable
from recourse_bounds.wording import HEADINGS

STYLES = ("page.css", "parts.css", "views.css", "print.css")
"""The style sheets, in their order."""

SCRIPTS = (
    "decode.js", "words.js", "store.js", "theme.js", "matrix.js", "filters.js", "table.js", "columns.js",
    "person.js", "claims.js", "closest.js", "groups.js", "links.js",
)  # fmt: skip
"""The scripts that the charts may build on, in their order; all scripts of charts follow, and ``start.js``."""

LIBRARY = ("bokeh.min.js", "bokeh-api.min.js")
"""The scripts of Bokeh; its WebGL is left out, since it makes functions from texts, which the policy forbids."""

_END = re.compile("</(?=script)", re.IGNORECASE)


def page_of(report: Report) -> bytes:
    """Make the page of a report: a file to explore it in, which needs nothing but itself.

    Args:
        report: The report.

    Returns:
        The bytes of an HTML file, the same for the same report.

    Examples:
        >>> from empirical.families.linear.settings import LinearGrid
        >>> from empirical.report import Settings, build
        >>> page_of(build(Settings(grid=LinearGrid(steps=(5,)), instances=4)))[:15]
        b'<!DOCTYPE html>'
    """
    scripts = (_library(), _script())
    data = payload(report)
    content: dict[str, Any] = {
        "name": report.summary["data"]["name"],
        "policy": _policy(scripts),
        "styles": Markup("".join(_asset(name) for name in STYLES)),  # noqa: S704
        "scripts": [Markup(script) for script in scripts],  # noqa: S704
        "data": data,
        "said": sentences(report),
        "sections": matrix(report),
        "headings": HEADINGS,
        "formulas": formulas(report),
        "note": report.summary["groups"]["note"].removesuffix(SIMULTANEOUS).strip(),
        "facts": facts(report),
        "runs": report.summary["runs"],
        "grouped": bool(report.summary["groups"]["rows"]),
    }
    return _environment().get_template("page.html").render(content).encode(errors="backslashreplace")


def _policy(scripts: tuple[str, ...]) -> str:
    """The content-security policy: nothing is asked for, and only these scripts run."""
    digests = (base64.b64encode(hashlib.sha256(script.encode()).digest()).decode() for script in scripts)
    allowed = " ".join(f"'sha256-{digest}'" for digest in digests)
    return (
        f"default-src 'none'; script-src {allowed}; style-src 'unsafe-inline'; img-src data: blob:; font-src data:; "
        "connect-src 'none'; form-action 'none'; base-uri 'none'"
    )


@cache
def _library() -> str:
    """The charts' library, as its package has it."""
    folder = Path(str(files("bokeh"))) / "server" / "static" / "js"
    return _harmless("\n".join((folder / name).read_text(encoding="utf-8") for name in LIBRARY))


@cache
def _script() -> str:
    """The scripts of the page, as one."""
    charts = sorted(path.name for path in _assets().glob("views*.js"))
    parts = "\n".join([script_words(), *(_asset(name) for name in (*SCRIPTS, *charts, "start.js"))])
    return _harmless(f'(() => {{\n"use strict";\n{parts}\n}})();')


def _asset(name: str) -> str:
    return (_assets() / name).read_text(encoding="utf-8")


def _assets() -> Path:
    return Path(__file__).with_name("assets")


def _harmless(script: str) -> str:
    """A script that ends where it ends: what would end it within a text is written otherwise."""
    return _END.sub(r"<\/", script)


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader("recourse_bounds.page"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.filters |= {"math": typeset, "shown": printable}
    return environment
