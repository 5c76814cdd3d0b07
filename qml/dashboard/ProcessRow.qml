// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
pragma ComponentBehavior: Bound

import QtQuick
import Procession

// One process as a row of the table.
Rectangle {
    id: row

    required property int index
    required property string processId
    required property string type
    required property string status
    required property string name
    required property string message
    required property string shownState
    required property real progress
    required property real startedAt
    required property real completedAt
    required property real quietSince
    required property real createdAt
    required property real updatedAt
    required property real retryAt
    required property int alert
    required property real alertAt
    required property string attempt
    required property bool canCancel
    required property bool canRetry

    required property Columns columns
    required property TimeText time
    required property bool selected
    required property bool focused // the keyboard moves from here
    required property bool armed // its place hasn't changed under the pointer just now
    required property Motion motion

    signal picked
    signal cancelRequested
    signal retryRequested
    signal undoRequested

    readonly property bool cancelWaits: alert === TimeText.CancelWaits
    readonly property string note: time.note(alert, alertAt, alertAt > 0 ? time.now : 0, message)
    readonly property string elapsed: startedAt > 0 ? time.elapsed(startedAt, completedAt, completedAt > 0 ? 0 : time.now) : "–"
    readonly property string progressText: progress >= 0 ? qsTr("%1%").arg(Math.floor(progress)) : ""
    // For screen readers, which would read a countdown out each second.
    readonly property string alertWord: cancelWaits ? qsTr("about to be cancelled") : (alert === TimeText.Quiet ? qsTr("quiet") : (alert === TimeText.NotTakenUp ? qsTr("not taken up") : ""))
    readonly property color noteColor: {
        switch (alert) {
        case TimeText.Quiet:
        case TimeText.NotTakenUp:
            return Theme.quiet;
        case TimeText.RetryWaits:
            return Theme.waiting;
        case TimeText.CancelWaits:
            return Theme.danger;
        default:
            return shownState === "failed" || shownState === "timeout" ? Theme.statusColor(shownState) : Theme.dimText;
        }
    }

    ListView.onPooled: bar.pooled = true
    ListView.onReused: bar.pooled = false

    function part(text: string): string {
        return text === "" ? "" : ", " + text;
    }

    objectName: "row-" + processId
    height: Theme.rowHeight
    color: selected ? Theme.selection : (hover.hovered ? Theme.hover : Theme.surface)
    Accessible.role: Accessible.ListItem
    Accessible.name: name + part(Theme.statusWord(shownState)) + part(alertWord) + part(progressText) + part(completedAt > 0 ? qsTr("took %1").arg(elapsed) : "") + part(qsTr("attempt %1").arg(attempt)) + part(message)
    Accessible.selectable: true
    Accessible.selected: selected
    Accessible.focusable: true
    Accessible.focused: focused
    Accessible.onPressAction: picked()
    onFocusedChanged: {
        if (focused)
            AccessibleFocus.announce(row);
    }

    HoverHandler {
        id: hover
    }
    TapHandler {
        onTapped: {
            if (row.armed)
                row.picked();
        }
    }

    Row {
        anchors.fill: parent
        anchors.leftMargin: Theme.margin
        anchors.rightMargin: Theme.margin

        StatusBadge {
            objectName: "badge"
            width: row.columns.status
            anchors.verticalCenter: parent.verticalCenter
            status: row.shownState
            wordless: row.columns.compact
            Accessible.ignored: true // the row says it
        }
        Column {
            width: row.columns.name
            anchors.verticalCenter: parent.verticalCenter
            rightPadding: Theme.margin
            spacing: Theme.gap

            TellingText {
                width: parent.width - parent.rightPadding
                objectName: "name"
                text: row.name
            }
            TellingText {
                width: parent.width - parent.rightPadding
                objectName: "note"
                visible: row.note !== "" && !row.columns.showsNote
                text: row.note
                color: row.noteColor
                font.pixelSize: Theme.smallText
                elide: Text.ElideRight
            }
        }
        TellingText {
            width: row.columns.note
            objectName: "note"
            visible: row.columns.showsNote
            anchors.verticalCenter: parent.verticalCenter
            rightPadding: Theme.margin
            text: row.note
            color: row.noteColor
            elide: Text.ElideRight
        }
        TellingText {
            width: row.columns.id
            visible: row.columns.showsId
            anchors.verticalCenter: parent.verticalCenter
            rightPadding: Theme.margin
            text: row.processId
            color: Theme.dimText
        }
        Text {
            width: row.columns.type
            visible: row.columns.showsType
            anchors.verticalCenter: parent.verticalCenter
            rightPadding: Theme.margin
            text: row.type
            textFormat: Text.PlainText
            color: Theme.dimText
            font.pixelSize: Theme.bodyText
            elide: Text.ElideRight
        }
        ProgressCell {
            id: bar

            width: row.columns.progress - Theme.margin
            anchors.verticalCenter: parent.verticalCenter
            progress: row.progress
            status: row.status
            quiet: row.quietSince > 0
            motion: row.motion
        }
        Item {
            width: Theme.margin
            height: Theme.line
        }
        Text {
            width: row.columns.elapsed
            visible: row.columns.showsElapsed
            anchors.verticalCenter: parent.verticalCenter
            horizontalAlignment: Text.AlignRight
            text: row.elapsed
            textFormat: Text.PlainText
            color: Theme.text
            font.pixelSize: Theme.bodyText
        }
        Text {
            width: row.columns.attempt
            visible: row.columns.showsAttempt
            anchors.verticalCenter: parent.verticalCenter
            horizontalAlignment: Text.AlignRight
            text: row.attempt
            textFormat: Text.PlainText
            color: Theme.dimText
            font.pixelSize: Theme.bodyText
        }
        Text {
            objectName: "created"
            width: row.columns.created
            visible: row.columns.showsCreated
            anchors.verticalCenter: parent.verticalCenter
            horizontalAlignment: Text.AlignRight
            text: visible ? row.time.age(row.createdAt, row.time.now) : ""
            textFormat: Text.PlainText
            color: Theme.dimText
            font.pixelSize: Theme.bodyText
        }
        Text {
            objectName: "updated"
            width: row.columns.updated
            visible: row.columns.showsUpdated
            anchors.verticalCenter: parent.verticalCenter
            horizontalAlignment: Text.AlignRight
            text: visible ? row.time.age(row.updatedAt, row.time.now) : ""
            textFormat: Text.PlainText
            color: Theme.dimText
            font.pixelSize: Theme.bodyText
        }
        Row {
            width: row.columns.actions
            visible: row.columns.showsActions
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

    Rectangle {
        anchors.bottom: parent.bottom
        width: parent.width
        height: Theme.line
        color: Theme.border
    }

    Rectangle {
        anchors.fill: parent
        visible: row.focused
        color: "transparent"
        border.width: Theme.focusLine
        border.color: Theme.accent
    }
}
