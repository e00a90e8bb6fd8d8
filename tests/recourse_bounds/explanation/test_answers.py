"""Answers for one person: who can be asked about, what is refused, several recourses, and every format."""

import json
import math
from dataclasses import replace
from typing import Any

import numpy as np
import polars as pl
import pytest
from support.hostile import HOSTILE as TEXTS
from support.reports import made_up_with_jobs

import recourse_bounds as rb
from empirical.data.decoding import as_table
from empirical.errors import InputError
from empirical.families.linear.cases import NO_RUN
from empirical.families.linear.settings import LinearTraining
from empirical.metrics import local_outlier_factor
from empirical.models.pair import Pair
from empirical.recourse.constraints import breaches
from empirical.verification.case import NO_LABEL
from recourse_bounds.explanation import from_python
from recourse_bounds.explanation.cells import both_cells
from recourse_bounds.explanation.formats import COLUMNS
from recourse_bounds.explanation.guarantees import best
from recourse_bounds.explanation.person import read_person
from recourse_bounds.explanation.telling import MOST, OF_PRINTED_COSTS, said


@pytest.fixture(scope="module")
def pair() -> Pair:
    return rb.train_pair(made_up_with_jobs(), steps=50)


@pytest.fixture(scope="module")
def rejected(pair) -> int:
    """A row that both models reject."""
    data = made_up_with_jobs()
    inputs = rb.design(data.values, pair.split)
    both = (pair.natural.scores(inputs) < 0.0) & (pair.robust.scores(inputs) < 0.0)
    return int(np.flatnonzero(both)[0])


def cells(row: int) -> dict[str, object]:
    data = made_up_with_jobs()
    return as_table(data.values[row : row + 1], data.features).to_dicts()[0]


def test_a_row_its_values_its_table_and_its_design_are_one_person(pair, rejected):
    data = made_up_with_jobs()
    table = pl.DataFrame([cells(rejected)])
    given = (rejected, cells(rejected), table, rb.design(data.values[rejected : rejected + 1], pair.split)[0])
    answers = [rb.explain(pair, person, data=data) for person in given]
    costs = [[one.cost for one in answer.recourses] for answer in answers]
    np.testing.assert_allclose(costs, [costs[0]] * 4, rtol=1e-9)
    assert [answer.row for answer in answers] == [rejected, -1, -1, -1]


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"b": None}, "a value for 'b' is missing"),
        ({"job": "astronaut"}, "'astronaut' is no level of 'job'; choose one of"),
        ({"job": None}, "no level stands for that"),
        ({"a": "many"}, "'a' must be a finite number, not 'many'"),
        ({"a": math.inf}, "must be a finite number"),
        ({"a": "1_000"}, "'a' must be a finite number, not '1_000'"),
        ({"ages": 3}, "no column 'ages'; did you mean 'age'?"),
    ],
)
def test_what_is_no_person_is_refused_in_one_line(pair, rejected, change, words):
    with pytest.raises(InputError, match=words.replace("?", "\\?")) as refusal:
        rb.explain(pair, cells(rejected) | change)
    assert "\n" not in str(refusal.value)


def test_a_person_without_a_column_and_a_row_that_there_is_not_are_refused(pair, rejected):
    person = cells(rejected)
    person.pop("age")
    with pytest.raises(InputError, match="this person lacks 'age'"):
        rb.explain(pair, person)
    with pytest.raises(InputError, match="made has no row 999; its rows are 0 to 199"):
        rb.explain(pair, 999, data=made_up_with_jobs())
    with pytest.raises(InputError, match="one row, not of 2"):
        rb.explain(pair, pl.DataFrame([cells(0), cells(1)]))


def test_the_pair_and_the_data_belong_together(pair, rejected):
    data = made_up_with_jobs()
    others = (
        rb.load_data("breast-cancer"),
        rb.Dataset(**{**data.__dict__, "features": (*data.features[1::-1], *data.features[2:])}),
        rb.Dataset(**{**data.__dict__, "values": data.values[::-1], "labels": data.labels[::-1]}),
    )
    for other in others:
        with pytest.raises(InputError, match="give the data that it was made of"):
            rb.explain(pair, rejected, data=other)
    with pytest.raises(InputError, match="give data="):  # a split does not know which rows of the table were left out
        rb.explain(pair, int(pair.split.test_rows[0]))
    assert rb.explain(pair, pair.split.test[0]).text().startswith("This person of the data: ")


def test_numbers_that_no_training_instance_comes_near_are_named(pair, rejected):
    data = made_up_with_jobs()
    odd = rb.explain(pair, cells(rejected) | {"a": -1e9}, data=data)
    assert [note.split(" is ")[0] for note in odd.notes] == ["a"]
    assert "Note: a is -1e+09" in odd.text()
    assert "Note: " in odd.html()
    assert all(not read_person(cells(row), pair.split).notes for row in map(int, data_rows(pair)))


def data_rows(pair: Pair) -> np.ndarray:
    """The training instances with the smallest and the largest numbers."""
    data = made_up_with_jobs()
    rows = np.setdiff1d(np.arange(len(data.labels)), pair.split.test_rows)
    return np.unique(rows[[data.values[rows, 0].argmin(), data.values[rows, 0].argmax()]])


def test_a_claim_says_what_it_really_lacks(pair, rejected):
    stranger, labelled = cells(rejected), rejected
    untrained = Pair(pair.split, pair.natural, pair.robust)
    data = made_up_with_jobs()
    reasons = {
        (who, known): {
            one.failed
            for one in rb.explain(of, person, data=data).guarantees
            if one.claim in {"lemma1.printed", "theorem1.printed"}
        }
        for who, person in (("stranger", stranger), ("labelled", labelled))
        for known, of in (("trained", pair), ("untrained", untrained))
    }
    assert reasons["stranger", "trained"] == {(NO_LABEL,)}
    assert reasons["stranger", "untrained"] == reasons["labelled", "untrained"] == {(NO_RUN,)}
    assert not reasons["labelled", "trained"] & {(NO_LABEL,), (NO_RUN,)}


def test_of_every_claim_the_recourse_s_own_cost_is_told_before_the_cost_as_printed(pair, rejected):
    answer = rb.explain(pair, rejected, data=made_up_with_jobs())
    own = {(one.mode, one.claim) for one in answer.guarantees if one.informs and one.cost_source != "printed"}
    told = [one for one in best(answer.guarantees) if one.cost_source == "printed"]
    assert told
    assert not own & {(one.mode, one.claim) for one in told if one.informs}
    for one in answer.guarantees:
        said = one.status == "inapplicable" or one.sentence.startswith(OF_PRINTED_COSTS)
        assert said or one.cost_source != "printed"


def test_missing_numbers_are_imputed_where_the_table_has_some(rejected):
    data = made_up_with_jobs()
    holes = data.values.copy()
    holes[0, 0] = np.nan
    with_holes = rb.Dataset(**{**data.__dict__, "values": holes, "impute": True})
    part = rb.split(with_holes, seed=0)
    person = read_person(cells(rejected) | {"a": None}, part)
    assert part.filled is not None
    assert math.isclose(person.values[0, 0], part.filled[0], rel_tol=1e-9, abs_tol=1e-12)


def test_somebody_whom_both_models_accept_needs_nothing(pair):
    data = made_up_with_jobs()
    inputs = rb.design(data.values, pair.split)
    row = int(np.flatnonzero((pair.natural.scores(inputs) > 0.0) & (pair.robust.scores(inputs) > 0.0))[0])
    answer = rb.explain(pair, row, data=data)
    assert all(one.status == "already favourable" and not one.changes for one in answer.recourses)
    assert answer.text().endswith("there is nothing to change.")
    assert "nothing to change" in answer.html()


def test_several_recourses_change_different_columns_cheapest_first_and_keep_what_must_be_kept(pair, rejected):
    data = made_up_with_jobs()
    answer = rb.explain(pair, rejected, data=data, method="scfe,gs,ar", several=3)
    for method in ("scfe", "gs", "ar"):
        for model in ("natural", "robust"):
            found = [one for one in answer.recourses if (one.method, one.model) == (method, model)]
            assert [one.place for one in found] == list(range(1, len(found) + 1))
            assert len(found) > 1
            sets = [frozenset(change.column for change in one.changes) for one in found]
            assert len(set(sets)) == len(sets)
            accepted = [one.accepted_natural if model == "natural" else one.accepted_robust for one in found]
            assert all(accepted)
            assert not any(one.breaks for one in found)
            assert not any({"age", "sex"} & one for one in sets)
            costs = [one.cost for one in found]
            assert costs == sorted(costs)
    single = rb.explain(pair, rejected, data=data)
    assert single.recourses[0] == answer.recourses[0]
    assert_diversity_is_told(answer)
    assert not single.diversity
    assert "Diversity" not in single.text()


def assert_diversity_is_told(answer: Any) -> None:
    """Of every method and model, in all formats."""
    about = [(one.method, one.model) for one in answer.diversity]
    assert about == [(method, model) for method in ("scfe", "gs", "ar") for model in ("natural", "robust")]
    for one in answer.diversity:
        assert one.count == sum((other.method, other.model) == (one.method, one.model) for other in answer.recourses)
        assert 0.0 < one.determinant < 1.0
    assert answer.to_dict()["diversity"][0]["determinant"] == answer.diversity[0].determinant
    for text in (answer.text(), answer.html()):
        assert text.count("Diversity of these") == len(answer.diversity)


def test_plausibility_is_told_when_somebody_asks(pair, rejected):
    """It is that of the points to which the recourses lead; NaN where there is none, or it is between levels."""
    data = made_up_with_jobs()
    answer = rb.explain(pair, rejected, data=data, method="scfe,gs,nice", mode="sparse")
    inputs = rb.design(data.values[rejected : rejected + 1], pair.split)
    found = rb.recourse(pair.natural, inputs, pair.split.space, method="nice", data=pair.split)
    favourable = pair.split.train[pair.split.train_labels > 0.0]
    factors = answer.plausibility(pair.split)
    assert len(factors) == len(answer.recourses) == 6
    assert factors[4] == pytest.approx(local_outlier_factor(found.points, favourable)[0], rel=1e-6)
    between = rb.explain(pair, rejected, data=data, mode="fixed")
    assert all(np.isnan(between.plausibility(pair.split)))


@pytest.mark.parametrize("method", ["scfe", "gs", "ar"])
def test_where_nothing_helps_that_is_said_to_be_proved(pair, method):
    """The first pair may change nothing; the other one may change everything, and finds something."""
    nothing = pair.split.space._replace(actionable=np.zeros_like(pair.split.space.actionable))
    stuck = replace(pair, split=pair.split._replace(space=nothing))
    person = pair.split.test[np.flatnonzero(pair.natural.scores(pair.split.test) <= 0.0)[0]]
    answers = [rb.explain(one, person, method=method) for one in (stuck, pair)]
    assert answers[0].recourses[0].impossible
    assert "it is proved that no change within the constraints" in answers[0].text()
    assert not any(one.impossible for one in answers[1].recourses)
    assert "it is proved that no change" not in answers[1].text()


def test_breaches_of_nothing_are_told_for_accepted_recourses(pair, rejected):
    none = breaches(pair.split.test[:1], np.zeros((1, pair.split.test.shape[1])), pair.split.space)
    assert not any(bool(np.any(one)) for one in none if one is not None)
    answer = rb.explain(pair, rejected, data=made_up_with_jobs())
    assert {one.model for one in answer.minimisers} == {"natural", "robust"}
    assert all(one.method == "scfe" for one in answer.minimisers)


def test_every_format_holds_the_same_and_json_is_strict(pair, rejected):
    answer = rb.explain(pair, rejected, data=made_up_with_jobs())
    plain = json.loads(json.dumps(answer.to_dict(), allow_nan=False))
    assert len(plain["guarantees"]) == len(answer.guarantees)
    assert plain["recourses"][0]["cost"] == answer.recourses[0].cost
    table = answer.changes
    assert tuple(table.columns) == COLUMNS
    assert table.height == sum(max(1, len(one.changes)) for one in answer.recourses)
    text = answer.text()
    assert max(map(len, text.splitlines())) <= 110
    assert f"cost {answer.recourses[0].cost:.3g}" in text
    assert "what every" not in text
    assert len(answer.text(verbose=True).splitlines()) > len(answer.guarantees)
    assert repr(answer).startswith(f"Explanation for row {rejected} of made: rejected by the natural model")


def test_an_answer_tells_two_guarantees_about_costs_and_two_about_validity_unless_all_are_asked_for(pair, rejected):
    answer = rb.explain(pair, rejected, data=made_up_with_jobs())
    few, every = said(answer), said(answer, every=True)
    for (title, some), (same, all_of_them) in zip(few, every, strict=True):
        assert title == same
        assert set(some) <= set(all_of_them)
        assert len(some) <= 2 * MOST or not title.startswith("Proved")
    assert sum(len(listed) for _, listed in few) < sum(len(listed) for _, listed in every)


def test_a_number_has_one_precision_before_and_after_and_every_change_shows():
    assert both_cells(1509.0, 854.28) == ("1,509", "854.3")
    assert both_cells(1371.4, 1072.24) == ("1,371.4", "1,072.2")
    assert both_cells(0.5, 0.5000012) == ("0.5", "0.5000012")
    assert both_cells("own", "rent") == ("own", "rent")


def test_the_page_escapes_everything_and_asks_for_nothing(rejected):
    data = made_up_with_jobs()
    names: dict[str, str] = {"a": TEXTS[5], "b": TEXTS[0], "job": TEXTS[6]}
    renamed = tuple(
        rb.Feature(**{**one.__dict__, "name": names.get(one.name, one.name), "unit": "" if one.levels else TEXTS[6]})
        for one in data.features
    )
    hostile = rb.Dataset(**{**data.__dict__, "features": renamed, "name": TEXTS[1], "favourable": TEXTS[6]})
    page = rb.explain(hostile, rejected, steps=20).html()
    assert "<script" not in page
    assert "&lt;script&gt;" in page
    assert "default-src 'none'" in page.replace("&#39;", "'")
    assert "http://" not in page
    assert "https://" not in page
    assert len(page) < 100_000
    assert all(character.isprintable() or character == "\n" for character in page)
    assert f"<bdi>{TEXTS[6]}".replace("\u202e", "\\u202e") in page


@pytest.mark.parametrize("wrong", ["several=x", "several=", "method=", "autoencoder=x", "claims="])
def test_settings_of_another_kind_are_refused(pair, wrong):
    name, text = wrong.split("=")
    how: dict[str, Any] = {name: text or None}
    with pytest.raises(InputError, match=f"^{name} (must be|are) "):
        rb.explain(pair, pair.split.test[0], **how)


def test_methods_draw_by_the_seed_of_the_pair_unless_another_one_is_given(pair, monkeypatch):
    drawn: list[int] = []

    def asked(*given: Any) -> None:
        drawn.append(given[2].seed)
        raise InputError("nothing more is asked")

    monkeypatch.setattr(from_python, "explain_person", asked)
    of_seed_3 = Pair(pair.split, pair.natural, pair.robust, LinearTraining(epsilon=0.1, seed=3))
    for seed in (None, 5):
        with pytest.raises(InputError, match="nothing more"):
            rb.explain(of_seed_3, pair.split.test[0], seed=seed)
    assert drawn == [3, 5]


def test_settings_that_there_are_not_are_refused(pair, rejected):
    with pytest.raises(InputError, match="method must be of scfe"):
        rb.explain(pair, rejected, method="magic")
    with pytest.raises(InputError, match="'steps' is no setting of recourses"):
        rb.explain(pair, rejected, steps=5)
    with pytest.raises(InputError, match="several must be from 1 to 20"):
        rb.explain(pair, pair.split.test[0], several=0)
    with pytest.raises(InputError, match="give data="):
        rb.explain(pair, pair.split.test[0], cost_weights="mad")
