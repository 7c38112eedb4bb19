# System packages: installed as root on Debian and Ubuntu, named in one line elsewhere.

can_apt() { [ "$(id -u)" = 0 ] && have apt-get; }

# need_system_package PACKAGE WHAT: install it, or stop and say how.
need_system_package() {
	want_system_package "$@" || die "cannot go on without $2"
}

# want_system_package PACKAGE WHAT: install it if that is possible; 1 when it is not there afterwards.
want_system_package() {
	if ! can_apt; then
		printf 'missing: %s (%s)\n' "$2" "$(install_hint "$1")" >&2
		return 1
	fi
	say "Installing the system package $1: $2"
	apt_update_once && DEBIAN_FRONTEND=noninteractive \
		apt-get install --yes --quiet=2 --no-install-recommends "$1" >/dev/null && return 0
	printf 'missing: %s (apt-get install %s failed)\n' "$2" "$1" >&2
	return 1
}

install_hint() {
	if have apt-get; then
		printf 'sudo apt-get install %s' "$1"
	elif have brew; then
		printf 'brew install %s' "$1"
	else
		printf "install your system's package of %s" "$1"
	fi
}

apt_update_once() {
	[ -z "${JARVIS_APT_UPDATED:-}" ] || return 0
	apt-get update --quiet=2
	export JARVIS_APT_UPDATED=1
}
