// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Layouts
import Procession

// Asks for how long nothing is to be heard of an alert, and why.
RowLayout {
    id: form

    readonly property list<int> minutes: [30, 60, 240, 1440, 10080]

    signal silenced(int minutes, string reason)
    signal givenUp

    function focusFirst(): void {
        reason.forceActiveFocus(Qt.TabFocusReason);
    }

    function send(): void {
        form.silenced(form.minutes[length.currentIndex], reason.text);
    }

    objectName: "silenceForm"
    spacing: Theme.spacing
    Keys.onEscapePressed: form.givenUp()

    ChoiceBox {
        id: length

        objectName: "silenceLength"
        implicitWidth: Theme.periodWidth
        model: [qsTr("30 minutes"), qsTr("1 hour"), qsTr("4 hours"), qsTr("1 day"), qsTr("1 week")]
        currentIndex: 1
        entryPrefix: "silence-"
        Accessible.name: qsTr("For how long")
    }
    TextBox {
        id: reason

        objectName: "silenceReason"
        Layout.fillWidth: true
        label: qsTr("Why it is silenced")
        placeholderText: qsTr("Why, such as: the disk is being replaced")
        maximumLength: 500
        onAccepted: form.send()
    }
    ActionButton {
        objectName: "silenceSend"
        text: qsTr("Silence")
        onClicked: form.send()
    }
    ActionButton {
        objectName: "silenceGiveUp"
        text: qsTr("Cancel")
        tint: Theme.dimText
        onClicked: form.givenUp()
    }
}
