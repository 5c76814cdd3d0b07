// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Layouts
import Procession

// All that is known of the selected schedule, and what can be done with it.
Card {
    id: pane

    required property Dashboard dashboard
    required property Clipboard clipboard

    readonly property SelectedSchedule schedule: dashboard.schedule

    Accessible.role: Accessible.Pane
    Accessible.name: qsTr("Schedule %1").arg(schedule.name)

    ColumnLayout {
        anchors.fill: parent
        anchors.margins: Theme.margin
        visible: pane.schedule.valid
        spacing: Theme.spacing

        RowLayout {
            Layout.fillWidth: true
            spacing: Theme.spacing

            ScheduleGlyph {
                standing: pane.schedule.state
            }
            SpokenLabel {
                objectName: "scheduleState"
                Layout.fillWidth: true
                text: ScheduleWords.stateWord(pane.schedule.state)
                color: pane.schedule.state === ScheduleWords.Active ? Theme.text : Theme.warning
                font.weight: Font.DemiBold
                elide: Text.ElideRight
            }
            SpokenLabel {
                objectName: "scheduleConfigured"
                visible: pane.schedule.configured
                text: qsTr("In the configuration file")
                color: Theme.dimText
                font.pixelSize: Theme.smallText
            }
            LinkButton {
                objectName: "scheduleRemove"
                visible: !pane.schedule.configured
                text: qsTr("Remove…")
                onClicked: bar.ask("remove")
            }
        }
        Heading {
            Layout.fillWidth: true
            objectName: "scheduleName"
            text: pane.schedule.name
            font.pixelSize: Theme.titleText
            elide: Text.ElideMiddle
        }
        SpokenLabel {
            objectName: "scheduleNote"
            Layout.fillWidth: true
            visible: text !== ""
            text: pane.schedule.note
            color: Theme.warning
            wrapMode: Text.Wrap
        }
        SpokenLabel {
            Layout.fillWidth: true
            visible: text !== ""
            text: pane.schedule.description
            color: Theme.dimText
            wrapMode: Text.Wrap
            maximumLineCount: 4
            elide: Text.ElideRight
        }
        ScheduleActionBar {
            id: bar

            Layout.fillWidth: true
            Layout.topMargin: Theme.gap
            dashboard: pane.dashboard
        }
        ScheduleDetails {
            objectName: "scheduleDetails"
            Layout.fillWidth: true
            Layout.fillHeight: true
            Layout.topMargin: Theme.spacing
            Layout.rightMargin: -Theme.margin
            dashboard: pane.dashboard
        }
    }
}
