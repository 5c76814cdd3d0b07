// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Controls.Basic
import Procession

// How many processes stand in a status; pressed, shows only those.
AbstractButton {
    id: chip

    required property string status // empty: all
    required property int count

    implicitHeight: Theme.controlHeight
    implicitWidth: content.implicitWidth + 2 * (Theme.spacing + Theme.gap)
    checkable: true
    hoverEnabled: true
    Accessible.role: Accessible.RadioButton
    Accessible.name: qsTr("%1: %2").arg(Theme.statusWord(status)).arg(count)

    background: Rectangle {
        radius: height / 2
        color: chip.checked ? Theme.selection : (chip.hovered ? Theme.hover : Theme.surface)
        border.width: chip.visualFocus ? Theme.focusLine : Theme.line
        border.color: chip.visualFocus || chip.checked ? Theme.accent : Theme.border
    }

    contentItem: Item {
        implicitWidth: content.implicitWidth

        Row {
            id: content

            anchors.centerIn: parent
            spacing: Theme.gap + Theme.line

            Image {
                anchors.verticalCenter: parent.verticalCenter
                visible: chip.status !== ""
                source: chip.status === "" ? "" : Theme.statusIcon(chip.status)
                sourceSize: Qt.size(Theme.iconSize, Theme.iconSize)
            }
            Text {
                anchors.verticalCenter: parent.verticalCenter
                text: Theme.statusWord(chip.status)
                textFormat: Text.PlainText
                color: Theme.text
                font.pixelSize: Theme.bodyText
            }
            Text {
                anchors.verticalCenter: parent.verticalCenter
                text: chip.count
                textFormat: Text.PlainText
                color: chip.status === "" || chip.count === 0 ? Theme.dimText : Theme.statusColor(chip.status)
                font.pixelSize: Theme.bodyText
                font.weight: Font.DemiBold
            }
        }
    }
}
