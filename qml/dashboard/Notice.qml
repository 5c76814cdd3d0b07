// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
pragma ComponentBehavior: Bound

import QtQuick
import Procession

// Tells for a few seconds why something could not be done.
Rectangle {
    id: notice

    function show(message: string): void {
        label.text = message;
        hiding.restart();
        visible = true;
    }

    visible: false
    width: Math.min(Theme.noticeWidth, parent.width - 2 * Theme.margin)
    height: label.implicitHeight + 2 * Theme.margin
    radius: Theme.radius
    color: Theme.text
    Accessible.role: Accessible.AlertMessage
    Accessible.name: label.text

    Text {
        id: label

        objectName: "noticeText"
        anchors.fill: parent
        anchors.margins: Theme.margin
        textFormat: Text.PlainText
        wrapMode: Text.Wrap
        color: Theme.surface
        font.pixelSize: Theme.bodyText
    }
    Timer {
        id: hiding

        interval: Theme.noticeTime
        onTriggered: notice.visible = false
    }
    TapHandler {
        onTapped: notice.visible = false
    }
}
