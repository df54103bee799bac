# What a person types. Everything works from a clean clone on Debian with Python 3.11 or newer; packages come from
# whatever index this machine is set up for, none is named here.
SHELL := /bin/bash
.DEFAULT_GOAL := help
BIN := .venv/bin
PYTEST := $(BIN)/pytest -n 2 --dist loadfile
LOCK := $(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-annotate $(UPGRADE)

# Compiled code is kept: where a machine says otherwise, every command that a test starts would compile Django anew.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: help setup demo test test-tools prove lint bench docs screenshots lock clean

help: ## this list
	@sed -nE 's/^([a-z]+):[^#]*## (.*)/make \1|\2/p' Makefile | column -t -s '|'

# a second start finds the stamp newer than the lock and does nothing
.venv/.synced: requirements/dev.lock pyproject.toml scripts/setup.sh
	@scripts/setup.sh
	@touch $@

setup: .venv/.synced ## virtual environment with the locked packages

demo: setup ## a municipality's reporting point with a fictional region, on http://127.0.0.1:8000
	@exec $(BIN)/zicht demo

test-tools: setup
	@scripts/test_tools.sh

test: test-tools lint ## lint, then every rule: SQLite, PostgreSQL, a real browser
	$(PYTEST) --ignore=tests/journeys
	ZICHT_TEST_DB=postgresql $(PYTEST) --ignore=tests/journeys -m database
	$(if $(wildcard tests/journeys/test_*.py),$(PYTEST) tests/journeys)

prove: setup ## the rules at full size, goes on where it stopped; PART=worlds
	$(BIN)/python scripts/prove.py --part $(or $(PART),worlds)

lint: setup ## style, types, contracts of the house, sizes, docs up to date
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python scripts/sizes.py
	$(BIN)/python scripts/docs.py --check

bench: setup ## queue, registering, taking in a register, on both databases; SIZE=10000 PART=queue|accept
	$(BIN)/python -m benchmarks --size $(or $(SIZE),10000) $(if $(PART),--part $(PART))

docs: setup ## write the pages that are made from the code (docs/commands.md)
	$(BIN)/python scripts/docs.py

screenshots: test-tools ## the pictures of README and docs, from the journeys
	ZICHT_SCREENSHOTS=docs/images $(PYTEST) tests/journeys

lock: setup ## resolve the requirements again; UPGRADE=--upgrade for newer versions
	$(LOCK) pyproject.toml --extra server --group dev -o requirements/dev.lock
	$(LOCK) pyproject.toml --extra server -o requirements/server.lock

clean: ## remove what was made, but never the data in var/
	rm -rf .venv .mypy_cache .ruff_cache .hypothesis .import_linter_cache build dist
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
