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

    background: ControlFrame {
        control: button
        lit: button.hovered || button.down
        idle: "transparent"
    }

    contentItem: Label {
        text: button.text
        color: button.enabled ? button.tint : Theme.disabledText
        horizontalAlignment: Text.AlignHCenter
        verticalAlignment: Text.AlignVCenter
    }
}
