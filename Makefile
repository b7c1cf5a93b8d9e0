# Every target sets up what it needs, says what it does, and can be run again without harm.
SHELL := /bin/sh
.DEFAULT_GOAL := help

VENV   := .venv
BIN    := $(VENV)/bin
PYTHON ?= $(shell for p in python3.13 python3.12 python3.11 python3; do \
	$$p -c 'import sys, venv; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$p && break; done)
JOBS   ?= logical
PYTEST := $(BIN)/python -m pytest

.PHONY: help setup demo run test test-postgres check ci bench pictures nightly lock clean

help: ## Show this list
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 16

setup: $(VENV)/.ready ## Make the virtual environment and fetch the browser libraries

$(VENV)/.ready: requirements/dev.txt pyproject.toml package.json
	@test -n "$(PYTHON)" || { echo "mergelab needs Python 3.11 or newer on the PATH"; exit 1; }
	@echo "== Setting up $(VENV) with $$($(PYTHON) --version)"
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/dev.txt
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@command -v npm >/dev/null || { echo "== No npm here: installing the Python package that ships it"; \
		$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/node.txt; }
	@echo "== Fetching the browser libraries"
	@$(BIN)/python -m mergelab.web.vendor
	@touch $@

demo: setup ## Make a demo instance in ./demo-data by real pushes, and print how to start and sign in
	@$(BIN)/mergelab demo --data-dir demo-data

run: setup ## Serve the demo instance on http://127.0.0.1:8000 (Ctrl-C stops it)
	@test -d demo-data || $(BIN)/mergelab demo --data-dir demo-data
	@$(BIN)/mergelab serve --data-dir demo-data

test: setup ## Run the whole test suite on SQLite
	$(PYTEST) -n $(JOBS) -m "not nightly"

test-postgres: setup ## Run the whole test suite on a throw-away PostgreSQL cluster
	$(BIN)/python tests/postgres.py -n $(JOBS) -m "not nightly and not browser"

check: setup ## Style, types, floors and migrations
	$(BIN)/ruff check src tests
	$(BIN)/ruff format --check src tests
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python -m mergelab.config.check

ci: ## What CI runs
	bash .ci/run

nightly: setup ## The long fault loops and fuzzing, too slow for every change
	$(PYTEST) -m "nightly"

pictures: setup ## Make the pictures of the documentation anew, from a demo instance in Chromium
	PYTHONPATH=tests $(BIN)/python -m pictures

bench: setup ## Measure against DESIGN's budgets and print the tables of docs/reference/performance.md
	@for bench in tests/bench/bench_*.py; do echo "== $$bench"; PYTHONPATH=tests/bench $(BIN)/python $$bench; done

LOCK := ../$(BIN)/uv pip compile --quiet --universal --generate-hashes --no-header --no-annotate --python-version 3.11
lock: setup ## Compile requirements/*.txt anew from pyproject.toml
	cd requirements && $(LOCK) ../pyproject.toml -o runtime.txt
	cd requirements && $(LOCK) --extra dev ../pyproject.toml build.in -o dev.txt
	cd requirements && $(LOCK) node.in -o node.txt

clean: ## Remove the demo instance and everything that was built
	rm -rf demo-data build dist node_modules $(VENV) src/mergelab/web/static/vendor
