// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Layouts
import Procession

// Filters by status, with tiles that count what is live, by type and text, and what finished by its time.
GridLayout {
    id: bar

    required property Dashboard dashboard

    required property real roomWidth // its own width can't get below what one line needs

    readonly property bool inOneLine: roomWidth >= Theme.wide

    signal done

    function focusSearch(): void {
        search.forceActiveFocus();
        search.selectAll();
    }

    columns: inOneLine ? 2 : 1
    columnSpacing: Theme.margin
    rowSpacing: Theme.spacing

    LaterPart {
        Layout.fillWidth: true
        Layout.minimumHeight: Theme.tileHeight
        needed: bar.dashboard.historyShown && !bar.dashboard.pastShown
        file: "StatusChoices.qml"
        properties: ({
                history: bar.dashboard.history
            })
    }
    LaterPart {
        Layout.fillWidth: true
        Layout.minimumHeight: Theme.tileHeight
        needed: bar.dashboard.pastShown
        file: "PastChoices.qml"
        properties: ({
                past: bar.dashboard.past
            })
    }

    RowLayout {
        Layout.fillWidth: true
        visible: !bar.dashboard.historyShown
        spacing: Theme.spacing

        Repeater {
            model: bar.dashboard.counts

            StatusChip {
                objectName: "chip-" + StatusText.key(status)
                Layout.fillWidth: !bar.inOneLine
                chosen: bar.dashboard.processes.status === status
                onClicked: bar.dashboard.processes.status = status
            }
        }
        Item {
            visible: bar.inOneLine
            Layout.fillWidth: true
        }
    }

    RowLayout {
        Layout.fillWidth: !bar.inOneLine
        spacing: Theme.spacing

        LaterPart {
            needed: bar.dashboard.historyShown && !bar.dashboard.pastShown && bar.dashboard.history.hourText !== ""
            file: "HourFilter.qml"
            properties: ({
                    history: bar.dashboard.history
                })
        }
        LaterPart {
            needed: bar.dashboard.historyShown && !bar.dashboard.pastShown && bar.dashboard.history.hourText === ""
            file: "PeriodFilter.qml"
            properties: ({
                    objectName: "periodFilter",
                    history: bar.dashboard.history
                })
        }
        ChoiceBox {
            objectName: "typeFilter"
            model: bar.dashboard.typeChoices
            currentIndex: bar.dashboard.typeChoice
            onActivated: bar.dashboard.typeChoice = currentIndex
            entryPrefix: "type-"
            emptyText: qsTr("All types")
            implicitWidth: Theme.typeWidth
            Accessible.name: qsTr("Filter by type")
        }
        SearchField {
            id: search

            objectName: "search"
            Layout.fillWidth: true
            Layout.preferredWidth: Theme.searchWidth
            Layout.minimumWidth: Theme.searchWidth
            Layout.maximumWidth: bar.inOneLine ? 2 * Theme.searchWidth : bar.roomWidth
            placeholderText: qsTr("Search (/)")
            text: bar.dashboard.processes.searchText
            onTextChanged: bar.dashboard.processes.searchText = text
            onDone: bar.done()
        }
    }
}
