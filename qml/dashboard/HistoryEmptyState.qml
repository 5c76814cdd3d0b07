// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
pragma ComponentBehavior: Bound

import QtQuick
import Procession

// Shown while the history has no rows: that it is being read, what keeps it from being read, or that there is nothing.
Column {
    id: empty

    required property Dashboard dashboard

    readonly property HistoryModel history: dashboard.history
    readonly property bool failed: history.error !== ""
    readonly property bool nothing: history.available && !failed && !history.loading

    readonly property string title: {
        if (!history.available)
            return qsTr("This server keeps no history");
        if (failed)
            return qsTr("The history can't be read");
        return history.loading ? qsTr("Reading the history…") : history.emptyText;
    }
    readonly property string explanation: {
        if (!history.available)
            return qsTr("To keep what finished, set durability = \"full\" in its configuration file and start it anew.");
        if (failed)
            return history.error;
        return nothing && !history.filtered ? qsTr("What has ended is listed here, also after it has left the live table.") : "";
    }

    spacing: Theme.margin

    Glyph {
        anchors.horizontalCenter: parent.horizontalCenter
        source: Theme.icon(empty.failed ? "warning" : (empty.nothing && empty.history.filtered ? "search" : "history"))
        size: Theme.pictureSize
    }
    Label {
        objectName: "historyTitle"
        width: parent.width
        horizontalAlignment: Text.AlignHCenter
        wrapMode: Text.Wrap
        text: empty.title
        font.pixelSize: Theme.titleText
        font.weight: Font.DemiBold
    }
    SelectableText {
        objectName: "historyExplanation"
        width: parent.width
        visible: text !== ""
        horizontalAlignment: Text.AlignHCenter
        text: empty.explanation
        color: Theme.dimText
        font.pixelSize: Theme.bodyText
    }
    ActionButton {
        objectName: "historyRetry"
        anchors.horizontalCenter: parent.horizontalCenter
        visible: empty.failed
        text: qsTr("Try again")
        onClicked: empty.history.tryAgain()
    }
    ActionButton {
        objectName: "historyShowAll"
        anchors.horizontalCenter: parent.horizontalCenter
        visible: empty.nothing && empty.history.filtered
        text: qsTr("Show all")
        onClicked: empty.dashboard.clearFilter()
    }
}
