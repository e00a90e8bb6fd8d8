"""All tables that a report has, one below the other."""

from empirical.report import Report
from recourse_bounds.tables.autoencoders import autoencoder_table
from recourse_bounds.tables.networks import network_table
from recourse_bounds.tables.report import claim_table, condition_table, group_table, sweep_table


def print_tables(report: Report) -> None:
    """Print every table that says something of a report.

    Args:
        report: The report.

    Examples:
        >>> summary = {"autoencoders": [], "claims": [], "groups": {"rows": []}, "runs": [{}], "sweep": []}
        >>> summary["settings"] = {"grid": {"kind": "linear"}}
        >>> print_tables(Report(None, None, summary))  # doctest: +ELLIPSIS
        claim...
    """
    summary = report.summary
    if report.family.distances(summary["runs"][0]):
        network_table(report)
    if summary["autoencoders"]:
        autoencoder_table(report)
    claim_table(report)
    if len(summary["sweep"]) > 1:
        sweep_table(report)
    if len({(entry["steps"], entry["ridge"]) for entry in summary["sweep"]}) > 1:
        condition_table(report)
    if summary["groups"]["rows"]:
        group_table(report)
