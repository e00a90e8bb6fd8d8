"""Small data sets and settings whose reports take seconds, for tests of reports and of the tables that print them."""

from functools import cache

import numpy as np

from empirical.autoencoder import VAETraining
from empirical.data import Dataset, Feature
from empirical.families.linear.settings import LinearGrid
from empirical.families.relu.settings import ReluGrid
from empirical.families.wide.settings import WideGrid
from empirical.recourse.settings import RecourseSettings
from empirical.report import Settings

SEEDS, RIDGES, EPSILONS = (0, 1), (0.1, 1.0), (0.0, 0.1)

RELU_GRID = ReluGrid(EPSILONS, SEEDS, width=5, depth=1, epochs=10, batch_size=10, learning_rate=0.01, attack_steps=2)
RELU = Settings(grid=RELU_GRID, scaling="minmax", groups=("sex",))
WIDE = Settings(grid=WideGrid(EPSILONS, SEEDS, RIDGES, attack_steps=3), groups=("sex",))

DECODED_EPSILONS = (0.0, 0.05)
DECODED_GRIDS = {
    "linear": LinearGrid((*DECODED_EPSILONS, 0.3), steps=(50,), learning_rate=1.0, norm=2.0),
    "mlp": ReluGrid(
        DECODED_EPSILONS,
        norm=2.0,
        width=5,
        depth=1,
        epochs=10,
        batch_size=10,
        learning_rate=0.01,
        attack_steps=2,
    ),
    "ntk": WideGrid(DECODED_EPSILONS, norm=2.0),
}
DECODED = Settings(
    grid=DECODED_GRIDS["linear"],
    recourse=RecourseSettings(method="cchvae"),
    autoencoder=VAETraining(latent=2, width=8, epochs=60, batch_size=30),
    scaling="minmax",
    groups=("sex",),
)


@cache
def made_up() -> Dataset:
    """Three numbers and a category of two levels; a noisy linear rule decides."""
    rng = np.random.default_rng(0)
    numbers, sexes = rng.normal(size=(150, 3)), rng.integers(0, 2, 150)
    labels = np.where(numbers @ [1.0, -0.5, 0.3] + 0.5 * rng.normal(size=150) > 0, 1.0, -1.0)
    features = (Feature("a"), Feature("b"), Feature("age", immutable=True), Feature("sex", ("f", "m"), immutable=True))
    return Dataset("made", features, np.column_stack([numbers, sexes]), labels, "good", "made up", "0" * 64)


@cache
def made_up_with_jobs() -> Dataset:
    """The same with a category of three levels, one of which helps."""
    rng = np.random.default_rng(0)
    numbers, sexes, jobs = rng.normal(size=(200, 3)), rng.integers(0, 2, 200), rng.integers(0, 3, 200)
    labels = np.where(numbers @ [1.0, -0.5, 0.3] + (jobs == 2) + 0.5 * rng.normal(size=200) > 0, 1.0, -1.0)
    features = (
        Feature("a"),
        Feature("b"),
        Feature("age", immutable=True),
        Feature("sex", ("f", "m"), immutable=True),
        Feature("job", ("none", "some", "good")),
    )
    values = np.column_stack([numbers, sexes, jobs])
    return Dataset("made", features, values, labels, "good", "made up", "0" * 64)


def easy() -> Dataset:
    """Noise and nine favourable labels of ten: models accept everybody."""
    rng = np.random.default_rng(0)
    labels = np.where(np.arange(200) % 10, 1.0, -1.0)
    return Dataset("easy", (Feature("noise"), Feature("more")), rng.random((200, 2)), labels, "good", "made up", "")
