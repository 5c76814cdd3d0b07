// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Templates as T
import Procession

// Chooses one of the window's views.
T.TabButton {
    id: tab

    required property bool chosen

    property int badge: 0 // a number that asks for a look; 0 for none

    implicitWidth: implicitContentWidth + leftPadding + rightPadding
    implicitHeight: Theme.controlHeight
    leftPadding: Theme.spacing + Theme.gap
    rightPadding: Theme.spacing + Theme.gap
    hoverEnabled: true
    autoExclusive: false // what is shown says which one is chosen
    checked: chosen
    onToggled: checked = Qt.binding(() => chosen)
    Accessible.role: Accessible.PageTab
    Accessible.name: badge > 0 ? qsTr("%1, %2 new").arg(text).arg(badge) : text
    Accessible.checkable: true
    Accessible.checked: chosen
    Accessible.selectable: true
    Accessible.selected: chosen
    Accessible.onPressAction: clicked()

    Keys.onLeftPressed: nextItemInFocusChain(false).forceActiveFocus(Qt.BacktabFocusReason)
    Keys.onRightPressed: nextItemInFocusChain(true).forceActiveFocus(Qt.TabFocusReason)

    background: ControlFrame {
        control: tab
        chosen: tab.chosen
        bordered: false
    }

    contentItem: Row {
        spacing: Theme.gap + Theme.line

        Label {
            anchors.verticalCenter: parent.verticalCenter
            text: tab.text
            color: tab.chosen ? Theme.accent : Theme.dimText
            font.weight: tab.chosen ? Font.DemiBold : Font.Normal
        }
        CountBadge {
            objectName: tab.objectName + "-badge"
            anchors.verticalCenter: parent.verticalCenter
            visible: tab.badge > 0
            count: tab.badge
        }
    }
}
