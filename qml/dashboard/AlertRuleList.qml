// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Layouts
import QtQuick.Templates as T
import Procession

// The rules, and the editor of one.
Item {
    id: list

    required property Dashboard dashboard

    readonly property AlertCentre centre: dashboard.alerts
    readonly property AlertRuleForm form: dashboard.alertRule
    readonly property bool empty: centre.rules.count === 0

    function focusList(): void {
        if (form.open)
            editor.focusFirst();
        else if (!empty)
            view.forceActiveFocus(Qt.TabFocusReason);
        else
            fresh.forceActiveFocus(Qt.TabFocusReason);
    }

    function pick(name: string): void {
        form.edit(name);
        editor.focusFirst();
    }

    RowLayout {
        anchors.fill: parent
        spacing: Theme.margin

        ColumnLayout {
            Layout.fillHeight: true
            Layout.fillWidth: !list.form.open
            Layout.preferredWidth: list.form.open ? (list.width > Theme.roomy ? Theme.roomyDetailWidth : Theme.leastDetailWidth) : list.width
            visible: !list.empty || !list.form.open
            spacing: Theme.margin

            Card {
                Layout.fillWidth: true
                Layout.fillHeight: true
                visible: !list.empty

                ListView {
                    id: view

                    property bool keyed: false

                    objectName: "ruleList"
                    anchors.fill: parent
                    anchors.margins: Theme.line
                    model: list.centre.rules
                    clip: true
                    activeFocusOnTab: true
                    boundsBehavior: Flickable.StopAtBounds
                    Accessible.role: Accessible.List
                    Accessible.name: qsTr("Rules")

                    T.ScrollBar.vertical: ThinScrollBar {}

                    TapHandler {
                        onPressedChanged: view.keyed = false
                    }
                    Keys.onPressed: view.keyed = true
                    Keys.onReturnPressed: list.pick(list.centre.rules.keyAt(currentIndex))
                    Keys.onEnterPressed: list.pick(list.centre.rules.keyAt(currentIndex))

                    delegate: AlertRuleRow {
                        width: ListView.view.width
                        selected: list.form.open && list.form.rule === name
                        focused: ListView.isCurrentItem && view.activeFocus && view.keyed
                        onPicked: {
                            view.currentIndex = index;
                            list.pick(name);
                        }
                        onSwitched: active => list.centre.setRuleActive(name, active)
                    }
                }
            }
            AlertsState {
                Layout.alignment: Qt.AlignCenter
                Layout.fillWidth: true
                Layout.maximumWidth: Theme.emptyWidth
                visible: list.empty
                centre: list.centre
                filtered: false
                nothing: qsTr("No rules yet")
                explanation: qsTr("A rule says what is worth a message, such as more than 5 % of the runs of a name that fail within 15 minutes. It is tried on the last week while you write it.")
            }
            ActionButton {
                id: fresh

                objectName: "newRule"
                Layout.alignment: list.empty ? Qt.AlignHCenter : Qt.AlignLeft
                visible: list.centre.error === ""
                text: qsTr("New rule")
                onClicked: {
                    list.form.begin();
                    editor.focusFirst();
                }
            }
        }
        AlertRuleEditor {
            id: editor

            objectName: "ruleEditor"
            Layout.fillWidth: true
            Layout.fillHeight: true
            visible: list.form.open
            form: list.form
            centre: list.centre
            time: list.dashboard.time
            onGivenUp: {
                list.form.close();
                list.focusList();
            }
        }
    }
}
