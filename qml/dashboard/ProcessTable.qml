// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
pragma ComponentBehavior: Bound

import QtQuick
import Procession

// The table of processes: headings that order it, and the rows.
Card {
    id: table

    required property Dashboard dashboard

    readonly property bool empty: list.count === 0

    function focusList(): void {
        list.forceActiveFocus();
    }

    Motion {
        id: motion

        watched: table.visible && table.Window.active
    }
    Connections {
        target: table.dashboard.processes
        function onFilterChanged(): void {
            list.showStart();
        }
        function onOrderChanged(): void {
            list.showStart();
        }
    }
    Binding {
        target: table.dashboard.processes
        property: "held"
        value: list.pointed && table.visible
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
        ColumnHeading {
            width: columns.note
            text: qsTr("Message")
        }
        TableHeading {
            objectName: "order-id"
            width: columns.id
            text: qsTr("Id")
            role: ProcessListModel.IdRole
            processes: table.dashboard.processes
        }
        TableHeading {
            objectName: "order-type"
            width: columns.type
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
            rightAligned: true
            text: qsTr("Elapsed")
            role: ProcessListModel.ElapsedRole
            processes: table.dashboard.processes
        }
        TableHeading {
            objectName: "order-attempt"
            width: columns.attempt
            rightAligned: true
            text: qsTr("Attempt")
            role: ProcessListModel.AttemptRole
            processes: table.dashboard.processes
        }
        TableHeading {
            objectName: "order-created"
            width: columns.created
            rightAligned: true
            text: qsTr("Created")
            role: ProcessListModel.CreatedRole
            processes: table.dashboard.processes
        }
        TableHeading {
            objectName: "order-updated"
            width: columns.updated
            rightAligned: true
            text: qsTr("Last report")
            role: ProcessListModel.UpdatedRole
            processes: table.dashboard.processes
        }
    }

    Rule {
        id: rule

        y: headings.y + headings.height
    }

    RowList {
        id: list

        objectName: "processList"
        anchors.left: parent.left
        anchors.right: parent.right
        anchors.top: rule.bottom
        anchors.bottom: footer.top
        anchors.leftMargin: Theme.line
        anchors.rightMargin: Theme.line
        model: table.dashboard.processes
        focus: true
        dashboard: table.dashboard
        Accessible.name: qsTr("Processes")
        onRetryRequested: dashboard.retrySelected()
        onEscaped: dashboard.selected.processId = ""

        Keys.onDeletePressed: {
            if (seesSelected())
                dashboard.cancelSelected();
        }

        delegate: ProcessRow {
            id: row

            width: ListView.view.width
            columns: columns
            time: table.dashboard.time
            motion: motion
            armed: list.atRest
            selected: table.dashboard.selected.processId === processId && !table.dashboard.selected.archived
            focused: selected && ListView.view.activeFocus
            onPicked: {
                table.focusList();
                table.dashboard.selected.processId = row.processId;
            }
            onCancelRequested: table.dashboard.cancel(row.processId)
            onRetryRequested: table.dashboard.retry(row.processId)
            onUndoRequested: table.dashboard.undo(row.processId)
        }
    }

    TableFooter {
        id: footer

        anchors.left: parent.left
        anchors.right: parent.right
        anchors.bottom: parent.bottom
        anchors.margins: Theme.line
        dashboard: table.dashboard
    }
}
