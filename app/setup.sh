# What app/run and tests/run share: finding out what this machine lacks, and installing it.
#
# Sourced, not run; wants $root, the project's folder. Whatever is missing is named with its reason before
# anything is installed. Only Debian's package manager is driven; elsewhere the names are told and we go on.
# shellcheck shell=bash
: "${root:?}"

cmake_wanted=3.26 # the bundled HDF5 asks for it
lacking=()        # packages to install
must=no           # whether one of them is needed to go on at all
PATH=$PATH:/usr/sbin:/sbin # ldconfig lies there, out of most users' sight

say() { printf 'nuscope: %s\n' "$*"; }

stop() {
    printf 'nuscope: %s\n' "$@" >&2
    exit 1
}

# at_least WANTED FOUND: whether version FOUND is WANTED or newer.
at_least() { [[ $(printf '%s\n%s\n' "$1" "$2" | sort -V | head -n 1) == "$1" ]]; }

# present KIND NAME: whether the machine has it. Libraries count in the 64-bit kind only.
present() {
    case $1 in
    program) command -v "$2" >/dev/null ;;
    c_header) cc -E -include "$2" -x c /dev/null >/dev/null 2>&1 ;;
    c++_header) c++ -E -include "$2" -x c++ /dev/null >/dev/null 2>&1 ;;
    library) [[ $(ldconfig -p) == *"$2 (libc6,"* ]] ;;
    module) python3 -c "import $2" 2>/dev/null ;;
    file) compgen -G "$2" >/dev/null ;;
    esac
}

# need KIND NAME PACKAGE WHY: notes PACKAGE for installation if NAME is missing; nothing works without it.
need() {
    present "$1" "$2" && return
    want "$@"
    must=yes
}

# want KIND NAME PACKAGE WHY: the same for what can be done without.
want() {
    present "$1" "$2" && return
    [[ " ${lacking[*]-} " != *" $3 "* ]] || return 0
    say "missing: $3 ($4)"
    lacking+=("$3")
}

# Rust comes from its user, never from us: toolchains are large and personal.
need_rust() {
    local wanted found
    [[ -n ${HOME-}${CARGO_HOME-} ]] && PATH=$PATH:${CARGO_HOME:-${HOME-}/.cargo}/bin
    wanted=$(sed -n 's/^rust-version = "\([0-9.]*\)".*/\1/p' "$root/Cargo.toml")
    if ! found=$(rustc --version 2>/dev/null) || ! cargo --version >/dev/null 2>&1; then
        stop "no Rust toolchain found; Rust $wanted or newer is wanted." \
            "Get it from https://rustup.rs (one command, no administrator needed), then run this again."
    fi
    found=${found#rustc }
    at_least "$wanted" "${found%% *}" ||
        stop "Rust ${found%% *} found, $wanted or newer wanted: run 'rustup update stable', then run this again."
    target=$(cargo metadata --no-deps --offline --format-version 1 --manifest-path "$root/Cargo.toml" |
        sed -n 's/.*"target_directory":"\([^"]*\)".*/\1/p')
    mkdir -p "$target"
}

need_compilers() {
    need file /etc/ssl/certs/ca-certificates.crt ca-certificates "downloads are checked with it"
    need c_header stdio.h "gcc libc6-dev" "a C compiler, for the bundled HDF5"
    need c++_header string g++ "a C++ compiler, for a compression library of HDF5"
    need program make make "builds the bundled HDF5"
    need_cmake
}

cmake_version() { "$1" --version 2>/dev/null | sed -n 's/^cmake version \([0-9.]*\).*/\1/p' || true; }

# A new enough cmake: the machine's own, one unpacked earlier, the package manager's, or the `cmake` wheel.
need_cmake() {
    local found offered=""
    wheel_cmake=no
    found=$(cmake_version "${CMAKE:-cmake}")
    at_least "$cmake_wanted" "${found:-0}" && return
    if [[ -n $(cmake_version "$target/tools/cmake/data/bin/cmake") ]]; then
        use_wheel_cmake
        return
    fi
    if become_root; then
        update_package_lists
        offered=$(apt-cache policy cmake 2>/dev/null | sed -n 's/^ *Candidate: \([0-9.]*\).*/\1/p')
    fi
    if at_least "$cmake_wanted" "${offered:-0}"; then
        say "missing: cmake $cmake_wanted or newer, found ${found:-none} (builds the bundled HDF5)"
        lacking+=(cmake)
        must=yes
    else
        wheel_cmake=yes
        say "missing: cmake $cmake_wanted or newer, found ${found:-none}, packaged ${offered:-none}" \
            "(builds the bundled HDF5); taken from the Python package index into target/tools"
        need module pip python3-pip "fetches cmake"
    fi
}

unpack_wheel_cmake() {
    local tools=$target/tools
    rm -rf "$tools/download" "$tools/unpacked" "$tools/cmake"
    mkdir -p "$tools/download"
    python3 -m pip download --quiet --disable-pip-version-check --no-deps --only-binary :all: \
        --dest "$tools/download" "cmake>=$cmake_wanted,<5" ||
        stop "the Python package 'cmake' could not be fetched; install cmake $cmake_wanted or newer by hand."
    python3 -m zipfile -e "$tools"/download/cmake-*.whl "$tools/unpacked"
    chmod +x "$tools"/unpacked/cmake/data/bin/*
    mv "$tools/unpacked/cmake" "$tools/cmake"
    rm -rf "$tools/download" "$tools/unpacked"
    use_wheel_cmake
}

use_wheel_cmake() {
    PATH=$target/tools/cmake/data/bin:$PATH
    unset CMAKE # would name the old one
}

# What the window and the drawing load while the program runs.
want_drawing() {
    want library libvulkan.so.1 libvulkan1 "draws with the graphics card"
    want file '/usr/share/vulkan/icd.d/*.json' mesa-vulkan-drivers "graphics drivers, one of them in software"
    want library libEGL.so.1 libegl1 "draws where Vulkan cannot"
}

want_window() {
    want library libX11-xcb.so.1 libx11-xcb1 "opens windows under X11"
    want library libXcursor.so.1 libxcursor1 "mouse pointers under X11"
    want library libXi.so.6 libxi6 "mouse and touchpad under X11"
    want library libXrandr.so.2 libxrandr2 "screen sizes under X11"
    want library libxkbcommon-x11.so.0 libxkbcommon-x11-0 "the keyboard under X11"
    want library libxkbcommon.so.0 libxkbcommon0 "the keyboard"
    want library libwayland-client.so.0 libwayland-client0 "opens windows under Wayland"
}

# Sets as_root to the words that make a command run as root; fails where that cannot be.
become_root() {
    as_root=()
    command -v apt-get >/dev/null || return 1
    [[ $(id -u) == 0 ]] && return
    command -v sudo >/dev/null || return 1
    sudo -n true 2>/dev/null || [[ -t 0 ]] || return 1
    as_root=(sudo)
}

# A broken list of some third party must not stop us: the installation will tell.
update_package_lists() {
    [[ -z ${lists_updated-} ]] || return 0
    say "updating the lists of packages${as_root:+ (with sudo)}"
    ${as_root[@]+"${as_root[@]}"} apt-get update -qq >>"$target/setup.log" 2>&1 || true
    lists_updated=yes
}

# Installs everything noted so far, in one go.
install_lacking() {
    if ((${#lacking[@]} > 0)); then
        local packages command
        read -ra packages <<<"${lacking[*]}"
        command="apt-get install -y --no-install-recommends ${packages[*]}"
        if ! command -v apt-get >/dev/null; then
            say "this machine has no apt-get. Please install what is named above with its own package manager" \
                "(Debian calls it: ${packages[*]}). Going on without."
        elif ! become_root; then
            cannot_install "neither administrator nor sudo without a password" "$command"
        else
            update_package_lists
            say "installing:${as_root:+ sudo} $command"
            # shellcheck disable=SC2086 # the command is words
            ${as_root[@]+"${as_root[@]}"} env DEBIAN_FRONTEND=noninteractive NEEDRESTART_SUSPEND=1 $command \
                -qq -o DPkg::Lock::Timeout=300 >>"$target/setup.log" 2>&1 ||
                { tail -n 5 "$target/setup.log" >&2; cannot_install "apt-get failed, see above" "$command"; }
        fi
    fi
    lacking=()
    [[ $wheel_cmake == no ]] || unpack_wheel_cmake
}

cannot_install() {
    local advice="please run: sudo apt-get update && sudo $2"
    [[ $must == no ]] || stop "cannot install what is missing ($1);" "$advice"
    say "cannot install what is missing ($1); going on without. When you can, $advice"
}

has_display() { [[ -n ${DISPLAY-}${WAYLAND_DISPLAY-} || $(uname -s) == Darwin ]]; }

# Software drivers complain without one. It is removed when the script ends.
need_runtime_folder() {
    [[ -z ${XDG_RUNTIME_DIR-} ]] || return 0
    XDG_RUNTIME_DIR=$(mktemp -d)
    export XDG_RUNTIME_DIR
    trap 'rm -rf -- "$XDG_RUNTIME_DIR"' EXIT
}
