#!/usr/bin/env bash
# Rewrites the two lock files from page.in and dev.in. Needs uv. No index address lands in them.
set -euo pipefail
cd "$(dirname "$0")"
options=(--quiet --universal --generate-hashes --no-header --no-annotate --no-emit-index-url --upgrade)
# The page runs Pyodide's Python; the tools run on every Python that the package supports.
uv pip compile "${options[@]}" --python-version 3.14 page.in --output-file page.txt
uv pip compile "${options[@]}" --python-version 3.11 dev.in --output-file dev.txt
