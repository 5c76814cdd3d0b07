// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Controls.Basic
import Procession

// A line of text to be written by the user.
TextField {
    id: field

    required property string label // for screen readers

    property bool wrong: false // what is written won't do

    implicitHeight: Theme.controlHeight
    leftPadding: Theme.spacing + Theme.gap
    rightPadding: Theme.spacing + Theme.gap
    color: Theme.text
    placeholderTextColor: Theme.dimText
    font.pixelSize: Theme.bodyText
    selectByMouse: true
    selectionColor: Theme.accent
    selectedTextColor: Theme.accentedText
    Accessible.role: Accessible.EditableText
    Accessible.name: label

    background: Rectangle {
        radius: Theme.radius
        color: Theme.surface
        border.width: field.activeFocus ? Theme.focusLine : Theme.line
        border.color: field.wrong ? Theme.danger : (field.activeFocus ? Theme.accent : Theme.controlBorder)
    }
}
