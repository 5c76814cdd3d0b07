// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
pragma ComponentBehavior: Bound

import QtQuick
import Procession

// The course of the attempt that the page shows, as curves.
Card {
    id: panel

    required property Dashboard dashboard

    readonly property bool empty: course.series.empty
    // The keyboard came here by Tab.
    property bool keyed: false

    implicitHeight: Theme.courseMargins + Math.max(1, course.lanes) * Theme.laneHeight

    signal momentChosen(real moment)

    AttemptCourse {
        id: course

        dashboard: panel.dashboard
    }
    SeriesView {
        id: view

        objectName: "course"
        anchors.fill: parent
        anchors.margins: Theme.spacing
        model: course.series
        font.pixelSize: Theme.smallText
        textColor: Theme.text
        dimColor: Theme.dimText
        gridColor: Theme.border
        groundColor: Theme.surface
        limitColor: Theme.danger
        overdueColor: Theme.warning
        spanColor: Theme.accent
        laneColors: Theme.lanes
        markColors: Theme.marks
        Accessible.role: Accessible.Chart
        Accessible.name: qsTr("Course of attempt %1").arg(panel.dashboard.attempt.number)
        Accessible.description: spoken
        Accessible.focusable: true
        onActiveFocusChanged: panel.keyed = panel.keyed && activeFocus
        Keys.onReleased: event => {
            if (event.key === Qt.Key_Tab || event.key === Qt.Key_Backtab)
                panel.keyed = true;
        }
        onSpanChosen: (from, to) => panel.dashboard.attemptEvents.showSpan(from, to)
        onMomentChosen: moment => panel.momentChosen(moment)
    }
    FocusFrame {
        visible: view.activeFocus && panel.keyed
        radius: Theme.radius
    }
    Connections {
        target: panel.dashboard.attemptEvents
        function onSpanChanged(): void {
            if (!panel.dashboard.attemptEvents.spanShown)
                view.clearSpan();
        }
    }
    // A tip at the moment that is pointed at tells what happened there.
    Rectangle {
        x: Math.max(0, Math.min(view.x + view.pointedX + Theme.spacing, panel.width - width - Theme.spacing))
        y: Theme.gap
        visible: view.pointedMarks.length > 0
        width: marks.implicitWidth + 2 * Theme.spacing
        height: marks.implicitHeight + Theme.spacing
        radius: Theme.gap
        color: Theme.surface
        border.width: Theme.line
        border.color: Theme.controlBorder

        Column {
            id: marks

            anchors.centerIn: parent

            Repeater {
                model: view.pointedMarks

                Label {
                    required property string modelData

                    text: modelData
                    font.pixelSize: Theme.smallText
                }
            }
        }
    }
}
