"""The answer of the terminal: short, in words, for every kind of report."""

import re
from pathlib import Path
from typing import Any

import pytest
from rich.cells import cell_len

from bounds import CLAIMS
from empirical.autoencoder import VAETraining
from empirical.families import FAMILIES
from empirical.recourse.settings import METHODS, RecourseSettings
from empirical.report import Report, Settings
from empirical.report.quantities import QUANTITIES
from empirical.report.settings import to_json
from recourse_bounds.answer import HEIGHT, WIDTH, answer
from recourse_bounds.answer.statements import shares
from recourse_bounds.app import COMMANDS
from recourse_bounds.explanation.text import METHODS as WORDS

COSTS = {"theorem1": ("returned", "printed"), "theorem2": ("linearised", "returned"), "theorem3": ("returned",)}


def count(claim: str, **changes: Any) -> dict[str, Any]:
    """An entry of a summary's ``claims`` on 40 people, of whom all hold."""
    numbers = ("vacuous", "violated", "violated_all_premises_hold", "inapplicable", "nonfinite", "refutes")
    theory = CLAIMS[claim].theory if claim in CLAIMS else "open"
    sources = {"delta_source": None, "cost_source": None}
    informative = {"lower_informative": 0, "upper_informative": 0, "failed": {}}
    known = {"claim": claim, "theory": theory, "rows": 40, "holds": 40, **sources, **dict.fromkeys(numbers, 0)}
    return {**known, **informative, **changes}


def counts(family: str) -> list[dict[str, Any]]:
    """An entry for every claim about a family's models, with every cost."""
    costs = {claim.id: COSTS.get(claim.id.split(".")[0], (None,)) for claim in FAMILIES[family].claims}
    return [count(claim, cost_source=cost, delta_source="path") for claim in costs for cost in costs[claim]]


def means(**changes: float | None) -> dict[str, Any]:
    return {name: {"mean": changes.get(name, 0.5), "count": 40, "seeds": 1} for name in QUANTITIES}


def pair(epsilon: float | None = 0.1, *, degenerate: str | None = None, **changes: Any) -> dict[str, Any]:
    models = {name: {"accuracy": 0.9, "degenerate": degenerate} for name in ("non_robust", "robust")}
    setting = {"seed": 0, "steps": None, "ridge": None, "epsilon": epsilon}
    of_kind = {"kernel": {"training_rows": 400}}
    return {**setting, "models": models, "population": {"all": {"count": 40}}, **of_kind, **changes}


def setting(epsilon: float | None = 0.1, **changes: Any) -> dict[str, Any]:
    known = {"steps": None, "ridge": None, "epsilon": epsilon, "seeds": 1, "instances": 40, "means": means()}
    return {**known, **changes}


def made(family: str = "linear", **changes: Any) -> Report:
    """A report with a summary of the usual shape: one pair, 40 rejected people, every claim about the family."""
    data = {"name": "loans", "rows": 500, "features": [{}] * 7, "favourable": "paid", "share_favourable": 0.6}
    summary = {
        "settings": to_json(Settings(grid=FAMILIES[family].settings())),
        "data": {**data, "notes": []},
        "split": {"train": 400, "test": 100},
        "rejected": [{"seed": 0, "steps": None, "ridge": None, "count": 40, "drawn": 40}],
        "runs": [pair()],
        "sweep": [setting()],
        "claims": counts(family),
        "defects": [],
    }
    return Report(None, None, {**summary, **changes})  # type: ignore[arg-type]


def lines(report: Report, folder: Path = Path("report/loans")) -> list[str]:
    """The answer, which is never too long, too wide or trailing."""
    found = answer(report, folder)
    assert len(found) <= HEIGHT == 25
    assert all(cell_len(line) <= WIDTH == 80 for line in found)
    assert all(line == line.rstrip() and line.isprintable() for line in found)
    return found


def text(report: Report, folder: Path = Path("report/loans")) -> str:
    return "\n".join(lines(report, folder))


def test_it_says_data_models_people_costs_validity_statements_files_and_what_to_type():
    said = text(made())
    for part in (
        "loans: 500 people, 7 features; favourable label 'paid' (60 %)",
        "A pair of linear models: natural, and robust against attacks of ε = 0.1 (ℓ∞)",
        "Recourses by SCFE at fixed λ = 0.01; features in standard deviations",
        "The natural model rejects 40 of 100 test people",
        "natural         robust",
        "accepted by that model",
        "accepted by the natural model",
        "Krishna et al. 2024 as printed",
        "Proved statements: ",
        "Report in report/loans",
        "Next:",
    ):
        assert part in said


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("family", FAMILIES)
def test_every_family_with_every_method(family, method):
    settings = Settings(
        grid=FAMILIES[family].settings(), recourse=RecourseSettings(method=method), autoencoder=VAETraining()
    )
    claims = counts(family)
    if method == "cchvae":
        claims += [
            count(f"theorem3.{form}", cost_source="returned", delta_source="ball") for form in ("printed", "sharp")
        ]
    said = lines(made(family, settings=to_json(settings), claims=claims))
    assert FAMILIES[family].noun in said[1]
    assert WORDS[method] in said[2]


def test_a_sweep_says_over_how_many_pairs_and_shows_the_first_the_middle_and_the_last_radius():
    radii = [0.0, 0.02, 0.04, 0.06, 0.3]
    runs = [pair(epsilon, seed=seed, steps=9) for seed in (0, 1) for epsilon in radii]
    sweep = [setting(epsilon, steps=9, seeds=2, instances=80) for epsilon in radii]
    rejected = [{"seed": seed, "count": 40, "drawn": 40} for seed in (0, 1)]
    grid = {"kind": "linear", "seeds": [0, 1], "epsilons": radii, "norm": "inf"}
    report = made(runs=runs, sweep=sweep, rejected=rejected)
    report.summary["settings"]["grid"] = grid
    said = text(report)
    assert "10 pairs (natural, robust) of linear models: 2 seeds, ε 0–0.3" in said
    assert "2 natural models reject 40 of 100 test people, 400 over the 10 pairs" in said
    (heading,) = [line for line in said.splitlines() if line.startswith("Means")]
    assert heading.startswith("Means over 80 people, 2 seeds")
    assert re.findall(r"ε=([\d.]+)", heading) == ["0", "0.04", "0.3"]
    assert "bounds.png, sweep.png" in said or len(said.splitlines()) == HEIGHT


def test_the_means_of_several_settings_are_those_of_the_last():
    sweep = [setting(steps=steps, means=means(cost_nr=steps / 10.0)) for steps in (10, 20)]
    said = text(made(runs=[pair(steps=10), pair(steps=20)], sweep=sweep))
    assert "steps 10–20" in said
    assert "Means over 40 people, steps 20" in said
    assert re.search(r"mean cost of the model's recourse +2 +0.5", said)


def test_nobody_is_rejected():
    runs = [pair(degenerate="accepts everybody", population={"all": {"count": 0}})]
    said = text(made(rejected=[{"seed": 0, "count": 0, "drawn": 0}], runs=runs, sweep=[], claims=[]))
    assert "The natural model accepts all 100 test people: nobody needs a recourse" in said
    assert "Mind: the robust model accepts everybody" in said
    assert "Krishna" not in said
    assert "recourse-bounds report --help" in said


def test_models_that_tell_nobody_apart():
    assert "Mind: the natural and robust models reject everybody" in text(
        made(runs=[pair(degenerate="rejects everybody")])
    )
    runs = [pair(0.1), pair(0.2, degenerate="accepts everybody")]
    assert "Mind: 1 of 2 natural and 1 of 2 robust models accept everybody" in text(made(runs=runs))


def test_what_is_wrong_with_models_comes_with_what_to_type():
    far = {"about": "training", "text": "training is far from its end, where 42 are rejected, not 19"}
    few = {"about": "natural", "text": "only 5 test people are rejected, though 1,040 have an unfavourable label"}
    all_ = {"about": "robust", "text": "the robust model accepts everybody", "option": "--epsilon 0.02"}
    wrong = [{**far, "option": "--steps 10000"}, {**few, "option": "--class-weights balanced"}, all_]
    models = {name: {"accuracy": 0.9, "degenerate": None} for name in ("non_robust", "robust")}
    models["robust"]["degenerate"] = "accepts everybody"
    said = lines(made(advice=wrong, runs=[pair(models=models)]))
    assert "Mind: training is far from its end, where 42 are rejected, not 19: --steps 10000" in said
    assert said[said.index(f"Mind: {few['text']}:") + 1] == "      --class-weights balanced"
    assert "Mind: the robust model accepts everybody: --epsilon 0.02" in said


def test_accuracy_stands_beside_the_majoritys_share_and_the_gradient():
    model = {"accuracy": 0.9, "train_accuracy": 0.95, "degenerate": None, "training": {"gradient_norm": 0.0123}}
    runs = [pair(models={"non_robust": model, "robust": {**model, "accuracy": 0.8}})]
    said = text(made(runs=runs, shares_favourable={"train": 0.3, "test": 0.3}))
    assert re.search(r"^accuracy \(majority's share: 70 %\) +90 % +80 %$", said, re.MULTILINE)
    assert re.search(r"^gradient's norm after training +0\.01 +0\.01$", said, re.MULTILINE)


def test_no_recourse_was_found_for_the_robust_model():
    known = means(cost_r=None, validity_r=0.0, cross_validity=None, accepted_r=0.2)
    known["cost_r"]["count"] = 0
    said = text(made(sweep=[setting(means=known)]))
    assert re.search(r"mean cost .* 0\.5 +-$", said, re.MULTILINE)
    assert re.search(r"accepted by that model +50 % +0 %$", said, re.MULTILINE)
    assert re.search(r"accepted by the natural model +50 % +-$", said, re.MULTILINE)
    assert re.search(r"accepts them without any change +0 % +20 %$", said, re.MULTILINE)
    assert re.search(r"people with a recourse +40 +0$", said, re.MULTILINE)


def test_people_who_were_drawn_and_few_training_rows():
    kernel = {"training_rows": 300}
    said = text(made("ntk", rejected=[{"seed": 0, "count": 70, "drawn": 40}], runs=[pair(kernel=kernel)]))
    assert "The natural model rejects 70 of 100 test people; 40 were drawn" in said
    assert "trained on 300 of 400 people" in said


def test_models_that_were_trained_elsewhere():
    report = made(runs=[pair(None)], sweep=[setting(None)])
    report.summary["settings"]["models"] = "folder/models.json"
    assert "A pair of linear models from folder/models.json, trained elsewhere" in text(report)


def test_a_printed_statement_speaks_of_some_people_and_is_false_for_some():
    false = count("theorem4.printed", delta_source="printed", inapplicable=10, violated=3, holds=27)
    said = text(made(claims=[false]))
    assert re.search(r"Theorem 4, validity, “if” +30 people +3 \(10 %\)$", said, re.MULTILINE)
    assert "recourse-bounds prove theorem4.printed" in said


def test_a_cost_that_the_statement_does_not_define_is_a_remark():
    printed = count("theorem1.printed", cost_source="printed", violated=4)
    definitions = {"‖ζ_NR‖ = λ |m_NR| g(a)": 40}
    returned = count("theorem1.printed", cost_source="returned", violated=39, failed=definitions)
    assert "40 people    4 (10 %); by actual cost 39" in text(made(claims=[returned, printed]))
    foreign = [{**one, "failed": definitions} for one in (printed, returned)]
    assert re.search(r"Theorem 1, difference of costs +0 people +0; by actual cost 39", text(made(claims=foreign)))


def test_a_printed_statement_that_is_true_is_false_for_nobody():
    """Its interval may be missed where a premise fails; the statement says nothing then."""
    missed = count("lemma1.norms", delta_source="path", violated=5, failed={"|a − b| ≤ Δ": 5})
    assert re.search(r"Lemma 1, lengths of the weights +40 people +0$", text(made(claims=[missed])), re.MULTILINE)


def test_proved_statements_are_counted_where_their_premises_hold():
    claims = [
        count("theorem1.sound", delta_source="path", cost_source="returned", holds=30, vacuous=10),
        count("theorem1.repaired", delta_source="path", holds=20, inapplicable=20, failed={"Δ < a": 20}),
        count("theorem1.vector", delta_source="path", violated=9, holds=31, failed={"‖ζ_NR‖ = λ |m_NR| g(a)": 40}),
        count(
            "lemma1.sharp", rows=40, holds=0, inapplicable=40, failed={"how the models were trained is not known": 40}
        ),
    ]
    assert "Proved statements: 2 (60 checks), 0 violated where they apply" in text(made(claims=claims))


def test_what_proved_statements_tell_and_by_which_delta():
    told = {"cost_source": "returned", "holds": 40}
    claims = [
        count("theorem1.sound", delta_source="sound", **told),
        count("theorem1.sound", delta_source="path", upper_informative=10, **told),
        count("theorem1.sound", delta_source="measured", upper_informative=30, **told),
        count("theorem4.sharp", delta_source="path", lower_informative=20, upper_informative=15),
    ]
    said = text(made(claims=claims))
    assert "  can show a cost of robust recourse: 25 % of people (Δ path), 75 % (Δ measured)" in said
    assert "  can narrow the gap of validity: 50 % of people (Δ path)" in said
    assert shares(claims, "costs")[0] == (0.75, "theorem1.sound", "measured")


def test_a_defect_is_shouted_and_never_left_out():
    defects = [{"claim": "theorem1.sound", "delta_source": "path"}] * 2 + [{"claim": "mine.x", "delta_source": None}]
    claims = [*counts("linear"), *(count(f"mine.claim{number}") for number in range(40)), count("mine.x")]
    notes = {"notes": ["something is odd"] * 5}
    report = made(claims=claims, defects=defects, runs=[pair(0.1, degenerate="accepts everybody"), pair(0.2)])
    report.summary["data"] |= notes
    said = text(report, Path("/" + "long/" * 60))
    assert "DEFECT: theorem1.sound is proved, yet violated in 2 checks: please report it" in said
    assert "REFUTED: mine.x calls itself true, yet is false in 1 check" in said
    assert "Proved statements" in said


def test_claims_of_the_user():
    said = text(made(claims=[count("mine.cheap", violated=10), count("mine.dear", inapplicable=39)]))
    assert re.search(r"mine.cheap +40 people +10 \(25 %\)$", said, re.MULTILINE)
    assert re.search(r"mine.dear +1 person +0$", said, re.MULTILINE)
    many = text(made(claims=[count(f"mine.claim{number}") for number in range(40)]))
    assert "Your claims (40)" in many
    assert "Report in" in many


def test_names_that_are_wide_or_mean_no_good_stay_on_one_line():
    report = made()
    report.summary["data"] |= {"name": "信用" * 30, "favourable": "red \x1b[31m\n" * 9, "notes": ["長い" * 99, "more"]}
    report.summary["settings"]["recourse"]["cost_weights"] = "収入=3," * 40
    said = lines(report, Path("フォルダ" * 8))
    assert said[0].startswith("信用信用")
    assert "(1 of 2 notes)" in "".join(said)


def test_a_long_folder_is_told_in_full():
    folder = Path("/" + "very-long-name/" * 9)
    said = "".join(lines(made(), folder))
    assert str(folder) in said


def test_what_it_says_to_type_exists():
    claims = [count("theorem1.printed", cost_source="printed", violated=4),
              count("theorem4.sharp", delta_source="path", lower_informative=20)]  # fmt: skip
    commands = re.findall(r"recourse-bounds (\w+) ([\w.]+)", text(made(claims=claims)))
    assert {command for command, _ in commands} == {"prove", "claims"} <= set(COMMANDS)
    assert {claim for _, claim in commands} == {"theorem1.printed", "theorem4.sharp"} <= set(CLAIMS)


def test_without_files_it_ends_with_what_was_found():
    assert not any("Report in" in line or "Next" in line for line in answer(made()))
