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

    required property Dashboard dashboard

    readonly property int selectedRow: dashboard.selectedRow // -1 where none of the rows is selected

    readonly property int page: Math.max(1, Math.floor(height / Theme.rowHeight) - 1)

    // The pointer is over the rows, and was moved not long ago: a click may come.
    readonly property bool pointed: hover.hovered && !unmoved && hover.point.position.y + contentY - originY < contentHeight
    // The rows have stood still for long enough that whoever clicks has seen which one it is.
    readonly property bool atRest: !settling.running

    property bool unmoved: false
    // The keyboard is used, rather than the pointer.
    property bool keyed: false

    signal retryRequested
    signal escaped
    signal opened

    // Moves the selection, so many rows down.
    function step(rows: int): void {
        const row = dashboard.step(rows);
        if (row >= 0)
            positionViewAtIndex(row, ListView.Contain);
    }

    // Whether the user sees which process a key would mean. A row that was out of sight is shown first.
    function seesSelected(): bool {
        return selectedRow >= 0 && bringIntoView(selectedRow);
    }

    function stir(): void {
        if (hover.hovered)
            settling.restart();
    }

    // Whether all of that row is in sight; if it isn't, it is now.
    function bringIntoView(row: int): bool {
        const place = contentY;
        positionViewAtIndex(row, ListView.Contain);
        return contentY === place;
    }

    // Shows the selected row, or the first ones.
    function showStart(): void {
        if (selectedRow >= 0)
            positionViewAtIndex(selectedRow, ListView.Contain);
        else
            positionViewAtBeginning();
    }

    reuseItems: true
    clip: true
    activeFocusOnTab: true
    boundsBehavior: Flickable.StopAtBounds
    currentIndex: -1
    keyNavigationEnabled: false
    Accessible.role: Accessible.List

    T.ScrollBar.vertical: ThinScrollBar {}

    HoverHandler {
        id: hover

        onPointChanged: {
            list.unmoved = false;
            resting.restart();
        }
    }
    TapHandler {
        onPressedChanged: list.keyed = false
    }
    Timer {
        id: resting

        interval: Theme.holdTime
        onTriggered: list.unmoved = true
    }
    Timer {
        id: settling

        interval: Theme.settleTime
    }
    Connections {
        target: list.model
        ignoreUnknownSignals: true
        function onRowsInserted(): void {
            list.stir();
        }
        function onRowsRemoved(): void {
            list.stir();
        }
        function onLayoutChanged(): void {
            list.stir();
        }
    }

    Keys.onUpPressed: {
        keyed = true;
        step(-1);
    }
    Keys.onDownPressed: {
        keyed = true;
        step(1);
    }
    Keys.onShortcutOverride: event => event.accepted = event.modifiers === Qt.ControlModifier && event.key === Qt.Key_R
    Keys.onPressed: event => {
        keyed = true;
        switch (event.key) {
        case Qt.Key_R:
            if (event.modifiers !== Qt.ControlModifier)
                return;
            if (seesSelected())
                retryRequested();
            break;
        case Qt.Key_PageUp:
            step(-page);
            break;
        case Qt.Key_PageDown:
            step(page);
            break;
        case Qt.Key_Home:
            step(-count);
            break;
        case Qt.Key_End:
            step(count);
            break;
        default:
            return;
        }
        event.accepted = true;
    }
    // The key that brought the keyboard here was pressed elsewhere.
    Keys.onReleased: event => {
        if (event.key === Qt.Key_Tab || event.key === Qt.Key_Backtab)
            keyed = true;
    }
    Keys.onEscapePressed: escaped()
    Keys.onReturnPressed: {
        if (seesSelected())
            opened();
    }
    Keys.onEnterPressed: {
        if (seesSelected())
            opened();
    }

    FocusFrame {
        objectName: "listFocus"
        visible: list.activeFocus && list.keyed && list.selectedRow < 0
    }
}
