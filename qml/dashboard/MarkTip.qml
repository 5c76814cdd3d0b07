// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
import QtQuick
import QtQuick.Templates as T
import Procession

// What there is to tell of a mark on a lane, above or below it.
T.ToolTip {
    id: tip

    property real at: 0 // of the mark, from the left of the lane

    x: at - width / 2
    y: parent ? parent.height - Theme.gap : 0
    implicitWidth: Math.min(Theme.tipWidth, contentItem.implicitWidth + leftPadding + rightPadding)
    implicitHeight: contentItem.implicitHeight + topPadding + bottomPadding
    padding: Theme.spacing
    margins: Theme.gap
    closePolicy: T.Popup.NoAutoClose

    contentItem: Label {
        objectName: "markTip"
        text: tip.text
        font.pixelSize: Theme.detailText
        wrapMode: Text.Wrap
    }
    background: Rectangle {
        radius: Theme.radius
        color: Theme.surface
        border.width: Theme.line
        border.color: Theme.controlBorder
    }
}
