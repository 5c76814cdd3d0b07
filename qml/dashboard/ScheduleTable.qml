// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Layouts
import QtQuick.Templates as T
import Procession

// The schedules, by name, each with its lane on one axis of time.
Card {
    id: table

    required property Dashboard dashboard

    function focusList(): void {
        list.forceActiveFocus();
    }

    ScheduleColumns {
        id: tableColumns

        width: table.width - 2 * Theme.line
    }

    ColumnLayout {
        anchors.fill: parent
        anchors.margins: Theme.line
        spacing: 0

        Row {
            Layout.leftMargin: Theme.margin

            Item {
                width: tableColumns.state
                height: Theme.headingHeight
            }
            ColumnHeading {
                width: tableColumns.name
                text: qsTr("Schedule")
            }
            ColumnHeading {
                width: tableColumns.next
                text: qsTr("Next")
            }
            ColumnHeading {
                width: tableColumns.last
                text: qsTr("Last")
            }
            LaneItem {
                objectName: "axis"
                width: tableColumns.lane
                height: Theme.headingHeight
                range: table.dashboard.scheduleRange
            }
        }
        Rule {
            Layout.fillWidth: true
        }
        ListView {
            id: list

            readonly property int page: Math.max(1, Math.floor(height / Theme.rowHeight) - 1)
            // The keyboard is used, rather than the pointer.
            property bool keyed: false

            function step(rows: int): void {
                const row = table.dashboard.stepSchedule(rows);
                if (row >= 0)
                    positionViewAtIndex(row, ListView.Contain);
            }

            function selectedItem(): ScheduleRow {
                return itemAtIndex(table.dashboard.schedule.row) as ScheduleRow;
            }

            objectName: "scheduleList"
            Layout.fillWidth: true
            Layout.fillHeight: true
            model: table.dashboard.schedules
            reuseItems: true
            clip: true
            activeFocusOnTab: true
            boundsBehavior: Flickable.StopAtBounds
            currentIndex: -1
            keyNavigationEnabled: false
            Accessible.role: Accessible.List
            Accessible.name: qsTr("Schedules")

            T.ScrollBar.vertical: ThinScrollBar {}

            TapHandler {
                onPressedChanged: list.keyed = false
            }
            Keys.onPressed: event => {
                keyed = true;
                switch (event.key) {
                case Qt.Key_Up:
                    step(-1);
                    break;
                case Qt.Key_Down:
                    step(1);
                    break;
                case Qt.Key_PageUp:
                    step(-page);
                    break;
                case Qt.Key_PageDown:
                    step(page);
                    break;
                case Qt.Key_Home:
                    step(-count);
                    break;
                case Qt.Key_End:
                    step(count);
                    break;
                case Qt.Key_Left:
                    selectedItem()?.pointNext(-1);
                    break;
                case Qt.Key_Right:
                    selectedItem()?.pointNext(1);
                    break;
                case Qt.Key_Return:
                case Qt.Key_Enter:
                    selectedItem()?.openPointed();
                    break;
                default:
                    return;
                }
                event.accepted = true;
            }
            Keys.onReleased: event => {
                if (event.key === Qt.Key_Tab || event.key === Qt.Key_Backtab)
                    keyed = true;
            }

            delegate: ScheduleRow {
                id: row

                width: ListView.view.width
                columns: tableColumns
                dashboard: table.dashboard
                selected: table.dashboard.schedule.name === name
                focused: selected && list.activeFocus && list.keyed
                onPicked: {
                    table.focusList();
                    table.dashboard.schedule.name = name;
                }
                onRunPicked: processId => table.dashboard.openProcess(processId)
            }

            FocusFrame {
                visible: list.activeFocus && list.keyed && table.dashboard.schedule.row < 0
            }
        }
    }
}
