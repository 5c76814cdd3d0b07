// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
pragma ComponentBehavior: Bound

import QtQuick
import Procession

// What is dragged, or moved by the arrow keys, to give the details more or less room.
Item {
    id: handle

    signal movedTo(x: real) // in the parent's coordinates
    signal movedBy(distance: real)

    objectName: "detailsHandle"
    width: Theme.margin
    activeFocusOnTab: true
    Accessible.role: Accessible.Splitter
    Accessible.name: qsTr("Width of the details")

    Keys.onLeftPressed: movedBy(-Theme.margin)
    Keys.onRightPressed: movedBy(Theme.margin)

    Rectangle {
        anchors.centerIn: parent
        width: Theme.gap
        height: handle.activeFocus ? parent.height : Theme.rowHeight
        radius: width / 2
        color: handle.activeFocus ? Theme.accent : (mouse.containsMouse || mouse.pressed ? Theme.controlBorder : "transparent")
    }
    MouseArea {
        id: mouse

        anchors.fill: parent
        hoverEnabled: true
        preventStealing: true
        cursorShape: Qt.SplitHCursor
        onPositionChanged: event => {
            if (pressed)
                handle.movedTo(mapToItem(handle.parent, event.x, 0).x);
        }
    }
}
