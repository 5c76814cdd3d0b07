// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Layouts
import Procession

// The view of the alerts: those that are open and over, what is silenced, the channels, the expected jobs and the rules.
FocusScope {
    id: view

    required property Dashboard dashboard
    required property Clipboard clipboard

    readonly property AlertCentre centre: dashboard.alerts

    property int part: 0

    function focusList(): void {
        switch (part) {
        case 2:
            silences.focusList();
            break;
        case 3:
            channels.focusList();
            break;
        case 4:
            expected.focusList();
            break;
        case 5:
            rules.focusList();
            break;
        default:
            alerts.focusList();
        }
    }

    Accessible.role: Accessible.Pane
    Accessible.name: qsTr("Alerts")

    ColumnLayout {
        anchors.fill: parent
        spacing: Theme.margin

        RowLayout {
            Layout.fillWidth: true
            spacing: Theme.gap

            Repeater {
                model: [qsTr("Open"), qsTr("Over"), qsTr("Silences"), qsTr("Channels"), qsTr("Expected jobs"), qsTr("Rules")]

                ViewTab {
                    required property int index
                    required property string modelData

                    readonly property list<int> counts: [view.centre.openTotal, 0, view.centre.silences.count, view.centre.channels.count, view.dashboard.expectations.down, view.centre.rules.count]

                    objectName: "alerts-" + ["open", "over", "silences", "channels", "expected", "rules"][index]
                    text: counts[index] > 0 ? qsTr("%1 (%2)").arg(modelData).arg(counts[index]) : modelData
                    chosen: view.part === index
                    onClicked: view.part = index
                }
            }
            Item {
                Layout.fillWidth: true
            }
            SpokenLabel {
                objectName: "alertsFreshness"
                text: view.dashboard.server.freshness
                color: view.dashboard.server.live ? Theme.dimText : Theme.failed
                font.pixelSize: Theme.detailText
            }
        }
        Banner {
            objectName: "alertsProblem"
            Layout.fillWidth: true
            // Where there is nothing to show the place of the list says it.
            visible: view.centre.error !== "" && view.centre.openTotal + view.centre.endedTotal + view.centre.rules.count > 0
            radius: Theme.radius
            text: qsTr("What is shown may be old: %1").arg(view.centre.error)
            actionText: view.centre.supported ? qsTr("Try again") : ""
            actionName: "alertsReload"
            onActed: view.centre.reload()
        }
        AlertList {
            id: alerts

            Layout.fillWidth: true
            Layout.fillHeight: true
            visible: view.part < 2
            dashboard: view.dashboard
            over: view.part === 1
        }
        SilenceList {
            id: silences

            Layout.fillWidth: true
            Layout.fillHeight: true
            visible: view.part === 2
            dashboard: view.dashboard
        }
        ChannelList {
            id: channels

            Layout.fillWidth: true
            Layout.fillHeight: true
            visible: view.part === 3
            dashboard: view.dashboard
            clipboard: view.clipboard
        }
        ExpectationList {
            id: expected

            Layout.fillWidth: true
            Layout.fillHeight: true
            visible: view.part === 4
            dashboard: view.dashboard
        }
        AlertRuleList {
            id: rules

            Layout.fillWidth: true
            Layout.fillHeight: true
            visible: view.part === 5
            dashboard: view.dashboard
        }
    }
}
