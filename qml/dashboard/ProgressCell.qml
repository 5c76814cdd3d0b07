// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
pragma ComponentBehavior: Bound

import QtQuick
import Procession

// A progress bar with its number; it moves to and fro while a process runs and reports no progress.
Item {
    id: cell

    required property real progress // -1: none was reported
    required property string status

    readonly property bool indeterminate: progress < 0 && status === "running"
    readonly property bool shown: progress >= 0 || indeterminate

    implicitHeight: Theme.controlHeight
    Accessible.role: Accessible.ProgressBar
    Accessible.name: progress >= 0 ? qsTr("%1 percent").arg(Math.floor(progress)) : qsTr("No progress reported")

    Rectangle {
        id: track

        anchors.left: parent.left
        anchors.right: number.left
        anchors.rightMargin: Theme.spacing
        anchors.verticalCenter: parent.verticalCenter
        height: Theme.barHeight
        radius: height / 2
        color: Theme.track
        visible: cell.shown
        clip: cell.indeterminate

        Rectangle {
            id: bar

            height: parent.height
            width: cell.indeterminate ? parent.width / 3 : Math.max(cell.progress > 0 ? height : 0, parent.width * cell.progress / 100)
            radius: parent.radius
            color: Theme.statusColor(cell.status)

            SequentialAnimation on x {
                running: cell.indeterminate && cell.visible
                loops: Animation.Infinite
                alwaysRunToEnd: false

                NumberAnimation {
                    from: 0
                    to: track.width * 2 / 3
                    duration: Theme.slow
                    easing.type: Easing.InOutQuad
                }
                NumberAnimation {
                    from: track.width * 2 / 3
                    to: 0
                    duration: Theme.slow
                    easing.type: Easing.InOutQuad
                }
                onRunningChanged: if (!running)
                    bar.x = 0
            }
        }
    }

    Text {
        id: number

        anchors.right: parent.right
        anchors.verticalCenter: parent.verticalCenter
        width: metrics.width
        horizontalAlignment: Text.AlignRight
        text: cell.progress >= 0 ? qsTr("%1%").arg(Math.floor(cell.progress)) : (cell.shown ? "" : "–")
        textFormat: Text.PlainText
        color: Theme.dimText
        font.pixelSize: Theme.smallText
    }

    TextMetrics {
        id: metrics

        font: number.font
        text: "100%"
    }
}
