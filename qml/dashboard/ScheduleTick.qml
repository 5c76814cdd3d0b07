// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
pragma ComponentBehavior: Bound

import QtQuick
import Procession

// What became of a due time, or of several in a row, with a link to the run.
Item {
    id: tick

    required property int index
    required property real dueAt
    required property real since
    required property real times
    required property int mark
    required property string reason
    required property string run
    required property bool backfill

    required property TimeText time

    readonly property string when: times > 1 ? qsTr("%1 – %2").arg(time.clockMoment(since, time.now)).arg(time.clockMoment(dueAt, time.now)) : time.clockMoment(dueAt, time.now)
    readonly property string more: (times > 1 ? qsTr("%1 times").arg(times) : "") + (backfill ? (times > 1 ? ", " : "") + qsTr("of a backfill") : "")

    signal runPicked(string processId)

    objectName: "tick-" + index
    height: content.height + Theme.spacing
    Accessible.role: Accessible.ListItem
    Accessible.name: when + ", " + ScheduleWords.markWord(mark) + (more === "" ? "" : ", " + more) + (reason === "" ? "" : ", " + reason)

    Rectangle {
        y: (line.height - height) / 2
        width: Theme.gap
        height: Theme.margin
        radius: Theme.line
        color: tick.mark === ScheduleWords.Skipped ? "transparent" : Theme.scheduleMarks[tick.mark]
        border.width: tick.mark === ScheduleWords.Skipped ? Theme.line : 0
        border.color: Theme.scheduleMarks[tick.mark]
    }
    Column {
        id: content

        x: Theme.margin
        width: parent.width - x
        spacing: Theme.gap / 2

        Item {
            id: line

            width: parent.width
            height: Theme.badgeSize

            Label {
                id: word

                objectName: "outcome"
                anchors.verticalCenter: parent.verticalCenter
                text: ScheduleWords.markWord(tick.mark)
                color: Theme.markText(tick.mark)
                font.pixelSize: Theme.detailText
                font.weight: Font.DemiBold
            }
            Label {
                anchors.verticalCenter: parent.verticalCenter
                anchors.left: word.right
                anchors.leftMargin: Theme.spacing
                anchors.right: open.visible ? open.left : parent.right
                text: tick.when
                color: Theme.dimText
                font.pixelSize: Theme.detailText
                elide: Text.ElideRight
            }
            LinkButton {
                id: open

                objectName: "openRun"
                anchors.verticalCenter: parent.verticalCenter
                anchors.right: parent.right
                visible: tick.run !== ""
                text: qsTr("Open")
                topPadding: 0
                bottomPadding: 0
                Accessible.name: qsTr("Open the run of %1").arg(tick.when)
                onClicked: tick.runPicked(tick.run)
            }
        }
        Label {
            width: parent.width
            objectName: "reason"
            visible: text !== ""
            text: tick.reason === "" ? tick.more : (tick.more === "" ? tick.reason : qsTr("%1 · %2").arg(tick.more).arg(tick.reason))
            color: Theme.dimText
            font.pixelSize: Theme.smallText
            wrapMode: Text.Wrap
        }
    }
}
