// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
pragma ComponentBehavior: Bound

import QtQuick
import Procession

// How many processes stand in a status; pressed, shows only those.
StatusButton {
    id: chip

    required property int count

    implicitHeight: Theme.tileHeight
    implicitWidth: Math.max(Theme.tileWidth, implicitContentWidth + leftPadding + rightPadding)
    leftPadding: Theme.spacing
    rightPadding: Theme.spacing
    topPadding: Theme.spacing - Theme.line
    text: qsTr("%1: %2").arg(StatusText.word(status)).arg(count)

    contentItem: Column {
        spacing: Theme.line

        Row {
            height: Theme.smallIcon
            spacing: Theme.gap

            Glyph {
                anchors.verticalCenter: parent.verticalCenter
                visible: chip.status !== StatusText.All
                source: Theme.statusIcon(chip.status)
                size: Theme.smallIcon
            }
            Label {
                anchors.verticalCenter: parent.verticalCenter
                text: StatusText.word(chip.status)
                color: Theme.dimText
                font.pixelSize: Theme.smallText
            }
        }
        Label {
            text: Number(chip.count).toLocaleString(Qt.locale(), "f", 0)
            color: chip.count === 0 ? Theme.dimText : Theme.statusColor(chip.status)
            font.pixelSize: Theme.titleText
            font.weight: Font.DemiBold
        }
    }
}
