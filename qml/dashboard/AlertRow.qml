// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Layouts
import Procession

// One alert: what is wrong, how often and since when, the runs that it is about, and what can be done about it.
Rectangle {
    id: row

    required property int index
    required property string episode
    required property string severity
    required property string title
    required property string reason
    required property string rule
    required property double began
    required property double ended
    required property int occurrences
    required property list<string> samples
    required property string acknowledgedBy
    required property double acknowledgedAt
    required property bool silenced
    required property string stateText

    required property TimeText time
    required property AlertCentre centre
    required property bool focused // the keyboard is here

    readonly property bool over: ended > 0
    readonly property string since: over ? qsTr("%1 to %2, %3").arg(time.clockMoment(began, time.now)).arg(time.clockMoment(ended, time.now)).arg(time.elapsed(began, ended, time.now)) : qsTr("since %1, for %2").arg(time.clockMoment(began, time.now)).arg(time.elapsed(began, 0, time.now))
    readonly property string counted: occurrences > 1 ? qsTr("%1 times").arg(occurrences) : qsTr("once")
    readonly property string care: acknowledgedBy !== "" ? qsTr("Acknowledged by %1 at %2").arg(acknowledgedBy).arg(time.clockMoment(acknowledgedAt, time.now)) : (silenced ? qsTr("Silenced") : "")

    property bool asking: false // how long to silence it

    signal processPicked(string processId)

    objectName: "alert-" + episode
    implicitHeight: content.implicitHeight + 2 * Theme.margin
    color: hover.hovered ? Theme.hover : Theme.surface
    Accessible.role: Accessible.ListItem
    Accessible.name: qsTr("%1, %2, %3, %4").arg(mark.word).arg(title).arg(stateText).arg(counted)
    Accessible.description: reason
    Accessible.focusable: true
    Accessible.focused: focused
    onFocusedChanged: {
        if (focused)
            AccessibleFocus.announce(row);
    }

    HoverHandler {
        id: hover
    }
    Rectangle {
        width: Theme.gap
        height: parent.height
        visible: !row.over
        color: row.acknowledgedBy !== "" || row.silenced ? Theme.controlBorder : mark.tint
    }
    ColumnLayout {
        id: content

        anchors.left: parent.left
        anchors.right: parent.right
        anchors.top: parent.top
        anchors.margins: Theme.margin
        anchors.leftMargin: Theme.margin + Theme.gap
        spacing: Theme.spacing

        RowLayout {
            Layout.fillWidth: true
            spacing: Theme.margin

            ColumnLayout {
                Layout.fillWidth: true
                spacing: Theme.gap

                RowLayout {
                    Layout.fillWidth: true
                    spacing: Theme.spacing

                    SeverityMark {
                        id: mark

                        severity: row.severity
                    }
                    TellingText {
                        Layout.fillWidth: true
                        objectName: "title"
                        text: row.title
                        font.weight: Font.DemiBold
                    }
                }
                Label {
                    Layout.fillWidth: true
                    objectName: "facts"
                    text: qsTr("%1 · %2 · %3 · rule %4").arg(row.stateText).arg(row.since).arg(row.counted).arg(row.rule)
                    color: Theme.dimText
                    font.pixelSize: Theme.detailText
                    elide: Text.ElideRight
                }
            }
            ActionButton {
                objectName: "acknowledge"
                visible: !row.over && row.acknowledgedBy === ""
                text: qsTr("Acknowledge")
                Accessible.name: qsTr("Acknowledge %1").arg(row.title)
                onClicked: row.centre.acknowledge(row.episode)
            }
            ActionButton {
                objectName: "silence"
                visible: !row.over && !row.silenced
                text: qsTr("Silence…")
                Accessible.name: qsTr("Silence %1").arg(row.title)
                onClicked: row.asking = !row.asking
            }
        }
        SelectableText {
            Layout.fillWidth: true
            objectName: "reason"
            visible: text !== ""
            label: qsTr("Reason")
            text: row.reason
        }
        Flow {
            Layout.fillWidth: true
            visible: row.samples.length > 0
            spacing: Theme.gap

            Label {
                topPadding: Theme.gap
                text: row.occurrences > row.samples.length ? qsTr("Some of the runs:") : qsTr("Runs:")
                color: Theme.dimText
                font.pixelSize: Theme.detailText
            }
            Repeater {
                model: row.samples

                LinkButton {
                    required property string modelData
                    required property int index

                    objectName: "sample-" + index
                    text: modelData
                    Accessible.name: qsTr("Open the run %1").arg(modelData)
                    onClicked: row.processPicked(modelData)
                }
            }
        }
        SpokenLabel {
            objectName: "care"
            Layout.fillWidth: true
            visible: text !== ""
            text: row.care
            color: Theme.dimText
            font.pixelSize: Theme.detailText
            elide: Text.ElideRight
        }
        Loader {
            id: form

            Layout.fillWidth: true
            active: row.asking
            visible: active
            source: "SilenceForm.qml"
            onLoaded: (item as SilenceForm).focusFirst()
        }
    }
    Connections {
        target: form.item as SilenceForm

        function onSilenced(minutes: int, reason: string): void {
            row.centre.silence(row.episode, minutes, reason);
            row.asking = false;
        }
        function onGivenUp(): void {
            row.asking = false;
        }
    }
    Rule {
        anchors.bottom: parent.bottom
        width: parent.width
    }
    FocusFrame {
        visible: row.focused
    }
}
