// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Layouts
import Procession

// Filters the list of the past by the status that each had then.
RowLayout {
    id: choices

    required property PastModel past

    spacing: Theme.spacing

    Repeater {
        model: [StatusText.All, StatusText.Pending, StatusText.Running, StatusText.Completed, StatusText.Failed, StatusText.Timeout, StatusText.Waiting, StatusText.Cancelled]

        StatusChoice {
            required property int modelData

            objectName: "then-" + StatusText.key(status)
            status: modelData
            chosen: choices.past.status === status
            onClicked: choices.past.status = status
        }
    }
    Item {
        Layout.fillWidth: true
    }
}
