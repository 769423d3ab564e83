# Everything below sets itself up in a virtual environment of its own.
PYTHON ?= python3
VENV   ?= .venv
BIN    := $(VENV)/bin
REPO   ?= .

.PHONY: help analyze test lint types check slow clean

help:  ## show these targets
	@awk -F':.*## ' '/^[a-z-]+:.*## / {printf "  make %-9s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

$(BIN)/.run: pyproject.toml
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --upgrade pip
	$(BIN)/python -m pip install --quiet --editable .
	@touch $@

$(BIN)/.dev: $(BIN)/.run
	$(BIN)/python -m pip install --quiet --group dev
	@touch $@

analyze: $(BIN)/.run  ## report on REPO (default: this project)
	$(BIN)/influencekit analyze $(REPO)

test: $(BIN)/.dev lint types  ## lint, types and the whole quick suite
	$(BIN)/pytest -n auto

lint: $(BIN)/.dev  ## ruff, everything on
	$(BIN)/ruff check
	$(BIN)/ruff format --check

types: $(BIN)/.dev  ## mypy, strict
	$(BIN)/mypy

clean:  ## remove the virtual environment and caches
	rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache .hypothesis dist
