// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Layouts
import QtQuick.Templates as T
import Procession

// The form of a rule, the rule in words, and what it would have told in the last week.
Card {
    id: card

    required property AlertRuleForm form
    required property AlertCentre centre
    required property TimeText time

    readonly property bool roomy: width >= Theme.roomyName

    signal givenUp

    function focusFirst(): void {
        (fields.itemAt(0) as AlertRuleFieldRow)?.focusControl();
    }

    Accessible.role: Accessible.Pane
    Accessible.name: form.rule === "" ? qsTr("New rule") : qsTr("Rule %1").arg(form.rule)
    Keys.onEscapePressed: card.givenUp()

    Connections {
        target: card.form
        function onRefusedAt(row: int): void {
            (fields.itemAt(row) as AlertRuleFieldRow)?.focusControl();
        }
    }

    Flickable {
        id: room

        anchors.fill: parent
        anchors.margins: Theme.line
        anchors.bottomMargin: foot.height
        contentHeight: content.height + 2 * content.y
        clip: true
        boundsBehavior: Flickable.StopAtBounds

        T.ScrollBar.vertical: ThinScrollBar {}

        GridLayout {
            id: content

            x: 1.5 * Theme.margin
            y: 1.5 * Theme.margin
            width: room.width - 2 * x
            columns: card.roomy ? 2 : 1
            columnSpacing: 2 * Theme.margin
            rowSpacing: Theme.margin

            ColumnLayout {
                Layout.alignment: Qt.AlignTop
                Layout.fillWidth: true
                Layout.preferredWidth: 1
                Layout.maximumWidth: card.roomy ? Theme.formWidth : content.width
                spacing: Theme.spacing + Theme.gap

                Heading {
                    Layout.fillWidth: true
                    objectName: "ruleHeading"
                    text: card.form.rule === "" ? qsTr("New rule") : card.form.rule
                    font.pixelSize: Theme.titleText
                    font.weight: Font.DemiBold
                    elide: Text.ElideMiddle
                }
                SpokenLabel {
                    objectName: "ruleWords"
                    Layout.fillWidth: true
                    text: card.form.words === "" ? qsTr("What is marked has to be mended first.") : card.form.words
                    color: card.form.words === "" ? Theme.dimText : Theme.text
                    wrapMode: Text.Wrap
                }
                SpokenLabel {
                    objectName: "ruleConfigured"
                    Layout.fillWidth: true
                    visible: card.form.configured
                    text: qsTr("The configuration file has this rule: change it there, and start the server anew.")
                    color: Theme.warning
                    wrapMode: Text.Wrap
                }
                Rule {
                    Layout.fillWidth: true
                }
                Repeater {
                    id: fields

                    model: card.form

                    AlertRuleFieldRow {
                        Layout.fillWidth: true
                        form: card.form
                    }
                }
                Banner {
                    objectName: "ruleRefusal"
                    Layout.fillWidth: true
                    visible: card.form.refusal !== ""
                    radius: Theme.radius
                    text: card.form.refusal
                }
            }
            RehearsalPanel {
                Layout.alignment: Qt.AlignTop
                Layout.fillWidth: true
                Layout.preferredWidth: 1
                rehearsal: card.form.rehearsal
                time: card.time
            }
        }
    }
    Rectangle {
        id: foot

        anchors.bottom: parent.bottom
        anchors.left: parent.left
        anchors.right: parent.right
        anchors.margins: Theme.line
        height: buttons.implicitHeight + 2 * Theme.spacing
        radius: Theme.radius
        color: Theme.surface

        Rule {
            width: parent.width
        }
        RowLayout {
            id: buttons

            anchors.fill: parent
            anchors.leftMargin: 1.5 * Theme.margin
            anchors.rightMargin: 1.5 * Theme.margin
            spacing: Theme.spacing

            ActionButton {
                objectName: "saveRule"
                text: card.form.busy ? qsTr("Saving…") : qsTr("Save")
                enabled: !card.form.busy && !card.form.configured
                onClicked: card.form.save()
            }
            ActionButton {
                objectName: "closeRule"
                text: qsTr("Close")
                tint: Theme.dimText
                onClicked: card.givenUp()
            }
            Label {
                visible: !card.form.configured
                text: qsTr("Ctrl+Enter saves")
                color: Theme.dimText
                font.pixelSize: Theme.smallText
            }
            Item {
                Layout.fillWidth: true
            }
            ActionButton {
                objectName: "removeRule"
                visible: card.form.rule !== "" && !card.form.configured
                text: qsTr("Remove")
                tint: Theme.danger
                onClicked: {
                    card.centre.removeRule(card.form.rule);
                    card.givenUp();
                }
            }
        }
    }
    Shortcut {
        sequences: ["Ctrl+Return", "Ctrl+Enter"]
        enabled: card.visible
        onActivated: card.form.save()
    }
}
