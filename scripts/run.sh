#!/bin/sh
# Runs scripts/NAME.mjs in the Node of .node-version or newer: sh scripts/run.sh NAME [arguments]
node=$(node scripts/node.mjs) || exit 1
PATH="$(dirname "$node"):$PATH"
export PATH
exec "$node" scripts/run.mjs "$@"
