# noaber: the few commands that people type. `make help` lists them.

PYTHON ?= python3
BIN = .venv/bin
NOABER = $(BIN)/noaber
RUN = NO_MKDOCS_2_WARNING=1

lock:  ## renew the lock files (versions and hashes), for maintainers
	$(BIN)/uv pip compile pyproject.toml --group build $(LOCK) -o requirements.txt
	$(BIN)/uv pip compile pyproject.toml --group build --group dev $(LOCK) -o requirements-dev.txt
LOCK = -q --upgrade --universal --python-version 3.11 --generate-hashes \
  --no-emit-index-url --no-emit-find-links --no-header
