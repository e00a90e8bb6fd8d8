"""The sentences of the page are those of the package: one table of intervals, said by both."""

import itertools
import json
import math
from pathlib import Path

import pytest

import recourse_bounds.page
from recourse_bounds.page.words import script_words
from recourse_bounds.wording import QUANTITIES, Ends
from recourse_bounds.wording.quantities import interval_sentence

ASSETS = Path(recourse_bounds.page.__file__).with_name("assets")
ENDS = (
    *(-math.inf, -1234567.0, -234.5678, -0.5, -1e-3, -1.23e-7, -4.58e-17, 0.0),
    *(3e-13, 2.5e-5, 0.25, 0.9996, 12.25, 1234.5, math.inf),
)

SAYS = """(table) => table.map(([quantity, lower, upper, lowerInforms, upperInforms]) =>
  intervalSentence(quantity, { lower: Number(lower), upper: Number(upper), lowerInforms, upperInforms }))"""


@pytest.mark.parametrize("quantity", QUANTITIES.values(), ids=lambda quantity: quantity.noun)
def test_the_page_says_of_every_interval_what_the_package_says(browser, quantity):
    parts = quantity._asdict() | {"lower": quantity.lower._asdict(), "upper": quantity.upper._asdict()}
    table = [*itertools.product(ENDS, ENDS, (True, False), (True, False))]
    rows = [[parts, _number(lower), _number(upper), *informs] for lower, upper, *informs in table]
    page = browser.new_page()
    said = page.evaluate(f"(table) => {{ {_scripts()}\nreturn ({SAYS})(table); }}", rows)
    page.close()
    wanted = [interval_sentence(quantity, Ends(*one)) for one in table]
    assert said == wanted
    assert any("exclude each other" in text for text in said)
    assert not any("e−17" in text or "-" in text for text in said)


def _scripts() -> str:
    """The scripts that say sentences."""
    parts = [(ASSETS / name).read_text(encoding="utf-8") for name in ("words.js", "claims.js")]
    return "\n".join([script_words(), *parts])


def _number(end: float) -> str:
    return json.dumps(end)
