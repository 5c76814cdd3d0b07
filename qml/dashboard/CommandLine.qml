// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Layouts
import Procession

// A command that can be copied.
Rectangle {
    id: command

    required property string text
    required property Clipboard clipboard

    implicitHeight: row.implicitHeight + Theme.margin
    radius: Theme.radius
    color: Theme.hover
    border.width: Theme.line
    border.color: Theme.border

    RowLayout {
        id: row

        anchors.fill: parent
        anchors.leftMargin: Theme.margin
        anchors.rightMargin: Theme.gap

        SelectableText {
            Layout.fillWidth: true
            label: qsTr("Command")
            text: command.text
            font.family: Theme.monospace
        }
        IconButton {
            objectName: command.objectName + "-copy"
            text: qsTr("Copy the command")
            glyph: Theme.icon("copy")
            onClicked: command.clipboard.copy(command.text)
        }
    }
}
