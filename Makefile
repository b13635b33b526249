# The commands of the academy. `make help` lists them.
SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help

PYTHON ?= python3
PORT ?= 8000
VENV := .venv
BIN := $(VENV)/bin
MANAGE := $(BIN)/python manage.py
export PORT
# What was compiled once is kept: starting takes half the time.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: help run serve scale prepare test lint types contracts migrations messages test-sqlite test-postgres test-e2e bench bench-records bench-barometer format pins clean

help: ## List the commands
	@grep -hE '^[a-z0-9-]+:.*## ' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "  make %-14s %s\n", $$1, $$2}'

$(VENV)/.bootstrap: requirements-uv.txt
	@.ci/python-environment "$(PYTHON)" "$(VENV)"
	@touch $@

$(VENV)/.run: $(VENV)/.bootstrap requirements.txt
	@echo "Installing what the academy needs…"
	@$(BIN)/uv pip install --quiet --python $(BIN)/python --require-hashes --compile-bytecode -r requirements.txt
	@touch $@

$(VENV)/.test: $(VENV)/.run requirements-dev.txt
	@echo "Installing what the tests need…"
	@$(BIN)/uv pip install --quiet --python $(BIN)/python --require-hashes --compile-bytecode -r requirements-dev.txt
	@touch $@

scale: $(VENV)/.run requirements-scale.txt ## Install what more than one machine needs: the lake and Dask
	@$(BIN)/uv pip install --quiet --python $(BIN)/python --require-hashes --compile-bytecode -r requirements-scale.txt

prepare: $(VENV)/.run ## Prepare the database, the static files and the site
	@$(MANAGE) prepare

run: $(VENV)/.run ## Serve the academy with the demonstration data
	@exec $(MANAGE) serve --after prepare --after load_demo

serve: $(VENV)/.run ## Serve the academy without the demonstration data
	@DEMONSTRATION=false exec $(MANAGE) serve --after prepare

test: lint types contracts migrations messages test-sqlite test-postgres test-e2e ## Run every check

lint: $(VENV)/.test ## Check the format and the style
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .

types: $(VENV)/.test ## Check the types
	$(BIN)/mypy academy courses barometer home

contracts: $(VENV)/.test ## Check which part imports which
	$(BIN)/lint-imports

migrations: $(VENV)/.test ## Check that the migrations tell the models
	DJANGO_SETTINGS_MODULE=academy.settings.test $(MANAGE) makemigrations --check --dry-run

messages: $(VENV)/.test ## Check that every sentence is in French too
	@.ci/system-packages msgfmt:gettext
	$(BIN)/python -m tests.messages

test-sqlite: $(VENV)/.test ## Run the suite on SQLite
	DATABASE_URL= $(BIN)/pytest -n 2 --dist worksteal

test-postgres: $(VENV)/.test ## Run the suite on PostgreSQL
	@.ci/postgres start
	DATABASE_URL="$$(.ci/postgres url)" $(BIN)/pytest -n 2 --dist worksteal || { .ci/postgres stop; exit 1; }
	DATABASE_URL="$$(.ci/postgres url)" $(BIN)/pytest -m e2e tests/lrs || { .ci/postgres stop; exit 1; }
	@.ci/postgres stop

test-e2e: $(VENV)/.test ## Run the browser journeys
	@.ci/system-packages chromium:chromium
	DATABASE_URL= $(BIN)/pytest -m e2e tests --ignore=tests/lrs
	@# Apart: the browser's driver keeps an event loop, in which Django asks its database nothing.
	DATABASE_URL= $(BIN)/pytest -m e2e tests/lrs

bench: $(VENV)/.test ## Measure speed, beside known work in the same run
	$(BIN)/python -m tests.bench

bench-records: $(VENV)/.test ## Measure the record store, beside the bare database in the same run
	$(BIN)/python -m tests.bench.records

bench-barometer: $(VENV)/.test ## Measure the making of facts at the size of a government
	$(BIN)/python -m tests.bench.barometer

format: $(VENV)/.test ## Format the code
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

pins: $(VENV)/.bootstrap ## Resolve the pinned requirements again
	$(BIN)/uv pip compile --quiet pyproject.toml --python-version 3.11.7 --generate-hashes --no-header -o requirements.txt
	$(BIN)/uv pip compile --quiet pyproject.toml --extra scale -c requirements.txt --python-version 3.11.7 --generate-hashes --no-header -o requirements-scale.txt
	$(BIN)/uv pip compile --quiet pyproject.toml --extra dev --extra scale -c requirements.txt --python-version 3.11.7 --generate-hashes --no-header -o requirements-dev.txt

clean: ## Remove the environment and the local data
	rm -rf $(VENV) var
