// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
import QtQuick
import QtQuick.Templates as T
import Procession

// The surface and the border of a control. A control without a border has one while the keyboard acts on it.
Rectangle {
    required property T.Control control

    property bool chosen: false
    property bool bordered: true
    property bool lit: control.hovered
    property color idle: bordered ? Theme.surface : "transparent"

    radius: Theme.radius
    color: chosen ? Theme.selection : (lit ? Theme.hover : idle)
    border.width: control.visualFocus ? Theme.focusLine : (bordered ? Theme.line : 0)
    border.color: control.visualFocus || chosen ? Theme.accent : (control.enabled ? Theme.controlBorder : Theme.border)
}
