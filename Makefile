# Needs only Python >= 3.11, pip and make. Everything lands in .venv/ and .perdure/.
PYTHON ?= python3
BIN := .venv/bin
UV := .venv/bootstrap/bin/uv
# The system's certificates, as pip uses them; never a Python from elsewhere.
export UV_SYSTEM_CERTS := 1
export UV_PYTHON_DOWNLOADS := never
export VIRTUAL_ENV := $(CURDIR)/.venv
export PYTHONWARNDEFAULTENCODING :=

.PHONY: help run test chaos histories pictures check format lock clean install

help: ## what can be made
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-9s %s\n", $$1, $$2 }' Makefile

run: install ## start everything: PostgreSQL, Temporal with its Web UI, worker, API, console
	@$(BIN)/perdure run

test: install ## all tests, on real servers of their own; ARGS=… for some
	$(BIN)/python tests/halves.py $(ARGS)

chaos: install ## try for minutes to break the engine; SEED=… as printed repeats it, SIZE=short as `make test` does
	PYTHONPATH=tests/support:tests/chaos $(BIN)/python tests/chaos/long.py "$(SEED)" "$(or $(SIZE),long)"

histories: install ## record anew what tests/replay replays; never needed but after a wanted change
	$(BIN)/python tests/replay/record.py

pictures: install ## take the pictures of the console and of the forms' fields anew; needs a Chromium
	$(BIN)/python docs/how-to/pictures.py
	$(BIN)/python docs/reference/pictures.py

check: install ## format, lint, types, import floors
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy -p perdure
	$(BIN)/lint-imports

format: install ## rewrite the code the way `check` wants it
	$(BIN)/ruff check --fix-only .
	$(BIN)/ruff format .

lock: $(UV) ## renew requirements.lock from pyproject.toml
	$(UV) pip compile pyproject.toml --extra embedded --group dev --universal --generate-hashes \
	  --no-emit-index-url --no-header --no-annotate -o requirements.lock --upgrade

clean: ## remove .venv/, .perdure/ and caches
	rm -rf .venv .perdure .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis build perdure.egg-info

# A strict editable install links file by file, so it is made anew when files have come or gone. And only then: meanwhile
# whatever runs from here, such as `make run` in another terminal, misses some of them.
LINKED = find . -path './.*' -prune -o -path ./build -prune -o -path ./tests -prune -o -path ./docs -prune \
  -o -path ./benchmarks -prune -o -name __pycache__ -prune -o -name '*.egg-info' -prune -o -type f -print

install: .venv/locked
	@linked="$$($(LINKED) | sort; cksum pyproject.toml)"; \
	[ -d build ] && [ "$$linked" = "$$(cat .venv/linked 2>/dev/null)" ] || { \
	  $(UV) pip install --quiet --no-deps --editable . && $(BIN)/python -m compileall -q build \
	  && echo "$$linked" >.venv/linked; }

# Compiled once and for all: where Python may not write bytecode, each start would compile everything anew
# (`perdure --help` 1.7 s instead of 0.5 s).
.venv/locked: requirements.lock $(UV)
	$(UV) pip sync --quiet --compile-bytecode --require-hashes requirements.lock
	@rm -f .venv/linked
	@touch $@

# uv goes beside the virtual environment that it makes: --target needs neither ensurepip nor a writable system.
$(UV):
	$(PYTHON) -m pip install --quiet --disable-pip-version-check --no-warn-script-location --target .venv.bootstrap uv
	.venv.bootstrap/bin/uv venv --quiet --clear --python $(PYTHON) .venv
	mv .venv.bootstrap .venv/bootstrap
