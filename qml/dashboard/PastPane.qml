// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Layouts
import QtQuick.Templates as T
import Procession

// What is known of a process of the past as it was then. Nothing can be done to it; a button leads to what it is now.
Card {
    id: pane

    required property Dashboard dashboard

    readonly property PastModel past: dashboard.past

    Accessible.role: Accessible.Pane
    Accessible.name: qsTr("Details of then")

    ColumnLayout {
        anchors.fill: parent
        anchors.margins: Theme.margin
        spacing: Theme.spacing

        RowLayout {
            Layout.fillWidth: true
            spacing: Theme.spacing

            StatusBadge {
                Layout.fillWidth: true
                status: pane.past.selectedState
            }
            IconButton {
                objectName: "closePast"
                text: qsTr("Close")
                glyph: Theme.icon("close")
                onClicked: pane.past.select(-1)
            }
        }
        Heading {
            Layout.fillWidth: true
            objectName: "pastName"
            text: pane.past.selectedName
            font.pixelSize: Theme.titleText
            wrapMode: Text.Wrap
            maximumLineCount: 3
            elide: Text.ElideRight
        }
        SpokenLabel {
            objectName: "pastPaneNote"
            Layout.fillWidth: true
            text: qsTr("As it was on %1.").arg(pane.dashboard.moment.text)
            color: Theme.dimText
            font.pixelSize: Theme.detailText
            wrapMode: Text.Wrap
        }
        ActionButton {
            objectName: "openPresent"
            text: qsTr("Show it as it is now")
            onClicked: pane.dashboard.openPresent()
        }
        Flickable {
            id: room

            Layout.fillWidth: true
            Layout.fillHeight: true
            Layout.topMargin: Theme.spacing
            contentHeight: fields.height
            clip: true
            boundsBehavior: Flickable.StopAtBounds

            T.ScrollBar.vertical: ThinScrollBar {}

            Column {
                id: fields

                width: room.width - Theme.spacing
                spacing: Theme.gap

                SelectableText {
                    objectName: "pastError"
                    width: parent.width
                    bottomPadding: Theme.spacing
                    visible: text !== ""
                    label: qsTr("Error")
                    text: pane.past.selectedError
                    color: Theme.danger
                    font.family: Theme.monospace
                }
                Repeater {
                    model: pane.past.selectedFields.length / 2

                    DetailField {
                        required property int index

                        width: fields.width
                        label: pane.past.selectedFields[2 * index] ?? ""
                        value: pane.past.selectedFields[2 * index + 1] ?? ""
                    }
                }
            }
        }
    }
}
