// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
pragma ComponentBehavior: Bound

import QtQuick
import Procession

// How grave an alert is, told by colour and word.
Rectangle {
    id: mark

    required property string severity // as the API names it

    readonly property color tint: severity === "critical" ? Theme.danger : (severity === "warning" ? Theme.warning : Theme.dimText)
    readonly property string word: severity === "critical" ? qsTr("Critical") : (severity === "warning" ? qsTr("Warning") : qsTr("Info"))

    implicitWidth: label.implicitWidth + 2 * Theme.spacing
    implicitHeight: label.implicitHeight + Theme.gap
    radius: Theme.gap
    color: severity === "warning" ? Theme.warningSurface : "transparent"
    border.width: Theme.line
    border.color: tint
    Accessible.role: Accessible.StaticText
    Accessible.name: word

    Label {
        id: label

        anchors.centerIn: parent
        text: mark.word
        color: mark.tint
        font.pixelSize: Theme.smallText
        font.weight: Font.DemiBold
    }
}
