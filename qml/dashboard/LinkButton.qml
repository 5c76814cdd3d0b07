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

    background: ControlFrame {
        control: button
        lit: button.hovered || button.down
        bordered: false
        radius: Theme.gap
    }

    contentItem: Label {
        text: button.text
        color: Theme.accent
        font.pixelSize: Theme.detailText
        font.underline: button.hovered
        elide: Text.ElideRight
    }
}
