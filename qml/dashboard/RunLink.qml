// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
pragma ComponentBehavior: Bound

import QtQuick
import Procession

// Leads to the page of a run.
Item {
    id: link

    required property string processId

    property string text

    signal picked(string processId)

    height: open.height

    SpokenLabel {
        anchors.verticalCenter: parent.verticalCenter
        anchors.left: parent.left
        anchors.right: open.left
        text: link.text
        font.pixelSize: Theme.detailText
        elide: Text.ElideRight
    }
    LinkButton {
        id: open

        objectName: link.objectName + "-open"
        anchors.right: parent.right
        text: qsTr("Open")
        Accessible.name: qsTr("Open the run %1").arg(link.processId)
        onClicked: link.picked(link.processId)
    }
}
