// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
pragma ComponentBehavior: Bound

import QtQuick
import Procession

// What the selected process holds: error, fields, what was asked of an AI and its answer, and metadata.
Column {
    id: fields

    required property SelectedProcess process

    spacing: Theme.spacing

    SelectableText {
        width: parent.width
        visible: fields.process.errorMessage !== ""
        text: fields.process.errorMessage
        color: Theme.danger
    }

    Grid {
        columns: 2
        columnSpacing: Theme.margin
        rowSpacing: Theme.gap
        width: parent.width

        Repeater {
            model: fields.process.fields

            SelectableText {
                required property string modelData
                required property int index

                readonly property bool label: index % 2 === 0

                width: label ? Theme.labelWidth : fields.width - Theme.labelWidth - Theme.margin
                text: modelData
                color: label ? Theme.dimText : Theme.text
            }
        }
    }

    FieldHeading {
        visible: prompt.visible
        text: qsTr("Prompt")
    }
    SelectableText {
        id: prompt

        objectName: "detailPrompt"
        width: parent.width
        visible: text !== ""
        text: fields.process.prompt
    }

    FieldHeading {
        visible: answer.visible
        text: fields.process.answerTruncated ? qsTr("Answer: its beginning, since more came than is kept") : qsTr("Answer")
    }
    GrowingText {
        id: answer

        objectName: "detailAnswer"
        width: parent.width
        visible: content !== ""
        content: fields.process.answer
    }

    FieldHeading {
        visible: fields.process.metadata !== ""
        text: qsTr("Metadata")
    }
    SelectableText {
        width: parent.width
        visible: fields.process.metadata !== ""
        text: fields.process.metadata
        font.family: Theme.monospace
    }
}
