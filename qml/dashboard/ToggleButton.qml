// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
pragma ComponentBehavior: Bound

import QtQuick
import Procession

// A small button that switches something on and off: an icon, or one or two letters.
PlainButton {
    id: button

    property url glyph
    property string letters

    implicitWidth: Theme.controlHeight
    implicitHeight: Theme.controlHeight
    checkable: true
    opacity: enabled ? 1 : Theme.disabled
    Accessible.role: Accessible.CheckBox
    Accessible.checkable: true
    Accessible.checked: checked
    Accessible.onToggleAction: clicked()

    background: ControlFrame {
        control: button
        chosen: button.checked
        bordered: button.checked
    }

    Tip {
        owner: button
        text: button.text
        wanted: button.hovered
    }

    contentItem: Item {
        Glyph {
            anchors.centerIn: parent
            visible: button.letters === ""
            source: button.glyph
        }
        Label {
            anchors.centerIn: parent
            visible: button.letters !== ""
            text: button.letters
            color: button.checked ? Theme.accent : Theme.dimText
            font.family: Theme.monospace
            font.pixelSize: Theme.detailText
            font.weight: Font.DemiBold
        }
    }
}
