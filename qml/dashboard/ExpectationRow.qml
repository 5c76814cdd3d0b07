// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Layouts
import Procession

// One expected job as a row: how it stands and since when, when it is due, when it was heard of last, and what is wrong.
Rectangle {
    id: row

    required property int index
    required property string name
    required property string words
    required property string stateText
    required property bool down
    required property bool late
    required property double since
    required property double nextAt
    required property double lastAt
    required property string reason
    required property string run
    required property string description

    required property TimeText time
    required property bool focused // the keyboard is here

    readonly property string standing: qsTr("%1 since %2").arg(stateText).arg(time.clockMoment(since, time.now))
    readonly property string due: nextAt > 0 ? qsTr("due %1").arg(time.clockMoment(nextAt, time.now)) : ""
    readonly property string heard: lastAt > 0 ? qsTr("last heard of %1").arg(time.age(lastAt, time.now)) : qsTr("never heard of")

    signal runPicked(string processId)

    function part(text: string): string {
        return text === "" ? "" : qsTr(" · %1").arg(text);
    }

    function openRun(): void {
        if (run !== "")
            runPicked(run);
    }

    objectName: "expectation-" + name
    implicitHeight: content.implicitHeight + 2 * Theme.margin
    color: hover.hovered ? Theme.hover : Theme.surface
    Accessible.role: Accessible.ListItem
    Accessible.name: qsTr("%1, %2").arg(name).arg(standing)
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
        visible: row.down || row.late
        color: row.down ? Theme.danger : Theme.warning
    }
    ColumnLayout {
        id: content

        anchors.left: parent.left
        anchors.right: parent.right
        anchors.top: parent.top
        anchors.margins: Theme.margin
        anchors.leftMargin: Theme.margin + Theme.gap
        spacing: Theme.gap

        RowLayout {
            Layout.fillWidth: true
            spacing: Theme.margin

            TellingText {
                Layout.fillWidth: true
                objectName: "expectationName"
                text: row.name
                font.weight: Font.DemiBold
            }
            SpokenLabel {
                objectName: "expectationState"
                text: row.standing
                color: row.down ? Theme.danger : Theme.dimText
                font.pixelSize: Theme.detailText
            }
        }
        Label {
            Layout.fillWidth: true
            objectName: "expectationTimes"
            text: row.words + row.part(row.due) + row.part(row.heard)
            color: Theme.dimText
            font.pixelSize: Theme.detailText
            elide: Text.ElideRight
        }
        SelectableText {
            Layout.fillWidth: true
            objectName: "expectationReason"
            visible: text !== ""
            label: qsTr("Reason")
            text: row.reason
        }
        Label {
            Layout.fillWidth: true
            visible: text !== ""
            text: row.description
            color: Theme.dimText
            font.pixelSize: Theme.detailText
            elide: Text.ElideRight
        }
        LinkButton {
            objectName: "expectationRun"
            visible: row.run !== ""
            text: qsTr("Last run")
            Accessible.name: qsTr("Open the last run of %1").arg(row.name)
            onClicked: row.runPicked(row.run)
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
