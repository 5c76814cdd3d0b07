// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Templates as T
import Procession

// The jobs that are expected to run, with how each stands; where there are none, what they are for.
Item {
    id: list

    required property Dashboard dashboard

    readonly property bool empty: dashboard.expectations.count === 0

    function focusList(): void {
        if (!empty)
            view.forceActiveFocus(Qt.TabFocusReason);
    }

    Card {
        anchors.fill: parent
        visible: !list.empty

        ListView {
            id: view

            property bool keyed: false

            objectName: "expectations"
            anchors.fill: parent
            anchors.margins: Theme.line
            model: list.dashboard.expectations
            clip: true
            activeFocusOnTab: true
            boundsBehavior: Flickable.StopAtBounds
            Accessible.role: Accessible.List
            Accessible.name: qsTr("Expected jobs")

            T.ScrollBar.vertical: ThinScrollBar {}

            TapHandler {
                onPressedChanged: view.keyed = false
            }
            Keys.onPressed: view.keyed = true
            Keys.onReturnPressed: (currentItem as ExpectationRow)?.openRun()
            Keys.onEnterPressed: (currentItem as ExpectationRow)?.openRun()

            delegate: ExpectationRow {
                width: ListView.view.width
                time: list.dashboard.time
                focused: ListView.isCurrentItem && view.activeFocus && view.keyed
                onRunPicked: processId => list.dashboard.openProcess(processId)
            }
        }
    }
    AlertsState {
        anchors.centerIn: parent
        width: Math.min(Theme.emptyWidth, parent.width - 2 * Theme.margin)
        visible: list.empty
        centre: list.dashboard.alerts
        filtered: false
        nothing: qsTr("No job is expected")
        explanation: qsTr("A job that runs elsewhere, such as a line of a crontab, can say when it begins and ends; a run that doesn't come is told by a rule for missed runs. Begin with: processionctl expect NAME --every 1d")
    }
}
