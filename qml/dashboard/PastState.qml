// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
pragma ComponentBehavior: Bound

import QtQuick
import Procession

// Shown while a list of the past has no rows: that it is being read, what keeps it from being read, that the filter hides
// what was there, or that nothing was.
Column {
    id: empty

    required property Dashboard dashboard

    readonly property PastModel past: dashboard.past
    readonly property bool failed: past.error !== ""
    readonly property bool nothing: !failed && !past.loading
    readonly property string title: {
        if (failed)
            return qsTr("The list of then can't be read");
        if (past.loading)
            return qsTr("Reading the history…");
        return past.filtered ? qsTr("Nothing that was there then matches the filter") : qsTr("Nothing was there then");
    }
    readonly property string explanation: {
        if (failed)
            return past.error;
        return nothing && !past.filtered ? qsTr("No process was in the list at that moment.") : "";
    }

    spacing: Theme.margin

    Glyph {
        anchors.horizontalCenter: parent.horizontalCenter
        source: Theme.icon(empty.failed ? "warning" : (empty.nothing && empty.past.filtered ? "search" : "history"))
        size: Theme.pictureSize
    }
    Label {
        objectName: "pastTitle"
        width: parent.width
        horizontalAlignment: Text.AlignHCenter
        wrapMode: Text.Wrap
        text: empty.title
        font.pixelSize: Theme.titleText
        font.weight: Font.DemiBold
    }
    SelectableText {
        objectName: "pastExplanation"
        width: parent.width
        visible: text !== ""
        horizontalAlignment: Text.AlignHCenter
        label: qsTr("Explanation")
        text: empty.explanation
        color: Theme.dimText
        font.pixelSize: Theme.bodyText
    }
    ActionButton {
        objectName: "pastRetry"
        anchors.horizontalCenter: parent.horizontalCenter
        visible: empty.failed
        text: qsTr("Try again")
        onClicked: empty.past.tryAgain()
    }
    ActionButton {
        objectName: "pastShowAll"
        anchors.horizontalCenter: parent.horizontalCenter
        visible: empty.nothing && empty.past.filtered
        text: qsTr("Show all")
        onClicked: empty.dashboard.clearFilter()
    }
}
