// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
pragma ComponentBehavior: Bound

import QtQuick
import Procession

// A number that asks for a look.
Rectangle {
    id: badge

    required property int count

    width: Math.max(height, number.implicitWidth + 2 * Theme.gap)
    height: Theme.smallIcon + Theme.focusLine
    radius: height / 2
    color: Theme.danger

    Label {
        id: number

        anchors.centerIn: parent
        text: badge.count > 99 ? qsTr("99+") : badge.count
        color: Theme.accentedText
        font.pixelSize: Theme.smallText
        font.weight: Font.DemiBold
    }
}
