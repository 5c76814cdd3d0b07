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
    signal opened(processId: string)

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

            ColumnLayout {
                id: entry

                required property int index
                required property string label
                required property string value
                required property string detail
                required property real share
                required property string processType
                required property string search
                required property string since
                required property string sinceId

                Layout.fillWidth: true
                spacing: 0

                RankRow {
                    objectName: list.objectName + "-" + entry.index
                    Layout.fillWidth: true
                    label: entry.label
                    value: entry.value
                    detail: entry.detail
                    share: entry.share
                    processType: entry.processType
                    tint: list.tint
                    onClicked: list.picked(entry.processType, entry.search)
                }
                LinkButton {
                    objectName: list.objectName + "-since-" + entry.index
                    topPadding: 0
                    visible: entry.sinceId !== ""
                    text: entry.since
                    Accessible.name: qsTr("%1 became slower. %2: open the first slower run").arg(entry.label).arg(entry.since)
                    onClicked: list.opened(entry.sinceId)
                }
            }
        }
    }
}
