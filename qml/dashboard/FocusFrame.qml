// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
import QtQuick
import Procession

// The frame around the item that the keyboard acts on.
Rectangle {
    anchors.fill: parent
    color: "transparent"
    border.width: Theme.focusLine
    border.color: Theme.accent
}
