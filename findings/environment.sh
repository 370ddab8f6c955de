# What the scripts of this folder share; they source it, nobody runs it.
# It starts a script in a temporary folder and gives it pinned packages and a comparison with what its header says.

script=$(cd "$(dirname "$0")" && pwd)/$(basename "$0")
findings=$(dirname "$script")
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
export TMPDIR=$work
cd "$work"

# Installs what its arguments name (uv if there is one, pip otherwise) and prints the interpreter's path.
# With FINDINGS_ENVIRONMENTS=FOLDER an environment stays there and is used again by the next script with the same pins.
python_with() {
    local key place
    key=$(for pin in "$@"; do if [ -f "$pin" ]; then cat "$pin"; else echo "$pin"; fi; done | sha256sum | cut -c 1-16)
    place=${FINDINGS_ENVIRONMENTS:-$work/environments}/$key
    if [ ! -e "$place/complete" ]; then
        mkdir -p "$(dirname "$place")"
        if command -v uv >/dev/null; then
            uv venv --quiet --clear --python "${PYTHON:-python3}" "$place" >&2
            uv pip install --quiet --python "$place/bin/python" "$@" >&2
        else
            "${PYTHON:-python3}" -m venv --clear "$place" >&2
            # Where another script has just cleared the same place, pip would install beside the interpreter itself.
            PIP_REQUIRE_VIRTUALENV=1 "$place/bin/python" -m pip install --quiet --disable-pip-version-check "$@" >&2
        fi
        touch "$place/complete"
    fi
    echo "$place/bin/python"
}

# The same for packages of npm; prints the folder that holds node_modules.
node_with() {
    local key place
    key=$(printf '%s\n' "$@" | sha256sum | cut -c 1-16)
    place=${FINDINGS_ENVIRONMENTS:-$work/environments}/$key
    if [ ! -e "$place/complete" ]; then
        mkdir -p "$place"
        (cd "$place" && npm init --yes >/dev/null && npm install --no-audit --no-fund --save-exact "$@" >&2)
        touch "$place/complete"
    fi
    echo "$place"
}

# Prints its input, and fails where it is not what stands below "Seen:" in the script's header.
as_seen() {
    tee "$work/seen"
    sed -n '/^# Seen:/,/^[^#]/ s/^#   //p' "$script" >"$work/as-seen"
    diff -u --label "the script's header" --label "seen now" "$work/as-seen" "$work/seen" >&2 ||
        {
            if [ -f errors.txt ]; then tail -n 20 errors.txt >&2; fi
            echo "$(basename "$script"): the behaviour has changed" >&2
            return 1
        }
}
