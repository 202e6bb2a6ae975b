# Two commands: `make app` opens the map, `make test` checks everything. Both set up what they need.
# `make app PACK=/path/to/pack` opens the map of another country: a pack that `cli.py pack build` wrote.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PORT ?= 8501
# Nobody signs in, so only this machine may look. HOST=0.0.0.0 serves others: put a gateway with a login before it.
HOST ?= 127.0.0.1
# A short name or a folder; empty for the built-in pack.
PACK ?= $(GREEN_ZONE_PACK)
export GREEN_ZONE_PACK := $(PACK)
ENV_STAMP := $(VENV)/.ready
ASSET_STAMP := static/vendor/.ready
WARM_STAMP := $(VENV)/.warm

.PHONY: app test setup assets lint types check clean

app: setup assets
	$(BIN)/streamlit run server.py --server.address $(HOST) --server.port $(PORT)

test: setup assets check
	PYTHONDONTWRITEBYTECODE= $(BIN)/python -m pytest -n auto --dist loadfile --no-loadscope-reorder $(PYTEST_ARGS)

check: setup lint types

lint: setup
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: setup
	$(BIN)/mypy

setup: $(ENV_STAMP)

$(ENV_STAMP): requirements.txt requirements-dev.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
	  || { echo 'Green Zone needs Python 3.11 or newer; name one: make PYTHON=python3.12 $(MAKECMDGOALS)'; exit 1; }
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements-dev.txt
	@touch $@

# The map's browser assets come from npm where it is there; without it the map uses its CDN fallback.
# The base map of the pack is built once and found again by the pack's seal.
assets: setup $(ASSET_STAMP) $(WARM_STAMP)
	@$(BIN)/python -m views.basemap

# The kernels of the searches are compiled once, so that the first plan is not kept waiting.
$(WARM_STAMP): $(ENV_STAMP) $(wildcard planning/location/*.py)
	@$(BIN)/python -m planning.location.warming
	@touch $@

$(ASSET_STAMP): static/package.json static/package-lock.json static/vendor.mjs
	@if command -v npm >/dev/null 2>&1; then \
	  npm ci --prefix static --no-audit --no-fund --loglevel=error && node static/vendor.mjs && touch $@; \
	else echo 'npm is not here: the map will load Leaflet from the network'; fi

clean:
	rm -rf $(VENV) static/node_modules static/vendor static/fonts static/basemap
