# Everything that is done with this repository. Each target first does the set-up that it needs.

SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PYTEST := $(BIN)/python -m pytest
UNIT_TESTS := tests --ignore=tests/end_to_end
# Written when a folder is complete; a newer lock file makes it stale.
PYTHON_READY := $(VENV)/.ready
NODE_READY := node_modules/.ready
READY := $(PYTHON_READY) $(NODE_READY)
CODE := main.py constructs_lib environments ops rehearsal stacks tests
# The workload's own Makefile, with targets setup, lint and test.
WORKLOAD := $(wildcard workload/Makefile)

export CHECKPOINT_DISABLE := 1
export DISABLE_VERSION_CHECK := 1
export JSII_SILENCE_WARNING_END_OF_LIFE_NODE_VERSION := 20

.PHONY: help
help: ## Show this list
	@awk 'BEGIN {FS = ":.*## "} /^[a-z0-9-]+:.*## / {printf "  make %-16s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

.PHONY: setup
setup: $(READY) ## Install everything into .venv and node_modules (nothing to do when it is there)
ifneq ($(WORKLOAD),)
	@$(MAKE) --no-print-directory -C workload setup
endif

.PHONY: rehearse
rehearse: $(READY) ## Rehearse the whole deployment on this machine, offline
	@$(BIN)/rehearse up

.PHONY: rehearse-down
rehearse-down: $(READY) ## Destroy the rehearsal and leave nothing running
	@$(BIN)/rehearse down

.PHONY: test
test: $(READY) ## Run the fast tests
	@$(PYTEST) $(UNIT_TESTS) -q -n auto --dist loadfile
ifneq ($(WORKLOAD),)
	@$(MAKE) --no-print-directory -C workload test
endif

.PHONY: e2e
e2e: $(READY) ## Run the tests that use the real CLI, engine and state store
	@$(PYTEST) tests/end_to_end -q

.PHONY: lint
lint: $(READY) ## Check style, formatting and types
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
ifneq ($(WORKLOAD),)
	@$(MAKE) --no-print-directory -C workload lint
endif

.PHONY: format
format: $(READY) ## Format the code and mend what can be mended
	@$(BIN)/ruff check --fix .
	@$(BIN)/ruff format .

.PHONY: synth
synth: $(READY) ## Synthesize the three stacks of ENVIRONMENT (default production) into cdktf.out
	@$(BIN)/python main.py

COMPILE := uv pip compile -q --universal --generate-hashes --no-emit-index-url --no-emit-find-links \
	--no-header --python-version 3.11

.PHONY: lock
lock: $(PYTHON_READY) ## Renew the Python lock files from pyproject.toml
	@$(BIN)/$(COMPILE) -o requirements.lock pyproject.toml
	@$(BIN)/$(COMPILE) --extra dev -o requirements-dev.lock pyproject.toml

.PHONY: clean
clean: ## Remove what was built: a rehearsal is taken down first
	@if [[ -x $(BIN)/rehearse ]]; then $(BIN)/rehearse down --discard; fi
	@rm -rf $(VENV) node_modules cdktf.out .rehearsal .pytest_cache .mypy_cache .ruff_cache

$(PYTHON_READY): requirements-dev.lock pyproject.toml
	@./.ci/check-tools python "$(PYTHON)"
	@echo "Installing Python packages into $(VENV) (once)"
	@[[ -x $(BIN)/python ]] || "$(PYTHON)" -m venv $(VENV)
	@$(BIN)/pip install -q --disable-pip-version-check --require-hashes -r requirements-dev.lock
	@$(BIN)/pip install -q --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

# No package's install script is run: cdktf-cli's terminal library brings its binaries along.
$(NODE_READY): package-lock.json package.json
	@./.ci/check-tools node
	@echo "Installing the CDKTF CLI and Azurite into node_modules (once)"
	@npm ci --ignore-scripts --no-audit --no-fund --loglevel=error
	@touch $@
