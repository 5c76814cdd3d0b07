// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Layouts
import Procession

// What can be done with the selected schedule. What needs a word first opens below the buttons.
ColumnLayout {
    id: bar

    required property Dashboard dashboard

    readonly property SelectedSchedule schedule: dashboard.schedule
    readonly property ScheduleActions actions: dashboard.scheduleActions
    readonly property string shownName: schedule.name

    property bool busy: false
    property string asking // "pause", "backfill" or "remove"; empty for nothing

    function ask(what: string): void {
        actions.clearRefusal();
        asking = asking === what ? "" : what;
    }

    function pause(): void {
        actions.pause(schedule.name, note.text);
        asking = "";
    }

    function readBusy(): void {
        busy = actions.isBusy(schedule.name);
    }

    spacing: Theme.spacing
    onShownNameChanged: {
        asking = "";
        readBusy();
    }
    onAskingChanged: {
        note.clear();
        if (asking === "pause")
            note.forceActiveFocus(Qt.TabFocusReason);
    }

    Connections {
        target: bar.actions
        function onBusyChanged(): void {
            bar.readBusy();
        }
        function onFilledBack(): void {
            bar.asking = "";
        }
    }

    Flow {
        Layout.fillWidth: true
        spacing: Theme.spacing

        ActionButton {
            objectName: "scheduleRun"
            text: qsTr("Run now")
            enabled: !bar.busy
            onClicked: bar.actions.run(bar.schedule.name)
        }
        ActionButton {
            objectName: "schedulePause"
            visible: !bar.schedule.paused
            text: qsTr("Pause…")
            tint: Theme.text
            enabled: !bar.busy
            onClicked: bar.ask("pause")
        }
        ActionButton {
            objectName: "scheduleResume"
            visible: bar.schedule.paused
            text: qsTr("Resume")
            enabled: !bar.busy
            onClicked: bar.actions.resume(bar.schedule.name)
        }
        ActionButton {
            objectName: "scheduleBackfill"
            text: qsTr("Backfill…")
            tint: Theme.text
            enabled: !bar.busy
            onClicked: bar.ask("backfill")
        }
    }
    RowLayout {
        Layout.fillWidth: true
        visible: bar.asking === "pause"
        spacing: Theme.spacing

        TextBox {
            id: note

            objectName: "pauseNote"
            Layout.fillWidth: true
            label: qsTr("Why it is paused")
            placeholderText: qsTr("Why? (may be empty)")
            maximumLength: 500
            onAccepted: bar.pause()
            Keys.onEscapePressed: bar.asking = ""
        }
        ActionButton {
            objectName: "pauseConfirm"
            text: qsTr("Pause")
            onClicked: bar.pause()
        }
    }
    BackfillForm {
        Layout.fillWidth: true
        visible: bar.asking === "backfill"
        schedule: bar.schedule
        actions: bar.actions
        busy: bar.busy
        onGivenUp: bar.asking = ""
    }
    RowLayout {
        Layout.fillWidth: true
        visible: bar.asking === "remove"
        spacing: Theme.spacing

        SpokenLabel {
            Layout.fillWidth: true
            text: qsTr("Its runs go on; nothing starts by it any more.")
            color: Theme.dimText
            wrapMode: Text.Wrap
        }
        ActionButton {
            objectName: "removeConfirm"
            text: qsTr("Remove")
            tint: Theme.danger
            onClicked: {
                bar.actions.remove(bar.schedule.name);
                bar.asking = "";
            }
        }
    }
}
