"""The per-instance report: rows, summary, figure, files."""

from empirical.report.build import Report, Settings, build
from empirical.report.write import write

__all__ = ["Report", "Settings", "build", "write"]
