# Quaestor: `make` lists the targets; `make demo` and `make test` do everything on a bare machine.

.DEFAULT_GOAL := help
SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
MAKEFLAGS += --no-print-directory

VENV := .venv
BIN := $(VENV)/bin
PACKAGES := shared peppol enot etender ecatalog einvoice
# tests wait for browsers and servers they start: more of them than there are processors
WORKERS ?= $(shell echo $$(( $$(getconf _NPROCESSORS_ONLN) * 3 / 2 )))
PYTHON ?= $(shell for p in python3 python3.13 python3.12 python3.11 python; do \
	$$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$p && break; done)

# hundreds of programs start one after the other: none shall compile everything anew
unexport PYTHONDONTWRITEBYTECODE

# official packs and foreign suites, where this checkout lies beside them
ifneq ($(wildcard ../shared/data/packs),)
export QUAESTOR_DATA ?= $(abspath ../shared/data)
endif

.PHONY: help
help: ## list the targets
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## (.*)/  make \1|\2/' | column -t -s '|'

$(BIN)/uv: tools/bootstrap.lock
	@test -n "$(PYTHON)" || { echo "Python 3.11 or newer is needed and was not found."; exit 1; }
	@echo "setting up $(VENV) with $$($(PYTHON) --version)"
	@$(PYTHON) -m venv $(VENV)
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r tools/bootstrap.lock
	@touch $@

# one stamp for running it, one for working on it; the second contains the first
$(VENV)/.run: $(BIN)/uv requirements.lock pyproject.toml
	@test -f $(VENV)/.dev || $(BIN)/uv pip sync --quiet --compile-bytecode --require-hashes --python $(BIN)/python requirements.lock tools/bootstrap.lock
	@$(BIN)/uv pip install --quiet --no-deps --no-build-isolation --python $(BIN)/python -e .
	@touch $@

$(VENV)/.dev: $(BIN)/uv requirements-dev.lock pyproject.toml
	@$(BIN)/uv pip sync --quiet --compile-bytecode --require-hashes --python $(BIN)/python requirements-dev.lock tools/bootstrap.lock
	@$(BIN)/uv pip install --quiet --no-deps --no-build-isolation --python $(BIN)/python -e .
	@touch $@ $(VENV)/.run

.PHONY: front
front: $(BIN)/uv
	@PATH="$(abspath $(BIN)):$$PATH" $(BIN)/python tools/frontend.py

.PHONY: setup
setup: $(VENV)/.dev front ## prepare everything for working on it

.PHONY: demo
demo: $(VENV)/.run front ## play one whole procurement and leave the server running (DEMO_EXIT=1 ends it)
	@$(BIN)/quaestor demo $(if $(DEMO_EXIT),--exit)

.PHONY: serve
serve: $(VENV)/.run front ## run the server on an installation of your own in .quaestor
	@$(BIN)/quaestor serve

.PHONY: format
format: $(VENV)/.dev ## put the code into the house's form
	@$(BIN)/ruff format --quiet .
	@$(BIN)/ruff check --fix .

.PHONY: check
check: $(VENV)/.dev ## everything a machine can check without running the product
	@echo "ruff";          $(BIN)/ruff format --check --quiet . && $(BIN)/ruff check --quiet .
	@echo "mypy --strict"; $(BIN)/mypy
	@echo "lint-imports";  $(BIN)/lint-imports --no-logo 2>/dev/null || $(BIN)/lint-imports
	@echo "djlint";        $(BIN)/djlint --quiet --lint $(addsuffix /templates,$(PACKAGES))
	@echo "alembic";       $(BIN)/python -m shared.migrations.check
	@echo "house rules";   $(BIN)/pytest -q -n auto -p no:cacheprovider tests/house

.PHONY: test
test: setup check ## check, and run the whole suite on SQLite and PostgreSQL
	@$(BIN)/pytest -q -n $(WORKERS) --maxschedchunk=2 --durations=20 --ignore=tests/house

.PHONY: quick
quick: $(VENV)/.dev ## the unit tests alone, in seconds
	@$(BIN)/pytest -q -n auto -m "not browser and not conformance and not slow" tests --ignore=tests/flows

.PHONY: bench
bench: $(VENV)/.dev ## measure: ratios against peers in one run
	@for bench in tests/bench/bench_*.py; do echo "== $$bench"; \
		$(BIN)/python -m tests.bench.$$(basename $$bench .py); done

.PHONY: lock
lock: $(BIN)/uv ## renew the locks from pyproject.toml
	@$(BIN)/uv pip compile --quiet --universal --generate-hashes --no-header --no-emit-index-url --python-version 3.11 --group build pyproject.toml -o requirements.lock
	@$(BIN)/uv pip compile --quiet --universal --generate-hashes --no-header --no-emit-index-url --python-version 3.11 --group build --group dev pyproject.toml -o requirements-dev.lock

.PHONY: clean
clean: ## remove what was built, keep the documents
	@rm -rf $(VENV) node_modules shared/static/build demo-out .mypy_cache .ruff_cache .pytest_cache .hypothesis
