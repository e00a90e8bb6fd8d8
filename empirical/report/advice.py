"""What somebody should know before they believe a report, each with an option against it.

An option has been tried where training with it takes seconds; else ``--steps`` and ``--epochs`` are forecasts.
``--scaling standard``, which is named where no number of steps that was tried suffices, is never tried. Training of a
network counts as at its end where no linear model fits better.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import fields, replace
from typing import Any, NamedTuple

import numpy as np

from empirical.checkpoints import without_checkpoints
from empirical.families import family_with
from empirical.families.class_weights import BALANCED, NONE
from empirical.models.pair import Pair
from empirical.numerics import logit
from empirical.report.model_summary import model_summary
from empirical.report.settings import Settings

HARDLY = 0.2
"""Share of those with a label that a model gives this label, below which it hardly tells anybody apart."""

FRACTIONS = (0.5, 0.25, 0.1, 0.05, 0.02, 0.01)
"""Shares of ε that are tried where robust models accept or reject everybody."""

WORK, EPOCH = 3e10, 1000
"""Largest number of products for an option that is tried, a few seconds; and how many products an epoch of a network
takes for one of a step of a linear model, by order of magnitude."""


class Advice(NamedTuple):
    """What somebody should know.

    Attributes:
        about: What it is about: ``training``, or the ``natural`` or the ``robust`` models.
        text: What is so, on one line.
        option: The option against it, tried where that takes seconds; ``None`` where none is known.
    """

    about: str
    text: str
    option: str | None


def advice(runs: Sequence[Mapping[str, Any]], pair: Pair, settings: Settings) -> list[dict[str, str | None]]:
    """Say what is wrong with the models of a report, and what to type.

    Training far from its end comes first: whatever else is wrong may come of it. Then models that give hardly anybody
    one of the two labels.

    Args:
        runs: What is known of every pair, in the order of the runs.
        pair: The last pair, with its data.
        settings: The settings of the report.

    Returns:
        Dictionaries with ``about``, ``text`` and ``option``.

    Examples:
        >>> from empirical.data import load, split
        >>> from empirical.families.linear.settings import LinearGrid
        >>> from empirical.families.linear.training import train_linear_pair
        >>> from empirical.report.model_summary import pair_summary
        >>> settings = Settings(grid=LinearGrid(steps=(2,)), scaling="minmax")
        >>> data = split(load("breast-cancer"), seed=0, scaling="minmax")
        >>> pair = train_linear_pair(data, next(settings.grid.trainings()))
        >>> advice([{"seed": 0, "epsilon": 0.1, **pair_summary(pair)}], pair, settings)[0]["about"]
        'training'
    """
    tried = _Trial(pair, settings, runs[-1]["seed"])
    found = [*_of_training(runs[-1], tried)]
    if not found:
        found = [*_of_natural(runs[-1], tried)]
    return [one._asdict() for one in [*found, *_of_robust(runs, tried)]]


class _Trial:
    """Trains models of the family of a report with other settings, where that takes a few seconds."""

    def __init__(self, pair: Pair, settings: Settings, seed: int) -> None:
        self.pair, self.settings = pair, settings
        self.seed, self.cut = seed, settings.recourse.cut
        self.test = len(pair.split.test_labels)
        self.unfavourable = int((pair.split.test_labels < 0.0).sum())

    def summaries(self, epsilons: tuple[float, ...], **changes: Any) -> list[dict[str, Any]]:
        """Summarise the robust models of other settings; nothing where that would take long or cannot be said."""
        grid, split = self.settings.grid, self.pair.split
        known = {one.name for one in fields(grid)}
        family = family_with(grid)
        elsewhere = self.settings.models is not None or self.settings.pair is not None
        if elsewhere or family.keeps_checkpoints or not set(changes) <= known:
            return []
        if "steps" in known and "steps" not in changes:
            changes["steps"] = (grid.steps[-1],)
        epochs = changes.get("epochs", getattr(grid, "epochs", 0))
        rounds = max(changes.get("steps", (0,))) + EPOCH * epochs
        if rounds * split.train.size * len(epsilons) > WORK:
            return []
        chosen = replace(grid, epsilons=epsilons, seeds=(self.seed,), **changes)
        pairs = family.train({self.seed: split}, chosen, memory=self.settings.memory, checkpoint=without_checkpoints)
        return [model_summary(pair, pair.robust, cut=self.cut) for pair in pairs]

    def one_sided(self, accepted: float) -> bool:
        """Whether hardly anybody gets one of the labels, though many have it."""
        rejected, favourable = (1.0 - accepted) * self.test, self.test - self.unfavourable
        return rejected < HARDLY * self.unfavourable or accepted * self.test < HARDLY * favourable


def _of_training(run: Mapping[str, Any], tried: _Trial) -> Iterator[Advice]:
    model = run["models"]["non_robust"]
    training = model["training"]
    if training is None or not training["far_from_end"]:
        return
    if training["end_accepted"] is None:
        losses = f"loss {training['loss']:.2g}; a linear model has {training['end_loss']:.2g}"
        text = f"training is far from its end ({losses})"
    else:
        rejected, at_end = (
            round((1.0 - share) * tried.test) for share in (model["accepted"], training["end_accepted"])
        )
        text = f"training is far from its end, where {at_end:,} are rejected, not {rejected:,}"
    yield Advice("training", text, _to_the_end(training["option"], tried))


def _to_the_end(option: str | None, tried: _Trial) -> str | None:
    """The option against too little training: a forecast, tried where that takes seconds, and raised if too small."""
    for _ in range(4):
        if option is None:
            break
        name, number = option.removeprefix("--").split()
        value: Any = (int(number),) if name == "steps" else int(number)
        found = tried.summaries((0.0,), **{name: value})
        if not found or not found[0]["training"]["far_from_end"]:
            return option
        option = found[0]["training"]["option"]
    return "--scaling standard" if tried.settings.scaling == "minmax" else option


def _of_natural(run: Mapping[str, Any], tried: _Trial) -> Iterator[Advice]:
    accepted = run["models"]["non_robust"]["accepted"]
    if not tried.one_sided(accepted):
        return
    rejected = round((1.0 - accepted) * tried.test)
    text = f"only {rejected:,} test people are rejected, though {tried.unfavourable:,} have an unfavourable label"
    if rejected * 2 > tried.test:
        accepted_people, favourable = tried.test - rejected, tried.test - tried.unfavourable
        text = f"only {accepted_people:,} test people are accepted, though {favourable:,} have a favourable label"
    yield Advice("natural", text, _balance(tried))


def _balance(tried: _Trial) -> str | None:
    """Class weights where training has them and they suffice, else the threshold of as many rejections as labels."""
    from scipy.special import expit

    if getattr(tried.settings.grid, "class_weights", "") == NONE:
        found = tried.summaries((0.0,), class_weights=BALANCED)
        if found and not tried.one_sided(found[0]["accepted"]):
            return f"--class-weights {BALANCED}"
    split, natural = tried.pair.split, tried.pair.natural
    cut = float(np.quantile(natural.scores(split.train), float((split.train_labels < 0.0).mean())))
    threshold = round(float(expit(cut)), 3)
    if not 0.0 < threshold < 1.0:
        return None
    accepted = np.asarray(natural.scores(split.test)) > logit(threshold)
    return None if tried.one_sided(float(accepted.mean())) else f"--threshold {threshold:g}"


def _of_robust(runs: Sequence[Mapping[str, Any]], tried: _Trial) -> Iterator[Advice]:
    attacked = [run for run in runs if run["epsilon"]]
    shares = [run["models"]["robust"]["accepted"] for run in attacked]
    if not attacked or not all(share in (0.0, 1.0) for share in shares):
        return
    if tried.one_sided(runs[-1]["models"]["non_robust"]["accepted"]):
        return  # what mends the natural models comes first
    epsilons = tuple(float(f"{fraction * min(run['epsilon'] for run in attacked):.2g}") for fraction in FRACTIONS)
    found = tried.summaries(epsilons)
    works = [epsilon for epsilon, one in zip(epsilons, found, strict=False) if not tried.one_sided(one["accepted"])]
    yield Advice("robust", _everybody(attacked, shares), f"--epsilon {works[0]:g}" if works else None)


def _everybody(runs: Sequence[Mapping[str, Any]], shares: Sequence[float]) -> str:
    """That robust models accept everybody, or reject everybody; where some do this and some do that, at which ε."""
    found = {
        f"{verb} everybody": dict.fromkeys(
            f"{run['epsilon']:g}" for run, share in zip(runs, shares, strict=True) if share == everybody
        )
        for verb, everybody in (("accepts", 1.0), ("rejects", 0.0))
        if everybody in shares
    }
    if len(found) == 1:
        return f"the robust model {next(iter(found))}"
    return "the robust model " + ", and ".join(f"{what} at ε = {', '.join(at)}" for what, at in found.items())
