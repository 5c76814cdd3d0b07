// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Layouts
import Procession

// The table of what finished. It reads on as one scrolls.
Rectangle {
    id: table

    required property Dashboard dashboard

    readonly property HistoryModel history: dashboard.history

    color: Theme.surface
    radius: Theme.radius
    border.width: Theme.line
    border.color: Theme.border
    clip: true

    function focusList(): void {
        list.forceActiveFocus();
    }

    function step(rows: int): void {
        const row = Math.max(0, Math.min(history.rowOf(dashboard.selected.key) + rows, list.count - 1));
        dashboard.selectFinished(row);
        list.positionViewAtIndex(row, ListView.Contain);
    }

    component Heading: Text {
        height: Theme.headingHeight
        textFormat: Text.PlainText
        color: Theme.dimText
        font.pixelSize: Theme.smallText
        verticalAlignment: Text.AlignVCenter
        elide: Text.ElideRight
    }

    HistoryColumns {
        id: columns

        width: table.width - 2 * Theme.line
    }

    ColumnLayout {
        anchors.fill: parent
        anchors.margins: Theme.line
        spacing: 0

        Row {
            Layout.leftMargin: Theme.margin

            Heading {
                width: columns.status
                text: qsTr("Status")
            }
            Heading {
                width: columns.name
                text: qsTr("Name")
            }
            Heading {
                width: columns.type
                visible: columns.showsType
                text: qsTr("Type")
            }
            Heading {
                width: columns.finished
                text: qsTr("Finished")
            }
            Heading {
                width: columns.took
                visible: columns.showsTook
                horizontalAlignment: Text.AlignRight
                text: qsTr("Took")
            }
            Heading {
                width: columns.attempt
                visible: columns.showsAttempt
                horizontalAlignment: Text.AlignRight
                text: qsTr("Attempt")
            }
        }
        Rectangle {
            Layout.fillWidth: true
            Layout.preferredHeight: Theme.line
            color: Theme.border
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
            hasSelection: table.history.rowOf(table.dashboard.selected.key) >= 0
            opacity: table.history.loading && count > 0 ? Theme.disabled : 1
            Accessible.name: qsTr("Finished processes")
            onAtYEndChanged: {
                if (atYEnd)
                    table.history.readOn();
            }
            onStepped: rows => table.step(rows)
            onEscaped: table.dashboard.selectFinished(-1)

            delegate: HistoryRow {
                id: row

                width: ListView.view.width
                columns: columns
                time: table.dashboard.time
                selected: table.dashboard.selected.key === key
                focused: selected && ListView.view.activeFocus
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

    HistoryEmptyState {
        anchors.centerIn: parent
        width: Math.min(Theme.emptyWidth, parent.width - 4 * Theme.margin)
        visible: list.count === 0
        dashboard: table.dashboard
    }

    // The border goes round the rows, whose corners are square.
    Rectangle {
        anchors.fill: parent
        color: "transparent"
        radius: table.radius
        border.width: Theme.line
        border.color: Theme.border
    }
}
