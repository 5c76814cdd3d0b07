// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Layouts
import Procession

// Asks for the range in the past whose times are run once more.
GridLayout {
    id: form

    required property SelectedSchedule schedule
    required property ScheduleActions actions
    required property bool busy

    signal givenUp

    function start(): void {
        actions.fillBack(schedule.name, from.text, until.text, overlap.currentText);
    }

    columns: 2
    columnSpacing: Theme.spacing
    rowSpacing: Theme.spacing
    onVisibleChanged: {
        if (!visible)
            return;
        from.text = actions.hoursAgo(24);
        until.text = actions.hoursAgo(0);
        from.forceActiveFocus(Qt.TabFocusReason);
    }
    Keys.onEscapePressed: givenUp()

    Label {
        text: qsTr("From")
        color: Theme.dimText
        font.pixelSize: Theme.detailText
    }
    TextBox {
        id: from

        objectName: "backfillFrom"
        Layout.fillWidth: true
        label: qsTr("Beginning of the backfill")
        wrong: form.actions.refusedField === "from"
        onAccepted: form.start()
    }
    Label {
        text: qsTr("Until")
        color: Theme.dimText
        font.pixelSize: Theme.detailText
    }
    TextBox {
        id: until

        objectName: "backfillUntil"
        Layout.fillWidth: true
        label: qsTr("End of the backfill")
        wrong: form.actions.refusedField === "until"
        onAccepted: form.start()
    }
    Label {
        text: qsTr("Overlap")
        color: Theme.dimText
        font.pixelSize: Theme.detailText
    }
    ChoiceBox {
        id: overlap

        objectName: "backfillOverlap"
        Layout.fillWidth: true
        model: form.schedule.overlapChoices
        currentIndex: 2
        entryPrefix: "overlap-"
        Accessible.name: qsTr("At a time at which a run is live")
    }
    SpokenLabel {
        objectName: "backfillRefusal"
        Layout.columnSpan: 2
        Layout.fillWidth: true
        visible: text !== ""
        text: form.actions.refusal
        color: Theme.danger
        wrapMode: Text.Wrap
        font.pixelSize: Theme.detailText
    }
    ActionButton {
        objectName: "backfillConfirm"
        Layout.columnSpan: 2
        Layout.alignment: Qt.AlignRight
        text: qsTr("Run these times")
        enabled: !form.busy
        onClicked: form.start()
    }
}
