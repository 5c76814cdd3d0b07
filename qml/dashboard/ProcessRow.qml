// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
pragma ComponentBehavior: Bound

import QtQuick
import Procession

// One live process as a row of the table.
TableRow {
    id: row

    required property int status
    required property real progress
    required property real startedAt
    required property real completedAt
    required property real quietSince
    required property real createdAt
    required property real updatedAt
    required property real retryAt
    required property int alert
    required property real alertAt
    required property string memoryPeak
    required property string cpuTime
    required property bool canCancel
    required property bool canRetry

    required property Motion motion
    required property ProcessEstimates estimates

    signal cancelRequested
    signal retryRequested
    signal undoRequested

    readonly property Columns widths: columns as Columns
    readonly property bool cancelWaits: alert === TimeText.CancelWaits
    readonly property bool running: status === StatusText.Running
    readonly property bool overdue: running && estimates.isOverdue(processId, time.now)
    readonly property string elapsed: startedAt > 0 ? time.elapsed(startedAt, completedAt, completedAt > 0 ? 0 : time.now) : "–"

    ListView.onPooled: bar.pooled = true
    ListView.onReused: bar.pooled = false

    objectName: "row-" + processId
    note: time.note(alert, alertAt, alertAt > 0 ? time.now : 0, message)
    noteColor: {
        switch (alert) {
        case TimeText.Quiet:
        case TimeText.NotTakenUp:
            return Theme.quiet;
        case TimeText.RetryWaits:
            return Theme.waiting;
        case TimeText.CancelWaits:
            return Theme.danger;
        default:
            return plainNoteColor;
        }
    }
    spoken: part(time.alertWord(alert)) + part(bar.percent) + part(overdue ? qsTr("overdue") : "") + part(completedAt > 0 ? qsTr("took %1").arg(elapsed) : "")

    ProgressCell {
        id: bar

        width: row.widths.progress - Theme.margin
        anchors.verticalCenter: parent?.verticalCenter
        progress: row.progress
        status: row.status
        quiet: row.quietSince > 0
        motion: row.motion
    }
    Item {
        width: Theme.margin
        height: Theme.line
    }
    ValueCell {
        width: row.widths.elapsed
        text: row.elapsed
        color: Theme.text
    }
    LeftCell {
        width: row.widths.left
        overdue: row.overdue
        band: visible && row.running && !row.overdue ? row.estimates.left(row.processId, row.time.now) : ""
    }
    ValueCell {
        objectName: "memoryPeak"
        width: row.widths.memoryPeak
        text: row.memoryPeak
    }
    ValueCell {
        objectName: "cpuTime"
        width: row.widths.cpuTime
        text: row.cpuTime
    }
    ValueCell {
        width: row.widths.attempt
        text: row.attempt
    }
    ValueCell {
        objectName: "created"
        width: row.widths.created
        text: visible ? row.time.age(row.createdAt, row.time.now) : ""
    }
    ValueCell {
        objectName: "updated"
        width: row.widths.updated
        text: visible ? row.time.age(row.updatedAt, row.time.now) : ""
    }
    Row {
        width: row.widths.actions
        visible: width > 0
        anchors.verticalCenter: parent.verticalCenter
        spacing: Theme.gap
        layoutDirection: Qt.RightToLeft

        IconButton {
            objectName: (row.cancelWaits ? "undo-" : "cancel-") + row.processId
            text: row.cancelWaits ? qsTr("Undo the cancel of %1").arg(row.name) : (row.retryAt > 0 ? qsTr("Cancel the retry of %1").arg(row.name) : qsTr("Cancel %1").arg(row.name))
            tip: row.cancelWaits ? qsTr("Don't cancel it") : (row.retryAt > 0 ? qsTr("Cancel the retry") : qsTr("Cancel")) + (row.focused ? qsTr(" (Delete)") : "")
            tipAside: true
            focusPolicy: Qt.NoFocus // the list keeps it; Tab would stop in each row
            glyph: Theme.icon(row.cancelWaits ? "undo" : "cancel")
            visible: row.canCancel || row.cancelWaits
            onClicked: {
                if (!row.armed)
                    return;
                if (row.cancelWaits)
                    row.undoRequested();
                else
                    row.cancelRequested();
            }
        }
        IconButton {
            objectName: "retry-" + row.processId
            text: qsTr("Retry %1 now").arg(row.name)
            tip: qsTr("Retry now") + (row.focused ? qsTr(" (Ctrl+R)") : "")
            tipAside: true
            focusPolicy: Qt.NoFocus
            glyph: Theme.icon("retry")
            visible: row.canRetry
            onClicked: {
                if (row.armed)
                    row.retryRequested();
            }
        }
    }
}
