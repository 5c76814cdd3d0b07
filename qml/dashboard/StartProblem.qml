// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Controls.Basic
import QtQuick.Layouts
import Procession

// The window in place of the dashboard's where the program can't start: it says why.
ApplicationWindow {
    id: window

    required property string problem

    width: Theme.questionWidth + 2 * Theme.margin
    height: content.implicitHeight + 2 * Theme.margin
    minimumWidth: Theme.minimumWidth / 2
    visible: true
    title: qsTr("Procession")
    color: Theme.background

    SystemPalette {
        id: system
    }
    Preferences {
        id: preferences
    }
    Binding {
        target: Theme
        property: "dark"
        value: preferences.colours === "dark" || (preferences.colours === "system" && system.window.hslLightness < 0.5)
    }
    Shortcut {
        sequences: ["Escape", "Ctrl+Q", "Return", "Enter"]
        onActivated: window.close()
    }

    ColumnLayout {
        id: content

        anchors.left: parent.left
        anchors.right: parent.right
        anchors.top: parent.top
        anchors.margins: Theme.margin
        spacing: Theme.margin

        RowLayout {
            Layout.fillWidth: true
            spacing: Theme.spacing

            Glyph {
                source: Theme.icon("warning")
            }
            Heading {
                Layout.fillWidth: true
                text: qsTr("Procession can't start")
                font.pixelSize: Theme.titleText
                font.weight: Font.DemiBold
            }
        }
        SelectableText {
            Layout.fillWidth: true
            objectName: "startProblem"
            label: qsTr("Why")
            text: window.problem
            font.pixelSize: Theme.bodyText
        }
        ActionButton {
            Layout.alignment: Qt.AlignRight
            objectName: "closeProblem"
            text: qsTr("Close")
            focus: true
            onClicked: window.close()
        }
    }
}
