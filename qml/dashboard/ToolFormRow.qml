// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Layouts
import Procession

// One parameter of a tool: its name, a control of its kind, and below it why the value won't do, or what it has to be.
ColumnLayout {
    id: row

    required property int index
    required property string name
    required property string description
    required property int kind
    required property bool mandatory
    required property string text
    required property bool checked
    required property list<string> choices
    required property string hint
    required property string problem

    required property ToolFormModel form

    readonly property string spoken: mandatory ? qsTr("%1, required").arg(name) : name

    function focusControl(): void {
        if (kind === ToolFormModel.Boolean)
            tick.forceActiveFocus(Qt.TabFocusReason);
        else if (kind === ToolFormModel.Choice)
            choice.forceActiveFocus(Qt.TabFocusReason);
        else
            box.forceActiveFocus(Qt.TabFocusReason);
    }

    objectName: "parameter-" + name
    spacing: Theme.gap

    RowLayout {
        visible: row.kind !== ToolFormModel.Boolean
        spacing: Theme.spacing

        Label {
            text: row.name
            font.weight: Font.DemiBold
        }
        Label {
            objectName: "required"
            visible: row.mandatory
            text: qsTr("required")
            color: Theme.dimText
            font.pixelSize: Theme.smallText
        }
    }
    SpokenLabel {
        Layout.fillWidth: true
        visible: text !== "" && row.kind !== ToolFormModel.Boolean
        text: row.description
        color: Theme.dimText
        font.pixelSize: Theme.detailText
        wrapMode: Text.Wrap
    }
    TextBox {
        id: box

        objectName: "value"
        Layout.fillWidth: true
        Layout.maximumWidth: row.kind === ToolFormModel.Integer || row.kind === ToolFormModel.Number ? Theme.typeWidth : Theme.formWidth
        visible: row.kind !== ToolFormModel.Boolean && row.kind !== ToolFormModel.Choice
        label: row.spoken
        wrong: row.problem !== ""
        text: row.text
        Accessible.description: row.problem === "" ? row.hint : row.problem
        onTextEdited: row.form.setText(row.index, text)
        onAccepted: row.form.start()
    }
    ChoiceBox {
        id: choice

        objectName: "choice"
        visible: row.kind === ToolFormModel.Choice
        implicitWidth: Theme.typeWidth
        model: row.choices
        currentIndex: row.choices.indexOf(row.text)
        entryPrefix: "choice-"
        emptyText: qsTr("Not given")
        Accessible.name: row.spoken
        onActivated: row.form.setText(row.index, row.choices[currentIndex])
    }
    TickBox {
        id: tick

        objectName: "tick"
        visible: row.kind === ToolFormModel.Boolean
        text: row.description === "" ? row.name : qsTr("%1 – %2").arg(row.name).arg(row.description)
        checked: row.checked
        onToggled: row.form.setChecked(row.index, checked)
    }
    SpokenLabel {
        objectName: "problem"
        Layout.fillWidth: true
        visible: text !== ""
        text: row.problem === "" ? row.hint : row.problem
        color: row.problem === "" ? Theme.dimText : Theme.danger
        font.pixelSize: Theme.smallText
        wrapMode: Text.Wrap
    }
}
