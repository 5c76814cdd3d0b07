// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
import QtQuick
import Procession

// An error: the line that tells its cause, and where it happened; all of it when the user asks.
Column {
    id: block

    required property string error
    required property string cause

    property string place
    property bool copyable: false
    property bool unfolded: false

    readonly property bool foldable: error.trim() !== cause

    onErrorChanged: unfolded = false
    spacing: Theme.gap

    SelectableText {
        objectName: "error"
        width: parent.width
        label: qsTr("Error")
        text: block.cause
        color: Theme.danger
        font.family: Theme.monospace
    }
    SelectableText {
        objectName: "errorPlace"
        width: parent.width
        visible: block.place !== ""
        label: qsTr("Where it happened")
        text: block.place
        color: Theme.dimText
        font.family: Theme.monospace
        font.pixelSize: Theme.smallText
    }
    Flow {
        width: parent.width
        spacing: Theme.spacing

        LinkButton {
            objectName: "unfold-error"
            visible: block.foldable
            leftPadding: 0
            text: block.unfolded ? qsTr("Show less of the error") : qsTr("Show all of the error")
            onClicked: block.unfolded = !block.unfolded
        }
        LinkButton {
            objectName: "copy-error"
            visible: block.copyable
            leftPadding: block.foldable ? Theme.gap : 0
            text: qsTr("Copy the error")
            onClicked: clipboard.copy(block.error)

            Clipboard {
                id: clipboard
            }
        }
    }
    SelectableText {
        objectName: "wholeError"
        width: parent.width
        visible: block.foldable && block.unfolded
        label: qsTr("The whole error")
        text: visible ? block.error : ""
        font.family: Theme.monospace
        font.pixelSize: Theme.smallText
    }
}
