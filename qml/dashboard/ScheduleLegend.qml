// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
pragma ComponentBehavior: Bound

import QtQuick
import Procession

// Which colour of a lane means what.
Row {
    id: legend

    spacing: Theme.margin

    Repeater {
        model: [ScheduleWords.Due, ScheduleWords.Completed, ScheduleWords.Running, ScheduleWords.Failed, ScheduleWords.Skipped, ScheduleWords.Missed]

        Row {
            id: entry

            required property int modelData

            readonly property bool hollow: modelData === ScheduleWords.Skipped

            spacing: Theme.gap
            Accessible.ignored: true

            Rectangle {
                anchors.verticalCenter: parent.verticalCenter
                width: Theme.gap
                height: Theme.margin
                radius: Theme.line
                color: entry.hollow ? "transparent" : Theme.scheduleMarks[entry.modelData]
                border.width: entry.hollow ? Theme.line : 0
                border.color: Theme.scheduleMarks[entry.modelData]
            }
            Label {
                anchors.verticalCenter: parent.verticalCenter
                text: ScheduleWords.markWord(entry.modelData)
                color: Theme.dimText
                font.pixelSize: Theme.smallText
            }
        }
    }
}
