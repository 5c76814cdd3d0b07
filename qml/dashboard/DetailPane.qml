// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Layouts
import Procession

// All that is known of the selected process.
Card {
    id: pane

    required property Dashboard dashboard
    required property Clipboard clipboard

    readonly property SelectedProcess process: dashboard.selected

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
                status: pane.process.shownState
            }
            IconButton {
                objectName: "openPage"
                text: qsTr("Open its page: output, attempts and course (Enter)")
                glyph: Theme.icon("expand")
                onClicked: pane.dashboard.openPage()
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

        Heading {
            Layout.fillWidth: true
            objectName: "detailName"
            text: pane.process.name
            font.pixelSize: Theme.titleText
            wrapMode: Text.Wrap
            maximumLineCount: pane.height < Theme.lowHeight ? 1 : 3
            elide: Text.ElideRight
        }
        SpokenLabel {
            Layout.fillWidth: true
            objectName: "retryCountdown"
            visible: pane.process.retryAt > 0
            text: qsTr("Attempt %1 of %2: %3").arg(pane.process.nextAttempt).arg(pane.process.maxAttempts).arg(pane.dashboard.time.until(pane.process.retryAt, pane.dashboard.time.now))
            color: Theme.warning
            wrapMode: Text.Wrap
        }

        SpokenLabel {
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
                text: pane.process.retryAt > 0 ? qsTr("Cancel retry") : qsTr("Cancel")
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
            id: list

            objectName: "detailList"
            Layout.fillWidth: true
            Layout.fillHeight: true
            Layout.topMargin: Theme.spacing
            Layout.rightMargin: -Theme.margin
            dashboard: pane.dashboard
        }
    }
    // Round the list, where it covers no text.
    Rectangle {
        x: Theme.spacing
        y: list.y + Theme.spacing
        width: parent.width - 2 * Theme.gap - Theme.spacing
        height: parent.height - y - Theme.gap
        visible: list.activeFocus
        color: "transparent"
        radius: Theme.radius
        border.width: Theme.focusLine
        border.color: Theme.accent
    }
}
