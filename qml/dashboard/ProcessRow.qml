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
    required property real progress
    required property real startedAt
    required property real completedAt
    required property real quietSince
    required property real retryAt
    required property string attempt
    required property bool canCancel
    required property bool canRetry

    required property Columns columns
    required property TimeText time
    required property bool selected
    required property bool focused // the keyboard moves from here

    signal picked
    signal cancelRequested
    signal retryRequested

    // What needs to be known first: that it will be tried again, or that it fell silent.
    readonly property string alert: retryAt > 0 ? qsTr("Retry %1").arg(time.until(retryAt, time.now)) : (quietSince > 0 ? qsTr("Quiet for %1, since %2").arg(time.elapsed(quietSince, 0, time.now)).arg(time.timeOfDay(quietSince)) : "")
    readonly property string note: alert !== "" && message !== "" ? alert + " · " + message : alert + message

    objectName: "row-" + processId
    height: Theme.rowHeight
    color: selected ? Theme.selection : (hover.hovered ? Theme.hover : Theme.surface)
    Accessible.role: Accessible.ListItem
    Accessible.name: Theme.statusWord(status) + ", " + name + ", " + note
    Accessible.selected: selected

    HoverHandler {
        id: hover
    }
    TapHandler {
        onTapped: row.picked()
    }

    Row {
        anchors.fill: parent
        anchors.leftMargin: Theme.margin
        anchors.rightMargin: Theme.margin

        StatusBadge {
            objectName: "badge"
            width: row.columns.status
            anchors.verticalCenter: parent.verticalCenter
            status: row.status
        }
        Column {
            width: row.columns.name
            anchors.verticalCenter: parent.verticalCenter
            rightPadding: Theme.margin
            spacing: Theme.gap

            Text {
                width: parent.width - parent.rightPadding
                objectName: "name"
                text: row.name
                textFormat: Text.PlainText
                color: Theme.text
                font.pixelSize: Theme.bodyText
                elide: Text.ElideRight
                maximumLineCount: 1
            }
            Text {
                width: parent.width - parent.rightPadding
                objectName: "note"
                visible: row.note !== ""
                text: row.note
                textFormat: Text.PlainText
                color: row.quietSince > 0 ? Theme.quiet : (row.status === "failed" || row.status === "timeout" ? Theme.statusColor(row.status) : Theme.dimText)
                font.pixelSize: Theme.smallText
                elide: Text.ElideRight
                maximumLineCount: 1
            }
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
            width: row.columns.progress - Theme.margin
            anchors.verticalCenter: parent.verticalCenter
            progress: row.progress
            status: row.status
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
            text: row.startedAt > 0 ? row.time.elapsed(row.startedAt, row.completedAt, row.completedAt > 0 ? 0 : row.time.now) : "–"
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
        Row {
            width: row.columns.actions
            visible: row.columns.showsActions
            anchors.verticalCenter: parent.verticalCenter
            spacing: Theme.gap
            layoutDirection: Qt.RightToLeft

            IconButton {
                objectName: "cancel-" + row.processId
                text: row.retryAt > 0 ? qsTr("Cancel the retry (Delete)") : qsTr("Cancel (Delete)")
                focusPolicy: Qt.NoFocus // the list keeps it; Tab would stop in each row
                glyph: Theme.icon("cancel")
                visible: row.canCancel
                onClicked: row.cancelRequested()
            }
            IconButton {
                objectName: "retry-" + row.processId
                text: qsTr("Retry now (Ctrl+R)")
                focusPolicy: Qt.NoFocus
                glyph: Theme.icon("retry")
                visible: row.canRetry
                onClicked: row.retryRequested()
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
