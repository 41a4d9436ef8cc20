# make demo: a hospital's day on the Sandbox.  make test: lint, types, everyday tests.  Both make their own virtual environment first.
# make test-all: the slow tests too, with coverage over everything, as CI runs it.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
# What the venv was made from; a change makes it anew.
STAMP := $(VENV)/.installed
DEV_STAMP := $(VENV)/.installed-dev
RELEASE_STAMP := $(VENV)/.installed-release
VERSION = $(shell sed -n 's/^__version__ = "\(.*\)"/\1/p' src/saglikclient/__init__.py)
# The same sources give the same bytes: archives carry the date of the commit, or a fixed one outside of git.
EPOCH = $(shell git log -1 --format=%ct 2>/dev/null || echo 1767225600)

.PHONY: demo test test-all lint types check check-slow docs docs-pages demo-picture translations bench faults fuzz spill threads soak mutants contract golden api wheel release test-wheel clean

demo: $(STAMP)
	$(BIN)/python examples/mhrs_gunu.py

test: lint types check

test-all:
	$(MAKE) test COVERAGE="--cov --cov-report="
	$(MAKE) check-slow

lint: $(DEV_STAMP)
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .

types: $(DEV_STAMP)
	$(BIN)/mypy
	$(BIN)/basedpyright

check: $(DEV_STAMP)
	$(BIN)/pytest --numprocesses=auto -m "not slow" $(COVERAGE)

check-slow: $(DEV_STAMP)
	$(BIN)/pytest --numprocesses=auto -m slow --cov --cov-append --cov-report=term --cov-fail-under=95

# English into docs/_build/html, Turkish below it into tr/; fails while a message has no Turkish.
docs: $(DEV_STAMP)
	$(BIN)/python docs/_scripts/translation.py check
	$(BIN)/sphinx-build -n -W --keep-going -b html docs docs/_build/html
	$(BIN)/sphinx-build -n -W --keep-going -b html -D language=tr docs docs/_build/html/tr

# Writes the pages that are made from code; a test fails when one is out of date.
docs-pages: $(DEV_STAMP)
	$(BIN)/python docs/_scripts/pages.py

# Takes new and changed messages of the pages into the Turkish catalogues, and tells which are still to be translated.
translations: $(DEV_STAMP)
	$(BIN)/python docs/_scripts/translation.py update

# Draws the picture of the demo that the READMEs show; a test fails when it shows something else than the demo prints.
demo-picture: $(DEV_STAMP)
	$(BIN)/python docs/_scripts/demo_picture.py

bench: $(DEV_STAMP)
	$(BIN)/python benchmarks/report.py

# Every fault times every call over real sockets; writes docs/reliability/faults.md and fails if a target is missed.
faults: $(DEV_STAMP)
	$(BIN)/python -m tests.stress.fault_matrix

# Hostile and mutated answers to every call; writes docs/reliability/hostile.md and fuzz.md, and fails if a promise is broken.
fuzz: $(DEV_STAMP)
	$(BIN)/python -m tests.stress.hostile
	$(BIN)/python -m tests.stress.fuzz

# The whole suite, with everything kept that it logs, prints and raises; writes docs/reliability/spill.md and fails if a secret is in it.
spill: $(DEV_STAMP)
	$(BIN)/python -m tests.stress.spill

# The long runs behind docs/reliability; each writes its page, and fails if a promise was broken.
threads: $(DEV_STAMP)
	$(BIN)/python -m tests.stress.threads

soak: $(DEV_STAMP)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[stress]'
	$(BIN)/python -m tests.stress.soak

mutants: $(DEV_STAMP)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[stress]'
	rm -rf mutants && mkdir -p mutants/src
	PYTHONPATH=$(CURDIR)/mutants/src $(BIN)/mutmut run
	$(BIN)/python -m tests.stress.mutants

# Renders the bundled contract (WSDL, XSD) from the tables; a test fails when it is out of date.
contract: $(DEV_STAMP)
	$(BIN)/python -m tools.render_contract

# Writes the golden files of both generations of MHRS from the code as it is; read what changed before you commit it.
golden: $(DEV_STAMP)
	$(BIN)/python -m tests.mhrs.hl7.regolden
	$(BIN)/python -m tests.mhrs.rest.regolden

# Writes the snapshot of the public API; a test fails when the API is another one. Read the difference before you commit it.
api: $(DEV_STAMP)
	$(BIN)/python -m tests.api.surface

wheel: $(DEV_STAMP)
	rm -rf dist
	$(BIN)/python -m build --wheel

# Wheel and sdist, built twice and the same both times, checked, with a bill of materials of what a user's environment then holds.
release: $(RELEASE_STAMP)
	rm -rf dist build
	SOURCE_DATE_EPOCH=$(EPOCH) $(BIN)/python -m build --outdir dist
	SOURCE_DATE_EPOCH=$(EPOCH) $(BIN)/python -m build --outdir build/again
	for file in dist/*; do cmp "$$file" "build/again/$${file##*/}" || exit 1; done
	$(BIN)/twine check --strict dist/*
	$(BIN)/check-wheel-contents dist/*.whl
	$(PYTHON) -m venv --without-pip build/alone
	$(BIN)/python -m pip --python build/alone/bin/python install --quiet --disable-pip-version-check dist/*.whl
	sed 's/^dynamic = .*/version = "$(VERSION)"/' pyproject.toml > build/pyproject.toml
	$(BIN)/cyclonedx-py environment --pyproject build/pyproject.toml --mc-type library --output-reproducible --validate \
		--output-format JSON --output-file dist/saglikclient-$(VERSION).cdx.json build/alone/bin/python
	ls -l dist

# The tests of the sdist against the built wheel; plain `nox` does it for every Python that is at hand.
test-wheel: $(RELEASE_STAMP)
	$(BIN)/nox --session tests --python $$($(BIN)/python -c 'import sys; print("%d.%d" % sys.version_info[:2])')

clean:
	rm -rf $(VENV) mutants dist build .nox docs/_build .pytest_cache .mypy_cache .ruff_cache .hypothesis .coverage

$(VENV)/bin/python:
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "saglikclient needs Python 3.11 or newer; say make PYTHON=python3.11")'
	$(PYTHON) -m venv $(VENV)

$(STAMP): $(VENV)/bin/python pyproject.toml
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable .
	touch $@

$(DEV_STAMP): $(STAMP)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[dev]'
	touch $@

$(RELEASE_STAMP): $(DEV_STAMP)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[release]'
	touch $@
