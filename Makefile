# Everything a user or maintainer runs. Needs make, git and Python 3.11 or newer with venv.
PYTHON ?= python3
BIN := .venv/bin
READY := .venv/ready
export PYTHONHASHSEED ?= 0

.PHONY: benchmark release site test fuzz lint format lock clean

define SCORE
$(BIN)/python scripts/build_release.py
$(BIN)/python -m baselines --quiet
mkdir -p build && touch build/benchmarked
endef

benchmark: build/benchmarked  ## build the release, run and score the baselines, print the leaderboard
	$(BIN)/sifara leaderboard

# Run again when anything has changed that a score depends on.
build/benchmarked: $(READY) data/VERSION $(shell find data/raw data/gold src baselines schema -type f -not -name '*.pyc')
	$(SCORE)

release: $(READY)  ## everything that is generated: release, results, and all that is rendered from them
	$(SCORE)
	$(BIN)/python scripts/generate.py

site: $(READY)  ## build the explorer: texts, labels, errors and leaderboard, in site/
	$(BIN)/sifara report

test: $(READY)  ## run all tests
	$(BIN)/python -m pytest

fuzz: $(READY)  ## corrupt the gold in 10,000 ways and see that every one is caught
	$(BIN)/python -m tests.fuzz --mutants 10000

lint: $(READY)  ## ruff, and mypy strict on the package
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

format: $(READY)  ## put the code into its canonical form
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

# The package is installed in place: code, schemas and release are those of the checkout.
$(READY): requirements.lock pyproject.toml
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or newer is needed, found " + sys.version)'
	test -x $(BIN)/python || $(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	touch $@

lock:  ## resolve pyproject.toml into requirements.lock anew
	$(PYTHON) -m venv build/lock
	build/lock/bin/python -m pip install --quiet --disable-pip-version-check uv
	build/lock/bin/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
	  --no-header --no-emit-index-url --extra report --group dev --output-file requirements.lock pyproject.toml

clean:  ## remove everything that is not committed
	rm -rf .venv build dist site .pytest_cache .mypy_cache .ruff_cache .hypothesis
