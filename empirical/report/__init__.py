"""Reports on a data set: rows, summary, figures and files."""

from empirical.report.build import build, report_on
from empirical.report.report import Report
from empirical.report.settings import Named, Settings
from empirical.report.writer import write

__all__ = ["Named", "Report", "Settings", "build", "report_on", "write"]
