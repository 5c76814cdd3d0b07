// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
pragma ComponentBehavior: Bound

import QtQuick
import Procession

// Why there is no output to be seen, and how to get some.
Column {
    id: empty

    required property ShownAttempt attempt
    required property ServerStatus server
    required property Clipboard clipboard

    readonly property bool pending: attempt.begin <= 0 && !attempt.over

    spacing: Theme.spacing

    SpokenLabel {
        objectName: "outputEmptyTitle"
        width: parent.width
        horizontalAlignment: Text.AlignHCenter
        wrapMode: Text.Wrap
        text: {
            if (!empty.attempt.outputKept)
                return qsTr("The output of this server's processes can't be read");
            if (empty.attempt.over)
                return qsTr("This attempt has printed nothing");
            return empty.pending ? qsTr("This attempt hasn't begun") : qsTr("Nothing has been printed so far");
        }
        font.weight: Font.DemiBold
    }
    SpokenLabel {
        objectName: "outputEmptyHint"
        width: parent.width
        visible: empty.attempt.outputKept
        horizontalAlignment: Text.AlignHCenter
        wrapMode: Text.Wrap
        text: qsTr("A reporter that sends no output shows none here; processionctl run sends all that its command prints:")
        color: Theme.dimText
        font.pixelSize: Theme.detailText
    }
    CommandLine {
        objectName: "outputRunLine"
        width: parent.width
        visible: empty.attempt.outputKept && text !== ""
        text: empty.server.runLine
        clipboard: empty.clipboard
    }
}
