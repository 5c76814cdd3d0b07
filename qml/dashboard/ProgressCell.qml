// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
pragma ComponentBehavior: Bound

import QtQuick
import Procession

// A progress bar with its number. While a process runs and reports no progress, a glow moves along it in the steps of
// `motion`; it stands still once nothing is heard of the process.
Item {
    id: cell

    required property real progress // -1: none was reported
    required property int status
    required property bool quiet
    required property Motion motion

    readonly property bool indeterminate: progress < 0 && status === StatusText.Running
    readonly property string percent: progress >= 0 ? qsTr("%1%").arg(Math.floor(progress)) : ""
    readonly property bool shown: progress >= 0 || indeterminate

    // The row lies in the view's store of rows and shows nothing.
    property bool pooled: false

    readonly property bool moving: indeterminate && !quiet && !pooled && visible

    // Rows are used again and again for other processes: what one of them has needed it keeps.
    property bool hasGlow: false
    // Whether the motion counts this one.
    property bool counted: false

    function count(counts: bool): void {
        if (counts === counted)
            return;
        counted = counts;
        motion.movers += counts ? 1 : -1;
    }

    onIndeterminateChanged: hasGlow = true
    onMovingChanged: count(moving)
    Component.onCompleted: count(moving)
    Component.onDestruction: count(false)

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
        border.width: Theme.line
        border.color: Theme.controlBorder
        visible: cell.shown
        clip: cell.indeterminate

        Rectangle {
            objectName: "bar"
            visible: !cell.indeterminate
            height: parent.height
            width: Math.max(cell.progress > 0 ? height : 0, parent.width * cell.progress / 100)
            radius: parent.radius
            color: Theme.statusColor(cell.status)
        }

        // Fades out at both ends, so that it never looks like a share of the whole. What leaves at the right
        // comes in at the left: there are two of them, a track apart.
        Repeater {
            model: cell.hasGlow ? 2 : 0

            Rectangle {
                required property int index

                visible: cell.indeterminate
                objectName: "glow-" + index
                height: track.height
                width: track.width / 2
                x: ((cell.moving ? cell.motion.phase : cell.motion.rest) - index) * track.width

                gradient: Gradient {
                    orientation: Gradient.Horizontal

                    GradientStop {
                        position: 0
                        color: Theme.track
                    }
                    GradientStop {
                        position: 0.5
                        color: Theme.statusColor(cell.status)
                    }
                    GradientStop {
                        position: 1
                        color: Theme.track
                    }
                }
            }
        }
    }

    Label {
        id: number

        objectName: "percent"
        anchors.right: parent.right
        anchors.verticalCenter: parent.verticalCenter
        width: Math.ceil(metrics.advanceWidth)
        horizontalAlignment: Text.AlignRight
        text: cell.shown ? cell.percent : "–"
        color: Theme.dimText
        font.pixelSize: Theme.smallText
    }

    TextMetrics {
        id: metrics

        font: number.font
        text: "100%"
    }
}
