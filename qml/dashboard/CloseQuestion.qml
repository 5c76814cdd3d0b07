// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Layouts
import QtQuick.Templates as T
import Procession

// Asks what becomes of the server when the user leaves the window, and says what follows from each answer.
T.Popup {
    id: question

    required property Preferences preferences

    property string reason

    signal keepChosen
    signal quitChosen

    function remember(choice: string): void {
        preferences.onClose = always.checked ? choice : "ask";
    }

    function answerKeep(): void {
        remember("keep");
        close();
        keepChosen();
    }

    function answerQuit(): void {
        remember("quit");
        close();
        quitChosen();
    }

    objectName: "closeQuestion"
    parent: T.Overlay.overlay
    anchors.centerIn: parent
    width: Math.min(Theme.questionWidth, parent.width - 2 * Theme.margin)
    padding: Theme.margin * 1.5
    implicitHeight: content.implicitHeight + topPadding + bottomPadding
    modal: true
    focus: true
    closePolicy: T.Popup.CloseOnEscape
    onAboutToShow: always.checked = preferences.onClose !== "ask"
    onOpened: keep.forceActiveFocus(Qt.TabFocusReason)

    T.Overlay.modal: Rectangle {
        color: Theme.shade
    }

    background: Rectangle {
        color: Theme.surface
        radius: Theme.radius
        border.width: Theme.line
        border.color: Theme.controlBorder
    }

    ColumnLayout {
        id: content

        width: parent.width
        spacing: Theme.margin
        Accessible.role: Accessible.Dialog
        Accessible.name: title.text
        Accessible.description: question.reason

        Heading {
            id: title

            Layout.fillWidth: true
            objectName: "closeTitle"
            text: qsTr("Keep serving in the background?")
            font.pixelSize: Theme.titleText
            font.weight: Font.DemiBold
            wrapMode: Text.Wrap
        }
        SpokenLabel {
            Layout.fillWidth: true
            objectName: "closeReason"
            text: qsTr("%1 If Procession quits, it takes no more reports until it is started again; the programs themselves go on.").arg(question.reason)
            wrapMode: Text.Wrap
        }
        SpokenLabel {
            Layout.fillWidth: true
            objectName: "closeWayBack"
            text: qsTr("In the background it serves on without a window. Start Procession again, and this window comes back; Ctrl+Q in it quits.")
            color: Theme.dimText
            wrapMode: Text.Wrap
        }
        TickBox {
            id: always

            objectName: "closeAlways"
            text: qsTr("Do the same from now on without asking")
        }
        RowLayout {
            Layout.fillWidth: true
            spacing: Theme.spacing

            ActionButton {
                objectName: "closeCancel"
                text: qsTr("Cancel")
                tint: Theme.text
                onClicked: question.close()
            }
            Item {
                Layout.fillWidth: true
            }
            ActionButton {
                objectName: "closeQuit"
                text: qsTr("Quit")
                tint: Theme.danger
                onClicked: question.answerQuit()
            }
            ActionButton {
                id: keep

                objectName: "closeKeep"
                text: qsTr("Keep serving")
                onClicked: question.answerKeep()
            }
        }
    }
}
