// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
pragma ComponentBehavior: Bound

import QtQuick
import Procession

// One process of a list of the past as a row.
TableRow {
    id: row

    required property real createdAt
    required property string ran
    required property string progress

    readonly property PastColumns widths: columns as PastColumns

    objectName: "past-" + processId
    spoken: part(row.progress) + part(row.ran === "" ? "" : qsTr("had run for %1").arg(row.ran))

    ValueCell {
        objectName: "progress"
        width: row.widths.progress
        text: row.progress === "" ? "–" : row.progress
        color: Theme.text
    }
    ValueCell {
        objectName: "ran"
        width: row.widths.ran
        text: row.ran === "" ? "–" : row.ran
        color: Theme.text
    }
    ValueCell {
        width: row.widths.attempt
        text: row.attempt
    }
    ValueCell {
        width: row.widths.created
        text: row.time.moment(row.createdAt)
    }
}
