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

    RowLayout {
        Layout.fillWidth: true
        Layout.minimumHeight: Theme.tileHeight
        visible: bar.dashboard.historyShown
        spacing: Theme.spacing

        Repeater {
            model: ["", "completed", "failed", "cancelled", "timeout"]

            StatusChoice {
                required property string modelData

                objectName: "ended-" + (status === "" ? "all" : status)
                status: modelData
                chosen: bar.dashboard.history.status === status
                onClicked: bar.dashboard.history.status = status
            }
        }
        Item {
            Layout.fillWidth: true
        }
    }

    RowLayout {
        Layout.fillWidth: true
        visible: !bar.dashboard.historyShown
        spacing: Theme.spacing

        Repeater {
            model: bar.dashboard.counts

            StatusChip {
                objectName: "chip-" + (status === "" ? "all" : status)
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

        PeriodFilter {
            objectName: "periodFilter"
            visible: bar.dashboard.historyShown
            history: bar.dashboard.history
        }
        TypeFilter {
            objectName: "typeFilter"
            dashboard: bar.dashboard
        }
        SearchField {
            id: search

            objectName: "search"
            Layout.fillWidth: !bar.inOneLine
            Layout.preferredWidth: Theme.searchWidth
            placeholderText: qsTr("Search (/)")
            text: bar.dashboard.processes.searchText
            onTextChanged: bar.dashboard.processes.searchText = text
            onDone: bar.done()
        }
    }
}
