// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Layouts
import Procession

// Says, for as long as it is so, that something is wrong, and offers what can be done about it.
Rectangle {
    id: banner

    required property string text

    property string actionText // empty: there is nothing to be done here
    property string actionName
    property bool actionEnabled: true

    signal acted

    implicitHeight: row.implicitHeight + 2 * Theme.spacing
    color: Theme.warningSurface
    Accessible.role: Accessible.AlertMessage
    Accessible.name: text
    Accessible.ignored: !visible

    RowLayout {
        id: row

        anchors.left: parent.left
        anchors.right: parent.right
        anchors.verticalCenter: parent.verticalCenter
        anchors.leftMargin: Theme.margin
        anchors.rightMargin: Theme.margin
        spacing: Theme.spacing

        Glyph {
            source: Theme.icon("warning")
            Layout.alignment: Qt.AlignTop
        }
        SelectableText {
            objectName: banner.objectName + "-text"
            Layout.fillWidth: true
            label: qsTr("What is wrong")
            text: banner.text
            color: Theme.warning
            font.pixelSize: Theme.bodyText
        }
        ActionButton {
            objectName: banner.actionName
            visible: banner.actionText !== ""
            enabled: banner.actionEnabled
            text: banner.actionText
            tint: Theme.warning
            onClicked: banner.acted()
        }
    }
}
