"""Pictures: whole people on their axes, and nothing of the style or the backend of somebody's other work."""

import os
import subprocess
import sys
from unittest import mock

import matplotlib as mpl
import numpy as np
import pytest
from matplotlib.figure import Figure

from empirical.families.linear.settings import LinearGrid
from empirical.report import Report, Settings, build
from empirical.report.figures import bounds, canvas
from empirical.report.figures.bounds import bounds_figure


@pytest.fixture(scope="module")
def report() -> Report:
    return build(Settings(grid=LinearGrid(steps=(10,)), instances=12))


def drawn(report: Report) -> Figure:
    """The figure before it becomes a file."""
    with mock.patch.object(bounds, "as_png", wraps=canvas.as_png) as as_png:
        bounds_figure(report)
    return as_png.call_args.args[0]


@pytest.mark.parametrize("people", [1, 2, 3, 5, 12])
def test_people_are_numbered_by_whole_numbers(report, people):
    first = report.instances["instance"].unique().sort()[:people].implode()
    instances, verdicts = (
        table.filter(table["instance"].is_in(first)) for table in (report.instances, report.verdicts)
    )
    few = Report(instances, verdicts, report.summary)
    for axis in drawn(few).axes:
        ticks = axis.get_xticks()
        assert len(ticks) >= 1
        np.testing.assert_array_equal(ticks, np.round(ticks))
        assert f"all {people} {'person' if people == 1 else 'people'}" in axis.get_title()


def test_a_style_of_other_work_changes_no_byte(report):
    plain = bounds_figure(report)
    with mpl.rc_context({"font.size": 30.0, "savefig.dpi": 7, "axes.facecolor": "black"}):
        assert bounds_figure(report) == plain


@pytest.mark.parametrize("backend", ["module://matplotlib_inline.backend_inline", "Agg"])
def test_a_way_to_show_pictures_that_is_missing_is_none_of_our_business(backend):
    code = (
        "import os, empirical.report.figures as figures\n"
        "from matplotlib.figure import Figure\n"
        "from empirical.report.figures.canvas import as_png\n"
        "assert as_png(Figure(), 20)[1:4] == b'PNG'\n"
        "import matplotlib\n"
        "kept = str(dict.__getitem__(matplotlib.rcParams, 'backend'))\n"
        "print(os.environ[figures.BACKEND], kept.lower() == 'agg')\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        env={**os.environ, "MPLBACKEND": backend},
        check=True,
    )
    assert done.stdout == f"{backend} {backend == 'Agg'}\n"
