// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Templates as T
import Procession

// The next times of the selected schedule, its live runs, what became of the last times, and its settings.
Flickable {
    id: details

    required property Dashboard dashboard

    readonly property SelectedSchedule schedule: dashboard.schedule
    readonly property TimeText time: dashboard.time
    readonly property string shownName: schedule.name

    property string startedRun // by hand, from this window

    function scrollBy(distance: real): void {
        contentY = Math.max(0, Math.min(contentY + distance, contentHeight - height));
    }

    clip: true
    contentHeight: content.height + Theme.margin
    boundsBehavior: Flickable.StopAtBounds
    activeFocusOnTab: true
    Accessible.role: Accessible.Pane
    Accessible.name: qsTr("Times, runs and settings")
    onShownNameChanged: {
        startedRun = "";
        contentY = 0;
    }

    T.ScrollBar.vertical: ThinScrollBar {}

    Keys.onUpPressed: scrollBy(-Theme.rowHeight)
    Keys.onDownPressed: scrollBy(Theme.rowHeight)
    Keys.onPressed: event => {
        if (event.key !== Qt.Key_PageUp && event.key !== Qt.Key_PageDown)
            return;
        scrollBy(event.key === Qt.Key_PageUp ? Theme.rowHeight - height : height - Theme.rowHeight);
        event.accepted = true;
    }

    Connections {
        target: details.dashboard.scheduleActions
        function onStarted(name: string, processId: string): void {
            if (name === details.schedule.name)
                details.startedRun = processId;
        }
    }

    Column {
        id: content

        width: details.width - Theme.margin
        spacing: Theme.spacing

        RunLink {
            objectName: "startedRun"
            width: parent.width
            visible: details.startedRun !== ""
            text: qsTr("Started by hand")
            processId: details.startedRun
            onPicked: processId => details.dashboard.openProcess(processId)
        }
        Repeater {
            model: details.schedule.live

            RunLink {
                required property string modelData
                required property int index

                objectName: "liveRun-" + index
                width: content.width
                visible: modelData !== details.startedRun
                text: qsTr("Live run")
                processId: modelData
                onPicked: processId => details.dashboard.openProcess(processId)
            }
        }

        PartHeading {
            width: parent.width
            visible: details.schedule.next.length > 0
            text: details.schedule.paused ? qsTr("Next times, left out while it is paused") : qsTr("Next times")
        }
        Column {
            width: parent.width
            spacing: Theme.gap

            Repeater {
                model: details.schedule.next

                Item {
                    id: due

                    required property real modelData
                    required property int index

                    readonly property string there: details.schedule.nextThere[index] ?? ""

                    objectName: "next-" + index
                    width: content.width
                    height: moment.implicitHeight + (due.there === "" ? 0 : away.implicitHeight)

                    SpokenLabel {
                        id: moment

                        text: details.time.moment(due.modelData)
                        font.pixelSize: Theme.detailText
                    }
                    SpokenLabel {
                        id: away

                        anchors.top: moment.bottom
                        visible: due.there !== ""
                        text: qsTr("%1 there").arg(due.there)
                        color: Theme.dimText
                        font.pixelSize: Theme.smallText
                    }
                    Label {
                        anchors.right: parent.right
                        text: details.time.until(due.modelData, details.time.now)
                        color: Theme.dimText
                        font.pixelSize: Theme.detailText
                    }
                }
            }
        }

        PartHeading {
            width: parent.width
            text: qsTr("Last times")
        }
        SpokenLabel {
            visible: details.schedule.ticks.count === 0
            text: qsTr("None was due yet.")
            color: Theme.dimText
            font.pixelSize: Theme.detailText
        }
        Column {
            width: parent.width

            Repeater {
                model: details.schedule.ticks

                ScheduleTick {
                    width: content.width
                    time: details.time
                    onRunPicked: processId => details.dashboard.openProcess(processId)
                }
            }
        }

        PartHeading {
            width: parent.width
            text: qsTr("Settings")
        }
        Repeater {
            model: details.schedule.fields.length / 2

            DetailField {
                required property int index

                width: content.width
                label: details.schedule.fields[2 * index] ?? "" // a row that goes has none
                value: details.schedule.fields[2 * index + 1] ?? ""
            }
        }
    }
}
