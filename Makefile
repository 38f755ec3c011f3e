# What a user needs: `make run` and `make test`. Both make the environment they need in .venv, once.

PYTHON ?= python3
VENV   ?= .venv
UV     ?= uv
OUT    ?= out
# `make lint BIN=path/to/bin` runs the checks with the tools of another environment.
BIN    ?= $(VENV)/bin
RUN_STAMP := $(VENV)/.run-stamp
DEV_STAMP := $(VENV)/.dev-stamp
PIP := $(VENV)/bin/python -m pip --quiet --disable-pip-version-check --no-input

.PHONY: help venv run test check lint evaluate kb bench lock clean

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

kb: $(RUN_STAMP) ## check the knowledge base
	$(VENV)/bin/extractor kb check

bench: $(DEV_STAMP) ## words per second of each stage, beside other tools
	-@$(PIP) install quantulum3 scikit-learn
	$(VENV)/bin/python -m benchmarks.speed

lock: ## resolve the dependencies again (needs uv)
	$(UV) pip compile --universal --generate-hashes --python-version 3.11 --no-header --no-annotate --upgrade \
	  --extra build pyproject.toml -o requirements.lock
	$(UV) pip compile --universal --generate-hashes --python-version 3.11 --no-header --no-annotate --upgrade \
	  -c requirements.lock --extra build --extra dev pyproject.toml -o requirements-dev.lock
	@! grep -nE 'https?://|index-url|find-links' requirements.lock requirements-dev.lock

clean: ## remove the environment and every output
	rm -rf $(VENV) $(OUT) .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
