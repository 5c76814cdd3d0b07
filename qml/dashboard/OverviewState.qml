// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
pragma ComponentBehavior: Bound

import QtQuick
import Procession

// What stands in place of the overview: an error, that nothing ran, or that the filter hides what ran.
Column {
    id: empty

    required property Overview overview

    readonly property int kind: overview.state

    function title(): string {
        switch (kind) {
        case Overview.Failed:
            return qsTr("The summaries can't be read");
        case Overview.Nothing:
            return qsTr("Nothing ran in this time");
        case Overview.Hidden:
            return qsTr("No run matches the filter");
        case Overview.Unavailable:
            return qsTr("This server keeps no summaries");
        default:
            return qsTr("Reading the summaries…");
        }
    }

    function explanation(): string {
        switch (kind) {
        case Overview.Failed:
            return overview.error;
        case Overview.Nothing:
            return qsTr("A run counts once it has ended. Choose a longer time, or come back when something ran.");
        case Overview.Hidden:
            return qsTr("Others ran in this time.");
        case Overview.Unavailable:
            return qsTr("It keeps everything in memory alone. With durability = \"full\" in its configuration it has a history, and summaries of it.");
        default:
            return "";
        }
    }

    spacing: Theme.margin

    Glyph {
        anchors.horizontalCenter: parent.horizontalCenter
        source: Theme.icon(empty.kind === Overview.Failed ? "warning" : (empty.kind === Overview.Hidden ? "search" : "history"))
        size: Theme.pictureSize
    }
    SpokenLabel {
        objectName: "overviewTitle"
        width: parent.width
        horizontalAlignment: Text.AlignHCenter
        text: empty.title()
        font.pixelSize: Theme.titleText
        font.weight: Font.DemiBold
        wrapMode: Text.Wrap
    }
    SelectableText {
        objectName: "overviewExplanation"
        width: parent.width
        visible: text !== ""
        horizontalAlignment: Text.AlignHCenter
        label: qsTr("Explanation")
        text: empty.explanation()
        color: Theme.dimText
        font.pixelSize: Theme.bodyText
    }
    ActionButton {
        objectName: "overviewRetry"
        anchors.horizontalCenter: parent.horizontalCenter
        visible: empty.kind === Overview.Failed
        text: qsTr("Try again")
        onClicked: empty.overview.reload()
    }
    ActionButton {
        objectName: "overviewClear"
        anchors.horizontalCenter: parent.horizontalCenter
        visible: empty.kind === Overview.Hidden
        text: qsTr("Clear the filter")
        onClicked: empty.overview.clearFilter()
    }
}
