#!/usr/bin/env bash
# SPDX-FileCopyrightText: 2026 The Procession authors
# SPDX-License-Identifier: GPL-3.0-or-later
# Installs a build into a folder of its own, starts the processiond that lies there, and has it read a document; a
# build without what reads documents must say so.
# Usage: installed.sh CMAKE BUILD_FOLDER ON|OFF (PROCESSION_BUILD_DOCUMENTS)
set -euo pipefail

cmake=$1 build=$2 documents=$3
folder=$(mktemp -d)
daemon=
finish() {
    [ -z "$daemon" ] || kill "$daemon" 2>/dev/null || true
    wait
    rm -rf "$folder"
}
trap finish EXIT
fail() {
    printf '%s\n' "$@" >&2
    exit 1
}

"$cmake" --install "$build" --prefix "$folder/usr" >/dev/null
export XDG_DATA_HOME=$folder XDG_CONFIG_HOME=$folder XDG_CONFIG_DIRS=$folder SKIP_AUTH=1
unset PROCESSION_HOST PROCESSION_PORT PROCESSION_CONFIG PROCESSION_DATA_DIR PROCESSION_TOKEN
PROCESSION_DOCUMENT_FOLDERS=$folder "$folder/usr/bin/processiond" --port 0 >"$folder/greeting" &
daemon=$!
url=
for _ in {1..300}; do
    url=$(grep -o -m 1 'http://[0-9.:]*' "$folder/greeting") && break
    kill -0 "$daemon" || fail "processiond ended"
    sleep 0.1
done
[ -n "$url" ] || fail "processiond doesn't say where it listens"

ask() { curl --silent --show-error --max-time 20 "$@"; }
health=$(ask "$url/health")
[[ $health == *'"status":"ok"'* ]] || fail "/health answers $health"

printf '# An installed server\n\nIt reads this.\n' >"$folder/letter.md"
answer=$(ask "$url/documents" -d "{\"path\": \"$folder/letter.md\"}")
if [ "$documents" != ON ]; then
    [[ $answer == *'"unknown_process_type"'* ]] || fail "POST /documents answers $answer"
    for question in '/rag/training {"folder":"/srv"}' '/rag/query {"question":"Who?"}'; do
        answer=$(ask "$url${question%% *}" -d "${question#* }")
        [[ $answer == *'"unknown_process_type"'* ]] || fail "$question is answered with $answer"
    done
    exit 0
fi
id=$(sed -n 's/.*"process_id":"\([^"]*\)".*/\1/p' <<<"$answer")
[ -n "$id" ] || fail "POST /documents answers $answer"
process=
for _ in {1..300}; do
    process=$(ask "$url/processes/$id")
    [[ $process == *'"status":"completed"'* ]] && exit 0
    [[ $process != *'"status":"failed"'* ]] || break
    sleep 0.1
done
fail "The document wasn't read: $process"
