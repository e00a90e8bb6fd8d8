"""The per-instance report: tables, summary, figures, files."""

from empirical.report.build import Report, build, report_on
from empirical.report.settings import Named, Settings
from empirical.report.writer import write

__all__ = ["Named", "Report", "Settings", "build", "report_on", "write"]
