// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Layouts
import Procession

// A line below the lists, which make room for it: why something could not be done.
Rectangle {
    id: notice

    property string text

    // The message stays until the user has gone on, or has had time to read it.
    function show(message: string): void {
        text = message;
        hiding.restart();
    }

    function hide(): void {
        hiding.stop();
        text = "";
    }

    visible: text !== ""
    implicitHeight: visible ? Math.max(Theme.controlHeight, message.implicitHeight) + 2 * Theme.spacing : 0
    color: Theme.warningSurface
    Accessible.role: Accessible.AlertMessage
    Accessible.name: text
    Accessible.ignored: !visible

    Rule {}
    RowLayout {
        anchors.left: parent.left
        anchors.right: parent.right
        anchors.verticalCenter: parent.verticalCenter
        anchors.leftMargin: Theme.margin
        anchors.rightMargin: Theme.margin
        spacing: Theme.spacing

        Glyph {
            source: Theme.icon("warning")
        }
        Label {
            id: message

            objectName: "noticeText"
            Layout.fillWidth: true
            text: notice.text
            wrapMode: Text.Wrap
            color: Theme.warning
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

        interval: Theme.noticeTime
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
