#!/bin/sh
# sh scripts/run.sh NAME [arguments]: runs scripts/NAME.mjs with a Node of the version in .node-version or newer (scripts/node.mjs)
node=$(node scripts/node.mjs) || exit 1
PATH="$(dirname "$node"):$PATH"
export PATH
exec "$node" scripts/run.mjs "$@"
