# Rapport: what can be done here. `make` alone lists it.

PYTHON ?= $(shell for python in python3 python3.14 python3.13 python3.12 python3.11; do \
	$$python -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$python && break; done)
VENV := .venv
QUIETLY := scripts/quietly
BIN := $(VENV)/bin
STYLES := $(shell find assets -name '*.css') $(shell find templates -name '*.html') $(shell find static/js -name '*.js')
# Checks read the settings but ask no database and no Redis.
NOWHERE := RAPPORT_MODE=test DATABASE_URL=postgres://nobody@127.0.0.1:1/none REDIS_URL=redis://127.0.0.1:1/0
TRANSLATIONS := $(shell find locale -name '*.po' 2>/dev/null)

.DEFAULT_GOAL := help
.SUFFIXES:
.PHONY: help run test e2e fuzz chaos bench bench-long check lint types layers migration migrations locks fmt reset lock shell openapi screenshots clean ready ready-dev

help: ## List what can be done here
	@awk -F ':.*## ' '/^[a-z0-9-]+:.*## / {printf "  make %-12s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

run: ## Serve the demo: web, worker, beat, PostgreSQL and Redis (PORT=8000, BIND=127.0.0.1, DEMO_SCALE=1 or less)
	@$(MAKE) --silent --jobs=3 ready
	@exec $(BIN)/python -m scripts.run

test: ## Run the tests on services of their own (ARGS="tests/bookings -x")
	@$(MAKE) --silent --jobs=3 ready-dev
	@exec $(BIN)/python -m scripts.test test $(ARGS)

e2e: ## Run the browser and stack tests; installs Debian's chromium and pgbouncer if they are missing
	@$(MAKE) --silent --jobs=3 ready-dev
	@command -v chromium >/dev/null || scripts/debian chromium-headless-shell || scripts/debian chromium
	@scripts/debian pgbouncer || true  # without it one test says why it did not run
	@exec $(BIN)/python -m scripts.test e2e $(ARGS)

fuzz: ## Send the API 20,000 requests made from its description (FUZZ_CASES=20000; takes minutes)
	@$(MAKE) --silent --jobs=3 ready-dev
	@exec $(BIN)/python -m scripts.test fuzz $(ARGS)

chaos: ## Kill workers while hundreds of messages go out, ten times over (takes minutes)
	@$(MAKE) --silent --jobs=3 ready-dev
	@exec $(BIN)/python -m scripts.test chaos $(ARGS)

bench: ## Measure every scenario beside its floor, in small sizes (ARGS="S1 S3")
	@$(MAKE) --silent --jobs=3 ready-dev
	@exec $(BIN)/python -m scripts.bench $(ARGS)

bench-long: ## Measure in full size: a million rows and more (takes an hour)
	@$(MAKE) --silent --jobs=3 ready-dev
	@exec $(BIN)/python -m scripts.bench --long $(ARGS)

check: ## Check format, lint, types, layers, migrations, templates and locks
	@$(MAKE) --silent $(VENV)/.dev
	@$(MAKE) --silent --jobs=2 types lint layers migrations locks
	@echo "Format, lint, types, layers, migrations, templates and locks are in order."

layers: $(VENV)/.dev
	@$(QUIETLY) $(BIN)/lint-imports --no-logo

migrations: $(VENV)/.dev
	@$(NOWHERE) $(BIN)/python -m scripts.check_migrations

locks: $(VENV)/.dev
	@$(BIN)/python -m scripts.lock --check

lint: $(VENV)/.dev
	@$(BIN)/ruff format --quiet --check . || { echo "Run \`make fmt\`."; exit 1; }
	@$(BIN)/ruff check --quiet .
	@find templates -name '*.html' -print0 | $(QUIETLY) xargs -0 $(BIN)/djade --target-version 5.2 --check

types: $(VENV)/.dev
	@$(NOWHERE) $(BIN)/mypy --no-error-summary .

fmt: $(VENV)/.dev ## Format code and templates, and mend what the linter can
	@$(BIN)/ruff check --quiet --fix-only . && $(BIN)/ruff format .
	@find templates -name '*.html' -print0 | xargs -0 $(BIN)/djade --target-version 5.2 || true

migration: ready ## Write the migration of a changed model (ARGS="bookings -n a_sentence")
	@$(NOWHERE) $(BIN)/python -W ignore::RuntimeWarning manage.py makemigrations $(ARGS)

reset: ## Build the demo anew
	@$(MAKE) --silent --jobs=3 ready
	@exec $(BIN)/python -m scripts.run --reset

lock: $(VENV)/.uv ## Pin what requirements/*.in and package.json ask for (ARGS=--upgrade)
	@NPM=scripts/npm $(BIN)/python -m scripts.lock $(ARGS)

shell: ready ## Open a Python shell on the demo's database
	@exec $(BIN)/python -m scripts.shell

openapi: ready-dev ## Write docs/openapi.yaml and the tables of docs/api.md from the code
	@exec $(BIN)/python -m scripts.openapi

screenshots: ready-dev ## Take the pictures of the README
	@scripts/debian chromium
	@exec $(BIN)/python -m scripts.screenshots

clean: ## Remove all that was installed or built; the demo's data stays until `make reset`
	@rm -rf $(VENV) node_modules static/build static/vendor .run-test .mypy_cache .ruff_cache .pytest_cache

# --- What the above stand on; each step leaves a stamp, so that it is taken once ---------------------

ready: $(VENV)/.embedded static/build/app.css static/vendor/.ok locale/.ok
ready-dev: ready $(VENV)/.dev

$(VENV)/.uv: requirements/uv.txt
	@test -n "$(PYTHON)" || { echo "Rapport needs Python 3.11 or later."; exit 1; }
	@echo "Setting up; the first time takes about half a minute."
	@$(PYTHON) -m venv $(VENV) || { echo "Install Python's venv module first (Debian: apt install python3-venv)."; exit 1; }
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/uv.txt
	@touch $@

$(VENV)/.embedded: requirements/embedded.txt $(VENV)/.uv
	@scripts/install embedded

$(VENV)/.dev: requirements/dev.txt $(VENV)/.embedded
	@scripts/install dev

node_modules/.ok: package.json package-lock.json .npmrc | $(VENV)/.uv
	@scripts/npm ci --silent
	@touch $@

static/vendor/.ok: scripts/vendor_assets.py node_modules/.ok
	@$(BIN)/python -m scripts.vendor_assets
	@touch $@

static/build/app.css: $(STYLES) node_modules/.ok
	@$(QUIETLY) scripts/npm run --silent css
	@touch $@

locale/.ok: $(TRANSLATIONS) $(VENV)/.embedded
	@mkdir -p locale && { test -z "$(TRANSLATIONS)" || $(BIN)/pybabel --quiet compile --use-fuzzy --domain django --directory locale; }
	@touch $@
