"""What an explanation holds: recourses of one person for both models, and what claims guarantee for this person."""

import math
from dataclasses import asdict, dataclass, replace
from typing import TYPE_CHECKING, Any, NamedTuple

from recourse_bounds.plain_json import plain

if TYPE_CHECKING:
    import polars as pl

    from bounds import Claim
    from empirical.data.split import Split

MODELS = ("natural", "robust")
"""The two models of a pair."""

GUARANTEE = (
    "method", "mode", "claim", "title", "theory", "delta_source", "cost_source", "status", "lower", "value", "upper",
    "lower_informative", "upper_informative", "failed", "unchecked", "sentence",
)  # fmt: skip
"""What plain data say of a guarantee, in their order."""


@dataclass(frozen=True)
class Change:
    """One changed column: numbers in the data's own units, levels by name.

    Attributes:
        column: The name of the column.
        before: What the person has.
        after: What the recourse has.
        unit: The unit of a number; empty where none is known.
    """

    column: str
    before: float | str
    after: float | str
    unit: str = ""


@dataclass(frozen=True)
class Recourse:
    """What a person could change so that a model accepts.

    Attributes:
        method: The recourse method.
        model: The model that it was made for: ``natural`` or ``robust``.
        place: Which of several recourses it is, counted from 1, the cheapest first.
        status: What became of the search, as ``instances.parquet`` says it.
        cost: The cost; NaN where there is no recourse.
        changes: The changed columns.
        accepted_natural: Whether the natural model accepts.
        accepted_robust: Whether the robust model accepts.
        probability_natural: The natural model's probability of the favourable label.
        probability_robust: The robust model's probability.
        breaks: The constraints on columns that it breaks, as minimisers do.
        impossible: Whether it is proved that no change within the constraints makes the model accept.
    """

    method: str
    model: str
    place: int
    status: str
    cost: float = math.nan
    changes: tuple[Change, ...] = ()
    accepted_natural: bool = False
    accepted_robust: bool = False
    probability_natural: float = math.nan
    probability_robust: float = math.nan
    breaks: tuple[str, ...] = ()
    impossible: bool = False

    @property
    def exists(self) -> bool:
        """Whether there is a recourse, accepted or not."""
        return not math.isnan(self.cost)


@dataclass(frozen=True)
class Diversity:
    """How much several recourses by one method for one model differ.

    Attributes:
        method: The recourse method.
        model: The model that they were made for.
        count: The number of recourses.
        determinant: Their diversity: 0 if two are the same, near 1 if all are far apart
            (:func:`empirical.metrics.diversity`).
    """

    method: str
    model: str
    count: int
    determinant: float


class Guarantee(NamedTuple):
    """What one claim says of this person. What is text about it is written when it is read.

    Attributes:
        method: The method of the recourses that it was checked with.
        mode: ``found`` for the recourses of this explanation, ``minimisers`` for those that the theorems speak of.
        about: The claim.
        delta_source: The source of Δ; empty where the claim reads none.
        cost_source: The source of costs; empty where the claim reads none.
        status: The status of the verdict.
        lower: The lower end of the interval; NaN where the claim says nothing.
        value: The value.
        upper: The upper end.
        lower_informative: Whether the lower end says what is not known without the claim.
        upper_informative: Whether the upper end does.
        failed: The premises that fail, or the reason why nothing can be said.
        unchecked: The premises that could not be checked.
        checked: Whether the claim could be checked at all.
    """

    method: str
    mode: str
    about: "Claim"
    delta_source: str
    cost_source: str
    status: str
    lower: float
    value: float
    upper: float
    lower_informative: bool
    upper_informative: bool
    failed: tuple[str, ...]
    unchecked: tuple[str, ...]
    checked: bool = True

    @property
    def claim(self) -> str:
        """The id of the claim."""
        return self.about.id

    @property
    def title(self) -> str:
        """The claim in a few words."""
        from recourse_bounds.wording import title

        return title(self.about)

    @property
    def theory(self) -> str:
        """Whether the claim is proved, false as printed, or open."""
        from recourse_bounds.wording import THEORY

        return THEORY[self.about.theory]

    @property
    def sentence(self) -> str:
        """What the interval means for this person."""
        from recourse_bounds.explanation.telling import sentence_of

        return sentence_of(self)

    @property
    def speaks(self) -> bool:
        """Whether the claim applies to this person with every premise that can be checked."""
        return self.status in ("holds", "vacuous", "violated") and not self.failed

    @property
    def informs(self) -> bool:
        """Whether the claim says something that is not known without it."""
        return self.speaks and (self.lower_informative or self.upper_informative)

    def to_dict(self) -> dict[str, Any]:
        """Give what the claim says as plain data, with its text.

        Returns:
            Text, numbers and truth values by name.
        """
        numbers = self._asdict()
        del numbers["about"], numbers["checked"]
        text = {name: getattr(self, name) for name in ("claim", "title", "theory", "sentence")}
        return {name: {**numbers, **text}[name] for name in GUARANTEE}


@dataclass(frozen=True)
class Setting:
    """The circumstances of an explanation.

    Attributes:
        data: The name of the data.
        favourable: The meaning of the favourable label.
        models: The kind of models, in words.
        scaling: The scaling of the features.
        cost_weights: The cost weights in words.
        threshold: The probability above which models accept.
    """

    data: str
    favourable: str
    models: str
    scaling: str
    cost_weights: str
    threshold: float


@dataclass(frozen=True)
class Explanation:
    """What one person could change, for both models, and what the theorems guarantee for this person.

    Attributes:
        person: The person in a few words.
        row: The row in the table, counted from 0; −1 for somebody who is in no table.
        values: The values by column, levels by name.
        accepted_natural: Whether the natural model accepts the person without any change.
        accepted_robust: Whether the robust model does.
        probability_natural: The natural model's probability of the favourable label.
        probability_robust: The robust model's probability.
        recourses: What the person could change, by method and model.
        minimisers: The minimisers of SCFE, which the theorems speak of, if ``recourses`` are others.
        guarantees: What every claim says of this person, with every Δ and cost.
        setting: The data, models and settings.
        notes: What is odd about the person's values.
        diversity: How much the recourses of each method and model differ, where there are several.
    """

    person: str
    row: int
    values: dict[str, Any]
    accepted_natural: bool
    accepted_robust: bool
    probability_natural: float
    probability_robust: float
    recourses: tuple[Recourse, ...]
    minimisers: tuple[Recourse, ...]
    guarantees: tuple[Guarantee, ...]
    setting: Setting
    notes: tuple[str, ...] = ()
    diversity: tuple[Diversity, ...] = ()

    @property
    def changes(self) -> "pl.DataFrame":
        """Every changed column of every recourse, as a polars table."""
        from recourse_bounds.explanation.formats import changes_table

        return changes_table(self)

    def to_dict(self) -> dict[str, Any]:
        """Give the explanation as plain data that JSON can hold; numbers that are not finite become null.

        Returns:
            Dictionaries, lists, text, numbers, truth values and null.
        """
        guarantees = [one.to_dict() for one in self.guarantees]
        return plain({**asdict(replace(self, guarantees=())), "guarantees": guarantees})

    def plausibility(self, split: "Split") -> tuple[float, ...]:
        """Compute the local outlier factor of every recourse among the training instances with the favourable label.

        Args:
            split: The split of the pair, ``pair.split``.

        Returns:
            The factors in the order of ``recourses``: about 1 where a recourse is like these instances, more for
            outliers, NaN where there is no recourse or it lies between the levels of a category.
        """
        from recourse_bounds.explanation.plausibility import plausibility

        return plausibility(self, split)

    def text(self, *, verbose: bool = False) -> str:
        """Write the explanation for people to read.

        Args:
            verbose: Whether to say what every claim says, with every Δ and cost.

        Returns:
            Lines of text.
        """
        from recourse_bounds.explanation.text import text_of

        return text_of(self, verbose=verbose)

    def html(self) -> str:
        """Write the explanation as a page of its own, without scripts, that asks for nothing from a network.

        Returns:
            The page.
        """
        from recourse_bounds.explanation.page import page_of

        return page_of(self)

    def __repr__(self) -> str:
        """A few lines: the person, who accepts, and what recourses cost."""
        accepts = {True: "accepted", False: "rejected"}
        lines = [
            f"Explanation for {self.person[:1].lower()}{self.person[1:]} of {self.setting.data}: "
            f"{accepts[self.accepted_natural]} by the natural model, {accepts[self.accepted_robust]} by the robust one"
        ]
        for one in self.recourses:
            found = f"cost {one.cost:.4g}, {len(one.changes)} columns" if one.exists else one.status
            lines.append(f"  {one.method} for the {one.model} model: {found}")
        return "\n".join([*lines, "  .text(), .to_dict(), .changes, .html(); .recourses, .guarantees"])
