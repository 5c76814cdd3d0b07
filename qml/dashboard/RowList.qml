// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Templates as T
import Procession

// The rows of a table. Where the keyboard stands is the selection's business, which rows that move don't change:
// this only says how far it was meant to go.
ListView {
    id: list

    required property bool hasSelection // a row shows where the keyboard is

    readonly property int page: Math.max(1, Math.floor(height / Theme.rowHeight) - 1)

    signal stepped(rows: int)
    signal escaped

    reuseItems: true
    clip: true
    activeFocusOnTab: true
    boundsBehavior: Flickable.StopAtBounds
    currentIndex: -1
    keyNavigationEnabled: false
    Accessible.role: Accessible.List

    T.ScrollBar.vertical: ThinScrollBar {}

    Keys.onUpPressed: stepped(-1)
    Keys.onDownPressed: stepped(1)
    Keys.onPressed: event => {
        switch (event.key) {
        case Qt.Key_PageUp:
            stepped(-page);
            break;
        case Qt.Key_PageDown:
            stepped(page);
            break;
        case Qt.Key_Home:
            stepped(-count);
            break;
        case Qt.Key_End:
            stepped(count);
            break;
        default:
            return;
        }
        event.accepted = true;
    }
    Keys.onEscapePressed: escaped()

    Rectangle {
        anchors.fill: parent
        visible: list.activeFocus && !list.hasSelection
        color: "transparent"
        border.width: Theme.focusLine
        border.color: Theme.accent
    }
}
