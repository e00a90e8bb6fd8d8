"""A data set of 10,000 rejected people × 40 columns, whose report is the largest that a page shows whole."""

import numpy as np

import recourse_bounds as rb
from empirical.data import Dataset, Feature

PEOPLE = 10_000
NUMBERS, CATEGORIES = 30, 10


def crowd() -> Dataset:
    """Thirty numbers in units of many sizes and ten categories; a noisy linear rule refuses nearly everybody."""
    rng = np.random.default_rng(0)
    rows = 58_000
    sizes = 10.0 ** (np.arange(NUMBERS) % 5)
    numbers = (rng.normal(size=(rows, NUMBERS)) * sizes).round(2)
    levels = rng.integers(0, 4, size=(rows, CATEGORIES))
    score = (numbers / sizes) @ rng.normal(size=NUMBERS) + levels.sum(axis=1) + rng.normal(size=rows)
    labels = np.where(score > np.quantile(score, 0.9), 1.0, -1.0)
    features = (
        *(Feature(f"amount {i + 1}", unit="EUR" if i % 2 else "") for i in range(NUMBERS)),
        *(Feature(f"kind {i + 1}", ("none", "some", "more", "most")) for i in range(CATEGORIES)),
    )
    return Dataset("crowd", features, np.column_stack([numbers, levels]), labels, "granted", "made up", "0" * 64)


def crowd_report() -> rb.Report:
    """The report on all of them; the models are trained on the first 2,000 people, which is enough and quick."""
    data = crowd()
    whole = rb.split(data, seed=0)
    part = whole._replace(train=whole.train[:2000], train_labels=whole.train_labels[:2000])
    return rb.report(data, pair=rb.train_pair(part, epsilon=0.1, steps=50), instances=PEOPLE)
