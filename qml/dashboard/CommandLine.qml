// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Layouts
import Procession

// A command, or lines of a configuration, that can be copied.
Rectangle {
    id: command

    required property string text
    required property Clipboard clipboard

    property string label: qsTr("Command")
    property string copyText: qsTr("Copy the command")

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
            label: command.label
            text: command.text
            font.family: Theme.monospace
        }
        IconButton {
            objectName: command.objectName + "-copy"
            text: command.copyText
            glyph: Theme.icon("copy")
            onClicked: command.clipboard.copy(command.text)
        }
    }
}
