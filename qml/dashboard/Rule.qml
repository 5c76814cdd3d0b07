// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
import QtQuick
import Procession

// The line between two parts.
Rectangle {
    width: parent?.width ?? 0
    height: Theme.line
    color: Theme.border
}
