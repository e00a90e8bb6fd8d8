"""Where the numbers of a report come from, and what decides them."""

import hashlib
import json
from dataclasses import asdict
from importlib.metadata import version
from pathlib import Path
from platform import machine, python_version
from typing import Any

import jax

import bounds
import empirical
import ntk
from bounds.readings.text import definition_hash
from bounds.user_claims import Loaded
from empirical.data.dataset import Dataset
from empirical.report.settings import NO_CLAIMS, Settings, to_json

FORMAT = "recourse-bounds report 6"
"""First entry of ``summary.json``: how a folder is known to be a report."""

PACKAGES = ("recourse-bounds", "jax", "jaxlib", "numpy", "scipy", "polars", "scikit-learn", "z3-solver", "python-flint")
"""Packages whose versions a report records."""


def provenance(dataset: Dataset, user: Loaded = NO_CLAIMS) -> dict[str, Any]:
    """Where the numbers come from: the data's source and checksum, and the versions of what computed them.

    Args:
        dataset: The data set.
        user: The claims of the user.

    Returns:
        A dictionary for ``summary.json``; with ``user_claims``, the checksum of their file and the hash of each
        definition, if there are any.
    """
    definitions = {name: definition_hash(claim) for name, claim in user.claims.items()}
    return {
        "data": {
            "name": dataset.name,
            "source": dataset.source,
            "sha256": dataset.sha256,
            "rows": len(dataset.labels),
            "features": [asdict(feature) for feature in dataset.features],
            "favourable": dataset.favourable,
            "share_favourable": float((dataset.labels > 0.0).mean()),
            "protected": list(dataset.protected),
            "notes": list(dataset.notes),
        },
        "versions": {"python": python_version(), **{package: version(package) for package in PACKAGES}},
        "machine": f"{machine()}, {jax.default_backend()}",
        **({"user_claims": {"sha256": user.sha256, **definitions}} if definitions else {}),
    }


def binding(dataset: Dataset, settings: Settings) -> str:
    """Whatever decides the numbers of a report: its parts are good for no other one.

    Args:
        dataset: The data.
        settings: Everything else that a user decides.

    Returns:
        Text.
    """
    return json.dumps([FORMAT, to_json(settings), provenance(dataset), _code()])


def _code() -> str:
    """A digest of the files of this project: versions do not change with every line."""
    digest = hashlib.sha256()
    for package in (bounds, ntk, empirical):
        for path in sorted(Path(str(package.__file__)).parent.rglob("*.py")):
            digest.update(path.read_bytes())
    return digest.hexdigest()
