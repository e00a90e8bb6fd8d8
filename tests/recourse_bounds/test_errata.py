"""The errata page: what it says is true, it is all there, and the copy in docs is the one that the code makes."""

import dataclasses
import re
from fractions import Fraction
from html import escape
from html.parser import HTMLParser
from pathlib import Path

import pytest
from markdown_it import MarkdownIt

from bounds import CLAIMS, Certificate, Outcome, certify, prove
from bounds.claims import FORECAST_CLAIMS
from bounds.constructions import ALL
from bounds.misreadings import MISREADINGS
from bounds.records import HuntRecord
from empirical.errors import InputError
from recourse_bounds.errata import KRISHNA, PAPERS, TAN, errata, files, write
from recourse_bounds.errata.digits import shown as digits
from recourse_bounds.errata.digits import vectors
from recourse_bounds.errata.entries import entries, groups, notes
from recourse_bounds.errata.facts import breach, facts
from recourse_bounds.errata.meanings import bounded, called, fields_read, parameters
from recourse_bounds.errata.typesetting import markdown, typeset

DOCS = Path(__file__).parents[2] / "docs"
VOID = frozenset({"meta", "br", "hr"})


@pytest.fixture(scope="module", params=PAPERS, ids=lambda paper: paper.page)
def paper(request):
    return request.param


@pytest.fixture(scope="module")
def made(paper):
    return errata(paper)


@pytest.fixture(scope="module")
def shown(paper):
    return entries(paper)


@pytest.fixture(scope="module")
def shown_of_krishna():
    return entries(KRISHNA)


class Page(HTMLParser):
    """Collects what a page is made of, and sees to it that whatever is opened is closed."""

    def __init__(self, text):
        super().__init__()
        self.open, self.tags, self.ids, self.links = [], set(), [], []
        self.feed(text)
        self.close()
        assert not self.open

    def handle_starttag(self, tag, attrs):
        attributes = dict(attrs)
        self.tags.add(tag)
        self.ids += [attributes["id"]] if "id" in attributes else []
        self.links += [attributes[name] for name in ("href", "src") if name in attributes]
        self.open += [] if tag in VOID else [tag]

    def handle_endtag(self, tag):
        assert self.open.pop() == tag


@pytest.mark.parametrize("part", ["markdown", "html"])
def test_the_copy_in_docs_is_the_one_that_the_code_makes(paper, made, part):
    name = files(paper)[part == "html"]
    same = (DOCS / name).read_bytes() == getattr(made, part).encode()
    assert same, f"docs/{name} differs from what the code and the records say: run `make errata`"


def test_nothing_is_to_be_said_to_whoever_makes_it(made):
    assert made.notes == ()


def test_every_claim_has_its_place_and_one_only():
    all_forms = [(name, forms) for paper in PAPERS for name, forms in paper.forms.items()]
    placed = [one for name, forms in all_forms for one in (name, *(other for part in forms[1:5] for other in part))]
    assert sorted(placed) == sorted(set(CLAIMS) - set(FORECAST_CLAIMS))  # of which no paper has an error
    order = list(CLAIMS)
    assert sorted((name for name, _ in all_forms), key=order.index) == [name for name, _ in all_forms]


def test_what_is_false_is_refuted_and_what_stands_in_its_place_is_proved(paper, shown):
    for entry in shown[: len(paper.forms)]:
        theory = {"refuted": "false", "proved": "true"}[entry.facts.result]
        assert entry.printed
        assert theory == entry.facts.claim.theory
        assert (entry.facts.scalar is not None) == (entry.facts.result == "refuted")
        assert all(form.facts.result == "proved" and form.facts.scalar is None for form in entry.forms)
        assert entry.forms or entry.facts.result == "proved"


def test_misreadings_are_refuted_and_what_is_true_instead_is_there(paper, shown):
    assert [one for place in PAPERS for one in place.readings] == list(MISREADINGS)
    for entry in shown[len(paper.forms) :]:
        misreading = MISREADINGS[entry.facts.claim.id]
        assert not entry.printed
        assert entry.facts.result == "refuted"
        assert not entry.instead or CLAIMS[entry.instead].theory == "true"
        if misreading.claim.id == misreading.id:
            assert entry.facts.scalar is not None
        else:
            assert entry.facts.vectors
            # what is misread; else the claim would be false. Of a run, it fails at a step, which no field shows
            assert misreading.claim.induction or all(one.failed for one in entry.facts.vectors)


def test_the_premises_that_repair_a_statement(shown_of_krishna):
    forms = [form for entry in shown_of_krishna for form in entry.forms]
    gained = {form.facts.claim.id: {one.name for one in form.gained} for form in forms}
    assert gained["theorem1.repaired"] == {"|m_NR| ≤ 1, |m_R| ≤ 1", "Δ < a"}
    assert gained["theorem2.repaired"] == {"|m_NR| ≤ 1, |m_R| ≤ 1"}
    assert gained["theorem4.sound"] == {"u − v ≥ R"}
    assert gained["theorem4.onlyif"] == set()


def test_every_value_is_named():
    every = (*CLAIMS.values(), *(one.claim for one in MISREADINGS.values()))
    assert all(bounded(claim) != "the value" for claim in every)
    assert bounded(CLAIMS["theorem1.sound"]) == bounded(CLAIMS["theorem3.printed"]) == "‖ζ_NR‖ − ‖ζ_R‖"
    assert bounded(CLAIMS["theorem4.onlyif"]) == "v − u"
    assert bounded(CLAIMS["theorem4.closed"]) == "Pr_NR − Pr_R"
    assert bounded(CLAIMS["theorem2.floor"]) == "‖ζ_R‖"
    assert len({bounded(claim) for claim in every}) == 19


def test_every_parameter_and_field_has_a_meaning():
    used = (*ALL, *(construction for one in MISREADINGS.values() for construction in one.constructions))
    names = {re.sub(r"\[.*", "", one.name) for place in used if place.level == "vector" for one in place.parameters}
    assert set(parameters(names)) == names
    assert all(parameters(names).values())
    every = (*CLAIMS.values(), *(one.claim for one in MISREADINGS.values()))
    assert set(fields_read(every)) == {name for claim in every for name in claim.read}


def test_hypotheses_of_the_repair_that_the_counterexample_meets_and_misses(paper, shown):
    compared = {one.facts.claim.id: one.hypotheses for one in shown if one.hypotheses}
    of_krishna, of_tan = {"theorem1.printed", "theorem2.printed"}, {"smoothgrad.tradeoff_printed"}
    assert (of_krishna if paper is KRISHNA else of_tan) <= set(compared)
    for entry in shown:
        if not entry.hypotheses:
            continue
        fields = {name: text.replace("−", "-") for name, text in entry.facts.scalar.fields.items()}
        needed = CLAIMS[entry.hypotheses.claim].read
        given = {name: Fraction(text) for name, text in fields.items() if name in needed}
        failed = certify(entry.hypotheses.claim, field_error=0.0, **given).failed
        assert entry.hypotheses.missed  # a repair that assumes nothing more would be false, too
        assert {one.name for one in entry.hypotheses.missed} <= set(failed)
        assert not {one.name for one in entry.hypotheses.met} & set(failed)


def test_true_with_the_right_constant_and_false_with_that_of_definition_3(shown_of_krishna):
    entry = next(one for one in shown_of_krishna if one.facts.claim.id == "theorem3.printed")
    assert entry.facts.result == "proved"
    assert "Definition 3" in entry.remark
    assert [one for one, _ in entry.beside] == ["theorem3.same_norm"]


def test_all_premises_are_listed_once():
    for claim in CLAIMS.values():
        listed = [one for _, premises in groups(claim) for one in premises]
        step = claim.induction.premises if claim.induction else ()
        assert sorted(map(id, listed)) == sorted(map(id, (*claim.premises, *step)))


def test_a_record_of_another_definition_is_not_believed():
    claim = CLAIMS["theorem1.sound"]
    changed = dataclasses.replace(claim, premises=claim.premises[:-1])
    assert facts(claim).seconds is not None
    found = facts(changed)
    assert found.seconds is None
    assert found.result == prove(changed).result == "refuted"
    assert found.scalar is not None
    assert notes((found,)) == (
        "theorem1.sound: proofs.json speaks of an earlier definition",
        "theorem1.sound: hunts.json speaks of an earlier definition",
        "theorem1.sound: checks.json speaks of an earlier definition",
        "theorem1.sound: refuted, though in theory true",
    )


def test_how_far_a_value_lies_outside():
    fields = {"lam": 1, "slope_nr": 1, "slope_r": 1, "residual_nr": 0, "residual_r": 5, "cost_nr": 0, "cost_r": "5/2"}
    certificate = certify("theorem2.printed", field_error=0.0, **fields)
    value, lower = Fraction(certificate.value), Fraction(certificate.lower)
    missed = breach(certificate)
    assert (missed.side, missed.by) == ("below", str(lower - value))


@pytest.mark.parametrize(
    ("lower", "value", "upper", "expected"),
    [
        ("0", "1/2", "1/3", ("0", "1/2", "1/3", "above", "1/6", False)),
        ("-1/2", "-1", "inf", ("−1/2", "−1", "∞", "below", "1/2", False)),
        ("-inf", "2", "1", ("−∞", "2", "1", "above", "1", False)),
        ("0", "-0.25", "1", ("0", "−0.25", "1", "below", "0.25", False)),
        ("0", "1", "0.500", ("0", "1", "0.5", "above", "0.5", False)),
        ("0", "0", "-1", ("0", "0", "−1", "above", "1", True)),
    ],
)
def test_ends_that_are_fractions_digits_or_infinite(lower, value, upper, expected):
    assert breach(Certificate(Outcome.VIOLATED, (), (), (), lower, value, upper)) == expected


def test_nothing_is_called_true_as_printed(made):
    assert "True as printed" not in made.markdown


def test_the_page_about_explanations_says_which_text_it_speaks_of(paper, made):
    caveat = "public manuscript from the time of the review. The printed version may differ"
    assert (caveat in made.markdown) == (caveat in made.html) == (paper is TAN)


def test_html_is_whole_and_stands_alone(paper, made):
    page = Page(made.html)
    assert len(page.ids) == len(set(page.ids))
    assert {*paper.claims, *paper.readings} <= set(page.ids)
    assert all(link.startswith("#") and link[1:] in page.ids for link in page.links)
    assert not page.tags & {"script", "link", "img", "iframe"}
    assert not re.search(r"url\(|@import|https?:", made.html)
    assert all(typeset(claim.statement) in made.html for claim in paper.claims.values())


def test_markdown_shows_what_the_claims_say(paper, made):
    shown = MarkdownIt("commonmark").enable("table").render(made.markdown)
    assert "<em>" not in shown
    for claim in paper.claims.values():
        assert f"<p>{escape(claim.statement, quote=False)}</p>" in shown
        assert f'<a id="{claim.id}">' in shown
        assert all(f"<td>{escape(called(premise.name), quote=False)}</td>" in shown for premise in claim.premises)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("0.5000", "0.5"),
        ("-10.0", "−10"),
        ("100", "100"),
        ("1.0100", "1.01"),
        ("1.50e-10", "1.5e−10"),
        ("3/20", "3/20"),
    ],
)
def test_decimals_end_in_no_zero(text, expected):
    assert digits(text) == expected


def test_vectors_and_matrices_are_put_together():
    names = ("w[0]", "w[1]", "lam", "X[0][0]", "X[0][1]", "X[1][0]", "X[1][1]", "x[0]")
    shown = vectors({name: Fraction(-number, 2) for number, name in enumerate(names)})
    assert shown == {"w": "(0, −1/2)", "lam": "−1", "X": "((−3/2, −2), (−5/2, −3))", "x": "(−7/2)"}


@pytest.mark.parametrize("text", ["‖δ‖_p ≤ ε, 1/p + 1/q", "|a*b*c| <b> `x` \\", "_a_ [b](c)", "w_NR^t x'_R"])
def test_markdown_is_escaped(text):
    table = f"| a | b |\n|---|---|\n| {markdown(text)} | 2 |\n"
    shown = MarkdownIt("commonmark").enable("table").render(table)
    assert f"<td>{escape(text, quote=False)}</td>\n<td>2</td>" in shown


def test_symbols_are_set():
    assert typeset("‖w_NR^t‖_q") == "‖<i>w</i><sub>NR</sub><sup><i>t</i></sup>‖<sub><i>q</i></sub>"
    assert typeset("max_I g(x') by a step") == "max<sub>I</sub> <i>g</i>(<i>x</i>&#39;) by a step"
    assert typeset("A.2, cost_r, x'_R") == "A.2, cost_r, <i>x</i>&#39;<sub>R</sub>"
    assert typeset("Kᵀw_R") == "<i>K</i>ᵀ<i>w</i><sub>R</sub>"
    assert typeset("<b_x>") == "&lt;<i>b</i><sub><i>x</i></sub>&gt;"


def test_tightness_is_rounded_down(monkeypatch, shown_of_krishna):
    hunt = HuntRecord(1_000_000, 0, 0.999999, "free", {"lam": 0.1}, "2026-01-31", "abc1234")
    hunted = shown_of_krishna[0]._replace(facts=facts(CLAIMS["lemma2.norms"])._replace(hunt=hunt), forms=())
    monkeypatch.setattr("recourse_bounds.errata.page.entries", lambda paper: (hunted,))
    page = errata(KRISHNA)
    for text in (page.markdown, page.html):
        assert text.count("0.9999") == text.count("1,000,000") == 2
        assert "1.0000" not in text
        assert "not hunted yet" not in text


def test_both_files_are_written_and_nothing_else(made, tmp_path, monkeypatch):
    monkeypatch.setattr("recourse_bounds.errata.page.errata", lambda paper: made)
    folder = tmp_path / "new" / "docs"
    for _ in range(2):
        assert write(folder) == (made,) * len(PAPERS)
        assert sorted(path.name for path in folder.iterdir()) == sorted(name for one in PAPERS for name in files(one))
    (tmp_path / "file").touch()
    with pytest.raises(InputError, match="cannot be written"):
        write(tmp_path / "file")
    name = files(TAN)[1]
    (folder / name).write_text("something else")
    with pytest.raises(InputError, match="no errata page: choose another folder"):
        write(folder)
    assert (folder / name).read_text() == "something else"
