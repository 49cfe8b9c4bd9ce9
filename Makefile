# Alongside. `make run` to use it, `make test` and `make check` before you commit.
PYTHON ?= python3
PORT ?= 8000
UV_VERSION := 0.13.9
VENV := .venv
BIN := $(VENV)/bin
# uv from the machine when it has one, else our own copy in .bootstrap.
UV := $(shell command -v uv 2>/dev/null || echo .bootstrap/bin/uv)
export UV_PROJECT_ENVIRONMENT := $(VENV)
export UV_PYTHON_DOWNLOADS := never

.PHONY: help run setup environment test test-fast pdf-check check format docs assets bench-charities bench-finder bench-insert bench-pack bench-referrals bench-search bench-volunteers search-quality elasticsearch clean

help: ## Say what can be made
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 18

run: setup ## Prepare all that is missing, then serve the site and the worker on http://127.0.0.1:8000
	@$(BIN)/python -m config.serve --port $(PORT)

setup: environment ## The same preparation without serving
	@$(BIN)/python -m config.prepare --port $(PORT)

environment: $(VENV)/.synced

$(VENV)/.synced: uv.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Alongside needs Python 3.11 or newer: install it, or name it, as in: make run PYTHON=python3.12"; exit 1; }
	@command -v uv >/dev/null 2>&1 || test -x .bootstrap/bin/uv || { $(PYTHON) -m venv .bootstrap && .bootstrap/bin/pip install --quiet uv==$(UV_VERSION); } || { echo "The Python environment could not be made. On Debian or Ubuntu install python3-venv, then run make again."; exit 1; }
	@$(UV) sync --frozen --quiet --python $(PYTHON)
	@touch $@

test: environment ## The whole suite, on every database and browser at hand; says what it left out, ALL=1 forbids it
	@$(BIN)/python tests/run.py $(if $(ALL),--all)

test-fast: environment ## Unit and integration tests on SQLite, without the slow ones: under a minute
	@$(BIN)/python tests/run.py --fast

pdf-check: environment ## Hold every PDF to PDF/UA-1 with veraPDF (needs mvn and a Java); part of make test
	@$(BIN)/python tests/run.py --pdf

check: environment ## Formatter, linter, types, import contracts, migrations, templates, generated docs
	@$(BIN)/python -m config.checks

format: environment ## Put the code in the house's format
	@$(BIN)/ruff format . && $(BIN)/ruff check --fix .

docs: environment ## Write the documents that are generated from the code
	@$(BIN)/python manage.py generate_docs

assets: ## Build the style sheets and scripts (needs Node; the built files are committed)
	@cd static && npm ci --no-audit --no-fund && npm run build

bench-charities: environment ## Time importing a register of 400,000 charities; writes bench/results/charities.md
	@$(BIN)/python -m bench.charities

bench-finder: environment ## Time the finder at 300 and 20,000 listings; writes bench/README.md
	@$(BIN)/python -m bench.finder

bench-insert: environment ## Time and weigh a 60-service insert; writes bench/results/insert.md
	@$(BIN)/python -m bench.insert

bench-pack: environment ## Time an inspection pack over a year of work; writes bench/results/pack.md
	@$(BIN)/python -m bench.pack

bench-referrals: environment ## Time the inbox and the case page at 10, 1,000 and 100,000 referrals; writes bench/README.md
	@$(BIN)/python -m bench.referrals

bench-volunteers: environment ## Time the gate list and the table of people at 50,000 people and at 500; writes bench/results/volunteers.md
	@$(BIN)/python -m bench.volunteers

search-quality: environment ## Score the finder on the labelled queries, on each backend and database at hand
	@$(BIN)/python -m tests.search_quality

bench-search: environment ## Time both backends and Wagtail's own search under load; writes bench/README.md
	@$(BIN)/python -m bench.search

elasticsearch: environment ## Run a real Elasticsearch on loopback until Ctrl+C (needs mvn and a JDK)
	@$(BIN)/python -m tests.elasticsearch_server

clean: ## Remove what make built (keeps the database and .env)
	@rm -rf $(VENV) .bootstrap staticfiles var .mypy_cache .ruff_cache .hypothesis
