# Everything below sets itself up in a virtual environment of its own.
PYTHON ?= python3
VENV   ?= .venv
BIN    := $(VENV)/bin
REPO   ?= .

.PHONY: help analyze test lint types pytest slow test-browser test-editors vsix browser chromium clean

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

slow: $(VENV)/.dev  ## very large files, and many more random histories: an hour or two
	$(BIN)/pytest -m slow tests
	$(BIN)/pytest -n auto --hypothesis-profile=long tests

test-browser: browser  ## the report in a real Chromium; screenshots in build/screenshots
	$(BIN)/pytest -m browser tests/browser

test-editors: $(VENV)/.dev  ## real editors: Neovim, Emacs, Vim, Helix, VS Code in Chromium; screenshots too
	tests/editors/install.sh build/editors $(BIN)/python
	$(BIN)/pytest -m editors tests/editors

vsix:  ## the extension for VS Code, in lsp/editors/vscode/dist
	cd lsp/editors/vscode && npm ci --silent && npm run --silent package

browser: $(VENV)/.browser chromium

chromium:
	@command -v chromium chromium-browser google-chrome >/dev/null || \
	  { test "$$(id -u)" = 0 && apt-get update -qq && \
	    apt-get install -y -qq --no-install-recommends chromium fonts-dejavu-core >/dev/null; } || \
	  { echo "No Chromium: install it as 'chromium', then run this again." >&2; exit 1; }

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

$(VENV)/.browser: $(VENV)/.dev
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --group browser
	@touch $@
