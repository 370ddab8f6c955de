# `make report` and `make test` need Python 3.10 or newer and nothing else: they set up .venv from requirements.lock.
# With SDK=3 they set up .venv-v3 from requirements-v3.lock, and use the builders and the tests for SDK v3.
PYTHON ?= python3
SDK ?= 2
ifeq ($(SDK),3)
VENV := .venv-v3
LOCK := requirements-v3.lock
BUILDERS := builders/v3/
REPORTS := reports/v3
TESTS := tests/v3
# 220 packages: 15 s to 2 minutes.
INSTALL_LOCK = $(BIN)/pip install --quiet --disable-pip-version-check uv && \
	$(BIN)/uv pip install --quiet --python $(VENV) --require-hashes -r $(LOCK)
else
VENV := .venv
LOCK := requirements.lock
BUILDERS := builders/
REPORTS := reports
TESTS :=
INSTALL_LOCK = $(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r $(LOCK)
endif
BIN := $(VENV)/bin
INSTALLED := $(VENV)/.installed
# How many processes the tests run in.
WORKERS ?= 2
# The environments of `make matrix`. 3.N.0 is made of sagemaker-core 2.N.0 and -mlops, -serve and -train 1.N.0.
MATRIX := $(addprefix build/matrix/sagemaker-,2.205.0 2.257.7 3.25.0 3.27.0)

.DEFAULT_GOAL := help
.PHONY: help setup report matrix test test-browser test-integrations test-oldest-pytest gate-demo detection bench lint format lock clean docs migration pictures site

help:  ## Show this list
	@sed -n 's/^\([a-z][a-z-]*\):.*## \(.*\)/  make \1\t\2/p' $(MAKEFILE_LIST) | expand -t 20

setup: $(INSTALLED)  ## Set up .venv from requirements.lock; SDK=3: .venv-v3 from requirements-v3.lock

report: $(INSTALLED)  ## Check the reference builders, print scorecards, write reports/; SDK=3: reports/v3/
	@mkdir -p $(REPORTS)
	$(BIN)/cursus-tester check $(BUILDERS) -f terminal=- -f html=$(REPORTS)/scorecard.html \
		-f markdown=$(REPORTS)/scorecard.md -f json=$(REPORTS)/scorecard.json -f sarif=$(REPORTS)/scorecard.sarif \
		-f junit=$(REPORTS)/scorecard.xml -f badge=$(REPORTS)/badge.svg

# A finding of one SDK only is what this is for, so exit code 1 is none of make's.
matrix: $(INSTALLED) $(MATRIX:%=%/.installed)  ## Check the reference builders with old and new SDKs, write reports/matrix.md (needs a network, 8 GB)
	@mkdir -p reports
	$(BIN)/cursus-tester check builders/ -q --timeout 300 $(MATRIX:%=--python %) \
		-f terminal=- -f markdown=reports/matrix.md || [ $$? -eq 1 ]

test: $(INSTALLED)  ## Run the tests; SDK=3: those for SDK v3
	$(BIN)/pytest -n $(WORKERS) --dist loadfile $(TESTS)

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

bench: $(INSTALLED)  ## Compare the tool's speed with yardsticks, write reports/bench.md; ROWS="static version": only show these
	$(BIN)/python -m benchmarks.bench $(ROWS)

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

site: $(INSTALLED)  ## Build the documentation site in build/site/html and check its links (needs a network)
	$(BIN)/python -m tools.site build/site
	$(BIN)/python -m venv $(VENV)/site
	$(VENV)/site/bin/pip install --quiet --disable-pip-version-check 'mkdocs-material==9.*' 'mkdocs==1.*'
	$(VENV)/site/bin/mkdocs build --quiet --config-file build/site/mkdocs.yml

pictures: $(INSTALLED)  ## Make the README's pictures (needs Chromium on PATH)
	@mkdir -p docs/images
	$(BIN)/python docs/pictures.py

format: $(INSTALLED)  ## Format the code
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

lock: $(INSTALLED)  ## Update requirements.lock and requirements-v3.lock from pyproject.toml
	$(BIN)/pip install --quiet --disable-pip-version-check uv
	$(COMPILE) --group sdk-v2 --output-file requirements.lock pyproject.toml
	$(COMPILE) --group sdk-v3 --output-file requirements-v3.lock pyproject.toml

COMPILE := UV_CUSTOM_COMPILE_COMMAND="make lock" $(BIN)/uv pip compile --quiet --upgrade --universal --generate-hashes \
	--python-version 3.10 --no-emit-index-url --extra run --extra fix --group dev

clean:  ## Remove the environments and the caches of tools
	rm -rf .venv .venv-v3 build dist .mypy_cache .pytest_cache .ruff_cache .import_linter_cache .hypothesis
	find . -name __pycache__ -type d -not -path './.git/*' -prune -exec rm -rf {} +

$(INSTALLED): $(LOCK) pyproject.toml
	@echo "setting up $(VENV) from $(LOCK)"
	@$(PYTHON) -c 'import sys; sys.exit(0 if sys.version_info >= (3, 10) else \
		"$(PYTHON) is Python %d.%d; 3.10 or newer is needed: make PYTHON=python3.12 …" % sys.version_info[:2])'
	@$(PYTHON) -m venv --clear $(VENV)
	@$(INSTALL_LOCK)
	@$(BIN)/pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

# The tester is lent to these; what it needs is installed beside their SDK.
INTO = $(BIN)/uv venv --quiet --clear --python $(BIN)/python $(@D) && $(BIN)/uv pip install --quiet --python $(@D) \
	--requirements pyproject.toml --extra run
SDK_V3 = sagemaker==3.$* sagemaker-core==2.$* sagemaker-mlops==1.$* sagemaker-serve==1.$* sagemaker-train==1.$*

build/matrix/sagemaker-2.%/.installed: pyproject.toml | $(INSTALLED)
	@$(BIN)/pip install --quiet --disable-pip-version-check uv
	$(INTO) sagemaker==2.$*
	@touch $@

build/matrix/sagemaker-3.%/.installed: pyproject.toml | $(INSTALLED)
	@$(BIN)/pip install --quiet --disable-pip-version-check uv
	$(INTO) $(SDK_V3)
	@touch $@
