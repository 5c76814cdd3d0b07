// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
pragma ComponentBehavior: Bound

import QtQuick
import Procession

// A status told three ways: colour, icon and word.
Row {
    id: badge

    required property string status

    property bool wordless: false

    spacing: Theme.spacing
    Accessible.role: Accessible.StaticText
    Accessible.name: Theme.statusWord(status)

    Glyph {
        anchors.verticalCenter: parent.verticalCenter
        source: Theme.statusIcon(badge.status)
        size: Theme.badgeSize
    }

    Text {
        anchors.verticalCenter: parent.verticalCenter
        visible: !badge.wordless
        text: Theme.statusWord(badge.status)
        textFormat: Text.PlainText
        color: Theme.statusColor(badge.status)
        font.pixelSize: Theme.bodyText
        font.weight: Font.DemiBold
    }
}
