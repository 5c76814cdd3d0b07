// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Layouts
import Procession

// Filters what finished by the status that it ended in.
RowLayout {
    id: choices

    required property HistoryModel history

    spacing: Theme.spacing

    Repeater {
        model: [StatusText.All, StatusText.Completed, StatusText.Failed, StatusText.Cancelled, StatusText.Timeout]

        StatusChoice {
            required property int modelData

            objectName: "ended-" + StatusText.key(status)
            status: modelData
            chosen: choices.history.status === status
            onClicked: choices.history.status = status
        }
    }
    Item {
        Layout.fillWidth: true
    }
}
