# Everything works from a fresh clone with Python 3.11+ and make.
# `make help` lists the targets.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
ARGS ?=
GENERATORS := schemas.sources schemas.generate_codec rules.repairs.generate_gather_texts schemas.interchange.x12_page rules.pages.catalog_page \
	rules.pages.words_page deploy.grafana.build_dashboards deploy.prometheus.build_prometheus_rule deploy.settings_page deploy.metrics_page \
	deploy.insight_page tests.golden.write schemas.asyncapi workers.serve.openapi tests.edits.rows_page tests.edits.write_messages \
	tests.benchmarks.results_page

# The folders of tests of what deploy/compiled compiles.
COMPILED := claim corpus edits engine fuzz golden pipeline repairs rules schemas

.DEFAULT_GOAL := help
# Without bytecode, each of the hundreds of processes that the tests start would compile every module again.
unexport PYTHONDONTWRITEBYTECODE
.PHONY: help venv demo test test-fast test-slow compiled test-compiled check format generated bench bench-parts bench-budget bench-batches chaos first-successes fuzz

help: ## This list
	@awk -F':.*## ' '/^[a-z-]+:.*## / {printf "  make %-14s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

# $(call install,what to install,what that means): pip is silent for minutes, so dots show that it is at work.
define install
	@echo "Installing Python packages into $(VENV): $(2). Only the first time, and when they change."
	@(while sleep 2 && kill -0 $$$$ 2>/dev/null; do printf .; done) & dots=$$!; trap 'kill $$dots; echo' EXIT; \
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV) && \
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e '$(1)'
	@touch $@
endef

venv: $(VENV)/.ready ## The virtual environment .venv, with the command claims-worker and all tools in it

$(BIN)/claims-worker: pyproject.toml constraints.txt
	$(call install,.,what the worker needs (90 MB))

$(VENV)/.ready: $(BIN)/claims-worker
	$(call install,.[dev],the tools of tests and checks (1.1 GB))

# The demo needs the tools only for Kafka: the first outcome should not wait for them.
demo: $(if $(findstring --kafka,$(ARGS)),venv,$(BIN)/claims-worker) ## The worker on this machine, on sample encounters (ARGS=--once stops after the outcomes)
	@echo "Starting the worker on sample encounters."
	@$(BIN)/claims-worker demo $(ARGS)

# What each step of CI may cost, on two cores. CI as a whole stays under 25 minutes.
#
#   step         at most   what
#   venv          2 min    downloads and installs
#   test-fast     1 min    everything that needs neither Kafka nor the MCE engine
#   test-slow    12 min    Apache Kafka, killed workers, 5,000 claims against the MCE engine, rebuilt tables
#   test-compiled 5 min    the compiler (2 min; 1 if little has changed), fast tests, outcomes of both cores
#   check         3 min    lint, format, types, import contracts, generated files

test: test-fast test-slow ## All tests, also on Apache Kafka (downloads it the first time)

test-fast: venv ## The tests that end within a minute
	@$(BIN)/pytest -m "not slow" -n 2 $(ARGS)

# Three at once also on two cores, for most of the time they wait for brokers and processes. They run in the order of
# their folders: by default the files with the fewest tests come last, and these have the longest ones.
test-slow: venv ## The tests that need Kafka, the MCE engine or time
	@$(BIN)/python -m tests.support.fetch
	@$(BIN)/pytest -m slow -n 2 --dist loadfile --durations=10 $(ARGS)

compiled: venv ## The packages with a compiled core, in build/compiled (needs gcc; everything runs without it too)
	@$(BIN)/python -m deploy.compiled.build

test-compiled: compiled ## The fast tests of what is compiled, and its outcomes against those of the interpreted core
	@$(BIN)/python -m tests.compiled.same_outcomes
	@$(BIN)/python -P -m pytest -m "not slow and not interpreted" -n 2 -o pythonpath="build/compiled ." \
		$(addprefix tests/,$(COMPILED)) $(ARGS)

check: venv ## Lint, format, types, import contracts and generated files
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@PYTHONPATH=. $(BIN)/lint-imports --no-cache
	@for module in $(GENERATORS) rules.tables.build; do $(BIN)/python -m $$module --check || exit; done

format: venv ## Write the code the way it is checked
	@$(BIN)/ruff check --fix .
	@$(BIN)/ruff format .

generated: venv ## Write every generated file but the shipped code tables (python -m rules.tables.build)
	@for module in $(GENERATORS); do $(BIN)/python -m $$module || exit; done

bench: compiled ## What an encounter costs on one core, beside a bare loop and other frameworks (tests/benchmarks/RESULTS.md)
	@$(BIN)/python -m tests.benchmarks.bench $(ARGS)

bench-parts: venv ## The CPU of each stage, of the dearest checks, and of tables, what-if and 837
	@$(BIN)/python -m tests.benchmarks.bench_core $(ARGS)
	@$(BIN)/python -m tests.benchmarks.bench_tables
	@$(BIN)/python -m tests.benchmarks.bench_coverage
	@$(BIN)/python -m tests.benchmarks.bench_serve
	@$(BIN)/python -m tests.benchmarks.bench_837
	@$(BIN)/python -m tests.benchmarks.bench_insight

bench-budget: venv ## The CPU and memory that the largest events cost; ARGS="--seeds 200" searches for worse ones
	@$(BIN)/python -m tests.benchmarks.bench_budget $(ARGS)

bench-batches: venv ## Batch size against throughput and latency, on a real broker
	@$(BIN)/python -m tests.benchmarks.bench_batches

chaos: venv ## Every fault there is, on running workers; counts what was lost and repeated. ARGS="kills soak" for some
	@$(BIN)/python -m tests.chaos.chaos $(ARGS)

first-successes: venv ## The four first successes from a fresh clone, with their times
	@$(BIN)/python -m tests.newcomers.first_successes

fuzz: venv ## Coverage-guided fuzzing of events, JSON and table files, a minute in all; ARGS="decode --seconds 600"
	@$(BIN)/python -m tests.fuzz.fuzz $(ARGS)
