// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
import QtQuick
import QtQuick.Templates as T
import Procession

// A tip that shows its text as it is: Qt's own would read markup in it.
T.ToolTip {
    id: tip

    // Beside what it belongs to rather than below: a tip that lies over another row's button is in the way of it.
    property bool aside: false

    x: !parent ? 0 : (aside ? -width - Theme.gap : 0)
    y: !parent ? 0 : (aside ? (parent.height - height) / 2 : parent.height + Theme.gap)
    implicitWidth: Math.min(Theme.tipWidth, contentItem.implicitWidth + leftPadding + rightPadding)
    implicitHeight: contentItem.implicitHeight + topPadding + bottomPadding
    padding: Theme.spacing
    margins: Theme.gap
    delay: Theme.tipDelay
    closePolicy: T.Popup.CloseOnEscape | T.Popup.CloseOnPressOutsideParent | T.Popup.CloseOnReleaseOutsideParent

    contentItem: Label {
        text: tip.text
        font.pixelSize: Theme.detailText
        wrapMode: Text.Wrap
    }
    background: Rectangle {
        radius: Theme.radius
        color: Theme.surface
        border.width: Theme.line
        border.color: Theme.border
    }
}
