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
    color: Theme.text
    placeholderTextColor: Theme.dimText
    font.pixelSize: Theme.bodyText
    selectByMouse: true
    selectionColor: Theme.accent
    selectedTextColor: Theme.accentedText
    Accessible.role: Accessible.EditableText
    Accessible.name: placeholderText

    // The user has done with searching.
    signal done

    Keys.onEscapePressed: {
        if (text === "")
            done();
        clear();
    }
    Keys.onReturnPressed: done()
    Keys.onDownPressed: done()

    background: Rectangle {
        radius: Theme.radius
        color: Theme.surface
        border.width: field.activeFocus ? Theme.focusLine : Theme.line
        border.color: field.activeFocus ? Theme.accent : Theme.border

        Glyph {
            anchors.left: parent.left
            anchors.leftMargin: Theme.spacing
            anchors.verticalCenter: parent.verticalCenter
            source: Theme.icon("search")
        }
    }
}
