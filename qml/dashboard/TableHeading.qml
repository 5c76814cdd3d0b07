// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
pragma ComponentBehavior: Bound

import QtQuick
import Procession

// One column's heading; pressed, orders by it.
PlainButton {
    id: heading

    required property int role
    required property ProcessFilterModel processes

    property bool rightAligned: false

    readonly property bool ordering: processes.orderRole === role

    visible: width > 0
    implicitHeight: Theme.headingHeight
    Accessible.name: ordering ? qsTr("Order by %1; now: %2").arg(text).arg(processes.orderText) : qsTr("Order by %1").arg(text)
    onClicked: processes.orderBy(role)

    contentItem: Label {
        text: heading.ordering ? heading.text + (heading.processes.descending ? " ↓" : " ↑") : heading.text
        color: heading.hovered || heading.ordering ? Theme.text : Theme.dimText
        font.pixelSize: Theme.smallText
        font.weight: heading.ordering ? Font.DemiBold : Font.Normal
        horizontalAlignment: heading.rightAligned ? Text.AlignRight : Text.AlignLeft
        verticalAlignment: Text.AlignVCenter
        elide: Text.ElideRight
    }

    background: ControlFrame {
        control: heading
        lit: false
        bordered: false
    }
}
