"""Free numbers: facts and hypotheses hold by construction, and bounds can be met."""

import jax
import numpy as np
import pytest

from bounds import CLAIMS, Kind, check
from bounds.claim import Claim, Premise
from bounds.constructions.drawing import draw, fields_at
from bounds.constructions.free_scalars import FREE_SCALARS, free_scalars_for

COUNT = 1024
OTHERS = Claim(
    id="others.claim",
    fields=("height", "width"),
    premises=(Premise("h ≥ 0", Kind.DOMAIN, lambda xp, height: height >= 0.0, "a length"),),
    value=lambda xp, height, width: height - width,
    interval=lambda xp, height: (-height, height),
    trivial=lambda xp: (-xp.inf, xp.inf),
    source="nowhere",
)


def fields(name: str) -> dict[str, np.ndarray]:
    construction = free_scalars_for(CLAIMS[name])
    assert construction is not None
    found = fields_at(construction, draw(construction, jax.random.key(5), COUNT))
    return {field: np.asarray(found[field]) for field in CLAIMS[name].read}


@pytest.mark.parametrize("name", CLAIMS)
def test_facts_and_hypotheses_hold_by_construction(name):
    claim, verdict = CLAIMS[name], check(name, **fields(name))
    failed, outside = np.asarray(verdict.failed), np.zeros(COUNT, bool)
    for bit, premise in enumerate(claim.premises):
        fails = failed >> bit & 1 == 1
        if premise.kind is Kind.DOMAIN:
            outside |= fails
        else:  # a hypothesis that is met with equality, such as u − v ≥ R, rounding may turn over
            assert fails[~outside].mean() < (0.05 if premise.kind is Kind.HYPOTHESIS else 1e-9)
    assert outside.mean() < 0.7


@pytest.mark.parametrize("name", CLAIMS)
def test_every_construction_gives_only_finite_fields(name):
    assert all(np.isfinite(column).all() for column in fields(name).values())


def test_each_construction_serves_a_claim():
    assert {free_scalars_for(claim) for claim in CLAIMS.values()} == set(FREE_SCALARS)
    assert len({one.name for one in FREE_SCALARS}) == len(FREE_SCALARS)


def test_claims_of_others_have_none():
    assert free_scalars_for(OTHERS) is None
