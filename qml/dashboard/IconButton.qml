// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
pragma ComponentBehavior: Bound

import QtQuick
import Procession

// A small button that is only an icon; its name is told to screen readers and in a tip.
PlainButton {
    id: button

    required property url glyph

    implicitWidth: Theme.controlHeight
    implicitHeight: Theme.controlHeight
    opacity: enabled ? 1 : Theme.disabled

    property bool tipAside: false
    property string tip: text

    background: Rectangle {
        radius: Theme.radius
        color: button.hovered || button.down ? Theme.track : "transparent"
        border.width: button.visualFocus ? Theme.focusLine : 0
        border.color: Theme.accent
    }

    Tip {
        owner: button
        text: button.tip
        wanted: button.hovered
        aside: button.tipAside
    }

    contentItem: Item {
        Glyph {
            anchors.centerIn: parent
            source: button.glyph
        }
    }
}
