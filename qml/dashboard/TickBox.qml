// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Templates as T
import Procession

// A choice of yes or no, with its words beside it.
T.CheckBox {
    id: box

    implicitWidth: leftPadding + implicitContentWidth + rightPadding
    implicitHeight: Theme.controlHeight
    leftPadding: Theme.badgeSize + Theme.spacing
    rightPadding: Theme.spacing
    hoverEnabled: true
    Accessible.role: Accessible.CheckBox
    Accessible.name: text
    Accessible.checkable: true
    Accessible.checked: checked
    Accessible.onPressAction: toggle()

    indicator: ControlFrame {
        control: box
        y: (box.height - height) / 2
        width: Theme.badgeSize
        height: Theme.badgeSize
        radius: Theme.gap

        Rectangle {
            anchors.centerIn: parent
            visible: box.checked
            width: parent.width / 2
            height: width
            radius: Theme.line * 2
            color: Theme.accent
        }
    }

    contentItem: Label {
        text: box.text
        verticalAlignment: Text.AlignVCenter
    }
}
