#!/usr/bin/env bash
# SPDX-FileCopyrightText: 2026 The Procession authors
# SPDX-License-Identifier: GPL-3.0-or-later
# Finds the ways round the include directories: an include by path reaches into any room, and of two headers
# with one name a room might get the other's.
# Usage: names.sh FOLDER...
set -euo pipefail

wrong=0
if grep -rnE --include='*.cpp' --include='*.h' '^[[:space:]]*#[[:space:]]*include[[:space:]]*"[^"]*/' "$@"; then
    echo "Include the headers of rooms by their name alone: a path goes past the rules of the architecture."
    wrong=1
fi
twice=$(find "$@" -name '*.h' -printf '%f\n' | sort | uniq -d)
if [ -n "$twice" ]; then
    printf 'Two rooms have a header of this name:\n%s\n' "$twice"
    wrong=1
fi
exit $wrong
