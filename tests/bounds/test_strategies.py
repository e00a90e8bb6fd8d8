"""Strategies: what they give, how they shrink, what they refuse, and the examples of their documentation."""

import builtins
import importlib
import re
import subprocess
import sys
from pathlib import Path
from random import Random

import hypothesis
import numpy as np
import pytest
from hypothesis import given
from hypothesis.errors import Unsatisfiable

from bounds import CLAIMS, Kind, Status, assess, check
from bounds.claim import Claim, Premise
from bounds.constructions import ALL
from bounds.constructions.training import EUCLIDEAN, INFINITY, trained
from bounds.strategies import LEAST, Instance, instances, parameters, places, rounded_fields

DOCUMENT = Path(__file__).parents[2] / "docs" / "testing.md"
LEVELS = ("vector", "scalar")
PASSING = hypothesis.settings(max_examples=80, database=None, phases=[hypothesis.Phase.generate])
MANY = hypothesis.settings(PASSING, max_examples=400)


def others(*premises: Premise) -> Claim:
    """A claim about other quantities than those of this project."""
    return Claim(
        id="others.claim",
        fields=("height", "width"),
        premises=premises,
        value=lambda xp, width: width,
        interval=lambda xp, height: (-height, height),
        trivial=lambda xp: (-xp.inf, xp.inf),
        source="nowhere",
    )


HIGH = Premise("h ≥ 0", Kind.DOMAIN, lambda xp, height: height >= 0.0, "a length")
NARROW = Premise("|w| ≤ h", Kind.LEMMA, lambda xp, height, width: xp.abs(width) <= height, "by rejection")
NEVER = Premise("h < 0", Kind.HYPOTHESIS, lambda xp, height: height < 0.0, "nowhere")


def sample(strategy, settings=PASSING) -> list:
    """What a property test would see. Hypothesis draws numbers of loaded modules, too, so that samples differ."""
    seen = []

    @hypothesis.seed(0)
    @settings
    @given(one=strategy)
    def look(one):
        seen.append(one)

    look()
    return seen


def stacked(claim: Claim, seen: list[Instance]) -> dict[str, np.ndarray]:
    return {name: np.array([one.fields[name] for one in seen]) for name in claim.read}


def tight(claim: Claim, seen: list[Instance]) -> np.ndarray:
    """How near the instances come to a bound that holds of all of them, where that can be said."""
    verdict, measure = assess(claim, **stacked(claim, seen))
    assert (np.asarray(verdict.status) <= Status.VACUOUS).all(), claim.id
    tightness = np.asarray(measure.tightness)
    return tightness[np.isfinite(tightness)]


@pytest.mark.parametrize("level", LEVELS)
def test_instances_meet_the_premises_and_come_near_to_the_bounds(level):
    """Of every true claim, and for most of them. Few models come near to Theorems 1 and 2 as repaired."""
    near = {}
    for name, claim in CLAIMS.items():
        if claim.theory == "true":
            tightness = tight(claim, sample(instances(name, level=level)))
            if np.unique(tightness).size < 2:  # hardly a random instance meets its premises
                tightness = tight(claim, sample(instances(name, level=level), MANY))
            assert np.unique(tightness).size >= 2, name
            near[name] = tightness.max() > 0.5
    assert np.mean(list(near.values())) > (0.6 if level == "vector" else 0.75), near


def test_statuses_mix_where_a_claim_may_be_vacuous_or_false():
    for name, expected in {"theorem1.floor": (0, 1), "theorem4.printed": (0, 2), "lemma1.printed": (0, 2)}.items():
        status = check(name, **stacked(CLAIMS[name], sample(instances(name), MANY))).status
        assert set(expected) <= set(np.asarray(status).tolist()), name


@pytest.mark.parametrize("construction", ALL[::4], ids=lambda one: one.name)
def test_parameters_keep_their_limits(construction):
    for given_ in sample(parameters(construction)):
        for one in construction.parameters:
            value = given_[one.name]
            assert one.low <= value <= one.high
            assert not one.values or value in one.values
            assert value == 0.0 or abs(value) >= LEAST * 2.0**-12


def test_an_instance_has_the_fields_of_its_claim_as_floats():
    for instance in sample(instances("theorem2.floor")):
        assert set(instance.fields) == set(CLAIMS["theorem2.floor"].read)
        assert all(type(value) is float for value in (*instance.fields.values(), *instance.parameters.values()))


def test_fields_do_not_cancel():
    """A score of 1e-3 or so, as a difference of numbers near 1, is right to its last digit."""
    for instance in sample(
        instances("theorem1.posterior", level="vector").filter(lambda one: "w_r[0]" in one.parameters)
    ):
        w, x, target = (instance.parameters.get(name, 0.0) for name in ("w_nr[0]", "x[0]", "target"))
        if instance.construction == "linear-1":
            exact = float(np.longdouble(target) - np.longdouble(w) * np.longdouble(x))
            np.testing.assert_allclose(instance.fields["residual_nr"], exact, rtol=1e-12, atol=1e-15)


def test_an_instance_of_which_exact_arithmetic_cannot_tell_the_fields_is_not_drawn():
    """Two instances whose pulls on the second weight cancel: which way the attack on it points, no ball tells."""
    point = {"X[0][0]": 0.0, "X[0][1]": 1.0, "X[1][0]": 0.0, "X[1][1]": -1.0, "y[0]": 1.0, "y[1]": 1.0}
    run = {"start[0]": 1.0, "start[1]": 0.0, "steps": 2.0, "learning_rate": 1.0, "epsilon": 1.0}
    claim, box, round_one = CLAIMS["lemma1.path"], *(trained(2, 2, attack) for attack in (INFINITY, EUCLIDEAN))
    assert rounded_fields(claim, box, {**point, **run}) == {}
    assert rounded_fields(claim, box, {**point, **run, "steps": 1.0})
    assert rounded_fields(claim, round_one, {**point, **run})


def test_levels_are_kept():
    vectors = {one.name for one in ALL}
    assert {one.construction for one in sample(instances("theorem3.sharp", level="vector"))} <= vectors
    assert not {one.construction for one in sample(instances("theorem3.sharp", level="scalar"))} & vectors
    assert {one.level for one in places(CLAIMS["theorem3.sharp"], None)} == set(LEVELS)


def test_instances_shrink_to_small_whole_numbers():
    def dear(instance: Instance) -> bool:
        return instance.fields["cost_nr"] - instance.fields["cost_r"] > 0.1

    settings = hypothesis.settings(max_examples=500, database=None)
    found = hypothesis.find(instances("theorem1.sound", level="scalar"), dear, settings=settings, random=Random(1))
    assert np.mean([value in range(-3, 4) for value in found.parameters.values()]) >= 0.7


def test_premises_of_claims_of_others_are_met_by_rejection():
    for instance in sample(instances(others(HIGH, NARROW))):
        assert abs(instance.fields["width"]) <= instance.fields["height"]


def test_premises_that_are_never_met_are_refused_at_once():
    with pytest.raises(Unsatisfiable, match="none of 4,096 random instances meets its premises; prove"):
        instances(others(HIGH, NEVER))


def test_models_of_claims_of_others_are_refused():
    with pytest.raises(ValueError, match="no models have all of its fields"):
        instances(others(HIGH), level="vector")


def test_an_unknown_claim_is_refused():
    with pytest.raises(KeyError, match="no claim 'theorem9'"):
        instances("theorem9")


def test_the_name_in_messages_is_short():
    assert repr(instances("theorem1.sound")) == "instance()"


def test_without_hypothesis_the_import_says_what_to_install(monkeypatch):
    real = builtins.__import__

    def without(name, *args, **kwargs):
        if name.startswith("hypothesis"):
            raise ImportError(name)
        return real(name, *args, **kwargs)

    monkeypatch.delitem(sys.modules, "bounds.strategies")
    monkeypatch.setattr(builtins, "__import__", without)
    with pytest.raises(ImportError, match="pip install hypothesis"):
        importlib.import_module("bounds.strategies")


def test_the_examples_of_the_documentation_run(tmp_path):
    """As a reader runs them: in a process of their own, without the settings of these tests."""
    text = DOCUMENT.read_text(encoding="utf-8")
    code = "\n".join(re.findall(r"```python\n(.*?)```", text, re.DOTALL))
    done = subprocess.run([sys.executable, "-c", code], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    for promised in re.findall(r"```text\n(.*?)```", text, re.DOTALL):
        assert promised.strip() in done.stdout
