"""Pictures as files, the same whatever style, or way to show pictures, somebody has chosen for other work."""

from collections.abc import Callable
from functools import wraps
from io import BytesIO

import matplotlib.style
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.backends.backend_svg import FigureCanvasSVG
from matplotlib.figure import Figure

from empirical.report.report import Report


def in_plain_style(draw: Callable[[Report], bytes]) -> Callable[[Report], bytes]:
    """Let a function draw in matplotlib's default style, whatever style is set.

    Args:
        draw: The function, from a report to a picture.

    Returns:
        The same function in that style.

    Examples:
        >>> from matplotlib import rcParams
        >>> with matplotlib.rc_context({"text.usetex": True}):
        ...     in_plain_style(lambda _: str(rcParams["text.usetex"]).encode())(Report(None, None, {}))
        b'False'
    """

    @wraps(draw)
    def drawn(report: Report) -> bytes:
        with matplotlib.style.context("default"):
            return draw(report)

    return drawn


def as_png(figure: Figure, dpi: int) -> bytes:
    """Draw a figure as a PNG, with nothing of the machine or the version in it.

    Args:
        figure: The figure.
        dpi: The dots per inch.

    Returns:
        The bytes of the file.

    Examples:
        >>> as_png(Figure(), 20)[1:4]
        b'PNG'
    """
    png = BytesIO()
    FigureCanvasAgg(figure).print_figure(png, format="png", dpi=dpi, metadata={"Software": None})
    return png.getvalue()


def as_svg(figure: Figure) -> bytes:
    """Draw a figure as an SVG, which stays sharp at any size, with neither a date nor random names in it.

    Args:
        figure: The figure.

    Returns:
        The bytes of the file.

    Examples:
        >>> as_svg(Figure()) == as_svg(Figure())
        True
    """
    svg = BytesIO()
    with matplotlib.rc_context({"svg.hashsalt": "recourse-bounds"}):
        FigureCanvasSVG(figure).print_figure(svg, format="svg", metadata={"Date": None, "Creator": None})
    return svg.getvalue()
