// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
pragma ComponentBehavior: Bound

import QtQuick
import Procession

// One finished process as a row of the history.
TableRow {
    id: row

    required property real key
    required property real startedAt
    required property real finishedAt

    readonly property HistoryColumns widths: columns as HistoryColumns
    readonly property string moment: time.moment(finishedAt)
    readonly property string ago: time.ago(finishedAt, time.now)
    readonly property string took: startedAt > 0 ? time.elapsed(startedAt, finishedAt, 0) : ""

    objectName: "finished-" + processId
    spoken: part(qsTr("finished %1").arg(moment)) + part(took === "" ? "" : qsTr("took %1").arg(took))

    Column {
        width: row.widths.finished
        anchors.verticalCenter: parent?.verticalCenter
        spacing: Theme.gap

        Label {
            width: parent.width
            objectName: "finished"
            text: row.ago === "" ? row.moment : row.ago
            elide: Text.ElideRight
        }
        Label {
            width: parent.width
            objectName: "moment"
            visible: row.ago !== ""
            text: row.moment
            color: Theme.dimText
            font.pixelSize: Theme.smallText
            elide: Text.ElideRight
        }
    }
    ValueCell {
        width: row.widths.took
        text: row.took === "" ? "–" : row.took
        color: Theme.text
    }
    ValueCell {
        width: row.widths.attempt
        text: row.attempt
    }
}
