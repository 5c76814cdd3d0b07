// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
import QtQuick
import Procession

// How the reading of a life goes.
Column {
    id: state

    required property TimelineModel timeline

    spacing: Theme.spacing

    SpokenLabel {
        objectName: "timelineNote"
        width: parent.width
        visible: text !== ""
        text: state.timeline.available ? (state.timeline.loading ? qsTr("Reading the history…") : "") : qsTr("This server keeps no history; with durability = \"full\" in its configuration file it does.")
        wrapMode: Text.Wrap
        color: Theme.dimText
        font.pixelSize: Theme.detailText
    }
    Banner {
        objectName: "timelineProblem"
        width: parent.width
        visible: state.timeline.error !== ""
        radius: Theme.radius
        text: state.timeline.error
        actionText: qsTr("Try again")
        actionName: "timelineRetry"
        onActed: state.timeline.reload()
    }
}
