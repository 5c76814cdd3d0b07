// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Layouts
import Procession

// A line below the lists, which make room for it: what was done, what can be undone, or why something could not be done.
Rectangle {
    id: notice

    property string text
    property string actionText // empty: there is nothing to be done about it
    property bool trouble: false

    signal acted

    // Something could not be done: it stays until the user has gone on, or has had time to read it.
    function show(message: string): void {
        present(message, "", true);
    }

    // Something was done.
    function tell(message: string): void {
        present(message, "", false);
    }

    // Something was done, and for a moment the user can answer it, as by taking it back.
    function offer(message: string, action: string): void {
        present(message, action, false);
    }

    function present(message: string, action: string, isTrouble: bool): void {
        text = message;
        actionText = action;
        trouble = isTrouble;
        hiding.restart();
    }

    // The user looks at something else now.
    function moveOn(): void {
        if (trouble)
            hide();
    }

    function hide(): void {
        hiding.stop();
        text = "";
    }

    visible: text !== ""
    implicitHeight: visible ? Math.max(Theme.controlHeight, message.implicitHeight) + 2 * Theme.spacing : 0
    color: trouble ? Theme.warningSurface : Theme.surface
    Accessible.role: Accessible.AlertMessage
    Accessible.name: text
    Accessible.ignored: !visible

    Rectangle {
        width: parent.width
        height: Theme.line
        color: Theme.border
    }
    RowLayout {
        anchors.left: parent.left
        anchors.right: parent.right
        anchors.verticalCenter: parent.verticalCenter
        anchors.leftMargin: Theme.margin
        anchors.rightMargin: Theme.margin
        spacing: Theme.spacing

        Glyph {
            source: notice.trouble ? Theme.icon("warning") : Theme.statusIcon(StatusText.Completed)
        }
        Label {
            id: message

            objectName: "noticeText"
            Layout.fillWidth: true
            text: notice.text
            wrapMode: Text.Wrap
            color: notice.trouble ? Theme.warning : Theme.text
        }
        ActionButton {
            objectName: "noticeAction"
            visible: notice.actionText !== ""
            text: notice.actionText
            onClicked: {
                notice.hide();
                notice.acted();
            }
        }
        IconButton {
            objectName: "noticeClose"
            text: qsTr("Close this message")
            glyph: Theme.icon("close")
            onClicked: notice.hide()
        }
    }
    Timer {
        id: hiding

        interval: notice.trouble ? Theme.troubleTime : Theme.noticeTime
        onTriggered: notice.hide()
    }
    HoverHandler {
        id: hover

        onHoveredChanged: {
            if (hovered)
                hiding.stop();
            else if (notice.visible)
                hiding.restart();
        }
    }
    TapHandler {
        onTapped: notice.hide()
    }
}
