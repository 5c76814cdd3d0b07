#!/usr/bin/env bash
# SPDX-FileCopyrightText: 2026 The Procession authors
# SPDX-License-Identifier: GPL-3.0-or-later
# Compiles includes as a room's own files would have them: those it may have must be found, all of them in one
# file, and each of those it may not have must be what the compiler doesn't find.
# Usage: includes.sh FLAGS_FILE COMPILER may HEADER... mustnot HEADER...
set -euo pipefail
export LC_ALL=C

flags=$1 compiler=$2
shift 2
declare -A headers=([may]="" [mustnot]="")
for word; do
    case $word in
    may | mustnot) rule=$word ;;
    *) headers[$rule]+=" $word" ;;
    esac
done

preprocess() { printf '#include <%s>\n' "$@" | "$compiler" "@$flags" -x c++ -E -o /dev/null - 2>&1; }

# shellcheck disable=SC2086 # one argument for each header
if ! errors=$(preprocess ${headers[may]}); then
    printf 'An include that the architecture allows does not compile:\n%s\n' "$errors"
    exit 1
fi
wrong=0
for header in ${headers[mustnot]}; do
    if errors=$(preprocess "$header"); then
        echo "This room sees $header, which the architecture forbids."
        wrong=1
    elif [[ $errors != *"$header: No such file"* && $errors != *"'$header' file not found"* ]]; then
        printf '%s was refused, but not because it is out of sight:\n%s\n' "$header" "$errors"
        wrong=1
    fi
done
exit $wrong
