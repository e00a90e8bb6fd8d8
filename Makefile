# The two commands of the README, and the longer runs. Everything happens in .venv, made with the standard library.

PYTHON ?= python3
BIN := .venv/bin
export PIP_CONSTRAINT := $(CURDIR)/constraints.txt
export PIP_DISABLE_PIP_VERSION_CHECK := 1
export MPLBACKEND := Agg

.PHONY: report test lint hunt study benchmark clean

report: .venv/.installed  ## the report on the embedded data set, in report/breast-cancer
	$(BIN)/recourse-bounds report

test: .venv/.test-installed lint  ## everything that CI runs
	$(BIN)/python -m pytest -n 2 --dist loadfile

lint: .venv/.test-installed
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/pyright

hunt: .venv/.test-installed  ## the property tests, randomised, with many more examples
	HYPOTHESIS_PROFILE=hunt $(BIN)/python -m pytest tests -m property -n 2

study: .venv/.installed  ## docs/measured/linear.md: all data sets; about ten minutes
	$(BIN)/python -m empirical.studies.linear docs/measured/linear.md

benchmark: .venv/.installed
	$(BIN)/python benchmarks/claims.py
	$(BIN)/python benchmarks/sweep.py
	$(BIN)/python benchmarks/start_to_table.py

clean:
	rm -rf .venv report

.venv/bin/python:
	$(PYTHON) -m venv .venv

.venv/.installed: pyproject.toml constraints.txt | .venv/bin/python
	$(BIN)/python -m pip install --quiet --editable .
	touch $@

.venv/.test-installed: pyproject.toml constraints.txt | .venv/bin/python
	$(BIN)/python -m pip install --quiet --editable '.[test]'
	touch $@ .venv/.installed
