# Installs the programs that the contract is checked with, once, into target/tools/contract. Sourced by scripts/contract and
# scripts/schemathesis. Sets TOOLS, NODE (folder of the programs from npm), PYTHON (folder of those from PyPI).

TOOLS=$PWD/target/tools/contract
NODE=$TOOLS/node/node_modules/.bin
PYTHON=$TOOLS/python/bin

# Debian's packages, where we are root.
debian_packages() {
    [[ $(id -u) == 0 ]] && command -v apt-get >/dev/null || return 1
    { apt-get update -q && DEBIAN_FRONTEND=noninteractive apt-get install -qy "$@"; } >"$TOOLS/debian.log" 2>&1
}

# That the lock files say the same as the last time is the whole question: what they name is pinned.
installed() { [[ -f $1/of ]] && cmp -s "$1/of" <(cat "${@:2}"); }
remember() { cat "${@:2}" >"$1/of"; }

install_java() {
    command -v java >/dev/null || debian_packages default-jre-headless && command -v java >/dev/null
}

install_node() {
    local folder=$TOOLS/node
    installed "$folder" contract/package-lock.json && return
    command -v npm >/dev/null || debian_packages nodejs npm || return 1
    rm -rf "$folder" && mkdir -p "$folder" && cp contract/package.json contract/package-lock.json "$folder/"
    # No script of a package runs: one of them reports to its makers.
    timeout 400 npm ci --prefix "$folder" --ignore-scripts --no-audit --no-fund >"$TOOLS/npm.log" 2>&1 || return 1
    remember "$folder" contract/package-lock.json
}

install_python() {
    local folder=$TOOLS/python
    installed "$folder" contract/requirements.txt && return
    rm -rf "$folder"
    python3 -m venv "$folder" >"$TOOLS/pip.log" 2>&1 || {
        debian_packages python3-venv && python3 -m venv "$folder" >"$TOOLS/pip.log" 2>&1
    } || return 1
    timeout 400 "$PYTHON/pip" install --no-deps --requirement contract/requirements.txt >>"$TOOLS/pip.log" 2>&1 || return 1
    remember "$folder" contract/requirements.txt
}

# An absent program is a failure and never a check left out: that the contract was checked is a promise.
cannot_install() {
    cat >&2 <<TEXT
The contract cannot be checked without $1.
$2
What was tried is in $TOOLS/*.log; with the package registries in reach, run this again.
TEXT
    exit 1
}

install_tools() { # java node python, or fewer
    mkdir -p "$TOOLS"
    local tool pids=()
    for tool in "$@"; do
        "install_$tool" &
        pids+=("$tool $!")
    done
    for tool in "${pids[@]}"; do
        wait "${tool#* }" && continue
        case ${tool% *} in
        java) cannot_install "Java" "Please install a Java runtime, 11 or newer (Debian: default-jre-headless)." ;;
        node) cannot_install "the packages of contract/package-lock.json" \
            "Please install Node.js 20 or newer with npm; it must reach the npm registry, once." ;;
        python) cannot_install "the packages of contract/requirements.txt" \
            "Please install Python 3.11 or newer with venv (Debian: python3-venv); pip must reach PyPI, once." ;;
        esac
    done
}
