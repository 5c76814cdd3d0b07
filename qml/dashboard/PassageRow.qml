// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
pragma ComponentBehavior: Bound

import QtQuick
import Procession

// One passage that may answer a question, and where it stands.
Rectangle {
    id: row

    required property int index
    required property string file
    required property string place
    required property string passage
    required property string note

    required property bool opened
    required property bool focused // the keyboard moves from here

    signal picked

    objectName: "passage-" + index
    height: texts.height + 2 * Theme.margin
    color: opened ? Theme.selection : (hover.hovered ? Theme.hover : Theme.surface)
    Accessible.role: Accessible.ListItem
    Accessible.name: qsTr("%1, %2").arg(file).arg(place)
    Accessible.description: plain.text
    Accessible.focusable: true
    Accessible.focused: focused
    Accessible.onPressAction: picked()
    onFocusedChanged: {
        if (focused)
            AccessibleFocus.announce(row);
    }

    HoverHandler {
        id: hover

        cursorShape: Qt.PointingHandCursor
    }
    TapHandler {
        onTapped: row.picked()
    }
    Column {
        id: texts

        x: Theme.margin
        y: Theme.margin
        width: parent.width - 2 * Theme.margin
        spacing: Theme.gap

        TellingText {
            objectName: "file"
            width: parent.width
            text: row.file
            font.weight: Font.DemiBold
            elide: Text.ElideMiddle
        }
        TellingText {
            objectName: "place"
            width: parent.width
            text: row.note === "" ? row.place : qsTr("%1 · %2").arg(row.place).arg(row.note)
            color: Theme.dimText
            font.pixelSize: Theme.smallText
            elide: Text.ElideRight
        }
        Text {
            id: plain

            objectName: "text"
            width: parent.width
            topPadding: Theme.gap
            text: row.passage
            textFormat: Text.StyledText // the model marks words, and escapes all else
            wrapMode: Text.Wrap
            maximumLineCount: 6
            elide: Text.ElideRight
            color: Theme.text
            font.pixelSize: Theme.bodyText
            lineHeight: 1.2
            Accessible.ignored: true
        }
    }
    Rule {
        anchors.bottom: parent.bottom
    }
    FocusFrame {
        visible: row.focused
    }
}
