// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
pragma ComponentBehavior: Bound

import QtQuick
import Procession

// The table of processes: headings that order it, and the rows.
Rectangle {
    id: table

    required property Dashboard dashboard

    readonly property bool empty: list.count === 0

    color: Theme.surface
    radius: Theme.radius
    border.width: Theme.line
    border.color: Theme.border
    clip: true

    function focusList(): void {
        list.forceActiveFocus();
    }

    // The row is looked up at each step: rows move by themselves, the process that the user means doesn't.
    function step(rows: int): void {
        const row = Math.min(dashboard.processes.rowOf(dashboard.selected.processId) + rows, list.count - 1);
        dashboard.selected.processId = dashboard.processes.idAt(Math.max(0, row));
        list.positionViewAtIndex(Math.max(0, row), ListView.Contain);
    }

    Columns {
        id: columns

        width: table.width - 2 * Theme.line
    }

    Row {
        id: headings

        x: Theme.margin + Theme.line
        y: Theme.line
        height: Theme.headingHeight

        TableHeading {
            objectName: "order-status"
            width: columns.status
            text: qsTr("Status")
            role: ProcessListModel.StatusRole
            processes: table.dashboard.processes
        }
        TableHeading {
            objectName: "order-name"
            width: columns.name
            text: qsTr("Name")
            role: ProcessListModel.NameRole
            processes: table.dashboard.processes
        }
        TableHeading {
            objectName: "order-type"
            width: columns.type
            visible: columns.showsType
            text: qsTr("Type")
            role: ProcessListModel.TypeRole
            processes: table.dashboard.processes
        }
        TableHeading {
            objectName: "order-progress"
            width: columns.progress
            text: qsTr("Progress")
            role: ProcessListModel.ProgressRole
            processes: table.dashboard.processes
        }
        TableHeading {
            objectName: "order-elapsed"
            width: columns.elapsed
            visible: columns.showsElapsed
            rightAligned: true
            text: qsTr("Elapsed")
            role: ProcessListModel.StartedRole
            processes: table.dashboard.processes
        }
        TableHeading {
            objectName: "order-attempt"
            width: columns.attempt
            visible: columns.showsAttempt
            rightAligned: true
            text: qsTr("Attempt")
            role: ProcessListModel.AttemptRole
            processes: table.dashboard.processes
        }
    }

    Rectangle {
        id: rule

        y: headings.y + headings.height
        width: parent.width
        height: Theme.line
        color: Theme.border
    }

    RowList {
        id: list

        objectName: "processList"
        anchors.left: parent.left
        anchors.right: parent.right
        anchors.top: rule.bottom
        anchors.bottom: parent.bottom
        anchors.margins: Theme.line
        model: table.dashboard.processes
        focus: true
        hasSelection: table.dashboard.selected.valid
        Accessible.name: qsTr("Processes")
        onStepped: rows => table.step(rows)
        onEscaped: table.dashboard.selected.processId = ""

        // One in the history may have had the id of one that is live.
        Keys.onDeletePressed: {
            if (!table.dashboard.selected.archived)
                table.dashboard.cancel(table.dashboard.selected.processId);
        }

        delegate: ProcessRow {
            id: row

            width: ListView.view.width
            columns: columns
            time: table.dashboard.time
            selected: table.dashboard.selected.processId === processId && !table.dashboard.selected.archived
            focused: selected && ListView.view.activeFocus
            onPicked: {
                table.focusList();
                table.dashboard.selected.processId = row.processId;
            }
            onCancelRequested: table.dashboard.cancel(row.processId)
            onRetryRequested: table.dashboard.retry(row.processId)
        }
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
