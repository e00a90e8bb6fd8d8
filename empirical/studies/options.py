"""The options of a study: those of ``recourse-bounds report``, by the names that they have there."""

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass, fields
from difflib import get_close_matches
from typing import Any

from empirical.autoencoder import VAETraining
from empirical.errors import InputError
from empirical.families import FAMILIES
from empirical.recourse.settings import METHODS, RecourseSettings
from empirical.report.settings import Settings

OF_METHOD: Mapping[str, tuple[str, ...]] = {
    "mode": ("scfe",),
    "feasible": ("scfe", "cchvae"),
    "shift": ("roar",),
    "gamma": ("gs",),
    "reward": ("nice",),
    "samples": ("gs", "cchvae"),
    "bins": ("ar",),
    "flips": ("ar",),
    "code_norm": ("cchvae",),
    "energy": ("ecco",),
    "stop": ("ecco",),
}
"""The options of recourses that only some methods have, and these methods."""

OPTION_OF = {"epsilons": "epsilon", "seeds": "seed", "ridges": "ridge", "rows": "train_rows", "target": "target_score"}
"""The options by the setting that they give, where the two names differ."""

BY_COLUMNS = ("width", "vae_width")
"""The options that may also be a multiple of the number d of columns of the data, such as ``2d``."""

LARGEST = 2**63
"""What whole numbers are smaller than."""

KINDS = {bool: "true or false", int: "a whole number", float: "a number", str: "text"}
"""The kinds of values of options, in words."""


@dataclass(frozen=True)
class Option:
    """One option of a study.

    Attributes:
        name: The name of the option.
        section: The part of a report's settings that it belongs to: ``grid``, ``recourse``, ``autoencoder`` or
            ``report``.
        setting: The name of the setting there.
        kind: The type of one value.
        whole: Whether a cell takes all values of a list at once, as a report does; else each value has a cell.
    """

    name: str
    section: str
    setting: str
    kind: type
    whole: bool

    def concerns(self, model: str, method: str) -> bool:
        """Tell whether the option says something of a family of models and a recourse method.

        Args:
            model: The name of the family.
            method: The name of the method.

        Returns:
            Whether another value can make another report.

        Examples:
            >>> OPTIONS["depth"].concerns("mlp", "gs"), OPTIONS["depth"].concerns("linear", "gs")
            (True, False)
        """
        if self.section == "grid":
            return any(one.name == self.setting for one in fields(FAMILIES[model].settings))
        if self.section == "autoencoder":
            return method == "cchvae"
        return method in OF_METHOD.get(self.name, METHODS)


def _kind(hint: Any) -> type:
    """Find the type of one value in the type of a setting."""
    text = hint.__name__ if isinstance(hint, type) and not getattr(hint, "__args__", ()) else str(hint)
    return next(kind for kind in (float, bool, int, str) if re.search(rf"\b{kind.__name__}\b", text))


def _options() -> dict[str, Option]:
    report = {"scaling", "attack_immutable", "instances", "memory"}
    sections: list[tuple[str, Any, str]] = [("grid", family.settings, "") for family in FAMILIES.values()]
    sections += [("recourse", RecourseSettings, ""), ("autoencoder", VAETraining, "vae_"), ("report", Settings, "")]
    found: dict[str, Option] = {}
    for section, owner, prefix in sections:
        for one in fields(owner):
            if (section == "report" and one.name not in report) or one.name == "method":
                continue
            name = "latent" if one.name == "latent" else prefix + OPTION_OF.get(one.name, one.name)
            found.setdefault(name, Option(name, section, one.name, _kind(one.type), str(one.type).startswith("tuple")))
    return found


OPTIONS = _options()
"""The options by name, beside those that say which data sets, models and methods a study has."""


def read_values(name: str, given: Any, known: tuple[str, ...]) -> tuple[Any, ...]:
    """Read the values of an option: one value, or a list of them.

    Args:
        name: The name of the option.
        given: What stands there.
        known: The names that may stand there beside those of ``OPTIONS``, for messages.

    Returns:
        The values, each of the option's type.

    Raises:
        InputError: If there is no such option, or a value is of another type.

    Examples:
        >>> read_values("epsilon", [0, 0.1], ()), read_values("samples", 10, ())
        ((0.0, 0.1), (10,))
        >>> read_values("epsilom", 0.1, ())
        Traceback (most recent call last):
        empirical.errors.InputError: unknown option epsilom; did you mean epsilon?
    """
    if name not in OPTIONS:
        raise InputError(f"unknown option {name}{did_you_mean(name, (*OPTIONS, *known))}")
    return distinct(name, tuple(_value(OPTIONS[name], value) for value in whole_list(name, given)))


def whole_list(name: str, given: Any) -> tuple[Any, ...]:
    """Read a list of values, or one value without a list.

    Args:
        name: The name of the option.
        given: What stands there.

    Returns:
        The values.

    Raises:
        InputError: If the list is empty.

    Examples:
        >>> whole_list("seed", 3), whole_list("seed", [1, 2])
        ((3,), (1, 2))
    """
    values = tuple(given) if isinstance(given, (list, tuple)) else (given,)
    if not values:
        raise InputError(f"{name} is an empty list; give it a value, or leave it out")
    return values


def distinct(name: str, values: tuple[Any, ...]) -> tuple[Any, ...]:
    """Refuse values of an option that stand twice.

    Args:
        name: The name of the option.
        values: The values.

    Returns:
        The same values.

    Raises:
        InputError: If one stands twice.

    Examples:
        >>> distinct("seed", (1, 1))
        Traceback (most recent call last):
        empirical.errors.InputError: seed has a value twice; leave one out
    """
    if len(set(map(repr, values))) < len(values):
        raise InputError(f"{name} has a value twice; leave one out")
    return values


def did_you_mean(name: str, known: tuple[str, ...]) -> str:
    """Suggest the nearest of known names.

    Args:
        name: An unknown name.
        known: The known names.

    Returns:
        The end of a message; the list of all names if none is near.

    Examples:
        >>> did_you_mean("metod", ("method", "model"))
        '; did you mean method?'
    """
    near = get_close_matches(name, known, n=1)
    return f"; did you mean {near[0]}?" if near else f"; choose one of {', '.join(known)}"


def as_keys(message: str) -> str:
    """Name the options of a message as descriptions do, not as the command line does.

    Args:
        message: A message of what a report refuses.

    Returns:
        The message with the keys of a description.

    Examples:
        >>> as_keys("allow more with --memory, or take a smaller --vae-width")
        'allow more with memory, or take a smaller vae_width'
    """
    return re.sub(r"(?<!\S)--([a-z][a-z-]*)", lambda found: found[1].replace("-", "_"), message)


def _value(option: Option, value: Any) -> Any:
    if option.name in BY_COLUMNS and isinstance(value, str) and re.fullmatch(r"[1-9]\d{0,3}d", value):
        return value
    if option.kind is float and value == "inf":  # as on the command line
        return math.inf
    allowed = (int, float) if option.kind is float else option.kind
    if not isinstance(value, allowed) or (isinstance(value, bool) and option.kind is not bool):
        more = ", or a multiple of the number of columns like '2d'" if option.name in BY_COLUMNS else ""
        raise InputError(f"{option.name} must be {KINDS[option.kind]}{more}, not {value!r:.60}")
    if isinstance(value, int) and abs(value) >= LARGEST:
        raise InputError(f"{option.name} must be smaller than 2^63")
    return float(value) if option.kind is float else value
