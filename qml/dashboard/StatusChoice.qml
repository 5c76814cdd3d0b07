// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Templates as T
import Procession

// Pressed, shows only what ended in a status. Unlike StatusChip it counts nothing.
T.RadioButton {
    id: choice

    required property int status
    required property bool chosen

    implicitWidth: implicitContentWidth + leftPadding + rightPadding
    implicitHeight: Theme.controlHeight
    leftPadding: Theme.spacing + Theme.gap
    rightPadding: Theme.spacing + Theme.gap
    hoverEnabled: true
    autoExclusive: false // the filter says which one is chosen
    checked: chosen
    // A screen reader checks it without a click.
    onCheckedChanged: {
        if (checked && !chosen)
            clicked();
    }
    text: StatusText.word(status)
    Accessible.name: text
    Accessible.checkable: true
    Accessible.onPressAction: clicked()

    background: ControlFrame {
        control: choice
        chosen: choice.chosen
    }

    contentItem: Row {
        spacing: Theme.gap

        Glyph {
            anchors.verticalCenter: parent.verticalCenter
            visible: choice.status !== StatusText.All
            source: Theme.statusIcon(choice.status)
            size: Theme.smallIcon
        }
        Label {
            anchors.verticalCenter: parent.verticalCenter
            text: StatusText.word(choice.status)
        }
    }
}
