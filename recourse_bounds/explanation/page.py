"""An explanation as one small page that needs no network and runs no script."""

from collections.abc import Iterable

from markupsafe import Markup

from recourse_bounds.explanation.cells import both_cells, cell
from recourse_bounds.explanation.results import Change, Explanation, Guarantee, Recourse
from recourse_bounds.explanation.telling import said
from recourse_bounds.explanation.text import METHODS, diverse, heading, source, summary, units
from recourse_bounds.terminal import printable

POLICY = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"
"""The content-security policy: nothing is loaded, nothing is run, nothing is sent."""

STYLE = """
:root { color-scheme: light dark; --line: #d0d4d8; --quiet: #565d64; }
@media (prefers-color-scheme: dark) { :root { --line: #454b52; --quiet: #b4bac1; } }
body { font: 1rem/1.5 system-ui, sans-serif; max-width: 46rem; margin: 2rem auto; padding: 0 1rem; }
h1 { font-size: 1.4rem; } h2 { font-size: 1.15rem; margin-top: 2rem; } h3 { font-size: 1rem; margin-bottom: .3rem; }
table { border-collapse: collapse; width: 100%; margin: .5rem 0 1rem; }
th, td { text-align: left; padding: .3rem .6rem .3rem 0; border-bottom: 1px solid var(--line); }
th, td { overflow-wrap: anywhere; }
th { font-weight: 600; } li { margin-bottom: .5rem; } small, footer { color: var(--quiet); font-size: .875rem; }
@media print { body { margin: 0; max-width: none; } }
"""

_PAGE = Markup("""<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="{policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title>
<style>{style}</style>
</head>
<body>
<main>
<h1><bdi>{title}</bdi></h1>
<p>{summary}</p>
{notes}
{recourses}
{guarantees}
{values}
</main>
<footer>{footer}</footer>
</body>
</html>
""")


def page_of(explanation: Explanation) -> str:
    """Write an explanation as a page.

    Args:
        explanation: The explanation.

    Returns:
        The page, with everything from the data escaped.

    Examples:
        >>> from recourse_bounds.explanation.results import Setting
        >>> setting = Setting("<loans>", "paid", "linear models", "standard", "unweighted", 0.5)
        >>> page = page_of(Explanation("Row 3", 3, {}, True, True, 0.9, 0.8, (), (), (), setting))
        >>> "&lt;loans&gt;" in page, "<loans>" in page
        (True, False)
    """
    setting = explanation.setting
    footer = Markup("Two {}, natural and robust. Favourable: {}. {}").format(
        setting.models, _isolated(printable(setting.favourable)), units(setting)
    )
    return str(
        _PAGE.format(
            policy=POLICY,
            title=f"{explanation.person} of {printable(setting.data)}",
            style=Markup(STYLE),  # noqa: S704
            summary=_isolated(summary(explanation)),
            notes=_joined(Markup("<p>Note: {}.</p>").format(_isolated(printable(one))) for one in explanation.notes),
            recourses=_joined(_recourses(explanation)),
            guarantees=_joined(_group(title, listed) for title, listed in said(explanation)),
            values=_values(explanation),
            footer=footer,
        )
    )


def _isolated(text: str) -> Markup:
    """Keep the direction of a text to itself, so that no name turns what stands beside it."""
    return Markup("<bdi>{}</bdi>").format(text)


def _row(name: str, *cells: str) -> Markup:
    head = Markup('<th scope="row">{}</th>').format(_isolated(printable(name)))
    rest = Markup("").join(Markup("<td>{}</td>").format(_isolated(printable(one))) for one in cells)
    return Markup("<tr>{}{}</tr>").format(head, rest)


def _joined(parts: Iterable[Markup]) -> Markup:
    return Markup("\n").join(parts)


def _recourses(explanation: Explanation) -> Iterable[Markup]:
    if explanation.accepted_natural and explanation.accepted_robust:
        yield Markup("<p>Both models accept this person already: there is nothing to change.</p>")
        return
    method = ""
    for one in explanation.recourses:
        if one.method != method:
            method = one.method
            yield Markup("<h2>What this person could change, by {}</h2>").format(METHODS.get(method, method))
        yield _recourse(one)
    for found in explanation.diversity:
        about = Markup("<p>By {} for the {} model: {}</p>")
        yield about.format(METHODS.get(found.method, found.method), found.model, diverse(found))


def _recourse(one: Recourse) -> Markup:
    number = f" ({one.place})" if one.place > 1 else ""
    title = Markup("<h3>For the {} model{}</h3>\n<p>{}.</p>").format(one.model, number, heading(one))
    if not one.changes:
        return title
    rows = _joined(map(_change, one.changes))
    head = Markup('<tr><th scope="col">column</th><th scope="col">now</th><th scope="col">then</th></tr>')
    return Markup("{}\n<table>\n{}\n{}\n</table>").format(title, head, rows)


def _change(one: Change) -> Markup:
    unit = f" {one.unit}" if one.unit else ""
    before, after = both_cells(one.before, one.after)
    return _row(one.column, f"{before}{unit}", f"{after}{unit}")


def _group(title: str, listed: list[Guarantee]) -> Markup:
    entry = Markup("<li>{}<br><small>{}</small></li>")
    entries = _joined(
        entry.format(_isolated(printable(one.sentence)), _isolated(printable(source(one)))) for one in listed
    )
    return Markup("<h2>{}</h2>\n<ul>\n{}\n</ul>").format(title, entries)


def _values(explanation: Explanation) -> Markup:
    shown = ((name, "missing" if value is None else cell(value)) for name, value in explanation.values.items())
    rows = _joined(_row(name, value) for name, value in shown)
    return Markup("<h2>All values of this person</h2>\n<table>\n{}\n</table>").format(rows)
