"""Claims of a user on the command line and in reports."""

import inspect
import json
import shlex
import shutil
from hashlib import sha256
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
import pytest
from support.command_line import assert_refused, run
from support.populations import rejected

from bounds import CLAIMS, Claim, Kind, Premise, Status, check, definition
from bounds.claim import Formula, reads, substitute
from bounds.claims import RECOURSE_CLAIMS
from empirical.data import load, split
from empirical.errors import InputError
from empirical.families.linear.fields import measure_linear
from empirical.families.linear.settings import LinearGrid
from empirical.families.linear.training import train_linear_grid
from empirical.recourse.settings import RecourseSettings
from empirical.report import Report, Settings, build, write
from empirical.report.frames import columns_of
from empirical.report.reproduction import compare, recorded, settings_of
from empirical.report.settings import from_json, load_claims, to_json
from empirical.verification.decoded import NO_LATENT, Latent
from empirical.verification.measured import Measured
from empirical.verification.population import Population
from empirical.verification.user_claims import unknown_field, user_cases
from recourse_bounds.tables.report import notes

RECOURSE = RecourseSettings()
GRID = LinearGrid((0.1,), (0,), (30,))
TEXT = """
from dataclasses import replace
from bounds import CLAIMS, Claim
from bounds.claim import apply

SOUND = CLAIMS["theorem1.sound"]


def tenth(xp, residual_nr, norm_nr, lam, input_norm, delta):
    lower, upper = apply(SOUND.interval, xp, locals())
    return lower / 10.0, upper / 10.0


SAME = replace(SOUND, id="mine.same")
WRONG = replace(SOUND, id="mine.wrong", interval=tenth)
COLOUR = Claim(
    id="mine.colour", fields=("colour", "lam"), premises=(), source="me", value=lambda xp, colour: colour,
    interval=lambda xp, lam: (-xp.inf, lam), trivial=lambda xp: (-xp.inf, xp.inf),
)
RADIUS = Claim(
    id="mine.radius", fields=("mean_radius", "lam"), premises=(), source="me",
    value=lambda xp, mean_radius: mean_radius,
    interval=lambda xp, lam: (lam, 20.0), trivial=lambda xp: (0.0, xp.inf),
)
"""
USERS = ["mine.same", "mine.wrong", "mine.colour", "mine.radius"]


@pytest.fixture(scope="module")
def file(tmp_path_factory) -> Path:
    path = tmp_path_factory.mktemp("claims") / "mine.py"
    path.write_text(TEXT)
    return path


@pytest.fixture(scope="module")
def made(file) -> Report:
    return build(Settings(grid=GRID, instances=12, claims=str(file)))


def rows(made: Report, claim: str) -> pl.DataFrame:
    return made.verdicts.filter(pl.col("claim").eq(claim))


# In a report


def test_every_claim_of_a_user_has_its_rows_and_counts(made):
    counts = [one for one in made.summary["claims"] if one["claim"] not in CLAIMS]
    assert list(dict.fromkeys(one["claim"] for one in counts)) == USERS
    for one in counts:
        assert one["rows"] == made.instances.height == 12
        assert one["definition"] == made.summary["user_claims"][one["claim"]]


def test_the_same_claim_under_another_name_gets_the_same_verdicts(made):
    """By its fields alone it is checked with every Δ and the cost that theorem1.sound is checked with."""
    mine, known = rows(made, "mine.same"), rows(made, "theorem1.sound")
    mine = mine.filter(pl.col("cost_source").eq("returned"))
    assert mine.height == known.height > 0
    assert mine.drop("claim").equals(known.drop("claim"), null_equal=True)


def test_a_wrong_claim_is_refuted_and_said_so(made):
    assert rows(made, "mine.wrong")["refutes"].any()
    assert {one["claim"] for one in made.defects} == {"mine.wrong"}
    said = [line for line in notes(made) if line.startswith("REFUTED")]
    assert said == [f"REFUTED: mine.wrong calls itself true, and {len(made.defects)} of its rows refute it"]


def test_a_field_that_is_not_known_is_the_reason(made):
    mine = rows(made, "mine.colour")
    assert set(mine["status"]) == {"inapplicable"}
    assert mine["failed"].to_list() == [[unknown_field("colour")]] * 12


def test_a_claim_reads_the_columns_of_the_data_in_their_units(made):
    data, mine = load(made.summary["data"]["name"]), rows(made, "mine.radius")
    radius = data.values[mine["instance"].to_numpy(), [one.name for one in data.features].index("mean radius")]
    np.testing.assert_allclose(mine["value"], radius, rtol=1e-12)
    assert [status == "holds" for status in mine["status"]] == (radius <= 20.0).tolist()


def test_the_other_claims_are_as_without_them(made):
    alone = build(Settings(grid=GRID, instances=12))
    kept = made.verdicts.filter(~pl.col("claim").cast(pl.String).is_in(USERS))
    for name in kept.columns:
        if name not in {"claim", "failed", "unchecked"}:
            assert kept[name].equals(alone.verdicts[name], null_equal=True)
    assert "user_claims" not in alone.summary
    assert "claims" not in alone.summary["settings"]
    assert made.instances.equals(alone.instances, null_equal=True)
    assert alone.verdicts.schema == pl.Schema(columns_of(RECOURSE_CLAIMS))


def test_reproduction_reads_the_file_again(made, file, tmp_path):
    moved = Path(shutil.copy(file, tmp_path / "moved.py"))
    write(made, tmp_path / "report")
    known = settings_of(tmp_path / "report", claims=str(moved))
    before = recorded(tmp_path / "report")
    assert compare(before, made) == []
    moved.write_text(TEXT.replace("10.0", "16.0"))
    causes = [line for line in compare(before, build(known)) if line.startswith("user_claims: ")]
    assert [line.split()[1] for line in causes] == ["sha256", "mine.wrong"]
    moved.unlink()
    with pytest.raises(InputError, match=r"moved.py: there is no such file; name the file that the claims"):
        settings_of(tmp_path / "report", claims=str(moved))


def test_a_file_that_was_run_here_is_run_again_without_being_named(made, tmp_path):
    path = tmp_path / "mine.py"
    path.write_text(TEXT)
    write(build(Settings(grid=GRID, instances=12, claims=str(path))), tmp_path / "report")
    known = settings_of(tmp_path / "report")
    assert known.claims == str(path)
    assert list(load_claims(known, only_known=True).claims) == list(USERS)
    path.write_text(f"open({str(tmp_path / 'ran')!r}, 'w')\n{TEXT}")
    with pytest.raises(InputError, match=r"mine.py: has changed a moment ago, and is not run"):
        build(known, only_known=True)
    assert not (tmp_path / "ran").exists()


@pytest.mark.parametrize("how", ["another file", "in its folder", "a link in it", "never run", "no checksum"])
def test_code_that_came_with_a_report_is_not_run_unless_it_is_named(made, file, tmp_path, how):
    """Whoever gives away a report may write any path and any checksum into it."""
    folder, ran, stranger = tmp_path / "report", tmp_path / "ran", tmp_path / "my stranger.py"
    write(made, folder)
    code = f"open({str(ran)!r}, 'w')\n{TEXT}"
    checksum = sha256((code if how == "never run" else TEXT).encode()).hexdigest()
    stranger.write_text(code if how in {"another file", "never run"} else TEXT)
    if how == "in its folder":
        stranger = stranger.rename(folder / "sweep.py")
    elif how == "a link in it":
        (folder / "sweep.py").symlink_to(stranger)
        stranger = folder / "sweep.py"
    summary = json.loads((folder / "summary.json").read_text())
    summary["settings"]["claims"] = str(stranger)
    summary["user_claims"] = {} if how == "no checksum" else {**summary["user_claims"], "sha256": checksum}
    (folder / "summary.json").write_text(json.dumps(summary))
    with pytest.raises(InputError) as raised:
        settings_of(folder)
    (advice,) = shlex.split(str(raised.value).rpartition("name it with --claims to run it: --claims ")[2])
    assert advice == str(stranger)
    assert not ran.exists()
    assert settings_of(folder, claims=advice).claims == advice


def test_settings_without_claims_are_those_of_older_reports():
    assert "claims" not in to_json(Settings())
    assert from_json(json.loads(json.dumps(to_json(Settings())))) == Settings()
    named = Settings(claims="mine.py")
    assert from_json(json.loads(json.dumps(to_json(named)))) == named


# What other models give


def claim_of(*fields: str, more: tuple[Premise, ...] = ()) -> Claim:
    """The sum of some fields, with a premise that nobody can check."""
    return Claim(
        id="mine.one",
        fields=(*fields, "colour"),
        premises=(Premise("c > 0", Kind.HYPOTHESIS, lambda xp, colour: colour > 0.0, "me"), *more),
        value=_reading(fields),
        interval=lambda xp: (-1.0, 1.0),
        trivial=lambda xp: (-xp.inf, xp.inf),
        source="me",
    )


def _reading(names: tuple[str, ...]) -> Formula:
    def value(xp, **fields):
        return sum(fields.values())

    kind = inspect.Parameter
    parameters = [kind("xp", kind.POSITIONAL_ONLY), *(kind(name, kind.KEYWORD_ONLY) for name in names)]
    value.__signature__ = inspect.Signature(parameters)  # type: ignore[attr-defined]
    return value


@pytest.fixture(scope="module")
def people() -> Population:
    parts = {0: split(load("breast-cancer"), seed=0)}
    (pair,) = train_linear_grid(parts, GRID)
    return rejected(pair, RECOURSE, cost_weights=np.ones(parts[0].train.shape[1]), most=5)


def networks(people: Population) -> Measured:
    some = np.ones_like(people.labels)
    names = ("cost_nr", "cost_r", "recourse_gap")
    costs: dict[str, Any] = {name: dict.fromkeys(names, some) for name in ("linearised", "returned")}
    return Measured(
        {"delta_k": some},
        {"score_r_r": some},
        costs,
        errors={"score_r_r": 0.5},
        extra={"radius_layers": some},
        sources={"delta_k": "certified"},
    )


def listed(claim: Claim, measured: Measured, people: Population) -> list[tuple[str | None, str | None]]:
    return [(case.delta_source, case.cost_source) for case in user_cases([claim], measured, people, RECOURSE)]


def test_a_cost_by_formula_is_for_claims_that_say_by_which(people):
    """To all others it would be no cost at all, and a true claim would be refuted by it."""
    measured, by_formula = networks(people), (definition("c = s", "cost_r", lambda xp, score_r_r: score_r_r, "me"),)
    assert listed(claim_of("cost_r", "score_r_r"), measured, people) == [(None, "returned")]
    claim = claim_of("cost_r", "score_r_r", more=by_formula)
    assert listed(claim, measured, people) == [(None, "returned"), (None, "linearised")]


def test_networks_give_what_is_measured_of_them(people):
    measured = networks(people)
    assert listed(claim_of("delta_k"), measured, people) == [("certified", None)]
    assert listed(claim_of("radius_layers", "lam"), measured, people) == [(None, None)]
    (case,) = user_cases([claim_of("score_r_r")], measured, people, RECOURSE)
    assert case.errors == {"score_r_r": 0.5}
    assert "colour" not in case.fields  # that premise is unchecked
    (case,) = user_cases([claim_of("delta", "score_r_r")], measured, people, RECOURSE)
    assert case.lacking == unknown_field("delta")


def test_a_claim_about_what_models_have_not_got_is_one_case_with_its_reason(people):
    """Two scores from elsewhere have no Δ."""
    scores = Measured({}, {"score_r": np.ones_like(people.labels)}, {"returned": {}}, {}, 1.0, {})
    (case,) = user_cases([claim_of("delta", "score_r")], scores, people, RECOURSE)
    assert case.lacking == unknown_field("delta")


def test_a_claim_about_vectors_is_one_case_with_its_reason(people):
    """A report measures numbers of a person, also where a vector is called like one of them."""
    lengths = Claim(
        id="mine.length",
        fields=("score_r_r", "lam"),
        shapes={"score_r_r": "d"},
        premises=(),
        value=lambda xp, score_r_r: xp.norm(score_r_r),
        interval=lambda xp, lam: (0.0, lam),
        trivial=lambda xp: (0.0, xp.inf),
        source="me",
    )
    (case,) = user_cases([lengths], networks(people), people, RECOURSE)
    assert case.lacking == unknown_field("score_r_r")


def test_decoded_recourses_give_their_constants(people):
    some = np.ones_like(people.labels)
    constants: Any = {"lipschitz_global": 2.0 * some, "lipschitz_ball": some, "lipschitz_segment": some}
    distances: Any = dict.fromkeys(("radius_nr", "radius_r", "latent_gap", "decoding_error"), some)
    latent = Latent({**distances, **constants}, {"cost_r": 0.25})
    measured = networks(people)
    claim = claim_of("lipschitz", "latent_gap", "cost_r")
    made = user_cases([claim], measured, people, RECOURSE, latent)
    assert [(case.delta_source, case.cost_source) for case in made] == [("global", "returned"), ("ball", "returned")]
    assert [case.fields["lipschitz"][0] for case in made] == [2.0, 1.0]
    assert all(case.errors["cost_r"] == 0.25 for case in made)
    (case,) = user_cases([claim], measured, people, RECOURSE, NO_LATENT)
    assert case.lacking == unknown_field("lipschitz")


# Cost weights


def reading(id: str, value: Formula, bound: Formula) -> Claim:  # noqa: A002
    """A claim that some value is at most a bound."""
    return Claim(
        id=id,
        fields=tuple(dict.fromkeys((*reads(value), *reads(bound)))),
        premises=(),
        value=value,
        interval=substitute(lambda xp, bound: (-xp.inf, bound), {"bound": bound}),
        trivial=lambda xp: (-xp.inf, xp.inf),
        source="me",
    )


def slope_apart(xp, norm_nr, norm_r):
    return xp.abs(norm_r - norm_nr)


def trained_apart(xp, steps, learning_rate, mean_input_norm, epsilon, attack_factor):
    return steps * learning_rate * (mean_input_norm + epsilon * attack_factor)


TRUE_AT_ANY_PRICE = (
    reading("mine.gap", lambda xp, weight_gap: weight_gap, lambda xp, delta: delta),
    reading("mine.norms", slope_apart, lambda xp, weight_gap: weight_gap),
    reading("mine.run", slope_apart, trained_apart),
    reading("mine.path", slope_apart, lambda xp, learning_rate, gradient_gap_sum: learning_rate * gradient_gap_sum),
    reading("mine.least", trained_apart, lambda xp, delta: delta),
    reading(
        "mine.residuals",
        lambda xp, residual_nr, residual_r: xp.abs(residual_nr - residual_r),
        lambda xp, weight_gap, input_norm: weight_gap * input_norm,
    ),
)
"""But for mine.least, which says that Lemma 1 gives the least Δ, and is false of every other."""


@pytest.mark.parametrize("weight", [0.25, 1.0, 8.0])
def test_fields_of_training_and_of_instances_are_in_the_same_coordinates(weight):
    """Cost weights change no verdict on a claim that compares the two."""
    part = split(load("breast-cancer"), seed=0)
    (pair,) = train_linear_grid({0: part}, GRID)
    people = rejected(pair, RECOURSE, cost_weights=np.linspace(weight, 2.0 * weight, part.train.shape[1]), most=5)
    measured = measure_linear(pair, people, RECOURSE)
    assert measured.stretch == pytest.approx(1.0 / weight, rel=0.2)
    for case in user_cases(TRUE_AT_ANY_PRICE, measured, people, RECOURSE):
        status = np.asarray(check(case.claim, errors=case.errors, **case.fields).status)
        held = case.claim.id != "mine.least" or case.delta_source == "sound"
        assert (status == (Status.HOLDS if held else Status.VIOLATED)).all()


def test_training_alone_is_as_it_was(people):
    """Beside others its fields are κ times larger, and so are their errors."""
    some, raw = np.ones_like(people.labels), {"weight_gap": 0.5}
    measured = Measured({"weight_gap": some}, {"norm_r": some}, {"returned": {}}, {"measured": some}, 4.0, raw)
    gap = reading("mine.gap", lambda xp, weight_gap: weight_gap, lambda xp: 9.0)
    (alone,) = user_cases([gap], measured, people, RECOURSE)
    assert (alone.fields["weight_gap"][0], alone.errors) == (1.0, raw)
    (beside,) = user_cases(TRUE_AT_ANY_PRICE[:1], measured, people, RECOURSE)
    assert (beside.fields["weight_gap"][0], beside.fields["delta"][0]) == (4.0, 4.0)
    assert beside.errors == {"weight_gap": 2.0, "delta": 2.0}


# On the command line


def test_the_commands_know_claims_of_a_user(file, tmp_path):
    lines = run("claims", "--claims", file).stdout.splitlines()
    assert [line.split("\t")[0] for line in lines[1:]] == [*CLAIMS, *USERS]
    shown = run("claims", "mine.colour", "--claims", file).stdout
    assert "needed\tcolour\ta field of your own" in shown
    done = run("prove", "mine.wrong", "--claims", file)
    assert (done.returncode, done.stdout.splitlines()[1].split("\t")[:2]) == (1, ["mine.wrong", "refuted"])
    fields = json.dumps({"colour": [1, 3], "lam": 2})
    done = run("check", "mine.colour", "--json", "-", "--claims", file, stdin=fields)
    assert [line.split("\t")[5] for line in done.stdout.splitlines()[1:]] == ["holds", "violated"]
    assert done.returncode == 0  # nobody says that it is true


@pytest.mark.parametrize("command", [("claims",), ("prove",), ("check", "a.a", "--json", "-"), ("report",)])
def test_a_bad_file_is_one_line_and_writes_nothing(command, tmp_path):
    bad = tmp_path / "bad.py"
    bad.write_text("A = (\n")
    out = ("--out", tmp_path / "report") if command == ("report",) else ()
    done = run(*command, "--claims", bad, *out, stdin="{}")
    assert_refused(done, f"{bad}:1: this is no Python")
    assert list(tmp_path.iterdir()) == [bad]


def test_a_vacuous_claim_that_calls_itself_true_is_status_1(tmp_path):
    path = tmp_path / "empty.py"
    path.write_text(
        TEXT.split("def tenth", maxsplit=1)[0] + "from bounds import Kind, Premise\n"
        "NOT = Premise('λ < 0', Kind.HYPOTHESIS, lambda xp, lam: lam < 0.0, 'me')\n"
        "EMPTY = replace(SOUND, id='mine.empty', premises=(*SOUND.premises, NOT))\n"
        "OPEN = replace(EMPTY, id='mine.open', theory='open')\n"
    )
    done = run("prove", "mine.empty", "--claims", path)
    assert (done.returncode, done.stdout.splitlines()[1].split("\t")[:2]) == (1, ["mine.empty", "vacuous"])
    assert run("prove", "mine.open", "--claims", path).returncode == 0
