// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
pragma ComponentBehavior: Bound

import QtQuick
import Procession

// Says how documents are trained on where no collection is, and why they couldn't be read.
Column {
    id: empty

    required property CollectionListModel collections
    required property Clipboard clipboard

    readonly property bool failed: collections.error !== ""
    readonly property bool nothing: !failed && !collections.loading

    spacing: Theme.margin

    Glyph {
        anchors.horizontalCenter: parent.horizontalCenter
        source: Theme.icon(empty.failed ? "warning" : "search")
        size: Theme.pictureSize
    }
    Label {
        objectName: "documentsTitle"
        width: parent.width
        horizontalAlignment: Text.AlignHCenter
        text: empty.failed ? qsTr("The collections can't be read") : (empty.nothing ? qsTr("No documents yet") : qsTr("Reading the collections…"))
        font.pixelSize: Theme.titleText
        font.weight: Font.DemiBold
    }
    SelectableText {
        objectName: "documentsExplanation"
        width: parent.width
        visible: text !== ""
        horizontalAlignment: Text.AlignHCenter
        label: qsTr("Explanation")
        text: empty.failed ? empty.collections.error : (empty.nothing ? qsTr("Name a folder in the configuration file as [documents] folders, start the server anew, and train a collection on it:") : "")
        color: Theme.dimText
        font.pixelSize: Theme.bodyText
    }
    CommandLine {
        objectName: "trainExample"
        width: parent.width
        visible: empty.nothing
        label: qsTr("Command")
        copyText: qsTr("Copy the command")
        text: "processionctl rag train ~/Documents --wait"
        clipboard: empty.clipboard
    }
    ActionButton {
        objectName: "documentsRetry"
        anchors.horizontalCenter: parent.horizontalCenter
        visible: empty.failed
        text: qsTr("Try again")
        onClicked: empty.collections.reload()
    }
}
