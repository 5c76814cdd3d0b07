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
        id: barMotion

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
        id: tableColumns

        width: table.width - 2 * Theme.line
        useTold: table.dashboard.processes.useTold
    }

    Row {
        id: headings

        x: Theme.margin + Theme.line
        y: Theme.line
        height: Theme.headingHeight

        TableHeading {
            objectName: "order-status"
            width: tableColumns.status
            text: qsTr("Status")
            role: ProcessListModel.StatusRole
            processes: table.dashboard.processes
        }
        TableHeading {
            objectName: "order-name"
            width: tableColumns.name
            text: qsTr("Name")
            role: ProcessListModel.NameRole
            processes: table.dashboard.processes
        }
        ColumnHeading {
            width: tableColumns.note
            text: qsTr("Message")
        }
        TableHeading {
            objectName: "order-id"
            width: tableColumns.id
            text: qsTr("Id")
            role: ProcessListModel.IdRole
            processes: table.dashboard.processes
        }
        TableHeading {
            objectName: "order-type"
            width: tableColumns.type
            text: qsTr("Type")
            role: ProcessListModel.TypeRole
            processes: table.dashboard.processes
        }
        TableHeading {
            objectName: "order-progress"
            width: tableColumns.progress
            text: qsTr("Progress")
            role: ProcessListModel.ProgressRole
            processes: table.dashboard.processes
        }
        TableHeading {
            objectName: "order-elapsed"
            width: tableColumns.elapsed
            rightAligned: true
            text: qsTr("Elapsed")
            role: ProcessListModel.ElapsedRole
            processes: table.dashboard.processes
        }
        TableHeading {
            objectName: "order-left"
            width: tableColumns.left
            rightAligned: true
            text: qsTr("Left")
            role: ProcessListModel.LeftRole
            processes: table.dashboard.processes
        }
        TableHeading {
            objectName: "order-memoryPeak"
            width: tableColumns.memoryPeak
            rightAligned: true
            text: qsTr("Peak memory")
            role: ProcessListModel.MemoryPeakRole
            processes: table.dashboard.processes
        }
        TableHeading {
            objectName: "order-cpuTime"
            width: tableColumns.cpuTime
            rightAligned: true
            text: qsTr("CPU time")
            role: ProcessListModel.CpuTimeRole
            processes: table.dashboard.processes
        }
        TableHeading {
            objectName: "order-attempt"
            width: tableColumns.attempt
            rightAligned: true
            text: qsTr("Attempt")
            role: ProcessListModel.AttemptRole
            processes: table.dashboard.processes
        }
        TableHeading {
            objectName: "order-created"
            width: tableColumns.created
            rightAligned: true
            text: qsTr("Created")
            role: ProcessListModel.CreatedRole
            processes: table.dashboard.processes
        }
        TableHeading {
            objectName: "order-updated"
            width: tableColumns.updated
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
        onOpened: dashboard.openPage()

        Keys.onDeletePressed: {
            if (seesSelected())
                dashboard.cancelSelected();
        }

        delegate: ProcessRow {
            id: row

            width: ListView.view.width
            columns: tableColumns
            time: table.dashboard.time
            estimates: table.dashboard.estimates
            motion: barMotion
            armed: list.atRest
            selected: table.dashboard.selected.processId === processId && !table.dashboard.selected.archived
            focused: selected && ListView.view.activeFocus
            onPicked: {
                table.focusList();
                table.dashboard.selected.processId = row.processId;
            }
            onOpened: table.dashboard.openPage()
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
