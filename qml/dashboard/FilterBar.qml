// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Layouts
import Procession

// Chips that count and filter by status, a choice of types, and the search.
RowLayout {
    id: bar

    required property Dashboard dashboard

    function focusSearch(): void {
        search.forceActiveFocus();
        search.selectAll();
    }

    spacing: Theme.spacing

    Flow {
        Layout.fillWidth: true
        spacing: Theme.spacing

        Repeater {
            model: bar.dashboard.counts

            StatusChip {
                id: chip

                objectName: "chip-" + (status === "" ? "all" : status)
                checked: bar.dashboard.processes.status === status
                onClicked: {
                    bar.dashboard.processes.status = status;
                    checked = Qt.binding(() => bar.dashboard.processes.status === chip.status);
                }
            }
        }
    }

    TypeFilter {
        objectName: "typeFilter"
        Layout.alignment: Qt.AlignTop
        types: bar.dashboard.types
        currentIndex: bar.dashboard.types.indexOf(bar.dashboard.processes.type) + 1
        onActivated: bar.dashboard.processes.type = type
    }

    SearchField {
        id: search

        objectName: "search"
        Layout.preferredWidth: Theme.searchWidth
        Layout.alignment: Qt.AlignTop
        placeholderText: qsTr("Search (/)")
        text: bar.dashboard.processes.searchText
        onTextChanged: bar.dashboard.processes.searchText = text
    }
}
