# Starts the service for a walk or a fuzzer: the program `standalone` on a free port, with the demonstration, in a folder that
# goes when the script goes. Sourced; start_service sets SERVICE (its address) and CREDENTIALS (a file).

stop_service() {
    [[ -n ${service_id:-} ]] && kill "$service_id" 2>/dev/null && wait "$service_id" 2>/dev/null
    [[ -n ${service_folder:-} ]] && rm -rf "$service_folder"
    service_id= service_folder=
}

# With the tests: a package built by itself has other features and would compile half of its dependencies anew.
build_service() { cargo test --workspace --locked --no-run --quiet; }

start_service() {
    build_service
    service_folder=$(mktemp -d)
    trap stop_service EXIT
    target/debug/standalone --bind 127.0.0.1:0 --data-dir "$service_folder/data" \
        >"$service_folder/said" 2>"$service_folder/log" &
    service_id=$!
    CREDENTIALS=$service_folder/data/demo-credentials.json
    for _ in $(seq 240); do
        SERVICE=$(grep -om1 'http://127[0-9.:]*' "$service_folder/said" || true)
        [[ -n $SERVICE ]] && return
        kill -0 "$service_id" 2>/dev/null || break
        sleep 0.5
    done
    echo "the service did not start:" >&2
    cat "$service_folder/said" "$service_folder/log" >&2
    return 1
}
