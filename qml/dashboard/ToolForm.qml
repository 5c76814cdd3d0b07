// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Layouts
import QtQuick.Templates as T
import Procession

// The form of a tool, made from the schema of its parameters.
Card {
    id: card

    required property ToolFormModel form

    signal givenUp

    function focusFirst(): void {
        if (fields.count > 0)
            (fields.itemAt(0) as ToolFormRow).focusControl();
        else
            start.forceActiveFocus(Qt.TabFocusReason);
    }

    Accessible.role: Accessible.Pane
    Accessible.name: qsTr("Tool %1").arg(form.tool)

    Connections {
        target: card.form
        function onRefusedAt(row: int): void {
            (fields.itemAt(row) as ToolFormRow)?.focusControl();
        }
        function onToolChanged(): void {
            room.contentY = 0;
        }
    }

    Flickable {
        id: room

        anchors.fill: parent
        anchors.margins: Theme.line
        contentHeight: content.height + 2 * content.y
        clip: true
        boundsBehavior: Flickable.StopAtBounds

        T.ScrollBar.vertical: ThinScrollBar {}

        ColumnLayout {
            id: content

            x: 1.5 * Theme.margin
            y: 1.5 * Theme.margin
            width: Math.min(Theme.formWidth, room.width - 2 * x)
            spacing: Theme.margin
            Keys.onEscapePressed: card.givenUp()

            Heading {
                Layout.fillWidth: true
                objectName: "toolName"
                text: card.form.tool
                font.pixelSize: Theme.titleText
                font.weight: Font.DemiBold
                elide: Text.ElideMiddle
            }
            SpokenLabel {
                Layout.fillWidth: true
                visible: text !== ""
                text: card.form.description
                wrapMode: Text.Wrap
            }
            SpokenLabel {
                Layout.fillWidth: true
                visible: text !== ""
                text: card.form.limits
                color: Theme.dimText
                font.pixelSize: Theme.detailText
                wrapMode: Text.Wrap
            }
            Rule {
                Layout.fillWidth: true
            }
            SpokenLabel {
                objectName: "noParameters"
                Layout.fillWidth: true
                visible: card.form.count === 0
                text: qsTr("It takes no parameters.")
                color: Theme.dimText
            }
            Repeater {
                id: fields

                model: card.form

                ToolFormRow {
                    Layout.fillWidth: true
                    form: card.form
                }
            }
            Banner {
                objectName: "toolRefusal"
                Layout.fillWidth: true
                visible: card.form.refusal !== ""
                text: card.form.refusal
            }
            RowLayout {
                Layout.topMargin: Theme.spacing
                spacing: Theme.margin

                ActionButton {
                    id: start

                    objectName: "toolStart"
                    text: card.form.busy ? qsTr("Starting…") : qsTr("Start")
                    enabled: !card.form.busy
                    onClicked: card.form.start()
                }
                Label {
                    text: qsTr("Ctrl+Enter")
                    color: Theme.dimText
                    font.pixelSize: Theme.smallText
                }
            }
        }
    }
    Shortcut {
        sequences: ["Ctrl+Return", "Ctrl+Enter"]
        enabled: card.visible
        onActivated: card.form.start()
    }
}
