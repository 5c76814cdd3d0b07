// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Layouts
import Procession

// Names or reasons with bars, the longest first. A press on one leads to the runs behind it.
Card {
    id: list

    required property string title
    required property string emptyText
    required property OverviewRows rows
    required property color tint

    signal picked(processType: string, search: string)

    implicitHeight: column.implicitHeight + 2 * (Theme.spacing + Theme.gap)

    ColumnLayout {
        id: column

        anchors.left: parent.left
        anchors.right: parent.right
        anchors.top: parent.top
        anchors.margins: Theme.spacing + Theme.gap
        spacing: Theme.gap

        Heading {
            Layout.fillWidth: true
            text: list.title
            font.pixelSize: Theme.detailText
            font.weight: Font.DemiBold
            elide: Text.ElideRight
        }
        SpokenLabel {
            objectName: "none"
            Layout.fillWidth: true
            visible: list.rows.count === 0
            text: list.emptyText
            color: Theme.dimText
            font.pixelSize: Theme.detailText
            wrapMode: Text.Wrap
        }
        Repeater {
            model: list.rows

            RankRow {
                required property int index

                objectName: list.objectName + "-" + index
                Layout.fillWidth: true
                tint: list.tint
                onClicked: list.picked(processType, search)
            }
        }
    }
}
