# `make report` and `make test` need Python 3.10 or newer and nothing else: they set up .venv from requirements.lock.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
INSTALLED := $(VENV)/.installed
# How many processes the tests run in.
WORKERS ?= 2

.DEFAULT_GOAL := help
.PHONY: help setup report test test-browser test-integrations test-oldest-pytest gate-demo detection bench lint format lock clean docs migration pictures

help:  ## Show this list
	@sed -n 's/^\([a-z][a-z-]*\):.*## \(.*\)/  make \1\t\2/p' $(MAKEFILE_LIST) | expand -t 20

setup: $(INSTALLED)  ## Set up .venv from requirements.lock

report: $(INSTALLED)  ## Check the reference builders, print scorecards, write reports/
	@mkdir -p reports
	$(BIN)/cursus-tester check builders/ -f terminal=- -f html=reports/scorecard.html -f markdown=reports/scorecard.md \
		-f json=reports/scorecard.json -f sarif=reports/scorecard.sarif -f junit=reports/scorecard.xml \
		-f badge=reports/badge.svg

test: $(INSTALLED)  ## Run the tests
	$(BIN)/pytest -n $(WORKERS) --dist loadfile

test-browser: $(INSTALLED)  ## Test the HTML report in Chromium (needs it on PATH)
	$(BIN)/pytest tests/browser

test-integrations: $(INSTALLED)  ## Install and run the GitHub action and the commit hooks as users do (needs a network)
	$(BIN)/pytest tests/integrations

gate-demo: $(INSTALLED)  ## Show the gate on a pull request that breaks builders and on one that fixes them
	$(BIN)/python -m demos.gate

test-oldest-pytest: $(INSTALLED)  ## Run the pytest plugin's tests with the oldest pytest that it supports
	@$(BIN)/pip install --quiet --disable-pip-version-check --no-deps --upgrade --target $(VENV)/oldest-pytest 'pytest==8.1.*'
	PYTHONPATH=$(CURDIR)/$(VENV)/oldest-pytest $(BIN)/python -m pytest tests/plugin

detection: $(INSTALLED)  ## Run the rules on builders with one defect each and on correct ones, write reports/detection.*
	$(BIN)/python -m tests.mutants.detect

bench: $(INSTALLED)  ## Compare the tool's speed with yardsticks, write reports/bench.md
	$(BIN)/python -m benchmarks.bench

lint: $(INSTALLED)  ## Check style, types and the layers of the package
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy --strict cursus_tester benchmarks builders specs tools
	$(BIN)/lint-imports

docs: $(INSTALLED)  ## Write docs/rules.md, and the settings in docs/settings.md and their JSON Schema
	@mkdir -p docs
	$(BIN)/python -m cursus_tester.rules.catalogue docs/rules.md
	$(BIN)/python -m cursus_tester.settings.page docs/settings.md
	$(BIN)/python -m cursus_tester.settings.schema cursus_tester/settings/settings.schema.json

migration: $(INSTALLED)  ## Write what SDK v3 has in place of v2's names (installs v3 in a folder of its own; needs a network)
	$(BIN)/pip install --quiet --disable-pip-version-check uv
	$(BIN)/uv venv --quiet --allow-existing $(VENV)/sdk-v3
	$(BIN)/uv pip install --quiet --python $(VENV)/sdk-v3 sagemaker==3.27.0 sagemaker-core==2.27.0 \
		sagemaker-train==1.27.0 sagemaker-serve==1.27.0 sagemaker-mlops==1.27.0
	$(BIN)/python -m tools.v3_names $(VENV)/lib/python3*/site-packages $(VENV)/sdk-v3/lib/python3*/site-packages \
		cursus_tester/sdk/v3_names.json

pictures: $(INSTALLED)  ## Make the README's pictures (needs Chromium on PATH)
	@mkdir -p docs/images
	$(BIN)/python docs/pictures.py

format: $(INSTALLED)  ## Format the code
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

lock: $(INSTALLED)  ## Update requirements.lock from pyproject.toml
	$(BIN)/pip install --quiet --disable-pip-version-check uv
	UV_CUSTOM_COMPILE_COMMAND="make lock" $(BIN)/uv pip compile --quiet --upgrade --universal --generate-hashes \
		--python-version 3.10 --no-emit-index-url --extra run --group dev --output-file requirements.lock pyproject.toml

clean:  ## Remove the environment and the caches of tools
	rm -rf $(VENV) build dist .mypy_cache .pytest_cache .ruff_cache .import_linter_cache .hypothesis
	find . -name __pycache__ -type d -not -path './.git/*' -prune -exec rm -rf {} +

$(INSTALLED): requirements.lock pyproject.toml
	@echo "setting up $(VENV) from requirements.lock"
	@$(PYTHON) -c 'import sys; sys.exit(0 if sys.version_info >= (3, 10) else \
		"$(PYTHON) is Python %d.%d; 3.10 or newer is needed: make PYTHON=python3.12 …" % sys.version_info[:2])'
	@$(PYTHON) -m venv --clear $(VENV)
	@$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	@$(BIN)/pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@
