#!/bin/sh
# Helix 25 and Neovim 0.10 for a machine with Debian 12, which has no such packages: those of Debian 13,
# unpacked into a folder with their own C library. Nothing is installed: trixie.sh FOLDER
set -eu
mkdir -p "$1"
here=$(cd "$1" && pwd)
[ -e "$here/bin/nvim" ] && exit
. /etc/os-release
[ "${VERSION_CODENAME-}" = bookworm ] || { echo "this is no Debian 12" >&2; exit 1; }
from=$(apt-get indextargets --format '$(REPO_URI) $(CODENAME) $(COMPONENT)' 'Created-By: Packages' |
  awk '$2 == "bookworm" && $3 == "main" { print $1; exit }')
mkdir -p "$here/apt/lists/partial" "$here/apt/cache/archives/partial" "$here/root" "$here/bin"
echo "deb [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg] $from trixie main" >"$here/apt/sources.list"
cat >"$here/apt/conf" <<END
Dir::Etc::sourcelist "$here/apt/sources.list";
Dir::Etc::sourceparts "-";
Dir::State::lists "$here/apt/lists";
Dir::State::status "/dev/null";
Dir::Cache "$here/apt/cache";
APT::Sandbox::User "";
Debug::NoLocking "true";
END
export APT_CONFIG="$here/apt/conf"
apt-get update -qq
apt-get install -y -qq --download-only --no-install-recommends hx neovim >/dev/null
for package in "$here"/apt/cache/archives/*.deb; do dpkg-deb -x "$package" "$here/root"; done
rm -r "$here/apt"

# Run by their own loader, programs do not find what lies beside them: they are told. Neovim cannot start
# itself again, as it does to draw on a terminal: it is for tests without one.
usr=$here/root/usr
loader=$(find "$usr" -name 'ld-linux*.so.*' | head -n 1)
libraries=$(dirname "$(find "$usr" -name libc.so.6 | head -n 1)")
mkdir -p "$here/data/nvim"
ln -s "$usr/lib/nvim" "$here/data/nvim/site" # parsers
run() { # NAME PROGRAM ENVIRONMENT
  printf '#!/bin/sh\n%s exec %s --library-path %s %s "$@"\n' \
    "$3" "$loader" "$libraries" "$2" >"$here/bin/$1"
  chmod +x "$here/bin/$1"
  "$here/bin/$1" --version | head -n 1
}
run hx "$usr/lib/hx/hx" "HELIX_RUNTIME=$usr/lib/hx/runtime"
run nvim "$usr/bin/nvim" "VIMRUNTIME=$usr/share/nvim/runtime XDG_DATA_DIRS=$here/data"
