# Everything that is done with this repository. Each target first does the set-up that it needs.

SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help

PYTHON ?= python3
# A Node 22 of this machine, to be used in place of the one that set-up installs: make setup NODE=/path/to/node
NODE ?=
VENV := .venv
BIN := $(VENV)/bin
PYTEST := $(BIN)/python -m pytest
UNIT_TESTS := tests --ignore=tests/end_to_end
# Written when a folder is complete; a newer lock file makes it stale.
PYTHON_READY := $(VENV)/.ready
DEVELOPMENT_READY := $(VENV)/.ready-development
NODE_READY := .node/.ready
CLI_READY := node_modules/.ready
# What ops and the rehearsal need; and what tests and linters need too.
DEPLOYMENT_READY := $(PYTHON_READY) $(CLI_READY)
READY := $(DEVELOPMENT_READY) $(CLI_READY)
# Microsoft's parser of the log queries: only the tests and make lint need it.
LANGUAGE_SERVICE := tools/queries/language_service
LANGUAGE_SERVICE_READY := $(LANGUAGE_SERVICE)/node_modules/.ready
# The workload's own Makefile, with targets setup, lint and test.
WORKLOAD := $(wildcard workload/Makefile)

export CHECKPOINT_DISABLE := 1
export DISABLE_VERSION_CHECK := 1
# The installed Node and its npm come before those of the machine.
export PATH := $(CURDIR)/.node/bin:$(PATH)
# npm trusts the certificates that the machine trusts, such as those of a company's proxy.
export NODE_USE_SYSTEM_CA ?= 1
export npm_config_update_notifier := false
# Where the home cannot be written, downloads are kept here.
ifeq ($(shell test -w "$$HOME" && echo yes),)
export XDG_CACHE_HOME ?= $(CURDIR)/.cache/home
export npm_config_cache ?= $(CURDIR)/.cache/home/npm
export GOPATH ?= $(CURDIR)/.cache/home/go
endif

# `make rehearse staging` would rehearse production, and then look for a rule.
ENVIRONMENTS := $(basename $(notdir $(wildcard environments/*.yaml)))
ifneq ($(filter $(ENVIRONMENTS),$(MAKECMDGOALS)),)
$(error $(firstword $(filter $(ENVIRONMENTS),$(MAKECMDGOALS))) is an environment, not a target. Name it as a variable: \
ENVIRONMENT=$(firstword $(filter $(ENVIRONMENTS),$(MAKECMDGOALS))) make $(filter-out $(ENVIRONMENTS),$(MAKECMDGOALS)))
endif

.PHONY: help
help: ## Show this list
	@awk 'BEGIN {FS = ":.*## "} /^[a-z0-9-]+:.*## / {printf "  make %-16s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

# uv and npm wait for a network and a disk most of the time: side by side, unless make was started with -j.
SIDE_BY_SIDE = @$(MAKE) --silent --no-print-directory $(if $(findstring -j,$(MAKEFLAGS)),,-j4)

.PHONY: setup
setup: ## Install everything into .venv, .node and node_modules (nothing to do when it is there)
	$(SIDE_BY_SIDE) $(READY) $(LANGUAGE_SERVICE_READY) setup-workload

.PHONY: setup-deployment
setup-deployment: ## Install what ops and the rehearsal need, without the workload and what only tests need
	$(SIDE_BY_SIDE) $(DEPLOYMENT_READY)

.PHONY: setup-workload
setup-workload: $(NODE_READY)
ifneq ($(WORKLOAD),)
	@$(MAKE) --no-print-directory -C workload setup
endif

.PHONY: rehearse
rehearse: $(DEPLOYMENT_READY) ## Rehearse the whole deployment on this machine, offline
	@$(BIN)/rehearse up

.PHONY: rehearse-down
rehearse-down: $(DEPLOYMENT_READY) ## Destroy the rehearsal and leave nothing running
	@$(BIN)/rehearse down

# Drills: how many, and where the report goes.
RUNS ?= 200
DRILL_REPORT ?= .rehearsal/drills.html

.PHONY: drills
drills: $(READY) ## Kill, cut off and damage deployments in rehearsals: RUNS drills (default 200) with random seeds
	@$(BIN)/rehearse drill --all --runs $(RUNS) --report $(DRILL_REPORT)

.PHONY: test
test: test-deployment ## Run the fast tests
ifneq ($(WORKLOAD),)
	@$(MAKE) --no-print-directory -C workload test
endif

.PHONY: test-deployment
test-deployment: $(READY) $(LANGUAGE_SERVICE_READY) ## Run the fast tests, without the workload's
	@$(PYTEST) $(UNIT_TESTS) -q -n auto --dist loadfile

# Programs for this clone, built from source as their go.sum pins them.
PROGRAMS := .cache/bin

.PHONY: kubelogin
kubelogin: $(PYTHON_READY) ## Build kubelogin, which signs in to the cluster, into .cache/bin
	@./.ci/check-tools go
	@$(BIN)/python -m tools.components.build kubelogin --link $(PROGRAMS)

.PHONY: components
components: $(PYTHON_READY) ## Make the real components that the end-to-end tests start (once a machine; needs Go, Java, Maven)
	@$(BIN)/python -m tools.components.build --all

# These measure times and throughput, so that nothing else may run beside them.
FIGURES := tests/end_to_end/workload

# One more than CI has cores: many tests wait for a rollout, a timeout or a delay.
E2E_PROCESSES ?= 3
# In the order of tests/end_to_end/conftest.py, a file to a process: its tests may share a rehearsal.
LONGEST_FIRST := --dist loadfile --no-loadscope-reorder
SLOWEST := --durations=10 --durations-min=1
# GOGC: Terraform and the API server live for seconds; fewer collections are 15 % less of their processor time.

.PHONY: e2e
e2e: setup components ## Run the tests that use real components: engine, state store, Kafka, API server…
	@./.ci/check-tools e2e
	@GOGC=400 $(PYTEST) tests/end_to_end --ignore=$(FIGURES) -q -n $(E2E_PROCESSES) $(LONGEST_FIRST) $(SLOWEST)
	@$(PYTEST) $(FIGURES) -q $(SLOWEST)

# One part does not wait for another: `make -j2 --output-sync lint` runs them side by side.
.PHONY: lint lint-style lint-types lint-versions lint-queries lint-images lint-workload
lint: lint-style lint-types lint-versions lint-queries lint-images lint-workflows tflint checkov lint-workload ## Check style, formatting, types, versions, log queries, workflows, Dockerfiles, and the stacks' language and policy

lint-style: $(READY)
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/lint-imports --no-cache --no-logo

lint-types: $(READY)
	@$(BIN)/mypy

lint-versions: $(READY)
	@$(BIN)/python -m tools.advisories

lint-queries: $(READY) $(LANGUAGE_SERVICE_READY)
	@$(BIN)/python -m tools.queries tests/golden/*/foundation.json

# The Dockerfiles; the digests of their bases; the accepted findings of the scan.
lint-images: $(READY)
	@$(BIN)/hadolint --config .hadolint.yaml $(wildcard workload/*/Dockerfile)
	@$(BIN)/ops images check

lint-workload: $(READY)
ifneq ($(WORKLOAD),)
	@$(MAKE) --no-print-directory -C workload lint
endif

# The schemas of SchemaStore, which the package brings along: nothing is downloaded.
SCHEMA := $(BIN)/check-jsonschema --quiet --builtin-schema vendor.github-

# Whether a machine has shellcheck or pyflakes must not decide what actionlint finds.
.PHONY: lint-workflows
lint-workflows: $(READY) ## Check .github: published schemas, syntax and types with actionlint, security with zizmor; offline
	@$(SCHEMA)workflows .github/workflows/*.yml
	@$(SCHEMA)actions .github/actions/*/action.yml
	@$(BIN)/check-jsonschema --quiet --builtin-schema vendor.dependabot .github/dependabot.yml
	@./.ci/check-tools go
	@$(BIN)/python -m tools.components.build actionlint --link $(PROGRAMS) >/dev/null
	@$(PROGRAMS)/actionlint -shellcheck= -pyflakes=
	@$(BIN)/zizmor --offline --quiet --persona pedantic .github

# Each environment is synthesized into a folder beside cdktf.out, which stays as it is.
LINT_OUT := .cache/lint

.PHONY: lint-stacks
lint-stacks: $(READY)
	@$(BIN)/python -m tools.synthesize $(LINT_OUT) $(ENVIRONMENTS)

.PHONY: tflint
tflint: lint-stacks ## Check the synthesized stacks with tflint: Terraform's language rules, as .tflint.hcl says
	@./.ci/check-tools go
	@$(BIN)/python -m tools.components.build tflint --link $(PROGRAMS) >/dev/null
	@$(PROGRAMS)/tflint --recursive --chdir=$(LINT_OUT) --config=$(CURDIR)/.tflint.hcl

# checkov's dependencies conflict with ours, so that it has a folder and a lock file of its own.
CHECKOV_READY := .venv-checkov/.ready
POLICY_OUT := .cache/policy
POLICY_STACKS := foundation app

POLICY_FILES := $(foreach environment,$(ENVIRONMENTS),$(foreach stack,$(POLICY_STACKS),\
	--file $(POLICY_OUT)/$(environment)/stacks/$(stack)/cdk.tf.json))

.PHONY: checkov
checkov: lint-stacks $(CHECKOV_READY) ## Check the synthesized stacks against the policy in .checkov.yaml
	@rm -rf $(POLICY_OUT)
	@cp -r $(LINT_OUT) $(POLICY_OUT)
	@$(BIN)/python -m tools.policy $(filter-out --file,$(POLICY_FILES))
	@output=$$(.venv-checkov/bin/checkov --config-file .checkov.yaml $(POLICY_FILES) 2>&1) || \
		{ echo "$$output"; exit 1; }; \
	echo "$$output"; \
	if grep -q "Failed to parse" <<< "$$output"; then \
		echo "error: checkov could not read every stack" >&2; exit 1; \
	fi

.PHONY: format
format: $(READY) ## Format the code and mend what can be mended
	@$(BIN)/ruff check --fix .
	@$(BIN)/ruff format .

.PHONY: synth
synth: $(DEPLOYMENT_READY) ## Synthesize the three stacks of ENVIRONMENT (default production) into cdktf.out
	@$(BIN)/python main.py

.PHONY: golden
golden: $(READY) ## Renew the golden files of the stacks and the constructs; review them with git diff
	@$(PYTEST) tests/stacks/test_golden.py tests/constructs_lib/test_every_construct.py -q --renew-golden

.PHONY: diagram
diagram: $(READY) ## Draw docs/deployment/architecture.png from the synthesized production stacks
	@$(BIN)/python -m tools.diagram

.PHONY: pictures
pictures: $(READY) ## Make docs/pictures, what commands print in a rehearsal; on a machine without other load
	@$(BIN)/python -m tools.pictures

.PHONY: docs
docs: $(READY) ## Generate the overview of commands and the exit codes in docs/reference
	@$(BIN)/python -m tools.reference

.PHONY: imports
imports: $(READY) ## Renew imports/, the bindings that cdktf.json declares; offline
	@$(BIN)/python -m tools.bindings

.PHONY: successor
successor: $(READY) ## Check that cdktf's successor cdktn synthesizes the same stacks: two sets of versions
	@$(BIN)/python -m tools.successor

.PHONY: azurerm-5
azurerm-5: $(READY) ## List what azurerm 5 breaks here, with file and line: a synthesis with its bindings
	@$(BIN)/python -m tools.successor.azurerm_5

# The versions to move to: nearest or newest; see docs/development/successor.md.
SET ?= nearest

.PHONY: move-to-successor
move-to-successor: $(READY) ## Move this clone to cdktn, in the versions of SET (default nearest); review with git diff
	@$(BIN)/python -m tools.successor.move $(SET)
	@$(MAKE) --no-print-directory lock
	@$(MAKE) --no-print-directory setup-deployment golden

COMPILE := uv pip compile -q --universal --generate-hashes --no-emit-index-url --no-emit-find-links \
	--no-header --python-version 3.11

SHARED_PINS := .cache/successor/shared-pins.txt

.PHONY: lock
lock: $(DEVELOPMENT_READY) ## Renew the Python lock files from pyproject.toml
	@$(BIN)/$(COMPILE) --extra build -o requirements.lock pyproject.toml
	@$(BIN)/$(COMPILE) --extra build --extra dev -o requirements-dev.lock pyproject.toml
	@$(BIN)/$(COMPILE) -o requirements-checkov.lock requirements-checkov.in
	@$(BIN)/$(COMPILE) -o requirements-node.lock requirements-node.in
	@# A clone that has moved pins one of the sets itself: those packages are no constraint for the other set.
	@mkdir -p $(dir $(SHARED_PINS))
	@awk '/^[a-z]/ {chosen = /^cdktn/} !chosen' requirements-dev.lock > $(SHARED_PINS)
	@for set in nearest newest; do \
		$(BIN)/$(COMPILE) -c $(SHARED_PINS) -o tools/successor/$$set.lock tools/successor/$$set.in; \
	done
	@# cdktn 0.24 needs constructs before 10.8, so that our own versions are no constraint.
	@$(BIN)/$(COMPILE) -o tools/successor/azurerm-5.lock tools/successor/azurerm-5.in

.PHONY: clean
clean: ## Remove what was built: a rehearsal is taken down first
	@if [[ -x $(BIN)/rehearse ]]; then $(BIN)/rehearse down --discard; fi
	@for folder in .rehearsals/*/; do [[ ! -d $$folder ]] || $(BIN)/rehearse down --discard --name "$$(basename "$$folder")"; done
	@rm -rf $(VENV) .venv-checkov .cache .node node_modules cdktf.out .rehearsal .rehearsals .ops .pytest_cache .mypy_cache .ruff_cache

# Makes an environment, or brings it to its lock file; writes its .ready.
INSTALL := "$(PYTHON)" -m tools.setup.python_packages

$(PYTHON_READY): requirements.lock pyproject.toml
	@./.ci/check-tools python "$(PYTHON)"
	@echo "Installing Python packages into $(VENV) and compiling them (once; 0.9 GB)"
	@$(INSTALL) $(VENV) --lock requirements.lock --project .

$(DEVELOPMENT_READY): requirements-dev.lock $(PYTHON_READY)
	@echo "Installing the packages of tests and linters into $(VENV) (once; 0.5 GB)"
	@$(INSTALL) $(VENV) --lock requirements-dev.lock
	@touch $@

$(CHECKOV_READY): requirements-checkov.lock
	@./.ci/check-tools python "$(PYTHON)"
	@echo "Installing checkov into .venv-checkov (once; 0.3 GB)"
	@$(INSTALL) .venv-checkov --lock requirements-checkov.lock

# With NODE set, the folder links to that Node: it is looked at each time, and is as new as the choice.
$(NODE_READY): requirements-node.lock $(if $(NODE),always)
	@./.ci/check-tools python "$(PYTHON)"
	@echo "Installing Node 22 into .node (once; 60 MB to download, 0.1 GB)"
	@"$(PYTHON)" -m tools.setup.node .node --lock requirements-node.lock $(if $(NODE),--system "$(NODE)")

.PHONY: always
always:

# No package's install script is run: cdktf-cli's terminal library brings its binaries along.
$(CLI_READY): package-lock.json package.json $(NODE_READY)
	@echo "Installing the CDKTF CLI and Azurite into node_modules (once; 0.6 GB, one or two minutes)"
	@npm ci --ignore-scripts --no-audit --no-fund --loglevel=error
	@# The first line of `cdktf` asks the PATH for node, and `rehearse env` puts this folder on it.
	@ln -sf ../../.node/bin/node node_modules/.bin/node
	@touch $@

$(LANGUAGE_SERVICE_READY): $(LANGUAGE_SERVICE)/package-lock.json $(LANGUAGE_SERVICE)/package.json | $(NODE_READY)
	@echo "Installing Microsoft's parser of log queries into $(LANGUAGE_SERVICE) (once)"
	@npm ci --prefix $(LANGUAGE_SERVICE) --ignore-scripts --no-audit --no-fund --loglevel=error
	@touch $@
