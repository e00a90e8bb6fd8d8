"""The command ``study``: what it asks and refuses, without a report; studies are tested where they are made."""

import pytest
from support.studies import MINIATURE

from empirical.errors import InputError
from empirical.studies.cells import plan
from empirical.studies.failures import record_failure
from empirical.studies.opening import open_study
from empirical.studies.reading import built_in
from recourse_bounds.commands.study import study


@pytest.fixture
def begun(tmp_path):
    """A study of which one cell has failed, and the other waits."""
    made = plan(MINIATURE)
    with open_study(tmp_path / "study", made, print) as folder:
        first = made.cells[0]
        record_failure(folder.failure(first.name), first, "it diverged")
    return folder.root


@pytest.mark.parametrize(
    ("what", "options", "message"),
    [
        (["miniature", "twice"], {}, "one study at a time"),
        (["status"], {}, "status needs one name behind it"),
        (["print", "nothing"], {}, "print shows a built-in study, one of"),
        (["miniatur"], {}, "did you mean miniature?"),
        (["miniature"], {"workers": 2, "dask": "tcp://127.0.0.1:9"}, "--workers and --dask are two ways to run"),
        (["miniature"], {"share": "3/2"}, "--shard must be like 2/8"),
        (["miniature"], {"workers": 0}, "workers must be at least 1"),
        (["status", "nowhere"], {}, "nowhere is not the folder of a study"),
    ],
)
def test_what_cannot_be_done_is_told_in_one_line(what, options, message, tmp_path):
    out = {} if what[0] in {"status", "print"} else {"out": tmp_path / "study"}
    with pytest.raises(InputError, match=message):
        study(what, **out, **options)


def test_descriptions_are_printed_to_be_copied(capsys):
    assert study(["print", "miniature"]) == 0
    assert capsys.readouterr().out == built_in()["miniature"]


def test_the_status_tells_what_is_done_and_why_something_failed(begun, capsys):
    assert study(["status", str(begun)]) == 1
    told = capsys.readouterr().out
    assert "0 done, 0 running, 1 failed, 1 waiting" in told
    assert "Remaining: not known yet" in told
    assert "it diverged" in told


def test_a_folder_has_its_plan_already(begun):
    with pytest.raises(InputError, match="has its plan already; leave out --quick"):
        study([str(begun)], quick=True)
