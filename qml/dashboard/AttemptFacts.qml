// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
pragma ComponentBehavior: Bound

import QtQuick
import Procession

// What is known of the attempt that the page shows: its error, how long ago it last gave a sign of life, and how it went.
Column {
    id: facts

    required property Dashboard dashboard

    readonly property ShownAttempt attempt: dashboard.attempt
    readonly property TimeText time: dashboard.time

    function ago(moment: real): string {
        return time.age(moment, time.now);
    }

    spacing: Theme.spacing
    bottomPadding: Theme.spacing

    ErrorText {
        objectName: "attemptError"
        width: parent.width
        visible: error !== ""
        error: facts.attempt.error
        cause: facts.attempt.errorCause
        place: facts.attempt.errorPlace
        copyable: true
    }

    Column {
        width: parent.width
        visible: facts.attempt.lastReport > 0
        spacing: Theme.gap

        Fact {
            width: parent.width
            label: qsTr("Last report")
            value: visible ? facts.ago(facts.attempt.lastReport) : ""
            color: facts.attempt.quiet === "report" ? Theme.quiet : Theme.text
        }
        Fact {
            width: parent.width
            visible: facts.attempt.lastProgress > 0
            label: qsTr("Last progress")
            value: visible ? facts.ago(facts.attempt.lastProgress) : ""
            color: facts.attempt.quiet === "progress" ? Theme.quiet : Theme.text
        }
        Fact {
            width: parent.width
            visible: facts.attempt.lastOutput > 0
            label: qsTr("Last output")
            value: visible ? facts.ago(facts.attempt.lastOutput) : ""
            color: facts.attempt.quiet === "output" ? Theme.quiet : Theme.text
        }
    }

    Column {
        width: parent.width
        spacing: Theme.gap

        Repeater {
            model: facts.attempt.facts.length / 2

            Fact {
                required property int index

                width: facts.width
                // One that is about to go has none any more.
                label: facts.attempt.facts[2 * index] ?? ""
                value: facts.attempt.facts[2 * index + 1] ?? ""
            }
        }
    }
    DurationPanel {
        objectName: "durations"
        width: parent.width
        visible: spread.state !== DurationSpread.Unavailable && spread.state !== DurationSpread.Loading
        spread: facts.dashboard.spread
    }
    Rule {}
    Item {
        width: parent.width
        height: Math.max(heading.implicitHeight, all.visible ? all.implicitHeight : 0)

        Heading {
            id: heading

            anchors.verticalCenter: parent.verticalCenter
            text: qsTr("Events")
            font.weight: Font.DemiBold
        }
        LinkButton {
            id: all

            objectName: "allEvents"
            anchors.right: parent.right
            visible: facts.dashboard.attemptEvents.spanShown
            text: qsTr("Show all")
            onClicked: facts.dashboard.attemptEvents.clearSpan()
        }
    }
    TimelineState {
        width: parent.width
        timeline: facts.dashboard.timeline
    }
}
