// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
pragma ComponentBehavior: Bound

import QtQuick
import Procession

// A button that stands among text, as a word to press.
PlainButton {
    id: button

    implicitWidth: implicitContentWidth + leftPadding + rightPadding
    implicitHeight: implicitContentHeight + topPadding + bottomPadding
    leftPadding: Theme.gap
    rightPadding: Theme.gap
    topPadding: Theme.gap
    bottomPadding: Theme.gap

    background: Rectangle {
        radius: Theme.gap
        color: button.hovered || button.down ? Theme.hover : "transparent"
        border.width: button.visualFocus ? Theme.focusLine : 0
        border.color: Theme.accent
    }

    contentItem: Text {
        text: button.text
        textFormat: Text.PlainText
        color: Theme.accent
        font.pixelSize: Theme.detailText
        font.underline: button.hovered
    }
}
