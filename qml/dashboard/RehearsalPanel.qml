// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Layouts
import Procession

// What a rule would have told in the last week: a sentence, its episodes on an axis of time, and their messages.
ColumnLayout {
    id: panel

    required property RehearsedAlerts rehearsal
    required property TimeText time

    readonly property double length: rehearsal.to - rehearsal.from
    readonly property bool known: length > 0

    property string shownEpisode // the one whose messages are shown

    spacing: Theme.spacing

    Heading {
        text: qsTr("The last week")
        font.weight: Font.DemiBold
    }
    SpokenLabel {
        objectName: "rehearsalSummary"
        Layout.fillWidth: true
        text: panel.rehearsal.problem !== "" ? qsTr("This can't be tried on the past.") : (panel.rehearsal.summary !== "" ? panel.rehearsal.summary : (panel.rehearsal.busy ? qsTr("Looking through the last week…") : qsTr("Once the rule is complete it is tried on the last week here.")))
        opacity: panel.rehearsal.busy && panel.known ? Theme.disabled : 1
        wrapMode: Text.Wrap
    }
    SpokenLabel {
        objectName: "rehearsalNote"
        Layout.fillWidth: true
        visible: text !== ""
        text: panel.rehearsal.problem !== "" ? panel.rehearsal.problem : panel.rehearsal.note
        color: panel.rehearsal.problem !== "" ? Theme.warning : Theme.dimText
        font.pixelSize: Theme.detailText
        wrapMode: Text.Wrap
    }
    Rectangle {
        id: axis

        objectName: "rehearsalAxis"
        Layout.fillWidth: true
        Layout.preferredHeight: Theme.laneHeight
        visible: panel.known
        radius: Theme.gap
        color: Theme.background
        border.width: Theme.line
        border.color: Theme.border
        clip: true
        Accessible.role: Accessible.Graphic
        Accessible.name: qsTr("When it would have fired")

        Repeater {
            model: 6

            Rectangle {
                required property int index

                x: (index + 1) / 7 * axis.width
                width: Theme.line
                height: axis.height
                color: Theme.grid
            }
        }
        Repeater {
            model: panel.rehearsal

            Rectangle {
                id: mark

                required property string episode
                required property string severity
                required property string cause
                required property double began
                required property double ended
                required property int occurrences

                readonly property double until: ended > 0 ? ended : panel.rehearsal.to
                readonly property bool chosen: panel.shownEpisode === episode

                x: Math.max(0, Math.min(axis.width - width, (began - panel.rehearsal.from) / panel.length * axis.width))
                y: Theme.spacing
                width: Math.max(Theme.gap + Theme.focusLine, (until - began) / panel.length * axis.width)
                height: axis.height - 2 * Theme.spacing
                radius: Theme.line
                color: severity === "critical" ? Theme.danger : (severity === "warning" ? Theme.critical : Theme.running)
                opacity: chosen || over.hovered ? 1 : 0.75

                HoverHandler {
                    id: over
                }
                TapHandler {
                    onTapped: panel.shownEpisode = mark.chosen ? "" : mark.episode
                }
                Tip {
                    owner: mark
                    text: qsTr("%1, %2 ×, from %3").arg(mark.cause).arg(mark.occurrences).arg(panel.time.moment(mark.began))
                    wanted: over.hovered
                }
            }
        }
    }
    RowLayout {
        Layout.fillWidth: true
        visible: panel.known

        Label {
            text: panel.time.moment(panel.rehearsal.from)
            color: Theme.dimText
            font.pixelSize: Theme.smallText
        }
        Item {
            Layout.fillWidth: true
        }
        Label {
            text: qsTr("now")
            color: Theme.dimText
            font.pixelSize: Theme.smallText
        }
    }
    Repeater {
        model: panel.rehearsal

        ColumnLayout {
            id: entry

            required property int index
            required property string episode
            required property string cause
            required property double began
            required property double ended
            required property int occurrences
            required property int messages
            required property string lines

            readonly property string counted: occurrences > 1 ? qsTr("%1 times").arg(occurrences) : qsTr("once")
            readonly property string lasted: ended > 0 ? panel.time.elapsed(began, ended, ended) : qsTr("goes on")
            readonly property string told: messages === 1 ? qsTr("1 message") : qsTr("%1 messages").arg(messages)
            readonly property bool unfolded: panel.shownEpisode === episode

            Layout.fillWidth: true
            visible: index < 12 || unfolded
            spacing: 0

            LinkButton {
                Layout.fillWidth: true
                objectName: "rehearsed-" + entry.episode
                text: qsTr("%1 · %2 · %3 · %4 · %5").arg(panel.time.moment(entry.began)).arg(entry.cause).arg(entry.counted).arg(entry.lasted).arg(entry.told)
                onClicked: panel.shownEpisode = entry.unfolded ? "" : entry.episode
            }
            SelectableText {
                objectName: "rehearsedMessages"
                Layout.fillWidth: true
                Layout.leftMargin: Theme.margin
                visible: entry.unfolded
                label: qsTr("The messages that would have been sent")
                text: entry.lines
                color: Theme.dimText
                font.pixelSize: Theme.smallText
            }
        }
    }
    Label {
        objectName: "rehearsalMore"
        visible: panel.rehearsal.count > 12
        text: qsTr("and %1 more, on the axis above").arg(panel.rehearsal.count - 12)
        color: Theme.dimText
        font.pixelSize: Theme.smallText
    }
}
