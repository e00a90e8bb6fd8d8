"""Eight tables of different kinds, as new users bring them: to be tried with a target and a favourable value alone."""

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np


class OwnTable(NamedTuple):
    """A table of a user: its name, the text of its file, the column to predict and the favourable value."""

    name: str
    text: str
    target: str
    favourable: str

    def write(self, folder: Path) -> Path:
        """Write the file into a folder, and give its path."""
        path = folder / f"{self.name}.csv"
        path.write_text(self.text, encoding="utf-8")
        return path


def own_tables() -> tuple[OwnTable, ...]:
    """The eight tables; the same ones at every call."""
    rng = np.random.default_rng(15)
    makers = (_loans, _clinic, _houses, _hiring, _churn, _admissions, _cards, _benefits)
    return tuple(maker(rng) for maker in makers)


def csv_text(columns: Mapping[str, Iterable[Any]], separator: str = ",") -> str:
    """The text of a table: its columns by name, cells as they print."""
    rows = zip(*columns.values(), strict=True)
    lines = [separator.join(columns), *(separator.join(map(str, row)) for row in rows)]
    return "\n".join(lines) + "\n"


def _labels(rng: np.random.Generator, score: np.ndarray, share: float) -> np.ndarray:
    """Labels of which a share is favourable: whoever has a high score, with noise."""
    noisy = (score - score.mean()) / score.std() + 0.5 * rng.normal(size=len(score))
    return noisy > np.quantile(noisy, 1.0 - share)


def _loans(rng: np.random.Generator) -> OwnTable:
    """An export of a bank: keys, currency, percent, units."""
    n = 400
    income, use = rng.lognormal(8.0, 0.4, n).round(2), rng.uniform(0.0, 95.0, n).round(1)
    months = rng.choice([12, 24, 36, 60], n)
    good = _labels(rng, np.log(income) - 0.02 * use - 0.01 * months, 0.7)
    columns = {
        "loan_id": np.arange(50_001, 50_001 + n),
        "income": [f"€{value:.2f}" for value in income],
        "utilisation": [f"{value}%" for value in use],
        "term": [f"{value} months" for value in months],
        "owner": rng.choice(["own", "rent", "mortgage"], n),
        "decision": np.where(good, "granted", "refused"),
    }
    return OwnTable("loans", csv_text(columns), "decision", "granted")


def _clinic(rng: np.random.Generator) -> OwnTable:
    """Measurements of patients, whole numbers and decimals, with the rarer class favourable."""
    n = 500
    age, glucose = rng.integers(21, 80, n), rng.normal(120, 30, n).round().astype(int)
    mass, smoker = rng.normal(31, 6, n).round(1), rng.integers(0, 2, n)
    well = _labels(rng, -0.02 * age - 0.03 * glucose - 0.05 * mass - smoker, 0.35)
    columns = {"age": age, "glucose": glucose, "bmi": mass, "smoker": smoker, "outcome": np.where(well, 0, 1)}
    return OwnTable("clinic", csv_text(columns), "outcome", "0")


def _houses(rng: np.random.Generator) -> OwnTable:
    """A regression table: the target is a price."""
    n = 400
    area, rooms, distance = rng.normal(90, 25, n).round(1), rng.integers(1, 7, n), rng.exponential(5.0, n).round(2)
    price = (1000 * (2.5 * area + 10 * rooms - 8 * distance + 20 * rng.normal(size=n))).round().astype(int)
    columns = {"area": area, "rooms": rooms, "km_to_centre": distance, "price": price}
    return OwnTable("houses", csv_text(columns), "price", ">= 230000")


def _hiring(rng: np.random.Generator) -> OwnTable:
    """Categories alone."""
    n = 360
    degree, field = rng.integers(0, 4, n), rng.integers(0, 5, n)
    languages, referred = rng.integers(0, 3, n), rng.integers(0, 2, n)
    hired = _labels(rng, degree + 0.5 * (field == 2) + 0.5 * languages + referred, 0.4)
    columns = {
        "degree": np.array(["none", "bachelor", "master", "doctor"])[degree],
        "field": np.array(["law", "arts", "computing", "medicine", "trade"])[field],
        "languages": np.array(["one", "two", "three"])[languages],
        "referred": np.array(["no", "yes"])[referred],
        "hired": np.where(hired, "Yes", "No"),
    }
    return OwnTable("hiring", csv_text(columns), "hired", "Yes")


def _churn(rng: np.random.Generator) -> OwnTable:
    """A table saved by a German Excel: its separator line, semicolons, decimal commas."""
    n = 400
    tenure, fee = rng.integers(0, 72, n), rng.uniform(18, 120, n).round(2)
    contract = rng.integers(0, 3, n)
    stays = _labels(rng, 0.04 * tenure - 0.02 * fee + 0.7 * contract, 0.73)
    columns = {
        "Dauer": tenure,
        "Gebühr": [f"{value:.2f}".replace(".", ",") for value in fee],
        "Vertrag": np.array(["monatlich", "ein Jahr", "zwei Jahre"])[contract],
        "bleibt": np.where(stays, "ja", "nein"),
    }
    return OwnTable("churn", "sep=;\n" + csv_text(columns, ";"), "bleibt", "ja")


def _admissions(rng: np.random.Generator) -> OwnTable:
    """A small table, with marks in two scales."""
    n = 80
    points, marks = rng.integers(290, 341, n), rng.normal(8.5, 0.6, n).round(2)
    admitted = _labels(rng, 0.05 * points + marks, 0.5)
    columns = {"test": points, "marks": marks, "research": rng.integers(0, 2, n), "admitted": admitted.astype(int)}
    return OwnTable("admissions", csv_text(columns), "admitted", "1")


def _cards(rng: np.random.Generator) -> OwnTable:
    """Amounts of very different sizes, written with commas before thousands; few are rejected."""
    n = 600
    limit, owed = rng.lognormal(11.5, 0.8, n).round(-3), rng.lognormal(9.0, 1.5, n).round()
    late = rng.poisson(0.4, n)
    pays = _labels(rng, 0.3 * np.log(limit) - 0.2 * np.log(owed) - 1.5 * late, 0.88)
    columns = {
        "": np.arange(n),
        "limit": [f'"${int(value):,}"' for value in limit],
        "owed": owed.astype(int),
        "months_late": late,
        "default": np.where(pays, 0, 1),
    }
    return OwnTable("cards", csv_text(columns), "default", "0")


def _benefits(rng: np.random.Generator) -> OwnTable:
    """An export with a title line, postcodes and codes 1 and 2 for two categories."""
    n = 300
    household, rent = rng.integers(1, 7, n), rng.normal(750, 200, n).round()
    employed = rng.integers(1, 3, n)
    granted = _labels(rng, 0.6 * household + 0.003 * rent + (employed == 2), 0.5)
    columns = {
        "postcode": [f"{value:05d}" for value in rng.integers(1000, 20_000, n)],
        "household": household,
        "rent": rent.astype(int),
        "employed": employed,
        "granted": np.where(granted, 1, 2),
    }
    return OwnTable("benefits", "Applications of 2024, exported by the office\n" + csv_text(columns), "granted", "1")
