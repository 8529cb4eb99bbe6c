# Two commands do everything on a fresh machine with Python 3.11 or newer and make:
#   make demo    sets up, runs the main job on an example and ends with a running site
#   make test    sets up and runs the tests
# The rest is for developers; `make help` lists all.

SHELL := /bin/sh
VENV := .venv
BENCH_VENV := .venv-bench
BIN := $(VENV)/bin
# The first Python of at least 3.11 on the path, newest names first; `make PYTHON=…` names another.
PYTHON ?= $(shell for name in python3 python3.14 python3.13 python3.12 python3.11 python; do \
	command -v $$name >/dev/null 2>&1 && $$name -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null \
	&& { echo $$name; break; }; done)
# Of the site that `make demo` makes and `make serve` runs.
SERVE ?= 1
PORT ?= 8000
DATA ?= out/demo/site
INSTALL = install --quiet --disable-pip-version-check

.PHONY: help demo serve test score bench lint docs dataset screenshots clean

help:
	@echo "make demo    set up, read and follow the example reports, and run a site of them (PORT=8000 chooses the port; SERVE=0 runs none)"
	@echo "make serve   run that site again (DATA=folder: another one)"
	@echo "make test    set up and run the tests"
	@echo "make score   figures against the labels, compared with their floors (PIN=raise or PIN=lower rewrites the floors)"
	@echo "make bench   speed and memory, beside JioNLP and Recognizers-Text (installs them in $(BENCH_VENV))"
	@echo "make lint    ruff, mypy, import-linter, generated docs"
	@echo "make dataset build the data set that ships from the reports beside the repository"
	@echo "make docs    write the generated parts of docs/ anew"
	@echo "make screenshots  pictures of every page of the workspace in out/screenshots (needs Chromium; ONLY=scoreboard takes one page)"
	@echo "make clean   remove what make made"

# A stamp a kind of installation: set-up happens once, and again when pyproject.toml changes.
$(VENV)/pyvenv.cfg:
	@test -n "$(PYTHON)" || { echo "Python 3.11 or newer is needed and was not found; install it, or say make PYTHON=/path/to/python3"; exit 1; }
	@echo "Setting up $(VENV) with $$($(PYTHON) --version) …"
	@$(PYTHON) -m venv $(VENV) || { echo "Making the environment failed. On Debian and Ubuntu: apt install python3-venv"; rm -rf $(VENV); exit 1; }

$(VENV)/.installed: $(VENV)/pyvenv.cfg pyproject.toml
	@$(BIN)/python -m pip $(INSTALL) --editable .
	@touch $@

$(VENV)/.installed-web: $(VENV)/.installed
	@$(BIN)/python -m pip $(INSTALL) --editable '.[web]'
	@touch $@

$(VENV)/.installed-dev: $(VENV)/.installed
	@$(BIN)/python -m pip $(INSTALL) --editable '.[dev]'
	@touch $@

$(BENCH_VENV)/.installed: pyproject.toml
	@test -n "$(PYTHON)" || { echo "Python 3.11 or newer is needed and was not found"; exit 1; }
	@echo "Setting up $(BENCH_VENV) …"
	@$(PYTHON) -m venv $(BENCH_VENV)
	@$(BENCH_VENV)/bin/python -m pip $(INSTALL) --editable '.[bench]'
	@touch $@

demo: $(VENV)/.installed-web
	@$(BIN)/duixian demo $(if $(filter 0,$(SERVE)),--site,--serve --port $(PORT))

serve: $(VENV)/.installed-web
	@$(BIN)/duixian serve --data $(DATA) --port $(PORT)

test: $(VENV)/.installed-dev
	@$(BIN)/python -m pytest

score: $(VENV)/.installed-dev
	@$(BIN)/python -m bench.score $(if $(PIN),--pin $(PIN))

bench: $(BENCH_VENV)/.installed
	@$(BENCH_VENV)/bin/python -m bench.speed
	@$(BENCH_VENV)/bin/python -m bench.worst

lint: $(VENV)/.installed-dev
	@$(BIN)/ruff check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports
	@$(BIN)/python -m docs.generate --check

# The reports themselves are no part of the repository; they lie beside it.
dataset: $(VENV)/.installed
	@$(BIN)/duixian dataset build $(or $(DUIXIAN_SHARED),../shared)/reports/*.txt -o src/duixian/data

docs: $(VENV)/.installed-dev
	@$(BIN)/python -m docs.generate

screenshots: $(VENV)/.installed-dev
	@$(BIN)/python -m tests.web.browser.screenshots $(if $(ONLY),--only $(ONLY))

clean:
	rm -rf $(VENV) $(BENCH_VENV) out build dist .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
