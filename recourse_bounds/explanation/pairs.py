"""The pair of models that an explanation is about: trained as for a report, and kept for the next question.

What is kept are arrays, written aside and renamed, under a digest of the data, the settings, the code and the versions
of what computed them; and with a digest of their own, without which they are computed again.
"""

import contextlib
import hashlib
import json
import os
import re
import shutil
from collections.abc import Callable
from functools import partial
from importlib.metadata import version
from pathlib import Path
from typing import Any

import jax
import numpy as np
from platformdirs import user_cache_path

from empirical.checkpoints import Arrays, Checkpoint, CheckpointFolder, Key, without_checkpoints
from empirical.data import Dataset, encoding
from empirical.data.split import assign, split
from empirical.disk.locking import locked_if_free
from empirical.errors import InputError
from empirical.families import family_with
from empirical.models.external import pair_from
from empirical.models.pair import Pair
from empirical.models.weights_file import load_models
from empirical.report.provenance import code_digest
from empirical.report.settings import Settings, to_json

MOST_FILES = 1000
"""Number of files that are kept of one pair: its models, and the recourses of people."""

FIRST_FILES = 10
"""Number of files of a pair that are never removed by themselves, for they are its models."""

MOST_FOLDERS = 50
"""Number of pairs that are kept; those that were used longest ago go first."""

_OURS = re.compile(r"[0-9a-f]{32}")


def pair_for(dataset: Dataset, settings: Settings, checkpoint: Checkpoint = without_checkpoints) -> Pair:
    """Train the one pair of models of some settings, or load it from the file that they name. Needs float64.

    Args:
        dataset: The data.
        settings: The settings, as of a report with one pair.
        checkpoint: The store of finished work.

    Returns:
        The pair, the same as in a report with these settings.

    Raises:
        InputError: If the settings are of several pairs, or a model cannot be trained or read.

    Examples:
        >>> from empirical.data import load
        >>> from empirical.families.linear.settings import LinearGrid
        >>> pair = pair_for(load("breast-cancer"), Settings(grid=LinearGrid(steps=(5,))))
        >>> pair.natural.weights.shape
        (31,)
    """
    trainings = list(settings.grid.trainings())
    if len(trainings) != 1:
        raise InputError("an explanation is about one pair of models: give one value of epsilon, seed, steps and ridge")
    seed = trainings[0].seed
    how: Any = {"scaling": settings.scaling, "attack_immutable": settings.attack_immutable}
    rows = checkpoint(
        ("split", str(seed)), lambda: dict(zip(("train", "test"), assign(dataset, seed=seed), strict=True))
    )
    data = split(dataset, seed=seed, assigned=(rows["train"], rows["test"]), **how)
    if settings.models is not None:
        return pair_from(*load_models(settings.models, encoding(dataset.features).names), data)
    family = family_with(settings.grid)
    return next(iter(family.train({seed: data}, settings.grid, memory=settings.memory, checkpoint=checkpoint)))


def kept_in_cache(dataset: Dataset, settings: Settings) -> Checkpoint:
    """Keep trained models in the user's cache folder, for the next question about the same pair.

    Args:
        dataset: The data.
        settings: The settings.

    Returns:
        A store that reads what was kept under the same data, settings, code and versions, and computes all else;
        nothing is kept where the folder cannot be written.

    Examples:
        >>> from empirical.data import load
        >>> callable(kept_in_cache(load("breast-cancer"), Settings()))
        True
    """
    binding = _binding(dataset, settings)
    try:
        base = user_cache_path("recourse-bounds") / "pairs"
        folder = base / hashlib.sha256(binding.encode()).hexdigest()[:32]
        if not folder.exists():
            _make_room(base)
            folder.mkdir(parents=True)
        os.utime(folder)  # so that what is used is kept
    except OSError:
        return without_checkpoints
    return partial(_kept, folder, binding)


def _kept(folder: Path, binding: str, key: Key, compute: Callable[[], Arrays]) -> Arrays:
    """Give what is kept, or compute it, once, and keep it, unless another process works there."""  # noqa: DOC501
    begun, computed = [], []

    def once() -> Arrays:
        if not computed:
            begun.append(key)
            computed.append(without_checkpoints(key, compute))
            _drop_old(folder)
        return computed[0]

    with locked_if_free(folder, unknown=False) as free:
        if not free:
            return once()
        try:
            return CheckpointFolder(folder, binding, lambda _: None)(key, once)
        except (InputError, OSError):
            if begun and not computed:
                raise  # what computes it refuses
            return once()  # it cannot be read or written, as on a full disk


def _drop_old(folder: Path) -> None:
    """Remove the oldest files of a full folder but the first ones, which hold the models."""
    files = sorted((one for one in folder.iterdir() if one.is_file()), key=lambda one: one.stat().st_mtime)
    for old in files[FIRST_FILES : max(0, len(files) - MOST_FILES + 1) + FIRST_FILES]:
        old.unlink(missing_ok=True)


def _make_room(base: Path) -> None:
    """Remove the pairs that were used longest ago, so that the cache does not grow forever."""
    ours = [one for one in base.glob("*") if one.is_dir() and _OURS.fullmatch(one.name)]
    folders = sorted(ours, key=lambda one: one.stat().st_mtime)
    for old in folders[: max(0, len(folders) - MOST_FOLDERS + 1)]:
        shutil.rmtree(old, ignore_errors=True)


def _binding(dataset: Dataset, settings: Settings) -> str:
    """Write down everything that decides the models."""
    digest = hashlib.sha256(repr((dataset.features, dataset.relations, dataset.impute, dataset.sha256)).encode())
    if settings.models is not None:
        with contextlib.suppress(OSError):  # whoever reads it says so
            digest.update(Path(settings.models).read_bytes())
    for array in (dataset.values, dataset.labels):
        digest.update(np.ascontiguousarray(array).tobytes())
    decides = to_json(settings)
    kept = {name: decides[name] for name in ("grid", "scaling", "attack_immutable", "memory", "models")}
    versions = (jax.__version__, *map(version, ("jaxlib", "scikit-learn")), np.__version__, jax.default_backend())
    return json.dumps([kept, digest.hexdigest(), versions, code_digest()])
