// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
pragma ComponentBehavior: Bound

import QtQuick
import Procession

// One attempt: how it stands, its number and how long it took; pressed, shows it.
ViewTab {
    id: tab

    required property int number
    required property int status
    required property real begin
    required property real end

    required property TimeText time

    readonly property string took: begin > 0 ? time.elapsed(begin, end, end > 0 ? 0 : time.now) : qsTr("waits")

    objectName: "attempt-" + number
    text: qsTr("Attempt %1").arg(number)
    Accessible.name: qsTr("Attempt %1, %2, %3").arg(number).arg(StatusText.word(status)).arg(end > 0 || begin <= 0 ? took : qsTr("goes on"))
    leftPadding: Theme.spacing
    rightPadding: Theme.spacing

    background: ControlFrame {
        control: tab
        chosen: tab.chosen
        bordered: tab.chosen
    }

    contentItem: Row {
        spacing: Theme.spacing

        Glyph {
            anchors.verticalCenter: parent.verticalCenter
            source: Theme.statusIcon(tab.status)
            size: Theme.smallIcon
        }
        Label {
            anchors.verticalCenter: parent.verticalCenter
            text: tab.text
            color: tab.chosen ? Theme.accent : Theme.text
            font.weight: tab.chosen ? Font.DemiBold : Font.Normal
        }
        Label {
            objectName: "took"
            anchors.verticalCenter: parent.verticalCenter
            text: tab.took
            color: Theme.dimText
            font.pixelSize: Theme.detailText
        }
    }
}
