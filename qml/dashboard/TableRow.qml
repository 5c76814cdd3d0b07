// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
pragma ComponentBehavior: Bound

import QtQuick
import Procession

// One process as a row of a table: the cells that all tables have, with those of this table behind them.
Rectangle {
    id: row

    required property int index
    required property string processId
    required property string type
    required property string name
    required property string message
    required property string attempt
    required property int shownState

    required property TableColumns columns
    required property TimeText time
    required property bool selected
    required property bool focused // the keyboard moves from here

    property bool armed: true // its place hasn't changed under the pointer just now
    property string note: message
    readonly property color plainNoteColor: StatusText.isFailure(shownState) ? Theme.statusColor(shownState) : Theme.dimText
    property color noteColor: plainNoteColor
    property string spoken // for screen readers, between the status and the attempt

    default property alias cells: line.data

    signal picked
    signal opened

    function part(text: string): string {
        return text === "" ? "" : ", " + text;
    }

    height: Theme.rowHeight
    color: selected ? Theme.selection : (hover.hovered ? Theme.hover : Theme.surface)
    Accessible.role: Accessible.ListItem
    Accessible.name: name + part(StatusText.word(shownState)) + spoken + part(qsTr("attempt %1").arg(attempt)) + part(message)
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
        onDoubleTapped: {
            if (row.armed)
                row.opened();
        }
    }

    Row {
        id: line

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
            visible: width > 0
            anchors.verticalCenter: parent.verticalCenter
            rightPadding: Theme.margin
            text: row.note
            color: row.noteColor
            elide: Text.ElideRight
        }
        TellingText {
            width: row.columns.id
            visible: width > 0
            anchors.verticalCenter: parent.verticalCenter
            rightPadding: Theme.margin
            text: row.processId
            color: Theme.dimText
        }
        ValueCell {
            width: row.columns.type
            rightPadding: Theme.margin
            horizontalAlignment: Text.AlignLeft
            text: row.type
        }
    }

    Rule {
        anchors.bottom: parent.bottom
    }
    FocusFrame {
        visible: row.focused
    }
}
