// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Layouts
import Procession

// One field of a rule: its name, a control of its kind, and below it why the value won't do, or what it is.
ColumnLayout {
    id: row

    required property int index
    required property string key
    required property string label
    required property int kind
    required property bool mandatory
    required property string text
    required property bool checked
    required property list<string> choices
    required property string hint
    required property string problem

    required property AlertRuleForm form

    readonly property bool isText: kind !== AlertRuleForm.Boolean && kind !== AlertRuleForm.Choice
    readonly property string spoken: mandatory ? qsTr("%1, required").arg(label) : label

    function focusControl(): void {
        if (kind === AlertRuleForm.Boolean)
            tick.forceActiveFocus(Qt.TabFocusReason);
        else if (kind === AlertRuleForm.Choice)
            choice.forceActiveFocus(Qt.TabFocusReason);
        else
            box.forceActiveFocus(Qt.TabFocusReason);
    }

    objectName: "field-" + key
    spacing: Theme.gap

    RowLayout {
        Layout.fillWidth: true
        spacing: Theme.margin

        Label {
            Layout.preferredWidth: Theme.typeWidth
            Layout.minimumWidth: Theme.typeWidth
            text: row.kind === AlertRuleForm.Boolean ? "" : row.label
            color: Theme.dimText
            elide: Text.ElideRight
        }
        TextBox {
            id: box

            objectName: "value"
            Layout.fillWidth: true
            Layout.maximumWidth: row.kind === AlertRuleForm.Text ? Theme.formWidth : Theme.periodWidth
            visible: row.isText
            enabled: !row.form.configured
            label: row.spoken
            wrong: row.problem !== ""
            text: row.text
            Accessible.description: row.problem === "" ? row.hint : row.problem
            onTextEdited: row.form.setText(row.index, text)
            onAccepted: row.form.save()
        }
        ChoiceBox {
            id: choice

            objectName: "choice"
            visible: row.kind === AlertRuleForm.Choice
            enabled: !row.form.configured
            Layout.fillWidth: true
            Layout.maximumWidth: Theme.leastDetailWidth
            model: row.choices
            currentIndex: row.choices.indexOf(row.text)
            entryPrefix: "choice-"
            Accessible.name: row.spoken
            onActivated: row.form.setText(row.index, row.choices[currentIndex])
        }
        TickBox {
            id: tick

            objectName: "tick"
            visible: row.kind === AlertRuleForm.Boolean
            enabled: !row.form.configured
            text: row.label
            checked: row.checked
            onToggled: row.form.setChecked(row.index, checked)
        }
        Item {
            Layout.fillWidth: true
            visible: row.kind !== AlertRuleForm.Text
        }
    }
    SpokenLabel {
        objectName: "problem"
        Layout.fillWidth: true
        Layout.leftMargin: Theme.typeWidth + Theme.margin
        visible: text !== ""
        text: row.problem === "" ? row.hint : row.problem
        color: row.problem === "" ? Theme.dimText : Theme.danger
        font.pixelSize: Theme.smallText
        wrapMode: Text.Wrap
    }
}
