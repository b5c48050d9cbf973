# Needs make and Python 3.11 or newer. Another interpreter: make PYTHON=python3.13 run
PYTHON ?= python3
BIN := .venv/bin
PIP := $(BIN)/python -m pip install --quiet --disable-pip-version-check

.PHONY: help run test test-fast check format bench lock clean

help: ## tell the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "make %-10s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

run: .venv/run.stamp ## start the hub on a seeded demonstration world
	$(BIN)/python -m hub serve --demo

test: .venv/dev.stamp ## run every test, on real servers where they can be had, in parallel, and print the coverage
	$(BIN)/python -m pytest --cov --numprocesses auto --dist loadfile $(ARGS)

test-fast: .venv/dev.stamp ## run the tests that need neither a server nor a browser, in parallel
	$(BIN)/python -m pytest -m 'not neo4j and not redis and not browser' --numprocesses auto $(ARGS)

check: .venv/dev.stamp ## judge style, format, types and imports
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-logo

format: .venv/dev.stamp ## mend what style and format can mend by themselves
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

bench: .venv/dev.stamp ## measure the hub on a large catalogue, beside its peers
	$(BIN)/python -m tests.bench $(ARGS)

lock: .venv/lock.stamp ## pin what pyproject.toml asks for; make lock ARGS=--upgrade takes the newest
	$(COMPILE) --group build --output-file requirements.lock
	$(COMPILE) --group build --group dev --constraints requirements.lock --output-file requirements-dev.lock

clean: ## remove the environment and the caches; what a hub stored in .hub stays
	rm -rf .venv .coverage .hypothesis .import_linter_cache .mypy_cache .pytest_cache .ruff_cache build dist
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

COMPILE = .venv/lock/bin/uv pip compile --quiet pyproject.toml --universal --python-version 3.11 --generate-hashes \
	--no-annotate --no-emit-index-url --no-emit-find-links --custom-compile-command 'make lock' $(ARGS)

# The development lock holds the runtime lock, so that one environment serves both. A lock is complete, so pip resolves
# nothing (--no-deps): it would take an extra such as coverage[toml] for a package that the lock does not pin.
.venv/run.stamp: requirements.lock pyproject.toml | .venv/bin/pip
	$(PIP) --no-deps --require-hashes --requirement requirements.lock
	$(PIP) --no-deps --no-build-isolation --editable .
	@touch $@

.venv/dev.stamp: requirements-dev.lock pyproject.toml | .venv/bin/pip
	$(PIP) --no-deps --require-hashes --requirement requirements-dev.lock
	$(PIP) --no-deps --no-build-isolation --editable .
	@touch .venv/run.stamp $@

.venv/lock.stamp: | .venv/bin/pip
	$(BIN)/python -m venv .venv/lock
	.venv/lock/bin/python -m pip install --quiet --disable-pip-version-check uv
	@touch $@

.venv/bin/pip:
	@$(PYTHON) -c 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || { \
		echo 'The hub needs Python 3.11 or newer with its venv module: make PYTHON=/path/to/python3 $(MAKECMDGOALS)' >&2; exit 1; }
	$(PYTHON) -m venv .venv
