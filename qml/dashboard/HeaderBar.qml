// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Layouts
import Procession

// What this is and which view of it, where it listens, who follows it, and light or dark.
Rectangle {
    id: header

    required property Dashboard dashboard
    required property Preferences preferences
    required property Clipboard clipboard
    required property bool detailsDockable // the window is wide enough for list and details side by side

    readonly property ServerStatus server: dashboard.server

    implicitHeight: row.implicitHeight + 2 * Theme.spacing
    color: Theme.surface

    RowLayout {
        id: row

        anchors.fill: parent
        anchors.leftMargin: Theme.margin
        anchors.rightMargin: Theme.margin
        spacing: Theme.spacing

        Glyph {
            source: "qrc:/procession/icons/procession.svg"
            size: Theme.logoSize
        }
        Heading {
            text: qsTr("Procession")
            font.pixelSize: Theme.titleText
            font.weight: Font.DemiBold
        }

        ViewTab {
            Layout.leftMargin: Theme.margin
            objectName: "showLive"
            text: qsTr("Live")
            chosen: header.dashboard.view === Dashboard.Live
            onClicked: header.dashboard.view = Dashboard.Live
        }
        ViewTab {
            objectName: "showHistory"
            text: qsTr("History")
            chosen: header.dashboard.view === Dashboard.History
            onClicked: header.dashboard.view = Dashboard.History
        }
        ViewTab {
            objectName: "showSchedules"
            text: qsTr("Schedules")
            chosen: header.dashboard.view === Dashboard.Schedules
            onClicked: header.dashboard.view = Dashboard.Schedules
        }
        ViewTab {
            objectName: "showAlerts"
            text: qsTr("Alerts")
            badge: header.dashboard.alerts.unacknowledged
            chosen: header.dashboard.view === Dashboard.Alerts
            onClicked: header.dashboard.view = Dashboard.Alerts
        }
        ViewTab {
            objectName: "showTools"
            text: qsTr("Tools")
            chosen: header.dashboard.view === Dashboard.Tools
            onClicked: header.dashboard.view = Dashboard.Tools
        }
        ViewTab {
            objectName: "showDocuments"
            text: qsTr("Documents")
            chosen: header.dashboard.view === Dashboard.Documents
            onClicked: header.dashboard.view = Dashboard.Documents
        }

        ViewTab {
            objectName: "showOverview"
            text: qsTr("Overview")
            chosen: header.dashboard.view === Dashboard.Summary
            onClicked: header.dashboard.view = Dashboard.Summary
        }

        Item {
            Layout.fillWidth: true
        }

        Rectangle {
            Layout.preferredWidth: Theme.spacing
            Layout.preferredHeight: Theme.spacing
            radius: width / 2
            color: !header.server.listening || !header.server.live ? Theme.failed : (header.server.storeProblem !== "" ? Theme.cancelled : Theme.completed)
        }
        SpokenLabel {
            objectName: "serverUrl"
            Layout.fillWidth: true // as far as the tabs leave room
            Layout.maximumWidth: implicitWidth
            elide: Text.ElideRight
            text: header.server.place
        }
        IconButton {
            objectName: "copyUrl"
            text: qsTr("Copy the address")
            glyph: Theme.icon("copy")
            visible: header.server.listening
            onClicked: header.clipboard.copy(header.server.url)
        }
        SpokenLabel {
            Layout.leftMargin: Theme.spacing
            Layout.rightMargin: Theme.spacing
            objectName: "subscriberCount"
            text: header.server.subscriberCount === 1 ? qsTr("1 subscriber") : qsTr("%1 subscribers").arg(header.server.subscriberCount)
            color: Theme.dimText
        }
        IconButton {
            objectName: "toggleDetails"
            visible: header.detailsDockable
            text: header.preferences.detailsDocked ? qsTr("Give the whole width to the list") : qsTr("Keep room for the details")
            glyph: Theme.icon("panel")
            onClicked: header.preferences.detailsDocked = !header.preferences.detailsDocked
        }
        IconButton {
            objectName: "toggleColours"
            text: Theme.dark ? qsTr("Light colours") : qsTr("Dark colours")
            glyph: Theme.icon("contrast")
            onClicked: header.preferences.colours = Theme.dark ? "light" : "dark"
        }
    }

    Rule {
        anchors.bottom: parent.bottom
    }
}
