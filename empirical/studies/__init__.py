"""Studies: many reports or experiments that one description names, each done once, by any number of processes."""

from empirical.studies.description import Part, Study
from empirical.studies.reading import find_study, read_study
from empirical.studies.scanning import scan
from empirical.studies.status import Status, status_of
from empirical.studies.study import run_study

__all__ = ["Part", "Status", "Study", "find_study", "read_study", "run_study", "scan", "status_of"]
