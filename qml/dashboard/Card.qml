// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
pragma ComponentBehavior: Bound

import QtQuick
import Procession

// A surface with rounded corners. Its border is drawn over what is in it, since rows have square corners.
Rectangle {
    id: card

    default property alias content: inside.data

    color: Theme.surface
    radius: Theme.radius
    clip: true

    Item {
        id: inside

        anchors.fill: parent
    }
    Rectangle {
        anchors.fill: parent
        color: "transparent"
        radius: card.radius
        border.width: Theme.line
        border.color: Theme.border
    }
}
