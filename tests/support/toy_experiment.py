"""An experiment that takes no time: the mean of a column, shifted and repeated."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np
import polars as pl

from empirical.data import Dataset, load
from empirical.errors import InputError


@dataclass(frozen=True)
class Toy:
    seed: int = 0
    shift: float = 0.0
    word: str = "mean"
    twice: bool = False

    name: ClassVar[str] = "toy"
    version: ClassVar[int] = 1
    catalog: ClassVar[tuple[str, ...]] = ("breast-cancer", "lost")
    tables: ClassVar[Mapping[str, Mapping[str, Any]]] = {"measured": {"row": pl.Int64(), "value": pl.Float64()}}

    def __post_init__(self):
        if self.word not in {"mean", "median", "none"}:
            raise InputError(f"word must be mean or median, not {self.word}")

    @property
    def kind(self):
        return self.word, "toy"

    @staticmethod
    def load(name: str) -> Dataset:
        if name == "lost":
            raise InputError("lost is nowhere")
        return load(name)

    def run(self, data: Dataset, stage) -> Mapping[str, pl.DataFrame]:
        stage("counting")
        if self.word == "none":
            raise InputError("there is nothing to count")
        value = float(getattr(np, self.word)(data.values[:, 0])) + self.shift
        rows = range(1 + self.twice)
        return {"measured": pl.DataFrame({"value": [value for _ in rows], "row": list(rows)})}


EXPERIMENT = Toy
