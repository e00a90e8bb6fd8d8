"""The study of networks, in small: every number is a share, a cost or nothing, and both figures are drawn."""

import numpy as np
import pytest

from empirical.studies import networks
from empirical.studies.network_figures import accuracy_figure, recourse_figure


@pytest.fixture(scope="module")
def found():
    with pytest.MonkeyPatch.context() as patch:
        small = {"EPOCHS": {"breast-cancer": 3}, "EPSILONS": (0.0, 0.1), "NORMS": (2.0,), "INSTANCES": 8, "TRIED": 20}
        for name, value in {**small, "ATTACKS": (0.0, 0.1)}.items():
            patch.setattr(networks, name, value)
        said = []
        studies = list(networks.studies(said.append, ("breast-cancer",)))
        assert said[0] == "breast-cancer, ℓ2: training"
        yield studies, networks.markdown(studies)


def test_accuracy_falls_under_attack(found):
    (one,), _ = found
    rows = {(row["trained"], row["attack"]): row["accuracy"] for row in one.accuracy}
    assert len(rows) == 4
    for trained in (0.0, 0.1):
        assert 1.0 >= rows[trained, 0.0] >= rows[trained, 0.1] >= 0.0


def test_the_same_instances_get_recourses_at_every_epsilon(found):
    (one,), _ = found
    for method in networks.SEARCHES:
        rows = [row for row in one.recourses if row["method"] == method]
        assert len({row["instances"] for row in rows}) == 1
        assert len({row["cost_nr"] for row in rows}) == 1
        natural = rows[0]
        assert natural["cost_r"] == natural["cost_nr"]  # ε = 0: the same network
        for row in rows:
            assert 0 <= row["found_r"] <= row["needy"] <= row["instances"]
            assert row["found_nr"] == pytest.approx(row["own_nr"] * row["instances"])
            assert row["own_r"] is None or row["found_r"] == pytest.approx(row["own_r"] * row["needy"])
            shares = [row[name] for name in ("own_nr", "own_r", "cross") if row[name] is not None]
            assert all(0.0 <= share <= 1.0 for share in shares)
            stays = [row[f"stay valid, {shift:g}"] for shift in networks.SHIFTS]
            if None not in stays:
                assert (np.diff(stays) <= 0.0).all()


def test_the_page_and_the_figures(found):
    studies, page = found
    assert page.startswith("# ReLU networks")
    assert "nan" not in page
    for picture in (accuracy_figure(studies), recourse_figure(studies)):
        assert picture.startswith(b"\x89PNG")
