// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
import QtQuick
import Procession

// The fields of the selected process, and below them its life.
EventList {
    model: dashboard.timeline
    Accessible.name: qsTr("Fields and timeline")

    header: DetailHeader {
        width: ListView.view.width - Theme.margin
        dashboard: (ListView.view as DetailList).dashboard
    }
}
