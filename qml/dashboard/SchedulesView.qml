// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Layouts
import Procession

// The view of the schedules: all of them with the day ahead, and beside them all that is known of one.
FocusScope {
    id: view

    required property Dashboard dashboard
    required property Preferences preferences
    required property Clipboard clipboard

    readonly property bool empty: dashboard.schedules.count === 0
    readonly property real usualWidth: width > Theme.roomy ? Theme.roomyDetailWidth : Theme.detailWidth
    readonly property real chosenWidth: preferences.detailsWidth > 0 ? preferences.detailsWidth : usualWidth
    readonly property real paneWidth: Math.max(Theme.leastDetailWidth, Math.min(chosenWidth, width * Theme.mostDetailShare))

    function focusList(): void {
        if (!empty)
            table.focusList();
    }

    function resizeDetails(wish: real): void {
        preferences.detailsWidth = Math.round(Math.max(Theme.leastDetailWidth, Math.min(wish, width * Theme.mostDetailShare)));
    }

    // One of them is always shown.
    function selectOne(): void {
        if (!empty && dashboard.schedule.row < 0)
            dashboard.schedule.name = dashboard.schedules.nameAt(0);
    }

    Accessible.role: Accessible.Pane
    Accessible.name: qsTr("Schedules")
    onEmptyChanged: selectOne()
    Component.onCompleted: selectOne()

    Connections {
        target: view.dashboard.schedules
        function onMerged(): void {
            view.selectOne();
        }
    }

    ColumnLayout {
        anchors.fill: parent
        visible: !view.empty
        spacing: Theme.margin

        RowLayout {
            Layout.fillWidth: true
            spacing: Theme.margin

            Heading {
                objectName: "scheduleCount"
                text: view.dashboard.schedules.count === 1 ? qsTr("1 schedule") : qsTr("%1 schedules").arg(view.dashboard.schedules.count)
                font.pixelSize: Theme.titleText
                font.weight: Font.DemiBold
            }
            Item {
                Layout.fillWidth: true
            }
            ScheduleLegend {
                visible: view.width >= Theme.roomyName
            }
            ChoiceBox {
                objectName: "scheduleRange"
                model: view.dashboard.scheduleRange.choices
                currentIndex: view.dashboard.scheduleRange.choice
                onActivated: view.dashboard.scheduleRange.choice = currentIndex
                entryPrefix: "range-"
                implicitWidth: Theme.periodWidth
                Accessible.name: qsTr("Time shown")
            }
        }
        Item {
            id: room

            Layout.fillWidth: true
            Layout.fillHeight: true

            ScheduleTable {
                id: table

                width: room.width - view.paneWidth - Theme.margin
                height: room.height
                dashboard: view.dashboard
            }
            SchedulePane {
                objectName: "schedulePane"
                anchors.right: parent.right
                width: view.paneWidth
                height: room.height
                dashboard: view.dashboard
                clipboard: view.clipboard
            }
            SplitHandle {
                x: room.width - view.paneWidth - width
                height: parent.height
                onMovedTo: x => view.resizeDetails(room.width - x - width / 2)
                onMovedBy: distance => view.resizeDetails(view.paneWidth - distance)
            }
        }
    }

    SchedulesEmptyState {
        anchors.centerIn: parent
        width: Math.min(Theme.emptyWidth, parent.width - 2 * Theme.margin)
        visible: view.empty
        dashboard: view.dashboard
        clipboard: view.clipboard
    }
}
