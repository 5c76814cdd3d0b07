// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
pragma ComponentBehavior: Bound

import QtQuick
import Procession

// One rule as a row: its name, what it does in words, and whether it is on.
Rectangle {
    id: row

    required property int index
    required property string name
    required property string words
    required property string severity
    required property bool active
    required property bool configured
    required property string problem

    required property bool selected
    required property bool focused

    signal picked
    signal switched(bool active)

    objectName: "rule-" + name
    implicitHeight: text.implicitHeight + 2 * Theme.spacing + Theme.gap
    color: selected ? Theme.selection : (hover.hovered ? Theme.hover : Theme.surface)
    Accessible.role: Accessible.ListItem
    Accessible.name: qsTr("%1, %2").arg(name).arg(active ? words : qsTr("off"))
    Accessible.selectable: true
    Accessible.selected: selected
    Accessible.focusable: true
    Accessible.focused: focused
    Accessible.onPressAction: picked()
    onFocusedChanged: {
        if (focused)
            AccessibleFocus.announce(row);
    }

    HoverHandler {
        id: hover
    }
    TapHandler {
        onTapped: row.picked()
    }
    TickBox {
        id: tick

        objectName: "ruleActive"
        x: Theme.margin
        y: Theme.gap
        width: Theme.badgeSize + Theme.spacing
        text: ""
        checked: row.active
        enabled: !row.configured
        Accessible.name: qsTr("The rule %1 is on").arg(row.name)
        onToggled: row.switched(checked)
    }
    Column {
        id: text

        anchors.verticalCenter: parent.verticalCenter
        anchors.left: tick.right
        anchors.leftMargin: Theme.spacing
        anchors.right: parent.right
        anchors.rightMargin: Theme.margin
        spacing: Theme.gap

        Item {
            width: parent.width
            height: Math.max(title.height, mark.height)

            TellingText {
                id: title

                anchors.left: parent.left
                anchors.right: mark.left
                anchors.rightMargin: Theme.spacing
                anchors.verticalCenter: parent.verticalCenter
                text: row.name
                font.weight: Font.DemiBold
                color: row.active ? Theme.text : Theme.dimText
            }
            SeverityMark {
                id: mark

                anchors.right: parent.right
                anchors.verticalCenter: parent.verticalCenter
                severity: row.severity
            }
        }
        Label {
            width: parent.width
            text: row.problem !== "" ? row.problem : row.words
            color: row.problem !== "" ? Theme.danger : Theme.dimText
            font.pixelSize: Theme.detailText
            wrapMode: Text.Wrap
        }
        Label {
            visible: row.configured
            text: qsTr("from the configuration file")
            color: Theme.dimText
            font.pixelSize: Theme.smallText
        }
    }
    Rule {
        anchors.bottom: parent.bottom
        width: parent.width
    }
    FocusFrame {
        visible: row.focused
    }
}
