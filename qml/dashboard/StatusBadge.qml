// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
pragma ComponentBehavior: Bound

import QtQuick
import Procession

// A status told three ways: colour, icon and word.
Row {
    id: badge

    required property int status

    property bool wordless: false

    spacing: Theme.spacing
    Accessible.role: Accessible.StaticText
    Accessible.name: StatusText.word(status)

    Glyph {
        anchors.verticalCenter: parent.verticalCenter
        source: Theme.statusIcon(badge.status)
        size: Theme.badgeSize
    }

    Label {
        anchors.verticalCenter: parent.verticalCenter
        visible: !badge.wordless
        text: StatusText.word(badge.status)
        color: Theme.statusColor(badge.status)
        font.weight: Font.DemiBold
    }
}
