// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
pragma ComponentBehavior: Bound

import QtQuick
import Procession

// What the selected process holds: error, fields, what was asked of an AI and its answer, and metadata.
Column {
    id: fields

    required property Dashboard dashboard

    readonly property SelectedProcess process: dashboard.selected
    readonly property bool running: process.shownState === StatusText.Running && !process.archived
    readonly property string timeLeft: running ? dashboard.estimates.details(process.processId, dashboard.time.now) : ""
    readonly property real shownKey: process.key

    // Another process is read from its beginning.
    onShownKeyChanged: {
        prompt.unfolded = false;
        answer.unfolded = false;
        metadata.unfolded = false;
    }

    spacing: Theme.spacing

    ErrorText {
        objectName: "detailError"
        width: parent.width
        visible: error !== ""
        error: fields.process.errorMessage
        cause: fields.process.errorCause
        place: fields.process.errorPlace
        copyable: true
    }

    Column {
        width: parent.width
        spacing: Theme.gap

        Repeater {
            model: fields.process.fields.length / 2

            DetailField {
                required property int index

                width: fields.width
                label: fields.process.fields[2 * index] ?? "" // a row that goes has none
                value: fields.process.fields[2 * index + 1] ?? ""
            }
        }
        DetailField {
            objectName: "detailPlace"
            width: fields.width
            visible: value !== ""
            label: qsTr("In the queue")
            value: fields.dashboard.place.text
        }
        DetailField {
            width: fields.width
            visible: value !== ""
            label: qsTr("Time left")
            value: fields.timeLeft
        }
    }

    Folded {
        id: prompt

        name: "prompt"
        heading: qsTr("Prompt")
        width: parent.width
        visible: fields.process.prompt !== ""

        SelectableText {
            objectName: "detailPrompt"
            width: prompt.width
            visible: text !== ""
            label: qsTr("Prompt")
            text: fields.process.prompt
        }
    }

    Folded {
        id: answer

        name: "answer"
        heading: fields.process.answerTruncated ? qsTr("Answer: its beginning, since more came than is kept") : qsTr("Answer")
        width: parent.width
        visible: fields.process.answer !== ""

        GrowingText {
            objectName: "detailAnswer"
            width: answer.width
            visible: content !== ""
            label: qsTr("Answer")
            content: fields.process.answer
        }
    }

    Folded {
        id: metadata

        name: "metadata"
        heading: qsTr("Metadata")
        width: parent.width
        visible: fields.process.metadata !== ""

        SelectableText {
            objectName: "detailMetadata"
            width: metadata.width
            label: qsTr("Metadata")
            text: fields.process.metadata
            font.family: Theme.monospace
            font.pixelSize: Theme.smallText
        }
    }
}
