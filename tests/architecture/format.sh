#!/usr/bin/env bash
# SPDX-FileCopyrightText: 2026 The Procession authors
# SPDX-License-Identifier: GPL-3.0-or-later
# Checks that all C++ of ours is formatted as .clang-format says. To mend what it finds: ./tests/architecture/format.sh -i
# Each version of clang-format formats a little differently; other ones than ours end with 77: skipped.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."

ours=14
if ! clang-format --version | grep -q "version $ours\."; then
    echo "skipped: this is not clang-format $ours"
    exit 77
fi
options=(--dry-run -Werror)
[ "${1:-}" != -i ] || options=(-i)
find . \( -name build -o -name node_modules -o -name '.?*' \) -prune -o \( -name '*.cpp' -o -name '*.h' \) -print0 |
    xargs -0 -n 25 -P "$(nproc)" clang-format "${options[@]}"
