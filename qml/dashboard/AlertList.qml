// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Layouts
import QtQuick.Templates as T
import Procession

// The alerts that are open, or those that are over, with a filter; where there are none, why.
ColumnLayout {
    id: list

    required property Dashboard dashboard
    required property bool over

    readonly property AlertCentre centre: dashboard.alerts
    readonly property KeyedRows alerts: over ? centre.ended : centre.open
    readonly property int total: over ? centre.endedTotal : centre.openTotal
    readonly property list<string> severities: ["", "critical", "warning", "info"]

    function focusList(): void {
        if (alerts.count > 0)
            view.forceActiveFocus(Qt.TabFocusReason);
        else
            search.forceActiveFocus(Qt.TabFocusReason);
    }

    spacing: Theme.margin

    RowLayout {
        Layout.fillWidth: true
        visible: list.total > 0
        spacing: Theme.spacing

        SearchField {
            id: search

            objectName: "alertSearch"
            Layout.preferredWidth: Theme.widestSearch
            placeholderText: qsTr("Search alerts")
            text: list.centre.searchText
            onTextChanged: list.centre.searchText = text
            onDone: list.focusList()
        }
        ChoiceBox {
            objectName: "alertSeverity"
            implicitWidth: Theme.typeWidth
            model: [qsTr("Every severity"), qsTr("Critical"), qsTr("Warning"), qsTr("Info")]
            currentIndex: list.severities.indexOf(list.centre.severity)
            entryPrefix: "severity-"
            Accessible.name: qsTr("Severity")
            onActivated: list.centre.severity = list.severities[currentIndex]
        }
        Item {
            Layout.fillWidth: true
        }
        SpokenLabel {
            objectName: "alertCount"
            text: list.alerts.count === list.total ? "" : qsTr("%1 of %2").arg(list.alerts.count).arg(list.total)
            color: Theme.dimText
            font.pixelSize: Theme.detailText
        }
    }
    Item {
        Layout.fillWidth: true
        Layout.fillHeight: true

        Card {
            anchors.fill: parent
            visible: list.alerts.count > 0

            ListView {
                id: view

                property bool keyed: false

                objectName: list.over ? "endedAlerts" : "openAlerts"
                anchors.fill: parent
                anchors.margins: Theme.line
                model: list.alerts
                clip: true
                activeFocusOnTab: true
                boundsBehavior: Flickable.StopAtBounds
                Accessible.role: Accessible.List
                Accessible.name: list.over ? qsTr("Alerts that are over") : qsTr("Open alerts")

                T.ScrollBar.vertical: ThinScrollBar {}

                TapHandler {
                    onPressedChanged: view.keyed = false
                }
                Keys.onPressed: event => {
                    keyed = true;
                    const alert = currentItem as AlertRow;
                    if (alert === null || list.over)
                        return;
                    if (event.key === Qt.Key_A)
                        list.centre.acknowledge(alert.episode);
                    else if (event.key === Qt.Key_S)
                        alert.asking = true;
                    else
                        return;
                    event.accepted = true;
                }
                Keys.onReleased: event => {
                    if (event.key === Qt.Key_Tab || event.key === Qt.Key_Backtab)
                        keyed = true;
                }

                delegate: AlertRow {
                    width: ListView.view.width
                    time: list.dashboard.time
                    centre: list.centre
                    focused: ListView.isCurrentItem && view.activeFocus && view.keyed
                    onProcessPicked: processId => list.dashboard.openProcess(processId)
                }
            }
        }
        AlertsState {
            anchors.centerIn: parent
            width: Math.min(Theme.emptyWidth, parent.width - 2 * Theme.margin)
            visible: list.alerts.count === 0
            centre: list.centre
            filtered: list.total > 0
            nothing: list.over ? qsTr("No alert is over yet") : qsTr("No alert is open")
            explanation: list.over ? qsTr("Alerts stand here once the trouble is over.") : (list.centre.rules.count === 0 ? qsTr("There is no rule yet, so that nothing is watched. A rule says what is worth a message; it can be tried on the last week before it is saved.") : qsTr("All is well by %1.").arg(list.centre.rules.count === 1 ? qsTr("1 rule") : qsTr("%1 rules").arg(list.centre.rules.count)))
        }
    }
}
