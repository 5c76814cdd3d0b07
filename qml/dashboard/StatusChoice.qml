// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Templates as T
import Procession

// Pressed, shows only what ended in a status. Unlike StatusChip it counts nothing.
T.RadioButton {
    id: choice

    required property string status // empty: all
    required property bool chosen

    implicitWidth: implicitContentWidth + leftPadding + rightPadding
    implicitHeight: Theme.controlHeight
    leftPadding: Theme.spacing + Theme.gap
    rightPadding: Theme.spacing + Theme.gap
    hoverEnabled: true
    autoExclusive: false // the filter says which one is chosen
    checked: chosen
    // A screen reader checks it without a click.
    onCheckedChanged: {
        if (checked && !chosen)
            clicked();
    }
    text: Theme.statusWord(status)
    Accessible.name: text
    Accessible.checkable: true
    Accessible.onPressAction: clicked()

    background: Rectangle {
        radius: Theme.radius
        color: choice.chosen ? Theme.selection : (choice.hovered ? Theme.hover : Theme.surface)
        border.width: choice.visualFocus ? Theme.focusLine : Theme.line
        border.color: choice.visualFocus || choice.chosen ? Theme.accent : Theme.controlBorder
    }

    contentItem: Row {
        spacing: Theme.gap

        Glyph {
            anchors.verticalCenter: parent.verticalCenter
            visible: choice.status !== ""
            source: choice.status === "" ? "" : Theme.statusIcon(choice.status)
            size: Theme.smallIcon
        }
        Text {
            anchors.verticalCenter: parent.verticalCenter
            text: Theme.statusWord(choice.status)
            textFormat: Text.PlainText
            color: Theme.text
            font.pixelSize: Theme.bodyText
        }
    }
}
