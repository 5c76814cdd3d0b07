// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
pragma ComponentBehavior: Bound

import QtQuick
import Procession

// Pressed, shows only what ended in a status. Unlike StatusChip it counts nothing.
StatusButton {
    id: choice

    implicitWidth: implicitContentWidth + leftPadding + rightPadding
    implicitHeight: Theme.controlHeight
    leftPadding: Theme.spacing + Theme.gap
    rightPadding: Theme.spacing + Theme.gap
    text: StatusText.word(status)

    contentItem: Row {
        spacing: Theme.gap

        Glyph {
            anchors.verticalCenter: parent.verticalCenter
            visible: choice.status !== StatusText.All
            source: Theme.statusIcon(choice.status)
            size: Theme.smallIcon
        }
        Label {
            anchors.verticalCenter: parent.verticalCenter
            text: StatusText.word(choice.status)
        }
    }
}
