// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
pragma ComponentBehavior: Bound

import QtQuick
import Procession

// Says that only the failures of an hour of the week are shown; pressed, shows all again.
PlainButton {
    id: button

    required property HistoryModel history

    objectName: "hourFilter"
    implicitWidth: implicitContentWidth + leftPadding + rightPadding
    implicitHeight: Theme.controlHeight
    leftPadding: Theme.spacing + Theme.gap
    rightPadding: Theme.spacing
    text: history.hourText
    Accessible.name: qsTr("%1: show all").arg(text)
    onClicked: history.clearFailureHour()

    background: ControlFrame {
        control: button
        chosen: true
    }
    contentItem: Row {
        spacing: Theme.spacing

        Label {
            anchors.verticalCenter: parent.verticalCenter
            text: button.text
        }
        Glyph {
            anchors.verticalCenter: parent.verticalCenter
            source: Theme.icon("close")
            size: Theme.smallIcon
        }
    }
    Tip {
        owner: button
        text: qsTr("Only what failed in this hour of the week. Press to show all.")
        wanted: button.hovered
    }
}
