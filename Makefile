# make demo      extract the bundled article and show its records and claims
# make test      set up if needed, check, run every test
# make help      the rest
PYTHON ?= python3
VENV   ?= .venv
# A CPU-only torch where pip would fetch the CUDA build: make setup TORCH_INDEX=https://download.pytorch.org/whl/cpu
TORCH_INDEX ?=

BIN   := $(VENV)/bin
PY    := $(BIN)/python
PIP   := $(PY) -m pip --disable-pip-version-check
PINS  := -c constraints.txt --build-constraint constraints.txt
STAMP := $(VENV)/.claimx-setup
GOLD  := ../shared/gold
# Every script that knows --check writes a file that must not be stale.
GENERATED := $(shell grep -ls -- '"--check"' scripts/*.py)

.DEFAULT_GOAL := help
.PHONY: help setup demo test check fix gold ratchet-raise schema clean

help: ## list the targets
	@sed -n 's/^\([a-z-]*\):.*## /\1\t/p' $(MAKEFILE_LIST) | expand -t 16

setup: $(STAMP) ## create .venv and install pinned dependencies (does nothing when up to date)

# torch comes first, so that no other package pulls in another build of it.
$(STAMP): pyproject.toml constraints.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "claimx needs Python 3.11 or newer: make PYTHON=python3.11")'
	test -x $(PY) || $(PYTHON) -m venv $(VENV)
	$(PIP) install --quiet -c constraints.txt pip
	$(PIP) install --quiet $(PINS) $(if $(TORCH_INDEX),--index-url $(TORCH_INDEX)) torch
	$(PIP) install --quiet $(PINS) --editable '.[dev]'
	@touch $@

demo: $(STAMP) ## extract the bundled article
	@$(BIN)/claimx demo

test: $(STAMP) ## check, then run every test
	@$(MAKE) --no-print-directory check
	$(PY) -m pytest -n 2 -q

check: $(STAMP) ## format, lint, types, layers, stale generated files
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy claimx scripts
	$(BIN)/lint-imports
	@for script in $(GENERATED); do echo "$$script --check"; $(PY) $$script --check || exit 1; done

fix: $(STAMP) ## repair what ruff can repair
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

gold: $(STAMP) ## score against ../shared/gold, where present
	@if [ -d $(GOLD)/dev ]; then $(PY) scripts/ratchet.py; else echo "no $(GOLD)/dev here: nothing to score"; fi

ratchet-raise: $(STAMP) ## record the current scores in tests/golden/ratchet.json and docs/quality.md
	$(PY) scripts/ratchet.py --raise

schema: $(STAMP) ## refresh docs/schema.json
	$(BIN)/claimx schema > docs/schema.json

clean: ## remove .venv and caches
	rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache build dist
