// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Layouts
import Procession

// Says that the list is one of the past, of which moment, and leads back to now.
Rectangle {
    id: bar

    required property Dashboard dashboard

    readonly property PastMoment moment: dashboard.moment
    readonly property string ago: dashboard.time.ago(moment.at, dashboard.time.now)
    readonly property string words: ago === "" ? qsTr("The list as it was on %1").arg(moment.text) : qsTr("The list as it was on %1, %2").arg(moment.text).arg(ago)

    implicitHeight: row.implicitHeight + 2 * Theme.gap
    radius: Theme.radius
    color: Theme.selection
    border.width: Theme.line
    border.color: Theme.accent
    Accessible.role: Accessible.AlertMessage
    Accessible.name: qsTr("The past: the list as it was on %1").arg(moment.text)
    Accessible.ignored: !visible

    RowLayout {
        id: row

        anchors.left: parent.left
        anchors.right: parent.right
        anchors.verticalCenter: parent.verticalCenter
        anchors.leftMargin: Theme.margin
        anchors.rightMargin: Theme.gap
        spacing: Theme.spacing

        Glyph {
            source: Theme.icon("history")
        }
        SpokenLabel {
            objectName: "pastText"
            text: bar.words
            font.weight: Font.DemiBold
        }
        SpokenLabel {
            objectName: "pastNote"
            Layout.fillWidth: true
            text: bar.moment.missingText === "" ? qsTr("Nothing can be changed here.") : bar.moment.missingText
            color: bar.moment.missingText === "" ? Theme.dimText : Theme.warning
            font.pixelSize: Theme.detailText
            elide: Text.ElideRight
        }
        ActionButton {
            objectName: "backToNow"
            text: qsTr("Back to now")
            onClicked: bar.moment.backToNow()
        }
    }
}
