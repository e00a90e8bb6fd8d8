"""What recourses change, as rows that people read, and the way back into the table."""

from dataclasses import replace

import jax
import numpy as np
import polars as pl
import pytest
from support.vaes import drawn_vae

from empirical.data import CARDS, Dataset, Feature, Split, as_table, design, from_table, load, split
from empirical.data.dataset import category
from empirical.errors import InputError
from empirical.models.model import LinearModel
from empirical.recourse import CCHVAE, ROAR, SCFE, ActionableRecourse, ECCo, GrowingSpheres
from empirical.recourse.changes import apply_recourses, changes

KEY = jax.random.key(0)


def logistic(parts: Split) -> LinearModel:
    """A model that rejects some test instances."""
    from sklearn.linear_model import LogisticRegression

    fitted = LogisticRegression(max_iter=300).fit(parts.train[:, :-1], parts.train_labels)
    scores = parts.test[:, :-1] @ fitted.coef_[0]
    return LinearModel(np.append(fitted.coef_[0], -np.quantile(scores, 0.3)))


TABLES = [name for name, card in CARDS.items() if len(card.features) < 100]
"""The data sets that are no images, of which hundreds of columns would take minutes."""

METHODS = {
    "scfe": lambda parts: SCFE(),
    "a feasible minimiser": lambda parts: SCFE(mode="fixed"),
    "roar": lambda parts: ROAR(),
    "growing spheres": lambda parts: GrowingSpheres(samples=100),
    "actionable": lambda parts: ActionableRecourse(),
    "cchvae": lambda parts: CCHVAE(vae=drawn_vae(1, len(parts.names), latent=4, size=8.0), samples=100, feasible=True),
    "ecco": lambda parts: ECCo(),
}


@pytest.mark.parametrize("name", TABLES)
@pytest.mark.parametrize("method", METHODS)
def test_recourses_put_into_the_table_have_their_scores_there(name, method):
    """Of every data set and method: whole numbers, levels and missing numbers come back as they were."""
    data = load(name)
    parts = split(data, seed=0)
    model = logistic(parts)
    people = np.flatnonzero(model.scores(parts.test) <= 0.0)[:100]
    inputs, rows = parts.test[people], parts.test_rows[people]
    found = METHODS[method](parts)(model, inputs, parts.space, key=KEY)
    told = changes(inputs, found.points, parts, rows=rows, values=data.values[rows])
    made = apply_recourses(as_table(data.values, data.features), told)
    assert made.height >= 5
    scores = model.scores(design(from_table(made, data.features), parts))
    at = np.searchsorted(np.sort(rows), made["row"].to_numpy())
    recorded = model.scores(found.points)[np.argsort(rows)][at]
    np.testing.assert_allclose(scores, recorded, rtol=0.0, atol=1e-9)
    assert ((scores > 0.0) == (recorded > 0.0)).all()
    whole = [feature.name for feature in data.features if feature.integer]
    numbers = told.filter(pl.col("column").cast(pl.String).is_in(whole))["to"].to_numpy()
    assert (numbers == np.rint(numbers)).all()


def loans() -> tuple[Dataset, Split]:
    features = (Feature("age", integer=True), Feature("rate"), category("home", "rent", "own"),
                category("job", "none", "clerk", "smith"))  # fmt: skip
    rng = np.random.default_rng(1)
    values = np.column_stack(
        [rng.integers(18, 80, 40), rng.uniform(size=40), rng.integers(0, 2, 40), rng.integers(0, 3, 40)]
    ).astype(float)
    data = Dataset("loans", features, values, np.where(np.arange(40) % 2, 1.0, -1.0), "approved", "", "")
    return data, split(data, seed=0)


def moved(parts: Split, columns: dict[int, float]) -> np.ndarray:
    point = parts.test[:1].copy()
    for column, value in columns.items():
        point[0, column] = value
    return point


def test_levels_stand_there_by_name_and_numbers_in_their_units():
    data, parts = loans()
    row = parts.test_rows[:1]
    _, _, home, job = data.values[row[0]]
    other = (int(job) + 1) % 3
    point = moved(
        parts, {0: (61.0 - parts.shift[0]) / parts.scale[0], 2: 1.0 - home, 3 + int(job): 0.0, 3 + other: 1.0}
    )
    told = changes(parts.test[:1], point, parts, rows=row, values=data.values[row])
    levels = data.features[3].levels
    homes = data.features[2].levels
    assert told["row"].to_list() == [row[0]] * 3
    assert told.drop("row").rows() == [
        ("age", data.values[row[0], 0], 61.0, None, None),
        ("home", None, None, homes[int(home)], homes[1 - int(home)]),
        ("job", None, None, levels[int(job)], levels[other]),
    ]


def test_a_category_between_its_levels_is_told_by_the_columns_that_encode_it():
    data, parts = loans()
    job = int(data.values[parts.test_rows[0], 3])
    told = changes(parts.test[:1], moved(parts, {2: 0.4, 3 + job: 0.63}), parts)
    names = ["home=own", f"job={data.features[3].levels[job]}"]
    assert told["column"].to_list() == names
    assert told["to"].to_list() == [0.4, 0.63]
    with pytest.raises(InputError, match=r"no column .home=own.*--mode valid"):
        apply_recourses(as_table(data.values, data.features), told)


def test_who_has_no_recourse_and_who_moves_nowhere_has_no_row():
    _, parts = loans()
    points = parts.test[:3].copy()
    points[1] = np.nan
    points[2, 0] = np.inf
    assert changes(parts.test[:3], points, parts).height == 0


def test_a_table_without_categories_has_its_rows():
    data, parts = loans()
    plain = split(replace(data, features=data.features[:2], values=data.values[:, :2]), seed=0)
    told = changes(plain.test[:2], plain.test[:2] + np.array([0.1, 0.0, 0.0]), plain)
    assert told["column"].to_list() == ["age", "age"]
    assert told["to_level"].null_count() == 2
    assert parts.features != plain.features


def told(**columns: object) -> pl.DataFrame:
    row = {"row": 0, "column": "age", "from": 1.0, "to": 2.0, "from_level": None, "to_level": None, **columns}
    return pl.DataFrame([row], schema_overrides={"from_level": pl.String, "to_level": pl.String})


def test_changes_fit_the_types_of_the_table():
    """People's tables have whole numbers, texts and codes of levels as numbers."""
    table = pl.DataFrame({"age": [1, 5], "home": [0, 1], "rate": ["0.5", "0.7"]})
    levels = {"from": None, "to": None, "from_level": "0", "to_level": "1"}
    assert apply_recourses(table, told()).rows() == [(0, 2, 0, "0.5")]
    assert apply_recourses(table, told(to=2.5)).rows() == [(0, 2.5, 0, "0.5")]
    assert apply_recourses(table, told(column="home", **levels)).rows() == [(0, 1, 1, "0.5")]
    assert apply_recourses(table, told(column="rate", **{"from": 0.5, "to": 0.25})).rows() == [(0, 1, 0, "0.25")]
    assert table["age"].to_list() == [1, 5]


@pytest.mark.parametrize(
    ("recourses", "message"),
    [
        (pl.concat([told(), told()]), "change a cell twice: keep one model and one run"),
        (told(row=2), "the table has 2 rows, and row 2 is none of them"),
        (told(column="job=clerk"), "no column 'job=clerk'"),
    ],
)
def test_recourses_of_another_table_or_of_several_runs_are_refused(recourses, message):
    with pytest.raises(InputError, match=message):
        apply_recourses(pl.DataFrame({"age": [1, 5]}), recourses)


@pytest.mark.parametrize(
    ("column", "change"),
    [
        (pl.Series([5, 1]), {}),
        (pl.Series(["1,00 EUR", "2,00 EUR"]), {}),
        (pl.Series(["clerk", "none"]), {"from": None, "to": None, "from_level": "none", "to_level": "clerk"}),
        (pl.Series([None, "none"]), {"from": None, "to": None, "from_level": "none", "to_level": "clerk"}),
        (pl.Series([False, True]), {"from": None, "to": None, "from_level": "true", "to_level": "false"}),
    ],
)
def test_a_cell_that_is_not_what_the_recourse_starts_from_is_refused(column, change):
    """As in the file where a second heading stands before the people: its rows are other people."""
    with pytest.raises(
        InputError, match=r"row 0 of the table has .* in the column 'age', and the recourse starts from"
    ):
        apply_recourses(pl.DataFrame({"age": column}), told(**change))


@pytest.mark.parametrize(
    ("column", "change", "cell"),
    [
        (pl.Series([1], dtype=pl.UInt8), {"to": 300.0}, 300),
        (pl.Series([1], dtype=pl.UInt8), {"to": -1.0}, -1),
        (pl.Series([None], dtype=pl.Int64), {}, 2),
        (pl.Series(["?"]), {}, "2"),
        (pl.Series([False]), {"from": None, "to": None, "from_level": "False", "to_level": "true"}, True),
        (pl.Series([3]), {"from": None, "to": None, "from_level": "3", "to_level": "(missing)"}, None),
        (pl.Series([None], dtype=pl.Int8), {"from": None, "to": None, "from_level": "(missing)", "to_level": "4"}, 4),
        (
            pl.Series(["a"], dtype=pl.Enum(["a", "b"])),
            {"from": None, "to": None, "from_level": "a", "to_level": "b"},
            "b",
        ),
    ],
)
def test_a_cell_gets_what_the_recourse_says_in_the_way_of_its_column(column, change, cell):
    assert apply_recourses(pl.DataFrame({"age": column}), told(**change))["age"].to_list() == [cell]


@pytest.mark.parametrize(
    ("column", "change"),
    [
        (pl.Series([False]), {"from": None, "to": None, "from_level": "false", "to_level": "perhaps"}),
        (pl.Series([3]), {"from": None, "to": None, "from_level": "3", "to_level": "three"}),
        (pl.Series(["a"], dtype=pl.Enum(["a"])), {"from": None, "to": None, "from_level": "a", "to_level": "b"}),
    ],
)
def test_what_a_column_cannot_hold_is_refused(column, change):
    with pytest.raises(InputError, match="which cannot hold"):
        apply_recourses(pl.DataFrame({"age": column}), told(**change))
