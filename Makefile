# What a user needs: `make run` and `make test`. Both make the environment they need in .venv, once.

PYTHON ?= python3
VENV   ?= .venv
UV     ?= uv
OUT    ?= out
# `make lint BIN=path/to/bin` runs the checks with the tools of another environment.
BIN    ?= $(VENV)/bin
RUN_STAMP := $(VENV)/.run-stamp
DEV_STAMP := $(VENV)/.dev-stamp
KB_STAMP  := $(VENV)/.kb-stamp
PIP := $(VENV)/bin/python -m pip --quiet --disable-pip-version-check --no-input

.PHONY: help venv run test check lint evaluate dataset freeze kb train bench lock clean

help: ## list the targets
	@grep -E '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | expand -t 12

$(VENV)/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "CPython 3.11 or newer is needed; name one with: make PYTHON=python3.11" >&2; exit 1; }
	$(PYTHON) -m venv $(VENV)

$(RUN_STAMP): requirements.lock pyproject.toml | $(VENV)/bin/python
	@echo "installing what requirements.lock pins into $(VENV) ..."
	@$(PIP) install --require-hashes -r requirements.lock
	@$(PIP) install --no-deps --no-build-isolation -e .
	@touch $@

$(DEV_STAMP): requirements-dev.lock $(RUN_STAMP)
	@echo "installing what requirements-dev.lock pins into $(VENV) ..."
	@$(PIP) install --require-hashes -r requirements-dev.lock
	@touch $@

$(KB_STAMP): requirements-kb.lock $(RUN_STAMP)
	@echo "installing what requirements-kb.lock pins into $(VENV) ..."
	@$(PIP) install --require-hashes -r requirements-kb.lock
	@touch $@

venv: $(RUN_STAMP) ## make the environment in .venv

run: $(RUN_STAMP) ## extract the articles of corpus/ and show the figures
	@$(VENV)/bin/extractor extract corpus -o $(OUT)/corpus --jobs 2 --table

test: $(DEV_STAMP) check ## lint, types, import contracts and tests
	$(VENV)/bin/python -m pytest

check: $(DEV_STAMP) ## lint, types and import contracts
	@$(MAKE) --no-print-directory lint BIN=$(VENV)/bin

lint:
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy --strict extractor
	$(BIN)/lint-imports

evaluate: $(RUN_STAMP) ## score the extractor on the dev split of gold/
	$(VENV)/bin/extractor evaluate --split dev -o $(OUT)/evaluate

dataset: $(RUN_STAMP) ## build dataset/ from corpus/: tables, checks, metadata, DuckDB
	$(VENV)/bin/extractor build corpus -o dataset --about gold/about.yaml --jobs 2

freeze: dataset ## after a change of what is read: write the hashes of dataset/ to gold/dataset.json
	$(VENV)/bin/python tools/freeze_dataset.py dataset

kb: $(KB_STAMP) ## build the knowledge base again from its sources, and check it
	$(VENV)/bin/python tools/build_kb.py
	$(VENV)/bin/extractor kb check

train: $(DEV_STAMP) ## fit the weights again on the train and dev splits of gold/
	$(VENV)/bin/python -m extractor.training own:train+dev

bench: $(DEV_STAMP) ## words per second of each stage, beside other tools
	-@$(PIP) install quantulum3 scikit-learn
	$(VENV)/bin/python -m benchmarks.speed

COMPILE = $(UV) pip compile --universal --generate-hashes --python-version 3.11 --no-header --no-annotate --upgrade \
	  --extra build pyproject.toml
lock: ## resolve the dependencies again (needs uv)
	$(COMPILE) -o requirements.lock
	$(COMPILE) -c requirements.lock --extra dev --extra train -o requirements-dev.lock
	$(COMPILE) -c requirements-dev.lock --extra kb -o requirements-kb.lock
	@! grep -nE '://|index-url|find-links' requirements*.lock

clean: ## remove the environment and every output
	rm -rf $(VENV) $(OUT) dataset .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
