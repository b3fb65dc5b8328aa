# Every verb that people and CI use. `make help` lists them.
PYTHON ?= python3
export UV_PYTHON_DOWNLOADS = never
UV = .venv/bin/uv
READY = .venv/ready
TARGET ?=

.DEFAULT_GOAL := help
.PHONY: help onboard test check fix sandbox bench storm mutate lock clean

help: ## list the verbs
	@grep -E '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z]+):.*## /  make \1\t/' | expand -t 18

onboard: $(READY) ## register the customer of examples/acme.yaml, end to end, in the built-in sandbox
	@.venv/bin/tendlc onboard examples/acme.yaml

test: $(READY) ## run the tests
	@.venv/bin/python -m pytest

check: $(READY) ## format, lint, types, import contracts
	@.venv/bin/ruff format --check .
	@.venv/bin/ruff check .
	@.venv/bin/mypy
	@.venv/bin/lint-imports

fix: $(READY) ## format, and fix what can be fixed automatically
	@.venv/bin/ruff format .
	@.venv/bin/ruff check --fix .

sandbox: $(READY) ## serve the sandbox on port 4010
	@.venv/bin/tendlc sandbox --port 4010

bench: $(READY) ## measure speed and memory (see benchmarks/README.md)
	@.venv/bin/python benchmarks/run.py

storm: $(READY) ## the long forms of the property and fault tests
	@HYPOTHESIS_PROFILE=storm .venv/bin/python -m pytest -m "slow or not slow" --timeout 3600

mutate: $(READY) ## plant mistakes in rules and engine, and count those that their tests notice
	@$(UV) pip install -q --python .venv/bin/python --require-hashes -r requirements-mutate.lock
	@$(if $(ONLY),,rm -rf mutants)
	@.venv/bin/mutmut run --max-children 2 $(ONLY)
	@.venv/bin/python -m tests.mutation_score

lock: $(READY) ## write the three lock files again
	@$(UV) pip compile -q --universal --generate-hashes --python-version 3.11 --no-header --no-annotate \
	  --all-extras --group test --group lint --group build pyproject.toml -o requirements.lock
	@echo "uv==$$($(UV) --version | cut -d' ' -f2)" | $(UV) pip compile -q --universal --generate-hashes \
	  --python-version 3.11 --no-header --no-annotate - -o requirements-uv.lock
	@$(UV) pip compile -q --universal --generate-hashes --python-version 3.11 --no-header --no-annotate \
	  --group mutate -c requirements.lock -o requirements-mutate.lock

clean: ## remove the environment
	rm -rf .venv

# The stamp: set-up runs again only when a lock, the project file or the version changed.
$(READY): requirements.lock requirements-uv.lock pyproject.toml src/tendlc/version.py
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "tendlc needs Python 3.11 or newer; name one with: make PYTHON=/path/to/python3 $(MAKECMDGOALS)"; exit 1; }
	@test -x .venv/bin/python || $(PYTHON) -m venv .venv || \
	  { echo "Python could not make a virtual environment; on Debian install python3-venv."; rm -rf .venv; exit 1; }
	@.venv/bin/python -m pip install -q --disable-pip-version-check --require-hashes -r requirements-uv.lock
	@$(UV) pip sync -q --python .venv/bin/python --require-hashes requirements.lock
	@$(UV) pip install -q --python .venv/bin/python --no-deps --no-build-isolation -e .
	@touch $(READY)
