# Everything below sets itself up in a virtual environment of its own.
PYTHON ?= python3
VENV   ?= .venv
BIN    := $(VENV)/bin
REPO   ?= .

.PHONY: test-browser help analyze test lint types pytest slow clean

help:  ## show these targets
	@awk -F':.*## ' '/^[a-z-]+:.*## / {printf "  make %-9s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

analyze: $(VENV)/.run  ## report on REPO (default: this project): make analyze REPO=../app
	$(BIN)/influencekit analyze "$(REPO)"

test: lint types pytest  ## lint, types and the whole quick suite

lint: $(VENV)/.dev  ## ruff, everything on
	$(BIN)/ruff check
	$(BIN)/ruff format --check

types: $(VENV)/.dev  ## mypy, strict
	$(BIN)/mypy

pytest: $(VENV)/.dev  ## the quick suite alone
	$(BIN)/pytest -n auto

slow: $(VENV)/.dev  ## many more random histories than the quick suite, against git: minutes to an hour
	$(BIN)/pytest -n auto --hypothesis-profile=long tests/plugins/git

test-browser: $(VENV)/.dev  ## the report in a real Chromium; screenshots in build/screenshots
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --group browser
	@command -v chromium chromium-browser google-chrome >/dev/null || \
	  { test "$$(id -u)" = 0 && apt-get update -qq && \
	    apt-get install -y -qq --no-install-recommends chromium fonts-dejavu-core >/dev/null; } || \
	  { echo "No Chromium: install it as 'chromium', then run this again. NOTHING WAS TESTED." >&2; exit 1; }
	$(BIN)/pytest -m browser tests/browser

clean:  ## remove the virtual environment, caches and builds
	rm -rf $(VENV) build .mypy_cache .ruff_cache .pytest_cache .hypothesis dist

$(VENV)/.run: pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "Python 3.11 or newer is needed; name one: make PYTHON=python3.12 …" >&2; exit 1; }
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable .
	@touch $@

$(VENV)/.dev: $(VENV)/.run
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --upgrade 'pip>=25.1' # --group
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --group dev
	@touch $@
