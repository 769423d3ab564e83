#!/bin/sh
# Installs the editors that the tests drive, each for itself: install.sh FOLDER PYTHON.
# What cannot be had is said loudly, and its tests are left out; what is ours and broken fails.
set -u
here=$(cd "$(dirname "$0")" && pwd)
folder=$1 python=$2

missing() { printf '\n*** NOT INSTALLED: %s. Where it is not there already, its tests are left out. ***\n\n' "$1" >&2; }

debian() { # NAME PACKAGE...
  name=$1 && shift
  dpkg --status "$@" >/dev/null 2>&1 && return
  [ "$(id -u)" = 0 ] && apt-get install -y -qq --no-install-recommends "$@" >/dev/null || missing "$name"
}

[ "$(id -u)" != 0 ] || apt-get update -qq || true
debian Neovim neovim
debian "Emacs with eglot and lsp-mode" emacs-nox elpa-eglot elpa-lsp-mode
debian "Vim with ALE" vim vim-ale
debian "a terminal (tmux)" tmux
command -v chromium chromium-browser google-chrome >/dev/null ||
  debian "Chromium, which shows VS Code" chromium fonts-dejavu-core
"$python" -m pip install --quiet --disable-pip-version-check --group editors || missing "Neovim 0.11"
if apt-cache show hx >/dev/null 2>&1; then debian Helix hx
else "$here/trixie.sh" "$folder/trixie" || missing "Helix and Neovim 0.10"
fi
"$here/vscode/install.sh" "$folder/vscode" || missing "VS Code"
extension=$here/../../lsp/editors/vscode
(cd "$extension" && npm ci --silent) || { missing "what builds the extension for VS Code"; exit 0; }
cd "$extension" && npm run --silent package
