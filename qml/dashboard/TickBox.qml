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

    indicator: Rectangle {
        y: (box.height - height) / 2
        width: Theme.badgeSize
        height: Theme.badgeSize
        radius: Theme.gap
        color: box.hovered ? Theme.hover : Theme.surface
        border.width: box.visualFocus ? Theme.focusLine : Theme.line
        border.color: box.visualFocus ? Theme.accent : Theme.controlBorder

        Rectangle {
            anchors.centerIn: parent
            visible: box.checked
            width: parent.width / 2
            height: width
            radius: Theme.line * 2
            color: Theme.accent
        }
    }

    contentItem: Text {
        text: box.text
        textFormat: Text.PlainText
        color: Theme.text
        font.pixelSize: Theme.bodyText
        verticalAlignment: Text.AlignVCenter
    }
}
