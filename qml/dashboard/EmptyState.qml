// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
pragma ComponentBehavior: Bound

import QtQuick
import Procession

// Shown while there is nothing to show: how to get something here, or why the filter hides it all.
Column {
    id: empty

    required property Dashboard dashboard
    required property Clipboard clipboard

    readonly property bool filtered: dashboard.counts.total > 0

    spacing: Theme.margin

    Glyph {
        anchors.horizontalCenter: parent.horizontalCenter
        source: empty.filtered ? Theme.icon("search") : "qrc:/procession/icons/procession.svg"
        size: Theme.pictureSize
    }
    Label {
        objectName: "emptyTitle"
        width: parent.width
        horizontalAlignment: Text.AlignHCenter
        text: empty.filtered ? qsTr("No process matches the filter") : qsTr("No processes yet")
        font.pixelSize: Theme.titleText
        font.weight: Font.DemiBold
    }
    Label {
        width: parent.width
        horizontalAlignment: Text.AlignHCenter
        wrapMode: Text.Wrap
        text: empty.filtered ? qsTr("Hidden by it: %1.").arg(empty.dashboard.counts.total) : qsTr("Run any command as a tracked process and watch it here:")
        color: Theme.dimText
    }
    CommandLine {
        width: parent.width
        objectName: "runLine"
        visible: !empty.filtered
        text: empty.dashboard.server.runLine
        clipboard: empty.clipboard
    }
    Label {
        width: parent.width
        visible: !empty.filtered && empty.dashboard.server.tryLine !== ""
        horizontalAlignment: Text.AlignHCenter
        text: qsTr("Or ask the server from a script:")
        color: Theme.dimText
    }
    CommandLine {
        width: parent.width
        visible: !empty.filtered && empty.dashboard.server.tryLine !== ""
        objectName: "tryLine"
        text: empty.dashboard.server.tryLine
        clipboard: empty.clipboard
    }
    ActionButton {
        objectName: "clearFilter"
        anchors.horizontalCenter: parent.horizontalCenter
        visible: empty.filtered
        text: qsTr("Show all")
        onClicked: empty.dashboard.clearFilter()
    }
}
