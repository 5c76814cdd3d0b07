// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Layouts
import Procession

// The table of what finished. It reads on as one scrolls.
Card {
    id: table

    required property Dashboard dashboard

    readonly property HistoryModel history: dashboard.history

    function focusList(): void {
        list.forceActiveFocus();
    }

    Connections {
        target: table.history
        function onFilterChanged(): void {
            list.showStart();
        }
    }

    HistoryColumns {
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
                width: tableColumns.finished
                text: qsTr("Finished")
            }
            ColumnHeading {
                width: tableColumns.took
                horizontalAlignment: Text.AlignRight
                text: qsTr("Took")
            }
            ColumnHeading {
                width: tableColumns.attempt
                horizontalAlignment: Text.AlignRight
                text: qsTr("Attempt")
            }
        }
        Rule {
            Layout.fillWidth: true
        }
        ActionButton {
            objectName: "historyRefresh"
            Layout.alignment: Qt.AlignHCenter
            Layout.topMargin: Theme.spacing
            Layout.bottomMargin: Theme.spacing
            visible: table.history.stale
            text: qsTr("More has finished: show it")
            onClicked: table.history.reload()
        }
        RowList {
            id: list

            objectName: "historyList"
            Layout.fillWidth: true
            Layout.fillHeight: true
            model: table.history
            dashboard: table.dashboard
            opacity: table.history.loading && count > 0 ? Theme.disabled : 1
            Accessible.name: qsTr("Finished processes")
            onAtYEndChanged: {
                if (atYEnd)
                    table.history.readOn();
            }
            onRetryRequested: dashboard.retrySelected()
            onEscaped: dashboard.selectFinished(-1)
            onOpened: dashboard.openPage()

            delegate: HistoryRow {
                id: row

                width: ListView.view.width
                columns: tableColumns
                time: table.dashboard.time
                selected: table.dashboard.selected.key === key
                focused: selected && ListView.view.activeFocus
                onOpened: table.dashboard.openPage()
                onPicked: {
                    table.focusList();
                    table.dashboard.selectFinished(row.index);
                }
            }
        }
        Banner {
            objectName: "historyProblem"
            Layout.fillWidth: true
            visible: table.history.error !== "" && list.count > 0
            text: qsTr("The rest can't be read: %1").arg(table.history.error)
            actionText: qsTr("Try again")
            actionName: "historyContinue"
            onActed: table.history.tryAgain()
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

        HistoryEmptyState {
            id: empty

            x: (emptyRoom.width - width) / 2
            y: (emptyRoom.contentHeight - height) / 2
            width: Math.min(Theme.emptyWidth, emptyRoom.width - 2 * Theme.margin)
            dashboard: table.dashboard
        }
    }
}
