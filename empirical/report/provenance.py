"""The provenance of the numbers in a report, and the settings, data and code that decide them."""

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
from empirical.cores import usable_cores
from empirical.data.dataset import Dataset
from empirical.report.settings import NO_CLAIMS, Settings, to_json

FORMAT = "recourse-bounds report 8"
"""First entry of ``summary.json``, by which a folder is known to be a report."""

PACKAGES = ("recourse-bounds", "jax", "jaxlib", "numpy", "scipy", "polars", "scikit-learn", "z3-solver", "python-flint")
"""Packages whose versions a report records."""


def provenance(dataset: Dataset, user: Loaded = NO_CLAIMS) -> dict[str, Any]:
    """Say where the numbers of a report come from: source and checksum of the data, and versions of what computed them.

    Args:
        dataset: The data set.
        user: The claims of the user.

    Returns:
        A dictionary for ``summary.json``; with ``user_claims``, the checksum of their file and the hash of each
        definition, if there are any.

    Examples:
        >>> from empirical.data import load
        >>> sorted(provenance(load("breast-cancer")))
        ['cores', 'data', 'machine', 'versions']
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
            "relations": list(dict.fromkeys(relation.text for relation in dataset.relations)),
        },
        "versions": {"python": python_version(), **{package: version(package) for package in PACKAGES}},
        "machine": f"{machine()}, {jax.default_backend()}",
        "cores": usable_cores(),  # sums of wide networks round in their order
        **({"user_claims": {"sha256": user.sha256, **definitions}} if definitions else {}),
    }


def binding(dataset: Dataset, settings: Settings) -> str:
    """Write down everything that decides the numbers of a report: its checkpoints are of no use for another one.

    Args:
        dataset: The data.
        settings: All other settings of the report.

    Returns:
        The format, settings, provenance and a digest of the code as text.

    Examples:
        >>> from empirical.data import load
        >>> data = load("breast-cancer")
        >>> binding(data, Settings()) == binding(data, Settings(memory=4.0))
        False
    """
    return json.dumps([FORMAT, to_json(settings), provenance(dataset), code_digest()])


def code_digest() -> str:
    """Compute a digest of the files of this project: versions do not change with every line.

    Returns:
        The digest in hexadecimal.

    Examples:
        >>> len(code_digest())
        64
    """
    digest = hashlib.sha256()
    for package in (bounds, ntk, empirical):
        for path in sorted(Path(str(package.__file__)).parent.rglob("*.py")):
            digest.update(path.read_bytes())
    return digest.hexdigest()
