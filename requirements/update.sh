#!/usr/bin/env bash
# Rewrites the lock files from page.in, dev.in, bench.in, fuzz.in and audit.in. Needs uv. No index
# address lands in them.
set -euo pipefail
cd "$(dirname "$0")"
options=(--quiet --universal --generate-hashes --no-header --no-annotate --no-emit-index-url --upgrade)
# The page runs Pyodide's Python; the tools run on every Python that the package supports.
uv pip compile "${options[@]}" --python-version 3.14 page.in --output-file page.txt
uv pip compile "${options[@]}" --python-version 3.11 dev.in --output-file dev.txt
# What `build.py bench` compares Anami with; in an environment of its own.
uv pip compile "${options[@]}" --python-version 3.11 bench.in --output-file bench.txt
# What guides `build.py fuzz`; in an environment of its own, for it has wheels for few systems.
uv pip compile "${options[@]}" --python-version 3.11 fuzz.in --output-file fuzz.txt
# What `build.py audit` asks databases of vulnerabilities with; in an environment of its own.
uv pip compile "${options[@]}" --python-version 3.11 audit.in --output-file audit.txt
