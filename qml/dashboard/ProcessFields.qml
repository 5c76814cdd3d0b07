// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Templates as T
import Procession

// All that the selected process holds, whichever attempt is shown.
Flickable {
    id: fields

    required property Dashboard dashboard

    contentHeight: content.height
    clip: true
    activeFocusOnTab: true
    boundsBehavior: Flickable.StopAtBounds
    Accessible.role: Accessible.Pane
    Accessible.name: qsTr("Fields of the process")

    T.ScrollBar.vertical: ThinScrollBar {}

    Keys.onUpPressed: flick(0, Theme.flickSpeed)
    Keys.onDownPressed: flick(0, -Theme.flickSpeed)

    DetailFields {
        id: content

        width: fields.width - Theme.margin
        dashboard: fields.dashboard
    }
}
