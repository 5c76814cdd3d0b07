// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
import QtQuick
import Procession

// What is known of the attempt that the page shows, and below it what happened in it.
EventList {
    model: dashboard.attemptEvents
    shownKey: dashboard.attempt.number
    linked: dashboard.attempt.outputKept
    Accessible.name: qsTr("Facts and events of the attempt")

    header: AttemptFacts {
        width: ListView.view.width - Theme.margin
        dashboard: (ListView.view as AttemptList).dashboard
    }
}
