// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Layouts
import Procession

// All that is known of the selected process.
Rectangle {
    id: pane

    required property Dashboard dashboard
    required property Clipboard clipboard

    readonly property SelectedProcess process: dashboard.selected

    color: Theme.surface
    radius: Theme.radius
    border.width: Theme.line
    border.color: Theme.border
    Accessible.role: Accessible.Pane
    Accessible.name: qsTr("Details")

    ColumnLayout {
        anchors.fill: parent
        anchors.margins: Theme.margin
        spacing: Theme.spacing

        RowLayout {
            Layout.fillWidth: true
            spacing: Theme.spacing

            StatusBadge {
                Layout.fillWidth: true
                status: pane.process.status === "" ? "pending" : pane.process.status
            }
            IconButton {
                objectName: "copyId"
                text: qsTr("Copy the id")
                glyph: Theme.icon("copy")
                onClicked: pane.clipboard.copy(pane.process.processId)
            }
            IconButton {
                objectName: "closeDetails"
                text: qsTr("Close")
                glyph: Theme.icon("close")
                onClicked: pane.process.processId = ""
            }
        }

        Text {
            Layout.fillWidth: true
            objectName: "detailName"
            text: pane.process.name
            textFormat: Text.PlainText
            color: Theme.text
            font.pixelSize: Theme.titleText
            wrapMode: Text.Wrap
            maximumLineCount: 3
            elide: Text.ElideRight
        }

        Text {
            objectName: "archivedNote"
            Layout.fillWidth: true
            visible: pane.process.archived
            text: qsTr("No longer tracked; the history has kept it.")
            color: Theme.dimText
            font.pixelSize: Theme.detailText
            wrapMode: Text.Wrap
        }

        RowLayout {
            Layout.topMargin: Theme.gap
            visible: !pane.process.archived
            spacing: Theme.spacing

            ActionButton {
                objectName: "detailCancel"
                text: qsTr("Cancel")
                tint: Theme.danger
                enabled: pane.process.canCancel
                onClicked: pane.dashboard.cancel(pane.process.processId)
            }
            ActionButton {
                objectName: "detailRetry"
                text: qsTr("Retry now")
                enabled: pane.process.canRetry
                onClicked: pane.dashboard.retry(pane.process.processId)
            }
        }

        DetailList {
            objectName: "detailList"
            Layout.fillWidth: true
            Layout.fillHeight: true
            Layout.topMargin: Theme.spacing
            Layout.rightMargin: -Theme.margin
            dashboard: pane.dashboard
        }
    }
}
