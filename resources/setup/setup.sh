# shellcheck shell=bash
# What ./run and ./test have in common. Sourced with the repository as the current folder.

# Installs those packages of the given lists that are missing. A list LIST.txt may have a LIST-debian13.txt beside it.
install_packages() {
    local wanted installed missing list release sudo=()
    # shellcheck source=/dev/null
    release=$(. /etc/os-release && echo "${ID:-}${VERSION_ID:-}")
    wanted=$(for list in "$@" "${@/%.txt/-$release.txt}"; do
        [ ! -e "$list" ] || grep -v '^#' "$list"
    done)
    # dpkg-query fails where it doesn't know one of them; what it printed is right all the same.
    # shellcheck disable=SC2086 # one argument for each package
    installed=$(dpkg-query -W -f '${db:Status-Abbrev}${Package}\n' $wanted 2>/dev/null | sed -n 's/^ii //p') || true
    missing=$(comm -13 <(sort -u <<<"$installed") <(sort -u <<<"$wanted"))
    [ -n "$missing" ] || return 0

    echo "Installing: ${missing//$'\n'/ }" >&2
    if [ "$(id -u)" -ne 0 ]; then
        command -v sudo >/dev/null || {
            echo "Procession needs these Debian packages, and there is no sudo to install them with." >&2
            return 1
        }
        sudo=(sudo)
    fi
    "${sudo[@]}" apt-get update -qq
    # shellcheck disable=SC2086
    "${sudo[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq -o Dpkg::Use-Pty=0 --no-install-recommends $missing >&2
}

# Configures the preset where that was not done yet, and builds what changed: all of it, or one target.
#   build_preset PRESET [TARGET]
build_preset() {
    local preset=$1 target=${2:-all}
    [ -f "build/$preset/build.ninja" ] || cmake --preset "$preset" >&2
    # Ninja says that there is nothing to do even where it was asked to be quiet.
    cmake --build --preset "$preset" --target "$target" \
        | { grep --line-buffered -v -e '^ninja: no work to do' -e 'Re-checking globbed' || true; } >&2
}
