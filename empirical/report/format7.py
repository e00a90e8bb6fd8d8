"""Reports of format 7: they have no table of people, and say less than newer ones."""

FORMAT_7 = "recourse-bounds report 7"
"""First entry of the ``summary.json`` of such a report."""

NEW_IN_8 = ("breaks_transition_nr", "breaks_transition_r", "breaks_relation_nr", "breaks_relation_r")
"""Columns of ``instances.parquet`` that such a report lacks."""

NEW_IN_SUMMARY_8 = ("transitions", "relations")
"""Entries that such a report's ``summary.json`` lacks, at whatever depth."""
