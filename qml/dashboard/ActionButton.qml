// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
pragma ComponentBehavior: Bound

import QtQuick
import Procession

// A button with a word on it.
PlainButton {
    id: button

    property color tint: Theme.accent

    implicitWidth: implicitContentWidth + leftPadding + rightPadding
    implicitHeight: Theme.controlHeight
    leftPadding: Theme.margin
    rightPadding: Theme.margin

    background: Rectangle {
        radius: Theme.radius
        color: button.hovered || button.down ? Theme.hover : "transparent"
        border.width: button.visualFocus ? Theme.focusLine : Theme.line
        border.color: button.visualFocus ? Theme.accent : (button.enabled ? Theme.controlBorder : Theme.border)
    }

    contentItem: Text {
        text: button.text
        textFormat: Text.PlainText
        color: button.enabled ? button.tint : Theme.disabledText
        font.pixelSize: Theme.bodyText
        horizontalAlignment: Text.AlignHCenter
        verticalAlignment: Text.AlignVCenter
    }
}
