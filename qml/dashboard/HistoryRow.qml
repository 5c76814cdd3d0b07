// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
pragma ComponentBehavior: Bound

import QtQuick
import Procession

// One finished process as a row of the history.
Rectangle {
    id: row

    required property int index
    required property string processId
    required property real key
    required property string type
    required property string status
    required property string name
    required property string message
    required property real startedAt
    required property real finishedAt
    required property string attempt

    required property HistoryColumns columns
    required property TimeText time
    required property bool selected
    required property bool focused // the keyboard moves from here

    signal picked

    readonly property string moment: time.moment(finishedAt)
    readonly property string ago: time.ago(finishedAt, time.now)
    readonly property string took: startedAt > 0 ? time.elapsed(startedAt, finishedAt, 0) : "–"

    function part(text: string): string {
        return text === "" ? "" : ", " + text;
    }

    objectName: "finished-" + processId
    height: Theme.rowHeight
    color: selected ? Theme.selection : (hover.hovered ? Theme.hover : Theme.surface)
    Accessible.role: Accessible.ListItem
    Accessible.name: name + part(Theme.statusWord(status)) + part(qsTr("finished %1").arg(moment)) + part(took === "–" ? "" : qsTr("took %1").arg(took)) + part(qsTr("attempt %1").arg(attempt)) + part(message)
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
                visible: row.message !== ""
                text: row.message
                color: row.status === "failed" || row.status === "timeout" ? Theme.statusColor(row.status) : Theme.dimText
                font.pixelSize: Theme.smallText
                elide: Text.ElideRight
            }
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
        Column {
            width: row.columns.finished
            anchors.verticalCenter: parent.verticalCenter
            spacing: Theme.gap

            Text {
                width: parent.width
                objectName: "finished"
                text: row.ago === "" ? row.moment : row.ago
                textFormat: Text.PlainText
                color: Theme.text
                font.pixelSize: Theme.bodyText
                elide: Text.ElideRight
            }
            Text {
                width: parent.width
                objectName: "moment"
                visible: row.ago !== ""
                text: row.moment
                textFormat: Text.PlainText
                color: Theme.dimText
                font.pixelSize: Theme.smallText
                elide: Text.ElideRight
            }
        }
        Text {
            width: row.columns.took
            visible: row.columns.showsTook
            anchors.verticalCenter: parent.verticalCenter
            horizontalAlignment: Text.AlignRight
            text: row.took
            textFormat: Text.PlainText
            color: Theme.text
            font.pixelSize: Theme.bodyText
            elide: Text.ElideRight
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
            elide: Text.ElideRight
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
