"""The report on a data set: tables, summary, figures, files."""

from empirical.report.build import build, report_on
from empirical.report.report import Report
from empirical.report.settings import Named, Settings
from empirical.report.writer import write

__all__ = ["Named", "Report", "Settings", "build", "report_on", "write"]
