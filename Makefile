# Everything sets itself up in .venv; only Python 3.11+ and make are needed.
PYTHON ?= python3
BIN = .venv/bin
FUZZ_SECONDS ?= 600
OLDEST = 3.11
VERSIONS ?= 3.11 3.12 3.13 3.14
RESOLUTION ?= highest
READY = .venv/.ready
PEERS = .venv/.peers
DOCS = .venv/.docs

.PHONY: demo docs test test-all test-oldest test-versions lint format compare bench bench-full bench-paths clean fuzz audit

$(READY): pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or newer is needed: make PYTHON=python3.12")'
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -e '.[dev]'
	@touch $(READY)

$(PEERS): $(READY)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -e '.[bench]'
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps 'adelie>=1.1'  # it works with NumPy 2, and denies it
	@touch $(PEERS)

$(DOCS): $(READY)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -e '.[dev,docs]'
	@touch $(DOCS)

demo: $(READY)           ## teach AND, fit a real table, write pictures, a model and a report into demo/
	@mkdir -p demo
	$(BIN)/oddsmith learn and --out demo/and.png
	$(BIN)/oddsmith fit src/oddsmith/datasets/admissions.csv "admit ~ gre + gpa + C(rank)" --save demo/model.json
	$(BIN)/oddsmith predict demo/model.json src/oddsmith/datasets/admissions.csv --out demo/scored.csv
	$(BIN)/oddsmith report demo/model.json src/oddsmith/datasets/admissions.csv --out demo/report.html
	@echo "Pictures, model, predictions and the report are in demo/"

test: $(READY)           ## the tests of the core: a few minutes
	$(BIN)/python -m pytest -q -n 2 -m "not heavy"

test-all: $(READY)       ## and what is heavy
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -e '.[dev,heavy]'
	$(BIN)/python -m pytest -q -m heavy

test-oldest:             ## the tests of the core with the oldest versions that pyproject.toml allows
	$(MAKE) test-versions VERSIONS=$(OLDEST) RESOLUTION=lowest-direct

test-versions: $(READY)  ## the tests of the core on each Python of VERSIONS, which uv fetches where they are not there
	$(BIN)/python -m pip install --quiet --disable-pip-version-check uv
	for version in $(VERSIONS); do \
	  $(BIN)/uv venv --quiet --clear --python $$version .venv-versions/$$version-$(RESOLUTION) && \
	  $(BIN)/uv pip install --quiet --python .venv-versions/$$version-$(RESOLUTION) --resolution $(RESOLUTION) -e '.[dev]' && \
	  .venv-versions/$$version-$(RESOLUTION)/bin/python -m pytest -q -n 2 -m "not heavy" || exit 1; \
	done

lint: $(READY)           ## style and types
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

format: $(READY)         ## put the code in shape
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

docs: $(DOCS)            ## the site, every block of it run, into build/site; warnings are errors
	NO_MKDOCS_2_WARNING=1 $(BIN)/python -m mkdocs build --strict

fuzz: $(READY)           ## try the doors for strangers, guided by coverage: FUZZ_SECONDS for each of three
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -e '.[fuzz]'
	for door in csv formula model; do $(BIN)/python -m tests.fuzz.run $$door --seconds $(FUZZ_SECONDS) || exit 1; done

audit: $(READY)          ## lock what a fresh installation takes, with hashes, and look for known vulnerabilities
	$(BIN)/python -m pip install --quiet --disable-pip-version-check uv pip-audit
	mkdir -p build
	$(BIN)/uv pip compile --quiet --generate-hashes pyproject.toml --output-file build/locked.txt
	$(BIN)/pip-audit --disable-pip --require-hashes --requirement build/locked.txt

compare: $(READY)        ## hold the speed of two small fits against the last release
	$(BIN)/python -m benchmarks.compare

bench: $(PEERS)          ## compare with peers: the short set, five minutes
	$(BIN)/python -m benchmarks.run

bench-full: $(PEERS)     ## all problems at their sizes: hours, and 16 GB of memory
	$(BIN)/python -m benchmarks.run --full

bench-paths: $(PEERS)    ## whole L1 paths, ours and others', at their sizes: minutes
	$(BIN)/python -m benchmarks.paths --full

clean:
	rm -rf .venv .venv-oldest .venv-versions demo build dist
