// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Controls.Basic
import Procession

// Searches while one types.
TextField {
    id: field

    implicitHeight: Theme.controlHeight
    leftPadding: Theme.iconSize + 2 * Theme.spacing
    rightPadding: Theme.controlHeight
    color: Theme.text
    placeholderTextColor: Theme.dimText
    font.pixelSize: Theme.bodyText
    selectByMouse: true
    selectionColor: Theme.accent
    selectedTextColor: Theme.accentedText
    Accessible.role: Accessible.EditableText
    Accessible.name: placeholderText

    // Return goes to the next match, and with Shift to the previous one.
    property bool stepping: false

    // The user has done with searching.
    signal done
    signal stepped(bool backwards)

    Keys.onEscapePressed: {
        clear();
        done();
    }
    Keys.onReturnPressed: event => {
        if (stepping)
            stepped((event.modifiers & Qt.ShiftModifier) !== 0);
        else
            done();
    }
    Keys.onDownPressed: done()

    IconButton {
        objectName: "clearSearch"
        anchors.right: parent.right
        visible: field.text !== ""
        text: qsTr("Clear the search (Escape)")
        glyph: Theme.icon("close")
        focusPolicy: Qt.NoFocus // Escape is its key
        onClicked: field.clear()
    }

    background: Rectangle {
        radius: Theme.radius
        color: Theme.surface
        border.width: field.activeFocus ? Theme.focusLine : Theme.line
        border.color: field.activeFocus ? Theme.accent : Theme.controlBorder

        Glyph {
            anchors.left: parent.left
            anchors.leftMargin: Theme.spacing
            anchors.verticalCenter: parent.verticalCenter
            source: Theme.icon("search")
        }
    }
}
