// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
pragma ComponentBehavior: Bound

import QtQuick
import Procession

// Says how a tool is made where there is none, and why they couldn't be read.
Column {
    id: empty

    required property ToolListModel tools
    required property Clipboard clipboard

    readonly property bool failed: tools.error !== ""
    readonly property bool nothing: !failed && !tools.loading

    spacing: Theme.margin

    Glyph {
        anchors.horizontalCenter: parent.horizontalCenter
        source: Theme.icon(empty.failed ? "warning" : "tool")
        size: Theme.pictureSize
    }
    Label {
        objectName: "toolsTitle"
        width: parent.width
        horizontalAlignment: Text.AlignHCenter
        text: empty.failed ? qsTr("The tools can't be read") : (empty.nothing ? qsTr("No tools yet") : qsTr("Reading the tools…"))
        font.pixelSize: Theme.titleText
        font.weight: Font.DemiBold
    }
    SelectableText {
        objectName: "toolsExplanation"
        width: parent.width
        visible: text !== ""
        horizontalAlignment: Text.AlignHCenter
        label: qsTr("Explanation")
        text: empty.failed ? empty.tools.error : (empty.nothing ? qsTr("A tool is a command that the server runs with parameters that you give. Write it into the configuration file, and start the server anew:") : "")
        color: Theme.dimText
        font.pixelSize: Theme.bodyText
    }
    CommandLine {
        objectName: "toolExample"
        width: parent.width
        visible: empty.nothing
        label: qsTr("Configuration")
        copyText: qsTr("Copy the example")
        text: "[tools.backup]\nargv = [\"/usr/bin/rsync\", \"-a\", \"{source}\", \"/srv/backup/\"]\ndescription = \"Copies a folder to the backup\"\n\n[tools.backup.parameters.source]\ntype = \"folder\"\nfolders = [\"/srv/data\"]\nrequired = true"
        clipboard: empty.clipboard
    }
    ActionButton {
        objectName: "toolsRetry"
        anchors.horizontalCenter: parent.horizontalCenter
        visible: empty.failed
        text: qsTr("Try again")
        onClicked: empty.tools.reload()
    }
}
