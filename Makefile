PYTHON ?= python3
VENV ?= .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed

.PHONY: demo test lint man picture faults clean

demo: $(STAMP)
	@PATH="$(CURDIR)/$(BIN):$$PATH" sh scripts/demo.sh

test: $(STAMP)
	$(BIN)/python -m pytest

lint: $(STAMP)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

man: $(STAMP)
	$(BIN)/python scripts/manpage.py

picture: $(STAMP)
	$(BIN)/python scripts/exam_room.py

# Stops what writes at many of its writes; writes the table of docs/promises.md (needs strace).
faults: $(STAMP)
	$(BIN)/python scripts/faults.py

# The environment holds the program (editable) and what develops it; made again when pyproject.toml changes.
$(STAMP): pyproject.toml
	@test -x $(BIN)/python || $(PYTHON) -c "import sys; sys.exit(sys.version_info < (3, 11))" || \
	  { echo "codequiz needs Python 3.11 or newer, as in: make PYTHON=python3.12 $(or $(MAKECMDGOALS),demo)"; exit 1; }
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV) || { rm -rf $(VENV); exit 1; }
	@echo "Installing codequiz into $(VENV) (once) ..."
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable ".[dev]"
	@touch $(STAMP)

clean:
	rm -rf $(VENV) .demo .mypy_cache .pytest_cache .ruff_cache
