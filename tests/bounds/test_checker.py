"""The checker: statuses, masks, broadcasting, rounding, errors."""

import dataclasses
import os
import subprocess
import sys

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from support.instances import of, random_models, stacked

from bounds import CLAIMS, Claim, Outcome, Status, assess, certify, check, prove
from bounds.batching import BLOCK, FEW, LARGE_BLOCK

SOUND = {
    "cost_nr": 0.5 * 1.0 / 2.0,
    "cost_r": 0.4 * 0.9 / (1.0 + 0.81),
    "lam": 1.0,
    "norm_nr": 1.0,
    "norm_r": 0.9,
    "residual_nr": 0.5,
    "residual_r": 0.4,
    "input_norm": 1.0,
    "delta": 0.1,
}


def status(claim: str, **fields) -> Status:
    return Status(int(check(claim, **fields).status))


def test_status_order_is_its_precedence():
    assert sorted(Status) == [Status.HOLDS, Status.VACUOUS, Status.VIOLATED, Status.INAPPLICABLE, Status.NONFINITE]


def test_holds():
    verdict = check("theorem1.sound", **SOUND)
    assert verdict.status == Status.HOLDS
    assert verdict.failed == verdict.unchecked == 0
    assert not verdict.within_rounding


def test_violated_beside_a_failed_definition():
    verdict = check("theorem1.sound", **{**SOUND, "cost_r": 5.0})
    assert verdict.status == Status.VIOLATED
    assert CLAIMS["theorem1.sound"].names(verdict.failed) == ("‖ζ_R‖ = |m_R| g(b)",)


@pytest.mark.parametrize(("field", "value"), [("lam", 0.0), ("lam", -1.0), ("norm_nr", -1.0), ("delta", -0.1)])
def test_failed_domain_is_inapplicable(field, value):
    assert status("theorem1.sound", **{**SOUND, field: value}) == Status.INAPPLICABLE


@pytest.mark.parametrize("value", [np.nan, np.inf, -np.inf])
def test_nonfinite_field_takes_precedence(value):
    for name in CLAIMS["theorem1.sound"].read:
        assert (
            status("theorem1.sound", **{**SOUND, name: value, "lam": value if name == "lam" else -1.0})
            == Status.NONFINITE
        )


def test_field_that_the_claim_does_not_read_may_be_anything():
    assert status("lemma1.norms", norm_nr=1.0, norm_r=1.0, delta=0.5) == Status.HOLDS
    assert (
        status("theorem4.onlyif", score_nr_nr=1.0, score_nr_r=0.0, score_r_r=0.0, delta=1.0, recourse_norm_r=1.0) == 0
    )
    fields = {"residual_nr": 0.5, "residual_r": 0.4, "lam": 1.0, "cost_nr": 0.1, "cost_r": 0.1}
    assert status("theorem1.free", **fields, input_norm=1.0, delta=np.nan) == Status.HOLDS


def test_overflow_in_a_formula_is_nonfinite_not_holds():
    assert status("lemma1.sharp", weight_gap=0.0, steps=1e200, learning_rate=1e200, mean_input_norm=0.0, epsilon=0.0,
                  attack_factor=0.0, robust_weight_norm=0.0, smoothness=0.0) == Status.NONFINITE  # fmt: skip


def test_divisor_zero_claims_nothing():
    fields = {**SOUND, "delta": SOUND["norm_nr"]}
    verdict = check("theorem1.printed", **fields)
    assert verdict.upper == np.inf
    assert verdict.lower == -np.inf
    assert verdict.status == Status.INAPPLICABLE  # a = Δ is outside the domain


def test_vacuous_where_no_better_than_trivial():
    far = {"score_nr_nr": 0.3, "score_nr_r": 0.2, "score_r_r": 0.1, "delta": 1e4, "recourse_norm_r": 1.0}
    assert status("theorem4.sharp", **far) == Status.VACUOUS
    assert status("theorem4.sharp", **{**far, "delta": 0.2}) == Status.HOLDS


def test_left_out_premise_fields_are_unchecked():
    fields = {name: SOUND[name] for name in SOUND if name not in {"norm_r", "residual_r"}}
    verdict = check("theorem1.sound", **fields)
    assert verdict.status == Status.HOLDS
    names = CLAIMS["theorem1.sound"].names(verdict.unchecked)
    assert names == ("b ≥ 0", "‖ζ_R‖ = |m_R| g(b)", "|a − b| ≤ Δ", "|m_NR − m_R| ≤ Δ‖x‖")
    assert verdict.failed == 0


def test_unknown_field_is_a_type_error():
    with pytest.raises(TypeError, match=r"theorem1\.sound has no field 'colour'"):
        check("theorem1.sound", **SOUND, colour=1.0)


def test_missing_field_is_a_value_error_that_names_it():
    with pytest.raises(ValueError, match=r"needs the field 'lam'"):
        check("theorem1.sound", **{name: SOUND[name] for name in SOUND if name != "lam"})


def test_unknown_claim_is_a_key_error():
    with pytest.raises(KeyError, match=r"no claim 'theorem9\.sound'"):
        check("theorem9.sound", **SOUND)


def test_text_is_a_type_error():
    with pytest.raises(TypeError, match="'lam' is not numeric"):
        check("theorem1.sound", **{**SOUND, "lam": "small"})


def test_shapes_that_do_not_broadcast_are_a_value_error():
    with pytest.raises(ValueError, match=r"do not broadcast: .*\(2,\).*\(3,\)"):
        check("theorem1.sound", **{**SOUND, "lam": [1.0, 1.0], "delta": [0.1, 0.1, 0.1]})


def test_broadcasts_elementwise():
    verdict = check(
        "theorem1.sound", **{**SOUND, "lam": np.array([[1.0], [2.0], [-1.0]]), "delta": np.array([0.1, 0.2])}
    )
    assert all(part.shape == (3, 2) for part in verdict)
    assert (np.asarray(verdict.status)[2] == Status.INAPPLICABLE).all()


def test_no_instances():
    verdict = check("theorem1.sound", **{**SOUND, "lam": np.ones((0, 3))})
    assert all(part.shape == (0, 3) for part in verdict)


@pytest.mark.parametrize("count", [1, FEW, FEW + 1, BLOCK - 1, BLOCK, BLOCK + 1, 3 * BLOCK, LARGE_BLOCK + 1])
def test_any_number_of_instances_gives_the_same_bits(count):
    lam = np.linspace(0.5, 2.0, count)
    whole = check("theorem1.sound", **{**SOUND, "lam": lam})
    last = check("theorem1.sound", **{**SOUND, "lam": lam[-1]})
    for part, one in zip(whole, last, strict=True):
        np.testing.assert_array_equal(np.asarray(part)[-1], one)


def test_one_compilation_per_claim_for_few_instances_and_one_for_many():
    check("theorem1.sound", **SOUND)
    check("theorem1.sound", **{**SOUND, "lam": np.ones(BLOCK)})
    compiled = []
    jax.monitoring.register_event_duration_secs_listener(lambda event, *_, **__: compiled.append(event))
    check("theorem1.sound", **{**SOUND, "lam": np.ones(7)})
    check("theorem1.sound", **{**SOUND, "lam": np.ones((2, BLOCK))})
    check("theorem1.sound", **{name: SOUND[name] for name in SOUND if name != "norm_r"})
    check("theorem1.sound", **{name: np.float32(value) for name, value in SOUND.items()})
    assert [event for event in compiled if "backend_compile" in event] == []
    check("theorem1.posterior", **{name: SOUND[name] for name in CLAIMS["theorem1.posterior"].read})
    jax.clear_caches()
    check("theorem1.sound", **SOUND)
    assert [event for event in compiled if "backend_compile" in event]  # the listener listens


def test_float32_and_integers_are_promoted():
    fields = {"norm_nr": jnp.float32(1), "norm_r": 1, "delta": np.int32(2)}
    verdict = check("lemma1.norms", **fields)
    assert verdict.lower.dtype == jnp.float64
    assert verdict.lower == -1.0


def test_jit_and_vmap_over_one_field():
    def upper(lam):
        return check("theorem1.sound", **{**SOUND, "lam": lam}).upper

    lams = jnp.linspace(0.1, 3.0, 5)
    direct = check("theorem1.sound", **{**SOUND, "lam": lams}).upper
    np.testing.assert_allclose(jax.jit(upper)(lams), direct, rtol=1e-14)
    np.testing.assert_allclose(jax.vmap(upper)(lams), direct, rtol=1e-14)


def test_without_x64_one_line_says_how():
    script = (
        "import bounds\n"
        "try:\n"
        "    bounds.check('lemma1.norms', norm_nr=1, norm_r=1, delta=1)\n"
        "except RuntimeError as error:\n"
        "    print(error)\n"
    )
    environment = {**os.environ, "JAX_ENABLE_X64": "0"}
    done = subprocess.run([sys.executable, "-c", script], env=environment, capture_output=True, text=True, check=True)
    assert "jax_enable_x64" in done.stdout
    assert done.stdout.count("\n") == 1


def test_importing_changes_no_global_configuration():
    script = (
        "import jax\n"
        "before = dict(jax.config.values)\n"
        "import bounds, empirical.report\n"
        "assert dict(jax.config.values) == before\n"
    )
    subprocess.run([sys.executable, "-c", script], check=True)


def test_rounding_covers_what_float64_loses():
    """Instances that attain a bound hold despite rounding, and are told apart."""
    rng = np.random.default_rng(0)
    a, b, lam, m = rng.uniform(0.1, 3.0, (4, 20_000))
    cost_nr, cost_r = m * a / (lam + a * a), np.zeros(20_000)
    verdict = check("theorem1.posterior", cost_nr=cost_nr, cost_r=cost_r, lam=lam, norm_nr=a, norm_r=b, residual_nr=m,
                    residual_r=0.0)  # fmt: skip
    assert not (np.asarray(verdict.status) == Status.VIOLATED).any()
    assert (np.asarray(verdict.rounding) < 1e-10).all()


def test_rounding_is_no_licence():
    """One part in 10⁹ beyond the bound is a violation."""
    assert status("lemma1.norms", norm_nr=1.0, norm_r=1.5, delta=0.5) == Status.HOLDS
    assert status("lemma1.norms", norm_nr=1.0, norm_r=1.5 * (1 + 1e-9), delta=0.5) == Status.VIOLATED


def test_a_quantity_that_barely_meets_its_definition_is_granted_the_difference():
    """The claim is proved of the defined cost: one that is off by 5e-7 of it cannot refute the claim."""
    a, lam, m = 1.3, 0.2, 0.7
    cost = m * a / (lam + a * a)
    fields = {"lam": lam, "norm_nr": a, "norm_r": 1.0, "residual_nr": m, "residual_r": 0.0, "cost_r": 0.0}
    assert status("theorem1.posterior", **fields, cost_nr=cost * (1 + 5e-7)) == Status.HOLDS
    verdict = check("theorem1.posterior", **fields, cost_nr=cost * (1 + 5e-6))
    assert verdict.status == Status.VIOLATED
    assert CLAIMS["theorem1.posterior"].names(verdict.failed) == ("‖ζ_NR‖ = |m_NR| g(a)",)
    rounded = {name: np.float32(value) for name, value in fields.items()}
    assert status("theorem1.posterior", **rounded, cost_nr=np.float32(cost)) == Status.HOLDS


def test_a_hypothesis_that_only_rounding_grants_is_no_evidence():
    """u − v ≥ R holds in float64, but perhaps not of the scores that were measured: inapplicable, not violated."""
    u = 6500.0
    fields = {"score_nr_nr": 0.0, "score_nr_r": -u, "delta": u, "recourse_norm_r": 1.0, "score_r_r": 1e-9}
    verdict = check("theorem4.sound", **fields)
    assert verdict.value < verdict.lower
    assert verdict.status == Status.INAPPLICABLE
    assert "u − v ≥ R" in CLAIMS["theorem4.sound"].names(verdict.failed)
    sure = check("theorem4.sound", **{**fields, "score_nr_r": -1.0, "delta": 0.5, "score_r_r": 1e-9})
    assert sure.status == Status.VIOLATED  # beside a failed Cauchy-Schwarz


def test_absolute_errors_of_fields_count():
    fields = {"norm_nr": 1.0, "norm_r": 1.5 + 1e-9, "delta": 0.5}
    assert int(check("lemma1.norms", **fields).status) == Status.VIOLATED
    granted = check("lemma1.norms", errors={"norm_r": 1e-8}, **fields)
    assert granted.status == Status.HOLDS
    assert granted.within_rounding


@pytest.mark.parametrize(
    ("claim", "fields"),
    [
        # b underflows: the printed bound is 0/0, not infinite
        ("theorem1.printed", {"lam": 1e-300, "norm_nr": 1e-200, "norm_r": 1e-200, "delta": 0.0, "residual_nr": 1.0,
                              "residual_r": 0.0, "input_norm": 1.0, "cost_nr": 1.0, "cost_r": 0.0}),
        # everything overflows
        ("lemma1.sound", {"weight_gap": 1.0, "steps": 1e200, "learning_rate": 1e200, "mean_input_norm": 1.0,
                          "epsilon": 0.0, "attack_factor": 1.0}),
    ],
)  # fmt: skip
def test_what_float64_cannot_tell_is_nonfinite(claim, fields):
    assert status(claim, **fields) == Status.NONFINITE


def test_a_quotient_by_what_may_be_0_is_nonfinite_though_an_end_at_infinity_is_proved():
    claim = Claim(
        id="quotient.square",
        fields=("a", "b"),
        premises=(),
        value=lambda xp, a: a,
        interval=lambda xp, a, b: (-xp.inf, a + xp.divide(1, b * b)),
        trivial=lambda xp: (-xp.inf, xp.inf),
        source="",
    )
    assert prove(claim).result == "proved"
    assert check(claim, a=1.0, b=0.0).status == Status.NONFINITE
    assert check(claim, a=1.0, b=2.0).status == Status.HOLDS


def test_a_large_delta_does_not_drown_the_lower_end():
    fields = {"lam": 1e-8, "norm_nr": 1.0, "residual_nr": 1.0, "input_norm": 1e-8, "delta": 1e8, "cost_nr": 1.0}
    verdict = check("theorem1.sound", **fields, cost_r=6e3 * 4)
    assert np.isfinite(verdict.rounding)
    assert verdict.status == Status.VIOLATED


@pytest.mark.parametrize("bad", [None, "0.5", b"1", 1j, np.datetime64("2024-01-01"), [[1.0], [1.0, 2.0]], 10**400])
def test_only_real_numbers_are_fields(bad):
    with pytest.raises(TypeError, match="'delta' is not numeric"):
        check("lemma1.norms", norm_nr=1.0, norm_r=1.0, delta=bad)


def test_tightness_is_one_at_the_bound_and_zero_at_the_centre():
    fields = {"norm_nr": 1.0, "norm_r": np.array([0.5, 1.0, 1.25, 1.5]), "delta": 0.5}
    np.testing.assert_allclose(assess("lemma1.norms", **fields).measure.tightness, [1.0, 0.0, 0.5, 1.0])
    gap = dict.fromkeys(CLAIMS["lemma1.path"].read, 1.0) | {"weight_gap": 0.25}
    np.testing.assert_allclose(assess("lemma1.path", **gap).measure.tightness, 0.25)


def test_upper_end_is_informative_exactly_where_the_robust_cost_is_bounded_away_from_zero():
    fields = stacked([instance.fields() for instance in random_models(3, 2000)])
    claim = CLAIMS["theorem1.sound"]
    informative = np.asarray(assess(claim, **of(claim, fields)).measure.upper_informative)
    margin = np.abs(fields["residual_nr"]) - fields["delta"] * fields["input_norm"]
    slope = fields["norm_nr"] - fields["delta"]
    clear = (np.abs(margin) > 1e-6) & (np.abs(slope) > 1e-6)
    np.testing.assert_array_equal(informative[clear], ((margin > 0) & (slope > 0))[clear])


def test_a_claim_that_reads_an_undeclared_field_is_rejected():
    with pytest.raises(ValueError, match="add it to fields"):
        dataclasses.replace(CLAIMS["theorem1.sound"], fields=("cost_nr", "cost_r"))


RUN = {"steps": 1.0, "learning_rate": 1.0, "mean_input_norm": 1.0, "attack_factor": 1.0, "smoothness": 1.0}


@pytest.mark.parametrize("epsilon", [1e-310, 5e-324, 2.0**-1022])
def test_a_setting_that_xla_flushes_to_0_has_an_error(epsilon):
    """ε W = 10⁻⁴ in exact arithmetic, and 0 in XLA; a true claim came out violated."""
    fields = RUN | {"epsilon": epsilon, "robust_weight_norm": 1e-4 / epsilon if epsilon > 1e-312 else 1e306}
    fields |= {"weight_gap": 0.2 * epsilon * fields["robust_weight_norm"]}
    assert certify("lemma1.sharp", **fields).outcome is Outcome.HOLDS
    many = {name: np.array([value, value]) for name, value in fields.items()}
    for verdict in (check("lemma1.sharp", **fields), jax.jit(lambda f: check("lemma1.sharp", **f))(many)):
        assert np.all(verdict.status <= Status.VACUOUS)


def test_a_setting_that_is_0_has_no_error():
    zero = check("lemma1.sharp", **RUN, epsilon=[0.0, 1e-310], robust_weight_norm=1e306, weight_gap=2e-5)
    np.testing.assert_array_equal(zero.status, [Status.VIOLATED, Status.HOLDS])


@pytest.mark.parametrize("decide", [check, certify])
@pytest.mark.parametrize(
    ("errors", "error", "message"),
    [
        ({"normr": 1.0}, TypeError, r"lemma1\.norms has no field 'normr'; its fields are norm_nr"),
        ({3: 1.0}, TypeError, "has no field 3"),
        ({"norm_r": -1e-9}, ValueError, "the error of 'norm_r' must be a number of at least 0, not -1e-09"),
        ({"norm_r": np.nan}, ValueError, "not nan"),
        ({"norm_r": "small"}, TypeError, "the error of 'norm_r' is not one number: 'small'"),
        (1e-9, TypeError, "errors must map names of fields to numbers"),
    ],
)
def test_errors_that_are_none_are_refused(decide, errors, error, message):
    with pytest.raises(error, match=message):
        decide("lemma1.norms", errors=errors, norm_nr=1.0, norm_r=1.0, delta=0.5)


@pytest.mark.parametrize(
    ("errors", "error", "message"),
    [
        ({"norm_r": [1.0, 2.0]}, ValueError, r"the errors do not have the shape \(3,\) of the fields: norm_r \(2,\)"),
        ({"norm_r": [0.0, -1e-9, 1.0]}, ValueError, "the errors of 'norm_r' must be numbers of at least 0, not -1e-09"),
        ({"norm_r": [0.0, np.nan, 1.0]}, ValueError, "not nan"),
        ({"norm_r": ["small"] * 3}, TypeError, "the errors of 'norm_r' are no numbers"),
        ({"normr": [0.0] * 3}, TypeError, r"lemma1\.norms has no field 'normr'"),
    ],
)
def test_errors_of_instances_that_are_none_are_refused(errors, error, message):
    with pytest.raises(error, match=message):
        check("lemma1.norms", errors=errors, norm_nr=1.0, norm_r=[1.0, 2.0, 3.0], delta=0.5)


def test_exact_arithmetic_takes_one_error_for_one_instance():
    with pytest.raises(TypeError, match="is not one number"):
        certify("lemma1.norms", errors={"norm_r": [1.0, 2.0]}, norm_nr=1.0, norm_r=1.0, delta=0.5)


@pytest.mark.parametrize("count", [3, 70, BLOCK + 5])
def test_every_instance_may_have_errors_of_its_own(count):
    rng = np.random.default_rng(count)
    norm_r, error = 1.5 + 1e-8 * rng.uniform(-1.0, 1.0, count), rng.choice([0.0, 1e-9, 1e-8, np.inf], count)
    both = assess("lemma1.norms", errors={"norm_r": error, "delta": 1e-12}, norm_nr=1.0, norm_r=norm_r, delta=0.5)
    for size in np.unique(error):
        some = error == size
        alone = assess("lemma1.norms", errors={"norm_r": size, "delta": 1e-12}, norm_nr=1.0, norm_r=norm_r[some],
                       delta=0.5)  # fmt: skip
        for part, expected in zip((*both.verdict, *both.measure), (*alone.verdict, *alone.measure), strict=True):
            np.testing.assert_array_equal(np.asarray(part)[some], expected)


def test_an_infinite_error_decides_nothing():
    """As of a report whose numbers have overflowed: it has no verdict, and exact arithmetic has no interval."""
    fields = {"norm_nr": 1.0, "norm_r": 1.0, "delta": 0.5}
    assert check("lemma1.norms", errors={"norm_r": np.inf}, **fields).status == Status.NONFINITE
    with pytest.raises(ValueError, match="the error of 'norm_r' must be finite, not inf"):
        certify("lemma1.norms", errors={"norm_r": np.inf}, **fields)


def test_the_smallest_error_is_granted_too():
    fields = {"norm_nr": 0.0, "norm_r": 1e-300, "delta": 0.0}
    assert check("lemma1.norms", **fields).status == Status.VIOLATED
    assert check("lemma1.norms", errors={"norm_r": 1e-300, "delta": 5e-324}, **fields).status <= Status.VACUOUS
