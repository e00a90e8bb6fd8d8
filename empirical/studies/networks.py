"""ReLU networks over the paper's ε: accuracy under attack, and what recourses cost, by every method.

``make study-networks`` writes the page and its figures.
"""

import math
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NamedTuple

import jax
import numpy as np

from bounds.atomic_write import write_text
from empirical import metrics
from empirical.attacks import Ball
from empirical.data import load, split
from empirical.data.split import Split
from empirical.families.relu.settings import ReluGrid
from empirical.families.relu.training import train_relu_grid
from empirical.models.accuracy import adversarial_accuracy
from empirical.models.model import Model
from empirical.models.pair import Pair
from empirical.recourse.result import Recourses
from empirical.recourse.settings import RecourseSettings
from empirical.studies.network_figures import accuracy_figure, recourse_figure
from empirical.studies.page import announce, commit, table
from empirical.verification.population import Population, finder, populate

EPSILONS = (0.0, 0.02, 0.05, 0.1, 0.15, 0.2, 0.25, 0.3)
"""The ε of Krishna et al. 2024, section 5.1, of the attacks under which the networks are trained."""
ATTACKS = (0.0, 0.02, 0.05, 0.1, 0.2, 0.3)
"""The ε of the attacks under which the accuracy of every network is measured."""
EPOCHS = {"german": 200, "bail": 30, "adult": 10}
"""Epochs of training by data set: some 2,000 to 6,000 steps for each."""
NORMS, SEED = (2.0, math.inf), 0
INSTANCES, TRIED = 500, 2000
"""Largest number of people who get recourses, and of test instances that are attacked."""

SEARCHES = {
    "SCFE, fixed λ": RecourseSettings(),
    "SCFE, valid": RecourseSettings(mode="valid"),
    "Growing Spheres": RecourseSettings(method="gs"),
    "ROAR": RecourseSettings(method="roar"),
}
SHIFTS = (0.01, 0.05, 0.1)
"""Sizes ‖δ‖∞ of the implementation noise that is added to recourses."""


class Study(NamedTuple):
    """The measurements on one data set with one norm of the attack.

    Attributes:
        name: The name of the data set.
        norm: The order p of the attack's norm.
        epochs: The number of epochs of training.
        seconds: The time of training in seconds, compilation included.
        accuracy: A row for every network and attack: ``trained``, ``attack``, ``accuracy``.
        recourses: A row for every method and pair.
    """

    name: str
    norm: float
    epochs: int
    seconds: float
    accuracy: list[dict[str, Any]]
    recourses: list[dict[str, Any]]


def studies(stage: Callable[[str], object], names: Sequence[str] = tuple(EPOCHS)) -> Iterator[Study]:
    """Train networks on every data set, and measure their accuracy under attack and their recourses.

    Args:
        stage: The function that every stage is announced to, with a description of a few words.
        names: The names of the data sets.

    Yields:
        The measurements on one data set with one norm.

    Examples:
        >>> next(studies(announce)).name  # doctest: +SKIP
        'german'
    """
    for name in names:
        parts = split(load(name), seed=SEED, scaling="minmax")
        for norm in NORMS:
            where = f"{name}, ℓ{_shown(norm)}"
            stage(f"{where}: training")
            began = time.perf_counter()
            pairs = list(train_relu_grid({SEED: parts}, ReluGrid(EPSILONS, (SEED,), norm=norm, epochs=EPOCHS[name])))
            seconds = time.perf_counter() - began
            stage(f"{where}: attacking")
            accuracy = [row for pair in pairs for row in _accuracies(pair, norm)]
            recourses = []
            for method, search in SEARCHES.items():
                stage(f"{where}: {method}")
                recourses += [_recourses(method, search, pair) for pair in pairs]
            yield Study(name, norm, EPOCHS[name], seconds, accuracy, recourses)


def markdown(found: Sequence[Study]) -> str:
    """Write the page of the study.

    Args:
        found: The measurements on every data set with every norm.

    Returns:
        The page in Markdown.

    Examples:
        >>> markdown([]).splitlines()[0]
        '# ReLU networks under attack, and recourses for them'
    """
    parts = [
        "# ReLU networks under attack, and recourses for them",
        "Two hidden layers of twice the input's width (Krishna et al. 2024, section 5.1), trained by Adam, all ε in "
        f"one program, seed {SEED}, float64; PGD with a random start. Up to {INSTANCES} of the test instances that the "
        "natural network rejects, the same at every ε; unit cost weights.",
        "## Training",
        table([_training(one) for one in found]),
        "## Accuracy under attack",
        f"PGD of 20 steps with three restarts (an upper bound of the true figure), on up to {TRIED} test "
        "instances. Rows: ε of training; columns: ε of the attack. Networks that tell nobody apart are as accurate as "
        "the larger class is large, under any attack.",
        "![Accuracy under attack](../adversarial_accuracy.png)",
        table([row for one in found for row in _accuracy_rows(one)]),
        "## Recourses",
        "*found*: people who need a recourse and have one that the network it was made for accepts. Costs are over "
        "the recourses found (of SCFE at a fixed λ over all minimisers); *own*: share of those who need a recourse for "
        "whom the network that it was made for accepts it; *cross*: share of recourses for the robust "
        "network that the natural one accepts. Of the robust network's recourses: features changed, how many of these "
        "could be put back, distance to the five nearest training instances that it accepts, and the share of accepted "
        "recourses that stay so under the worst ‖δ‖∞ ≤ .01, .05, .1 (by PGD).",
        "![Cost and validity](../network_recourse.png)",
        table([row for one in found for row in _recourse_rows(one)]),
    ]
    return "\n\n".join(parts) + "\n"


def _accuracies(pair: Pair, norm: float) -> list[dict[str, Any]]:
    parts = pair.split
    rows = np.random.default_rng(SEED).permutation(len(parts.test))[:TRIED]
    return [
        {
            "trained": _epsilon(pair),
            "attack": attack,
            "accuracy": adversarial_accuracy(
                pair.robust,
                parts.test[rows],
                parts.test_labels[rows],
                Ball(attack, norm, parts.attacked),
                key=jax.random.key(SEED),
            ),
        }
        for attack in ATTACKS
    ]


def _recourses(method: str, search: RecourseSettings, pair: Pair) -> dict[str, Any]:
    """Give the row of one method's recourses for both networks of a pair."""
    cost_weights = np.ones(pair.split.train.shape[1])
    people = populate(pair, finder(search, cost_weights=cost_weights, seed=SEED), most=INSTANCES)
    robust = people.recourses_r
    needs = people.score_r <= 0.0
    return {
        "method": method,
        "epsilon": _epsilon(pair),
        "instances": len(people.rows),
        "needy": int(needs.sum()),
        **_costs(people),
        "found_nr": int(people.found_nr.sum()),
        "found_r": int(people.found_r[needs].sum()),
        "own_nr": _mean(people.found_nr),
        "own_r": _mean(people.found_r[needs]),
        "cross": _mean(people.crosses[np.isfinite(robust.costs)]),
        **_qualities(metrics.only(robust, robust.found), pair.robust, people, pair.split),
    }


def _costs(people: Population) -> dict[str, float | None]:
    both = {"cost_nr": people.recourses_nr, "cost_r": people.recourses_r}
    return {name: _mean(one.costs[np.isfinite(one.costs)]) for name, one in both.items()}


def _qualities(found: Recourses, model: Model, people: Population, parts: Split) -> dict[str, float | None]:
    """Give the mean qualities of the recourses that were found; ``None`` where there are none."""
    accepted = parts.train[np.asarray(model.scores(parts.train)) > 0.0]
    worst = metrics.worst_scores(model, parts.attacked, key=jax.random.key(SEED))
    stay = metrics.stays_valid(model, found.points, worst, epsilons=SHIFTS)
    per_instance = {
        "features": metrics.sparsity(found.changes, parts.space),
        "redundant": metrics.redundancy(model, people.inputs, found.changes, parts.space),
        "to neighbours": metrics.knn_distance(found.points, accepted),
        **{f"stay valid, {shift:g}": row for shift, row in zip(SHIFTS, stay, strict=True)},
    }
    return {name: _mean(values[np.isfinite(values)]) for name, values in per_instance.items()}


def _mean(values: np.ndarray) -> float | None:
    return float(np.mean(values)) if len(values) else None


def _epsilon(pair: Pair) -> float:
    return getattr(pair.training, "epsilon", math.nan)


def _shown(norm: float) -> str:
    return "∞" if math.isinf(norm) else f"{norm:g}"


def _where(one: Study) -> dict[str, Any]:
    return {"data": one.name, "attack": f"ℓ{_shown(one.norm)}"}


def _training(one: Study) -> dict[str, Any]:
    return {**_where(one), "networks": len(EPSILONS), "epochs": one.epochs, "seconds": one.seconds}


def _accuracy_rows(one: Study) -> Iterator[dict[str, Any]]:
    for trained in EPSILONS:
        under = {row["attack"]: row["accuracy"] for row in one.accuracy if row["trained"] == trained}
        yield {**_where(one), "trained at": f"{trained:g}", **{f"ε = {attack:g}": under[attack] for attack in ATTACKS}}


def _recourse_rows(one: Study) -> Iterator[dict[str, Any]]:
    for row in one.recourses:
        yield {**_where(one), **row}


def main(page: str, figures: str) -> None:
    """Run the study, and write it with the date and the commit.

    Args:
        page: The file of the page.
        figures: The folder of the figures.

    Examples:
        >>> main("networks.md", "docs")  # doctest: +SKIP
    """
    jax.config.update("jax_enable_x64", True)  # noqa: FBT003
    found = list(studies(announce))
    for name, picture in (("adversarial_accuracy", accuracy_figure), ("network_recourse", recourse_figure)):
        (Path(figures) / f"{name}.png").write_bytes(picture(found))
    write_text(Path(page), f"{markdown(found)}\nMeasured {datetime.now(UTC):%Y-%m-%d} at commit {commit()}.\n")


if __name__ == "__main__":
    main(*sys.argv[1:])
