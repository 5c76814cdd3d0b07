// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
pragma ComponentBehavior: Bound

import QtQuick
import Procession

// What stands above the events of the selected process: its fields, and how the reading of its life goes.
Column {
    id: header

    required property Dashboard dashboard

    spacing: Theme.spacing
    bottomPadding: Theme.spacing

    DetailFields {
        width: parent.width
        dashboard: header.dashboard
    }
    Rule {}
    Heading {
        text: qsTr("Timeline")
        font.weight: Font.DemiBold
    }
    TimelineState {
        width: parent.width
        timeline: header.dashboard.timeline
    }
}
