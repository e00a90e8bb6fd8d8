"""The per-instance report: rows, summary, figure, files."""

from empirical.report.builder import Report, Settings, build
from empirical.report.writer import write

__all__ = ["Report", "Settings", "build", "write"]
