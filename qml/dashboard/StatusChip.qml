// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Templates as T
import Procession

// How many processes stand in a status; pressed, shows only those.
T.RadioButton {
    id: chip

    required property string status // empty: all
    required property int count
    required property bool chosen

    implicitHeight: Theme.tileHeight
    implicitWidth: Math.max(Theme.tileWidth, implicitContentWidth + leftPadding + rightPadding)
    leftPadding: Theme.spacing
    rightPadding: Theme.spacing
    topPadding: Theme.spacing - Theme.line
    hoverEnabled: true
    autoExclusive: false // the filter says which one is chosen
    checked: chosen
    // A screen reader checks it without a click.
    onCheckedChanged: {
        if (checked && !chosen)
            clicked();
    }
    text: qsTr("%1: %2").arg(Theme.statusWord(status)).arg(count)
    Accessible.name: text
    Accessible.checkable: true
    Accessible.onPressAction: clicked()

    background: Rectangle {
        radius: Theme.radius
        color: chip.chosen ? Theme.selection : (chip.hovered ? Theme.hover : Theme.surface)
        border.width: chip.visualFocus ? Theme.focusLine : Theme.line
        border.color: chip.visualFocus || chip.chosen ? Theme.accent : Theme.controlBorder
    }

    contentItem: Column {
        spacing: Theme.line

        Row {
            height: Theme.smallIcon
            spacing: Theme.gap

            Glyph {
                anchors.verticalCenter: parent.verticalCenter
                visible: chip.status !== ""
                source: chip.status === "" ? "" : Theme.statusIcon(chip.status)
                size: Theme.smallIcon
            }
            Text {
                anchors.verticalCenter: parent.verticalCenter
                text: Theme.statusWord(chip.status)
                textFormat: Text.PlainText
                color: Theme.dimText
                font.pixelSize: Theme.smallText
            }
        }
        Text {
            text: Number(chip.count).toLocaleString(Qt.locale(), "f", 0)
            textFormat: Text.PlainText
            color: chip.count === 0 ? Theme.dimText : (chip.status === "" ? Theme.text : Theme.statusColor(chip.status))
            font.pixelSize: Theme.titleText
            font.weight: Font.DemiBold
        }
    }
}
