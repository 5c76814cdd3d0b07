// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Layouts
import QtQuick.Templates as T
import Procession

// The channels by which people are told, how the last message went, and a test.
Item {
    id: list

    required property Dashboard dashboard
    required property Clipboard clipboard

    readonly property AlertCentre centre: dashboard.alerts

    function focusList(): void {
        view.forceActiveFocus(Qt.TabFocusReason);
    }

    Card {
        anchors.fill: parent
        visible: list.centre.channels.count > 0

        ListView {
            id: view

            objectName: "channelList"
            anchors.fill: parent
            anchors.margins: Theme.line
            model: list.centre.channels
            clip: true
            activeFocusOnTab: true
            boundsBehavior: Flickable.StopAtBounds
            Accessible.role: Accessible.List
            Accessible.name: qsTr("Channels")

            T.ScrollBar.vertical: ThinScrollBar {}

            delegate: RowLayout {
                id: row

                required property string channel
                required property string kind
                required property int waiting
                required property string lastTitle
                required property double lastAt
                required property bool failed
                required property string error
                required property double deliveredAt
                required property string testText

                readonly property TimeText time: list.dashboard.time
                readonly property string last: lastAt === 0 ? qsTr("Nothing was sent yet") : (failed ? qsTr("Not delivered %1: %2").arg(time.age(lastAt, time.now)).arg(error) : qsTr("Delivered %1: %2").arg(time.age(lastAt, time.now)).arg(lastTitle))

                objectName: "channel-" + channel
                width: ListView.view.width
                height: Theme.tileHeight + Theme.margin + (test.visible ? Theme.margin : 0)
                spacing: Theme.margin
                Accessible.role: Accessible.ListItem
                Accessible.name: qsTr("%1, %2, %3").arg(channel).arg(kind).arg(last)

                ColumnLayout {
                    Layout.fillWidth: true
                    Layout.leftMargin: Theme.margin
                    spacing: Theme.gap

                    RowLayout {
                        spacing: Theme.spacing

                        Label {
                            text: row.channel
                            font.weight: Font.DemiBold
                        }
                        Label {
                            text: row.kind
                            color: Theme.dimText
                            font.pixelSize: Theme.detailText
                        }
                        Label {
                            visible: row.waiting > 0
                            text: row.waiting === 1 ? qsTr("1 message waits") : qsTr("%1 messages wait").arg(row.waiting)
                            color: Theme.warning
                            font.pixelSize: Theme.detailText
                        }
                    }
                    TellingText {
                        Layout.fillWidth: true
                        objectName: "lastDelivery"
                        text: row.last
                        color: row.failed ? Theme.danger : Theme.dimText
                        font.pixelSize: Theme.detailText
                        elide: Text.ElideRight
                    }
                    SpokenLabel {
                        id: test

                        objectName: "testText"
                        Layout.fillWidth: true
                        visible: text !== ""
                        text: row.testText
                        font.pixelSize: Theme.detailText
                        elide: Text.ElideRight
                    }
                }
                ActionButton {
                    Layout.rightMargin: Theme.margin
                    objectName: "sendTest"
                    text: qsTr("Send test")
                    Accessible.name: qsTr("Send a test message to %1").arg(row.channel)
                    onClicked: list.centre.sendTest(row.channel)
                }
            }
        }
    }
    Column {
        anchors.centerIn: parent
        width: Math.min(Theme.emptyWidth, parent.width - 2 * Theme.margin)
        visible: list.centre.channels.count === 0
        spacing: Theme.margin

        AlertsState {
            id: state

            width: parent.width
            centre: list.centre
            filtered: false
            nothing: qsTr("No channels yet")
            explanation: qsTr("A channel is where messages go: mail, a webhook, a command, the desktop. Write it into the configuration file, and start the server anew:")
        }
        CommandLine {
            objectName: "channelExample"
            width: parent.width
            visible: !state.failed && !state.waiting
            label: qsTr("Configuration")
            copyText: qsTr("Copy the example")
            text: "[alerts.channels.ops]\nkind = \"webhook\"\nurl = \"https://hooks.example.org/procession\""
            clipboard: list.clipboard
        }
    }
}
