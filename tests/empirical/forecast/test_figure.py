"""The picture width against work: a line for every ε in every panel, told apart without colours."""

import numpy as np
import polars as pl
from matplotlib import rc_context
from matplotlib.colors import to_rgb

from empirical.forecast.figure import LEAST, SHARES, WIDTH, _drawn, width_figure

ROWS = [
    {
        "epsilon": epsilon,
        "passes": passes,
        "acceptance": share,
        "recourse": share,
        "close": share,
        "width": 2.0 - 2.0 * share,
    }
    for epsilon in (0.02, 0.1, 0.3)
    for passes, share in ((0, 0.0), (5, 0.5), (50, 1.0))
]
WORK = pl.DataFrame(ROWS)


def test_every_panel_has_a_line_for_every_epsilon_at_every_number_of_passes():
    figure = _drawn(WORK, "a title", "passes")
    assert [panel.get_title() for panel in figure.axes] == [*SHARES.values(), WIDTH]
    for panel in figure.axes:
        assert [line.get_label() for line in panel.get_lines()] == ["ε = 0.02", "ε = 0.1", "ε = 0.3"]
        for line in panel.get_lines():
            assert np.asarray(line.get_xdata()).tolist() == [0, 5, 50]
            low, high = sorted(panel.get_ylim())
            heights = np.asarray(line.get_ydata(), float)
            assert ((low <= heights) & (heights <= high)).all()
        left, right = panel.get_xlim()
        assert left < 0.0 < 50.0 < right
    assert np.asarray(figure.axes[0].get_lines()[0].get_ydata()).tolist() == [0.0, 0.5, 1.0]
    assert np.asarray(figure.axes[3].get_lines()[0].get_ydata()).tolist() == [2.0, 1.0, LEAST]
    assert figure.get_suptitle() == "a title"


def test_lines_differ_in_markers_and_in_grey():
    lines = _drawn(WORK, "", "passes").axes[0].get_lines()
    assert len({str(line.get_marker()) for line in lines}) == len({str(line.get_linestyle()) for line in lines}) == 3
    greys = [np.dot(to_rgb(line.get_color()), (0.3, 0.6, 0.1)) for line in lines]
    assert np.diff(greys).min() > 0.2


def test_pictures_are_the_same_bytes_whatever_style_is_set():
    first = width_figure(WORK, "same", "passes")
    with rc_context({"axes.facecolor": "red", "font.size": 30.0}):
        assert width_figure(WORK, "same", "passes") == first
    assert set(first) == {"png", "svg"}


def test_a_single_number_of_passes_can_be_drawn():
    assert width_figure(WORK.filter(pl.col("passes") == 0), "one", "passes")["png"].startswith(b"\x89PNG")
