# make demo: a hospital's day on the Sandbox.  make test: lint, types, tests.  Both make their own virtual environment first.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
# What the venv was made from; a change makes it anew.
STAMP := $(VENV)/.installed
DEV_STAMP := $(VENV)/.installed-dev

.PHONY: demo test lint types check docs bench faults fuzz spill threads soak mutants contract wheel clean

demo: $(STAMP)
	$(BIN)/python examples/mhrs_gunu.py

test: lint types check

lint: $(DEV_STAMP)
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .

types: $(DEV_STAMP)
	$(BIN)/mypy
	$(BIN)/basedpyright

check: $(DEV_STAMP)
	$(BIN)/pytest --cov --cov-report=term --cov-fail-under=95

docs: $(DEV_STAMP)
	$(BIN)/pip install --quiet --editable '.[docs]'
	$(BIN)/sphinx-build -n -W --keep-going -b html docs docs/_build/html

bench: $(DEV_STAMP)
	$(BIN)/python benchmarks/read_answers.py

# Every fault times every call over real sockets; writes docs/reliability/faults.md and fails if a target is missed.
faults: $(DEV_STAMP)
	$(BIN)/python reliability/fault_matrix.py

# Hostile and mutated answers to every call; writes docs/reliability/hostile.md and fuzz.md, and fails if a promise is broken.
fuzz: $(DEV_STAMP)
	$(BIN)/python reliability/hostile.py
	$(BIN)/python reliability/fuzz.py

# The whole suite, with everything kept that it logs, prints and raises; writes docs/reliability/spill.md and fails if a secret is in it.
spill: $(DEV_STAMP)
	$(BIN)/python reliability/spill.py

# The long runs behind docs/reliability; each writes its page, and fails if a promise was broken.
threads: $(DEV_STAMP)
	$(BIN)/python reliability/threads.py

soak: $(DEV_STAMP)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[reliability]'
	$(BIN)/python reliability/soak.py

mutants: $(DEV_STAMP)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[reliability]'
	$(BIN)/python reliability/mutants.py

# Renders the bundled contract (WSDL, XSD) from the tables; a test fails when it is out of date.
contract: $(DEV_STAMP)
	$(BIN)/python -m saglikclient.mhrs.hl7.contract.render

wheel: $(DEV_STAMP)
	rm -rf dist
	$(BIN)/python -m build --wheel

clean:
	rm -rf $(VENV) .mutants dist docs/_build .pytest_cache .mypy_cache .ruff_cache .hypothesis .coverage

$(VENV)/bin/python:
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "saglikclient needs Python 3.11 or newer; say make PYTHON=python3.11")'
	$(PYTHON) -m venv $(VENV)

$(STAMP): $(VENV)/bin/python pyproject.toml
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable .
	touch $@

$(DEV_STAMP): $(STAMP)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[dev]'
	touch $@
