// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
pragma ComponentBehavior: Bound

import QtQuick
import Procession

// What stands above the events of the selected process: its fields, and how the reading of its life goes.
Column {
    id: header

    required property Dashboard dashboard

    readonly property TimelineModel timeline: dashboard.timeline

    spacing: Theme.spacing
    bottomPadding: Theme.spacing

    DetailFields {
        width: parent.width
        process: header.dashboard.selected
    }
    Rule {}
    Heading {
        text: qsTr("Timeline")
        font.weight: Font.DemiBold
    }
    SpokenLabel {
        objectName: "timelineNote"
        width: parent.width
        visible: text !== ""
        text: header.timeline.available ? (header.timeline.loading ? qsTr("Reading the history…") : "") : qsTr("This server keeps no history; with durability = \"full\" in its configuration file it does.")
        wrapMode: Text.Wrap
        color: Theme.dimText
        font.pixelSize: Theme.detailText
    }
    Banner {
        objectName: "timelineProblem"
        width: parent.width
        visible: header.timeline.error !== ""
        radius: Theme.radius
        text: header.timeline.error
        actionText: qsTr("Try again")
        actionName: "timelineRetry"
        onActed: header.timeline.reload()
    }
}
