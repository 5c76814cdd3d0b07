#!/bin/sh
# SPDX-FileCopyrightText: 2026 The Procession authors
# SPDX-License-Identifier: GPL-3.0-or-later
# Runs a command with mounts of its own, which nobody else sees and which go with it. Who isn't root is it in there.
if [ "$(id -u)" -eq 0 ]; then
    exec unshare --mount "$@"
fi
exec unshare --mount --map-root-user "$@"
