// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Layouts
import QtQuick.Templates as T
import Procession

// What is silenced, until when, by whom and why.
Item {
    id: list

    required property Dashboard dashboard

    readonly property AlertCentre centre: dashboard.alerts

    function focusList(): void {
        view.forceActiveFocus(Qt.TabFocusReason);
    }

    Card {
        anchors.fill: parent
        visible: list.centre.silences.count > 0

        ListView {
            id: view

            objectName: "silenceList"
            anchors.fill: parent
            anchors.margins: Theme.line
            model: list.centre.silences
            clip: true
            activeFocusOnTab: true
            boundsBehavior: Flickable.StopAtBounds
            Accessible.role: Accessible.List
            Accessible.name: qsTr("Silences")

            T.ScrollBar.vertical: ThinScrollBar {}

            delegate: RowLayout {
                id: row

                required property string silenceId
                required property string about
                required property string reason
                required property string who
                required property double began
                required property double ends

                readonly property TimeText time: list.dashboard.time
                readonly property string until: qsTr("ends %1, at %2").arg(time.until(ends, time.now)).arg(time.shortMoment(ends, time.now))

                objectName: "silence-" + silenceId
                width: ListView.view.width
                height: Theme.tileHeight + Theme.margin
                spacing: Theme.margin
                Accessible.role: Accessible.ListItem
                Accessible.name: qsTr("%1, %2").arg(about).arg(reason)

                ColumnLayout {
                    Layout.fillWidth: true
                    Layout.leftMargin: Theme.margin
                    spacing: Theme.gap

                    TellingText {
                        Layout.fillWidth: true
                        objectName: "about"
                        text: row.about
                        font.weight: Font.DemiBold
                    }
                    Label {
                        Layout.fillWidth: true
                        objectName: "silenceFacts"
                        text: qsTr("%1 · %2 · %3").arg(row.until).arg(row.who === "" ? qsTr("by nobody known") : qsTr("by %1").arg(row.who)).arg(row.reason === "" ? qsTr("no reason given") : row.reason)
                        color: Theme.dimText
                        font.pixelSize: Theme.detailText
                        elide: Text.ElideRight
                    }
                }
                ActionButton {
                    Layout.rightMargin: Theme.margin
                    objectName: "endSilence"
                    text: qsTr("End it")
                    Accessible.name: qsTr("End the silence of %1").arg(row.about)
                    onClicked: list.centre.endSilence(row.silenceId)
                }
            }
        }
    }
    AlertsState {
        anchors.centerIn: parent
        width: Math.min(Theme.emptyWidth, parent.width - 2 * Theme.margin)
        visible: list.centre.silences.count === 0
        centre: list.centre
        filtered: false
        nothing: qsTr("Nothing is silenced")
        explanation: qsTr("Press Silence… at an open alert to hear nothing of it for a while.")
    }
}
