// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
pragma ComponentBehavior: Bound

import QtQuick
import Procession

// A figure of the overview, and how it changed. A colour never stands alone: the words say which way it went.
Card {
    id: tile

    required property string label
    required property string value
    required property string detail
    required property int tone

    implicitHeight: column.implicitHeight + 2 * Theme.spacing + Theme.gap
    Accessible.role: Accessible.StaticText
    Accessible.name: tile.label + ": " + tile.value + (tile.detail === "" ? "" : ", " + tile.detail)

    Column {
        id: column

        anchors.left: parent.left
        anchors.right: parent.right
        anchors.verticalCenter: parent.verticalCenter
        anchors.leftMargin: Theme.spacing + Theme.gap
        anchors.rightMargin: Theme.spacing
        spacing: Theme.line

        Label {
            width: parent.width
            text: tile.label
            color: Theme.dimText
            font.pixelSize: Theme.smallText
            elide: Text.ElideRight
        }
        Label {
            objectName: "value"
            width: parent.width
            text: tile.value
            font.pixelSize: Theme.figureText
            font.weight: Font.DemiBold
            elide: Text.ElideRight
        }
        Label {
            objectName: "change"
            width: parent.width
            text: tile.detail === "" ? "–" : tile.detail
            color: tile.tone === OverviewRows.Worse ? Theme.failed : (tile.tone === OverviewRows.Better ? Theme.completed : Theme.dimText)
            font.pixelSize: Theme.smallText
            elide: Text.ElideRight
        }
    }
}
