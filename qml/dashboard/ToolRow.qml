// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
pragma ComponentBehavior: Bound

import QtQuick
import Procession

// One tool as a row.
Rectangle {
    id: row

    required property string name
    required property string description

    required property bool selected
    required property bool focused // the keyboard moves from here

    signal picked

    objectName: "tool-" + name
    height: Theme.rowHeight
    color: selected ? Theme.selection : (hover.hovered ? Theme.hover : Theme.surface)
    Accessible.role: Accessible.ListItem
    Accessible.name: description === "" ? name : qsTr("%1, %2").arg(name).arg(description)
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
    Glyph {
        id: glyph

        x: Theme.margin
        anchors.verticalCenter: parent.verticalCenter
        source: Theme.icon("tool")
        size: Theme.badgeSize
    }
    Column {
        anchors.verticalCenter: parent.verticalCenter
        anchors.left: glyph.right
        anchors.leftMargin: Theme.margin
        anchors.right: parent.right
        anchors.rightMargin: Theme.margin
        spacing: Theme.gap

        TellingText {
            width: parent.width
            objectName: "name"
            text: row.name
        }
        TellingText {
            width: parent.width
            visible: text !== ""
            text: row.description
            color: Theme.dimText
            font.pixelSize: Theme.smallText
            elide: Text.ElideRight
        }
    }
    Rule {
        anchors.bottom: parent.bottom
    }
    FocusFrame {
        visible: row.focused
    }
}
