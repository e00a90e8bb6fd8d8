"""A data set whose every text would like to be code, or to break what shows it."""

import numpy as np

from empirical.data import Dataset, Feature

SCRIPT = "<script>window.hacked=1</script>"
HOSTILE = (
    SCRIPT,
    '"></script><script>window.hacked=2</script>',
    "<img src=x onerror=window.hacked=3>",
    "]]></style><svg onload=window.hacked=4>",
    "'-alert(5)-' & &amp; {{7*7}} ${window.hacked=6}",
    "javascript:window.hacked=7 \\ \u2028 \x1b[31m\x00 <!-- <script>",
    "\u202etxeT😀",
    "long " * 40,
    "__proto__",
    "constructor",
)
"""Names that are texts, and nothing else, wherever they are shown."""

CLAIM = f"""
from bounds import Claim, Kind, Premise

HOSTILE = Claim(
    id="mine.hostile",
    fields=("cost_r",),
    premises=(Premise({SCRIPT!r}, Kind.HYPOTHESIS, lambda xp, cost_r: cost_r >= 1.0, {HOSTILE[2]!r}),),
    value=lambda xp, cost_r: cost_r,
    interval=lambda xp: (0.0, 2.0),
    trivial=lambda xp: (0.0, xp.inf),
    source={HOSTILE[1]!r},
    statement={HOSTILE[3]!r},
    remark={HOSTILE[4]!r},
)
"""
"""A file with a claim whose texts are hostile too."""


def hostile() -> Dataset:
    """A number and a category of three levels for each name; a noisy linear rule decides."""
    rng = np.random.default_rng(0)
    count = len(HOSTILE)
    numbers, levels = rng.normal(size=(200, count)), rng.integers(0, 3, size=(200, count))
    score = numbers @ rng.normal(size=count) + 0.5 * levels.sum(axis=1) + rng.normal(size=200)
    features = (
        *(Feature(name, unit=name) for name in HOSTILE),
        *(Feature(f"kind {name}", (name, f"more {name}", f"most {name}")) for name in HOSTILE),
    )
    return Dataset(
        name=HOSTILE[1],
        features=features,
        values=np.column_stack([numbers, levels]),
        labels=np.where(score > np.median(score), 1.0, -1.0),
        favourable=HOSTILE[2],
        source=HOSTILE[0],
        sha256=HOSTILE[3],
        protected=(f"kind {HOSTILE[0]}", f"kind {HOSTILE[5]}"),
        notes=HOSTILE,
    )
