// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
pragma ComponentBehavior: Bound

import QtQuick
import Procession

// The attempts of the selected process in one line, the newest first.
ListView {
    id: tabs

    required property Dashboard dashboard

    orientation: ListView.Horizontal
    model: dashboard.attempts
    clip: true
    implicitHeight: Theme.controlHeight
    spacing: Theme.gap
    boundsBehavior: Flickable.StopAtBounds
    keyNavigationEnabled: false
    Accessible.role: Accessible.PageTabList
    Accessible.name: qsTr("Attempts")

    delegate: AttemptTab {
        time: tabs.dashboard.time
        chosen: tabs.dashboard.attempt.number === number
        onClicked: tabs.dashboard.attempt.choose(number)
    }
}
