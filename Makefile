# The two commands of the README, and the longer runs. Everything happens in .venv, made with the standard library.

PYTHON ?= python3
BIN := .venv/bin
export PIP_CONSTRAINT := $(CURDIR)/constraints.txt
export PIP_DISABLE_PIP_VERSION_CHECK := 1
export MPLBACKEND := Agg

# neural-tangents wants an older JAX, so what compares with it has an environment of its own.
TANGENTS := .venv-neural-tangents
export TF_CPP_MIN_LOG_LEVEL := 3

.PHONY: report test check test-neural-tangents golden lint hunt study study-wide study-networks study-manifold errata reference benchmark benchmark-neural-tangents clean

report: .venv/.installed  ## the report on the embedded data set, in report/breast-cancer
	$(BIN)/recourse-bounds report

test: .venv/.test-installed lint  ## everything that CI runs, but test-neural-tangents
	OPENBLAS_NUM_THREADS=1 $(BIN)/python -m pytest -n 2 --dist loadfile

check: .venv/.test-installed lint  ## the quick part of the tests: style, types, everything about claims; three minutes
	OPENBLAS_NUM_THREADS=1 $(BIN)/python -m pytest -n 2 --dist worksteal tests/bounds

test-neural-tangents: $(TANGENTS)/.installed  ## our kernels against neural-tangents, in its environment, on its JAX
	OPENBLAS_NUM_THREADS=1 $(TANGENTS)/bin/python -m pytest -n 2 tests/with_neural_tangents

golden: $(TANGENTS)/.installed  ## tests/ntk/golden.json: values of neural-tangents, for the default environment
	PYTHONPATH=tests $(TANGENTS)/bin/python -m support.golden tests/ntk/golden.json

lint: .venv/.test-installed
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/pyright

hunt: .venv/.test-installed  ## docs/measured/hunt.md and the errata page: a million starts a claim, all mutants, property tests
	$(BIN)/python -m empirical.studies.hunt docs/measured/hunt.md
	$(MAKE) errata
	HYPOTHESIS_PROFILE=hunt $(BIN)/python -m pytest tests/bounds -m property -n 2

errata: .venv/.installed  ## docs/errata.md and .html, and the proofs on record
	$(BIN)/python -m bounds.records
	$(BIN)/recourse-bounds errata --out docs

reference: .venv/.installed  ## docs/reference: the tables of claims and symbols, and the glossary
	$(BIN)/python -m recourse_bounds.reference docs/reference

study: .venv/.installed  ## docs/measured/linear.md: all data sets; about ten minutes
	$(BIN)/python -m empirical.studies.linear docs/measured/linear.md

study-wide: .venv/.installed  ## docs/measured/wide.md: wide networks, up to the whole of Adult; within 90 minutes, 20 GiB
	$(BIN)/python -m empirical.studies.wide docs/measured/wide.md report/wide

study-networks: .venv/.installed  ## docs/measured/networks.md and its figures: ReLU networks, every method; within 30 minutes
	$(BIN)/python -m empirical.studies.networks docs/measured/networks.md docs

study-manifold: .venv/.installed  ## docs/measured/manifold.md and its figure: Theorem 3, on all kinds of models
	$(BIN)/python -m empirical.studies.manifold docs/measured/manifold.md docs

benchmark: .venv/.installed
	$(BIN)/python benchmarks/recourse.py
	$(BIN)/python benchmarks/lipschitz.py
	$(BIN)/python benchmarks/many_shapes.py
	$(BIN)/python benchmarks/claims.py
	$(BIN)/python benchmarks/falsify.py
	$(BIN)/python benchmarks/sweep.py
	$(BIN)/python benchmarks/start_to_table.py
	$(BIN)/python benchmarks/gram.py
	$(BIN)/python benchmarks/inverse_gap.py docs/inverse_gap.png

benchmark-neural-tangents: $(TANGENTS)/.installed
	$(TANGENTS)/bin/python benchmarks/gram_neural_tangents.py

clean:
	rm -rf .venv $(TANGENTS) report

.venv/bin/python:
	$(PYTHON) -m venv .venv

.venv/.installed: pyproject.toml constraints.txt | .venv/bin/python
	$(BIN)/python -m pip install --quiet --editable .
	touch $@

.venv/.test-installed: pyproject.toml constraints.txt | .venv/bin/python
	$(BIN)/python -m pip install --quiet --editable '.[test]'
	touch $@ .venv/.installed

$(TANGENTS)/bin/python:
	$(PYTHON) -m venv $(TANGENTS)

$(TANGENTS)/.installed: export PIP_CONSTRAINT := $(CURDIR)/constraints-neural-tangents.txt
$(TANGENTS)/.installed: pyproject.toml constraints-neural-tangents.txt | $(TANGENTS)/bin/python
	$(TANGENTS)/bin/python -m pip install --quiet --editable '.[neural-tangents]' beartype hypothesis pytest pytest-xdist
	touch $@
