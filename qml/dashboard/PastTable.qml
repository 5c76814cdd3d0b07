// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Layouts
import Procession

// The table of the list as it was at a moment. It reads on as one scrolls; nothing can be done to what it shows.
Card {
    id: table

    required property Dashboard dashboard

    readonly property PastModel past: dashboard.past

    function focusList(): void {
        list.forceActiveFocus();
    }

    Connections {
        target: table.past
        function onFilterChanged(): void {
            list.showStart();
        }
    }

    PastColumns {
        id: tableColumns

        width: table.width - 2 * Theme.line
    }

    ColumnLayout {
        anchors.fill: parent
        anchors.margins: Theme.line
        spacing: 0

        Row {
            Layout.leftMargin: Theme.margin

            ColumnHeading {
                width: tableColumns.status
                text: qsTr("Status")
            }
            ColumnHeading {
                width: tableColumns.name
                text: qsTr("Name")
            }
            ColumnHeading {
                width: tableColumns.id
                text: qsTr("Id")
            }
            ColumnHeading {
                width: tableColumns.type
                text: qsTr("Type")
            }
            ColumnHeading {
                width: tableColumns.progress
                horizontalAlignment: Text.AlignRight
                text: qsTr("Progress")
            }
            ColumnHeading {
                width: tableColumns.ran
                horizontalAlignment: Text.AlignRight
                text: qsTr("Had run")
            }
            ColumnHeading {
                width: tableColumns.attempt
                horizontalAlignment: Text.AlignRight
                text: qsTr("Attempt")
            }
            ColumnHeading {
                width: tableColumns.created
                horizontalAlignment: Text.AlignRight
                text: qsTr("Created")
            }
        }
        Rule {
            Layout.fillWidth: true
        }
        RowList {
            id: list

            objectName: "pastList"
            Layout.fillWidth: true
            Layout.fillHeight: true
            model: table.past
            dashboard: table.dashboard
            opacity: table.past.loading && count > 0 ? Theme.disabled : 1
            Accessible.name: qsTr("Processes as they were on %1").arg(table.dashboard.moment.text)
            onAtYEndChanged: {
                if (atYEnd)
                    table.past.readOn();
            }
            onEscaped: table.past.select(-1)
            onOpened: dashboard.openPresent()

            delegate: PastRow {
                id: row

                width: ListView.view.width
                columns: tableColumns
                time: table.dashboard.time
                selected: table.past.selectedId === processId
                focused: selected && ListView.view.activeFocus
                onOpened: table.dashboard.openPresent()
                onPicked: {
                    table.focusList();
                    table.past.select(row.index);
                }
            }
        }
        Banner {
            objectName: "pastProblem"
            Layout.fillWidth: true
            visible: table.past.error !== "" && list.count > 0
            text: qsTr("The rest can't be read: %1").arg(table.past.error)
            actionText: qsTr("Try again")
            actionName: "pastContinue"
            onActed: table.past.tryAgain()
        }
    }

    // Below the headings; scrolls where there is too little room.
    Flickable {
        id: emptyRoom

        anchors.fill: parent
        anchors.margins: Theme.line
        anchors.topMargin: Theme.headingHeight + Theme.spacing
        visible: list.count === 0
        clip: true
        contentHeight: Math.max(height, empty.height + 2 * Theme.margin)
        boundsBehavior: Flickable.StopAtBounds

        PastState {
            id: empty

            x: (emptyRoom.width - width) / 2
            y: (emptyRoom.contentHeight - height) / 2
            width: Math.min(Theme.emptyWidth, emptyRoom.width - 2 * Theme.margin)
            dashboard: table.dashboard
        }
    }
}
