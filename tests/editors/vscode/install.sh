#!/bin/sh
# A real VS Code (the MIT-licensed build of code-server), to be served on loopback: install.sh FOLDER.
# Needs Node 20 and npm; compiles nothing and asks only the npm registry.
set -eu
mkdir -p "$1"
cd "$1"
[ -f package.json ] || npm init -y >/dev/null 2>&1
quietly="--ignore-scripts --no-save --no-audit --no-fund --loglevel=error"
npm install $quietly code-server@4.100.3
cd node_modules/code-server/lib/vscode
npm install $quietly --omit=dev
cd extensions
npm install $quietly --omit=dev
