// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
pragma ComponentBehavior: Bound

import QtQuick
import Procession

// Says how a schedule is made, where there is none.
Column {
    id: empty

    required property Dashboard dashboard
    required property Clipboard clipboard

    readonly property bool waiting: !dashboard.server.live // a server that wasn't reached may have some

    spacing: Theme.margin

    Glyph {
        anchors.horizontalCenter: parent.horizontalCenter
        source: Theme.icon("clock")
        size: Theme.pictureSize
    }
    Label {
        objectName: "schedulesTitle"
        width: parent.width
        horizontalAlignment: Text.AlignHCenter
        text: empty.waiting ? qsTr("The server isn't connected") : qsTr("No schedules yet")
        font.pixelSize: Theme.titleText
        font.weight: Font.DemiBold
    }
    Label {
        width: parent.width
        visible: !empty.waiting
        horizontalAlignment: Text.AlignHCenter
        wrapMode: Text.Wrap
        text: qsTr("A schedule starts a tool, or other work of the server, at the times of a rule. Write one into the configuration file:")
        color: Theme.dimText
    }
    CommandLine {
        objectName: "scheduleExample"
        width: parent.width
        visible: !empty.waiting
        label: qsTr("Configuration")
        copyText: qsTr("Copy the example")
        text: "[tools.backup]\nargv = [\"/usr/bin/rsync\", \"-a\", \"/srv/data/\", \"/srv/backup/\"]\n\n[schedules.nightly]\nrule = \"0 3 * * *\"\ntime_zone = \"Europe/Berlin\"\nrun = { tool = \"backup\" }"
        clipboard: empty.clipboard
    }
    Label {
        width: parent.width
        visible: !empty.waiting
        horizontalAlignment: Text.AlignHCenter
        text: qsTr("Or make one while the server runs:")
        color: Theme.dimText
    }
    CommandLine {
        objectName: "scheduleLine"
        width: parent.width
        visible: !empty.waiting
        text: "processionctl schedule set nightly --rule '0 3 * * *' --time-zone Europe/Berlin --tool backup"
        clipboard: empty.clipboard
    }
}
