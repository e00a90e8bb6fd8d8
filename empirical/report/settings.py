"""The settings that decide a report, and their form in ``summary.json``."""

import math
from dataclasses import asdict, dataclass, field, fields
from types import UnionType
from typing import Any, get_origin, get_type_hints

from bounds.user_claims import ClaimError, Loaded, load_file
from empirical.autoencoder import VAETraining
from empirical.data import Constraints, Dataset, constrain_as, load
from empirical.data.split import SCALING, SCALINGS
from empirical.data.table.load import TableFile, load_table
from empirical.errors import InputError
from empirical.families import FAMILIES, family_with
from empirical.families.linear.settings import LinearGrid
from empirical.recourse.settings import RecourseSettings
from empirical.report.given import Given
from empirical.report.trust import remember, was_run

NO_CLAIMS = Loaded({}, "")
"""Claims of a report without claims of the user."""


@dataclass(frozen=True)
class Named:
    """A data set that the project knows.

    Attributes:
        name: The name, one of ``empirical.data.DATASETS``.
        keep_leaking: Whether to keep the columns that give the label away.
        immutable: The names of columns that no recourse may change, beside those that the data set knows.
        directions: Columns with the direction in which recourses may change them, as ``age: up``.
        ranges: Numbers with the range that recourses keep, as ``age: 18..70``.
        transitions: Categories with the moves that recourses may make, as ``job: none>clerk, clerk>smith``.
        relations: Linear relations between numbers that recourses keep, as ``age >= years_employed + 16``.
    """

    name: str
    keep_leaking: bool = False
    immutable: tuple[str, ...] = ()
    directions: tuple[str, ...] = ()
    ranges: tuple[str, ...] = ()
    transitions: tuple[str, ...] = ()
    relations: tuple[str, ...] = ()

    @property
    def constraints(self) -> Constraints:
        """What is asked of recourses, beside what the data set knows."""
        return Constraints(self.immutable, self.directions, self.ranges, self.transitions, self.relations)


@dataclass(frozen=True)
class Settings:
    """Everything that decides a report.

    Attributes:
        data: The data: a data set by name, or a table of the user.
        grid: The pairs of models and their training: the settings of one of the families. With ``models``, only its
            seeds are used.
        recourse: The settings of the recourses.
        autoencoder: The training of C-CHVAE's autoencoder; other methods do not use it.
        scaling: The scaling of the features: ``minmax`` or ``standard``.
        attack_immutable: Whether attacks may change columns that recourses may not.
        groups: The features to compare groups by; ``None`` for those that the data set calls protected.
        instances: The largest number of instances for each seed; if more are rejected, that many are drawn.
        memory: The memory that the report may take, in GiB.
        models: The file with the weights of two linear models that were trained elsewhere; ``None`` to train models.
        claims: The Python file with claims of the user; ``None`` for those of this project alone.
        pair: The names of two models that were given from Python; ``None`` for models that are trained or from a file.
    """

    data: Named | TableFile | Given = field(default_factory=lambda: Named("breast-cancer"))
    grid: Any = field(default_factory=LinearGrid)
    recourse: RecourseSettings = field(default_factory=RecourseSettings)
    autoencoder: VAETraining = field(default_factory=VAETraining)
    scaling: str = SCALING
    attack_immutable: bool = True
    groups: tuple[str, ...] | None = None
    instances: int = 10_000
    memory: float = 8.0
    models: str | None = None
    claims: str | None = None
    pair: str | None = None

    def __post_init__(self) -> None:
        """Reject settings that no report can have.

        Raises:
            InputError: If a setting is out of range.
        """
        if self.scaling not in SCALINGS:
            raise InputError(f"scaling must be {' or '.join(SCALINGS)}, not {self.scaling!r}")
        if self.instances < 1:
            raise InputError(f"instances must be at least 1, not {self.instances}")
        if not (math.isfinite(self.memory) and self.memory > 0.0):
            raise InputError(f"memory must be positive, in GiB, not {self.memory:g}")
        family = family_with(self.grid)
        told_apart = {tuple(getattr(one, name, None) for name in RUN_SETTINGS) for one in self.grid.trainings()}
        if len(told_apart) < sum(1 for _ in self.grid.trainings()):
            raise InputError(f"a report tells pairs apart by {', '.join(RUN_SETTINGS)} alone; sweep nothing else")
        if self.models is not None and not family.reads_files:
            raise InputError(
                f"models are read from a file for linear models only, not for {family.noun}; leave that out"
            )


RUN_SETTINGS = ("seed", "steps", "ridge", "epsilon")
"""Names of the training settings that tell the pairs of a report apart."""

_SINGLE = {"recourse": RecourseSettings, "autoencoder": VAETraining}
"""Entries of the settings that are of one class, and that class."""

_LATER = {"claims": None, "pair": None}
"""Entries that are left out where they are not used: reports older than these entries lack them too."""

NEWER = (
    "threshold", "class_weights", "gamma", "samples", "immutable", "directions", "ranges", "transitions", "relations",
    "reward", "energy", "stop", "bins", "flips",
)  # fmt: skip
"""Settings of data, training and recourses that older reports lack: they had the values that are the defaults."""

_NORMS = (("grid", "norm"), ("recourse", "code_norm"))
"""Entries that may be infinite, which JSON does not know."""


def _kinds() -> dict[str, dict[str, type]]:
    """Give the entries that are of one of several classes: these classes by their names in JSON."""
    return {
        "data": {"named": Named, "table": TableFile, "given": Given},
        "grid": {name: family.settings for name, family in FAMILIES.items()},
    }


def load_data(settings: Settings) -> Dataset:
    """Load the data of a report.

    Args:
        settings: The settings of the report.

    Returns:
        The data set.

    Raises:
        InputError: If the data cannot be loaded or used.

    Examples:
        >>> len(load_data(Settings(Named("breast-cancer"))).labels)
        569
    """
    if isinstance(settings.data, Given):
        raise InputError(f"the data {settings.data.name} were given from Python; make the report with rb.report(data)")
    if isinstance(settings.data, Named):
        return constrain_as(
            load(settings.data.name, keep_leaking=settings.data.keep_leaking), settings.data.constraints
        )
    return load_table(settings.data, memory=settings.memory)


def load_claims(settings: Settings, *, only_known: bool = False) -> Loaded:
    """Load the claims of the user, by running their file, which from then on is known to be code that is run here.

    Args:
        settings: The settings of the report.
        only_known: Whether the file is run only if the very same bytes were run here before.

    Returns:
        The claims by id, and the checksum of their file; no claims and an empty checksum if the settings name no file.

    Raises:
        InputError: If the claims cannot be read or used.

    Examples:
        >>> load_claims(Settings()).claims
        {}
    """
    if settings.claims is None:
        return NO_CLAIMS
    try:
        loaded = load_file(settings.claims, may_run=was_run if only_known else None)
    except ClaimError as error:
        raise InputError(str(error)) from None
    remember(loaded.sha256)
    return loaded


def to_json(settings: Settings) -> dict[str, Any]:
    """Write settings as JSON can hold them.

    Args:
        settings: The settings of the report.

    Returns:
        Dictionaries, lists, text and finite numbers.

    Examples:
        >>> to_json(Settings(Named("german")))["data"]["name"]
        'german'
    """
    plain = asdict(settings)
    for place, name in _NORMS:
        plain[place][name] = "inf" if math.isinf(plain[place][name]) else plain[place][name]
    for name, kinds in _kinds().items():
        (kind,) = (word for word, known in kinds.items() if isinstance(getattr(settings, name), known))
        plain[name] = {"kind": kind, **plain[name]}
    return {name: value for name, value in plain.items() if (name, value) not in _LATER.items()}


def from_json(plain: Any) -> Settings:
    """Read settings from the dictionary of :func:`to_json`, also after it has been through JSON.

    Args:
        plain: Dictionaries, lists, text and numbers.

    Returns:
        The settings.

    Raises:
        InputError: If the dictionary holds no settings of a report.

    Examples:
        >>> from_json(to_json(Settings(memory=4.0))).memory
        4.0
    """
    try:
        norms = {place: {**plain[place], name: float(plain[place][name])} for place, name in _NORMS}
        values = {**plain, **norms}
        chosen = {name: _make(kinds[values[name]["kind"]], values[name]) for name, kinds in _kinds().items()}
        single = {name: _make(kind, values[name]) for name, kind in _SINGLE.items()}
        return _make(Settings, {**_LATER, **values, **chosen, **single})
    except InputError:
        raise
    except (KeyError, TypeError, ValueError, OverflowError) as error:
        raise InputError(f"these are no settings of a report: {error}") from None


def _make(kind: Any, values: dict[str, Any]) -> Any:
    """Make an instance of a settings class, lists made tuples, from a value of the right type for every setting."""  # noqa: DOC501
    types, given = get_type_hints(kind), {}
    for entry in fields(kind):
        later = kind is TableFile or entry.name in NEWER  # which older reports lack, all of them with defaults
        value = values.get(entry.name, entry.default) if later else values[entry.name]
        given[entry.name] = tuple(value) if isinstance(value, list) else value
        if not fits(given[entry.name], types[entry.name]):
            raise TypeError(f"{entry.name} cannot be {value!r:.60}")
    return kind(**given)


def fits(value: Any, hint: Any) -> bool:
    """Tell whether a value has a type of the settings: a class, a tuple of one type, or one of several.

    Args:
        value: The value.
        hint: The type of a field of the settings.

    Returns:
        Whether it has that type; a truth value is no number.

    Examples:
        >>> fits(1, float), fits(True, float), fits(("a",), tuple[str, ...])
        (True, False, True)
    """
    if hint is Any:  # the settings of a family, which check themselves
        return True
    if isinstance(hint, UnionType):
        return any(fits(value, part) for part in hint.__args__)
    if get_origin(hint) is tuple:
        return isinstance(value, tuple) and all(fits(part, hint.__args__[0]) for part in value)
    allowed = (int, float) if hint is float else hint
    return isinstance(value, allowed) and (hint is bool or not isinstance(value, bool))
