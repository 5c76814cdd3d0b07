// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
pragma ComponentBehavior: Bound

import QtQuick
import Procession

// One event in the life of a process, on the line that leads from each to the next.
Item {
    id: row

    required property string title
    required property string retry
    required property string origin
    required property string reason
    required property string message
    required property string error
    required property string cause
    required property int status
    required property string glyph
    required property string time
    required property string day // where another one begins
    required property string attempt
    required property real moment // ms since the epoch
    required property bool last // nothing came before it

    // Whether its time leads to the output of that moment.
    property bool linked: false

    signal momentChosen(real moment)

    readonly property bool milestone: glyph !== ""
    readonly property string when: attempt === "" ? time : qsTr("%1 · %2").arg(attempt).arg(time)

    // One line below the title: what comes next, who asked for it, and why.
    readonly property string why: reason === "" ? origin : join(origin, qsTr("“%1”").arg(reason))
    readonly property string context: join(retry, why)

    function join(one: string, other: string): string {
        return one === "" || other === "" ? one + other : qsTr("%1 · %2").arg(one).arg(other);
    }

    implicitHeight: date.height + content.height + Theme.spacing
    Accessible.role: Accessible.ListItem
    Accessible.name: title + ", " + when + (context === "" ? "" : ", " + context) + (message === "" ? "" : ", " + message) + (cause === "" ? "" : ", " + cause)

    Label {
        id: date

        objectName: "day"
        height: row.day === "" ? 0 : implicitHeight + Theme.spacing
        visible: row.day !== ""
        text: row.day
        color: Theme.dimText
        font.pixelSize: Theme.smallText
    }

    Item {
        id: rail

        anchors.top: date.bottom
        anchors.bottom: parent.bottom
        width: Theme.badgeSize

        Rectangle {
            anchors.horizontalCenter: parent.horizontalCenter
            y: heading.height / 2 + Theme.badgeSize / 2
            width: Theme.line
            height: parent.height - Theme.badgeSize
            visible: !row.last
            color: Theme.border
        }
        Glyph {
            anchors.horizontalCenter: parent.horizontalCenter
            y: (heading.height - height) / 2
            visible: row.milestone
            source: row.milestone ? Theme.icon(row.glyph) : ""
            size: Theme.smallIcon
        }
        Rectangle {
            anchors.horizontalCenter: parent.horizontalCenter
            y: (heading.height - height) / 2
            visible: !row.milestone
            width: Theme.spacing
            height: width
            radius: width / 2
            color: Theme.surface
            border.width: Theme.line * 2
            border.color: Theme.scrollBar
        }
    }

    Column {
        id: content

        anchors.top: date.bottom
        anchors.left: rail.right
        anchors.leftMargin: Theme.spacing
        anchors.right: parent.right
        spacing: Theme.gap / 2

        Item {
            id: heading

            width: parent.width
            height: Math.max(name.implicitHeight, Theme.badgeSize)

            Label {
                id: name

                objectName: "title"
                anchors.verticalCenter: parent.verticalCenter
                anchors.left: parent.left
                anchors.right: row.linked ? link.left : whenLabel.left
                anchors.rightMargin: Theme.spacing
                text: row.title
                color: row.milestone ? Theme.text : Theme.dimText
                font.pixelSize: Theme.detailText
                font.weight: row.milestone ? Font.DemiBold : Font.Normal
                elide: Text.ElideRight
            }
            Label {
                id: whenLabel

                objectName: "when"
                anchors.verticalCenter: parent.verticalCenter
                anchors.right: parent.right
                visible: !row.linked
                text: row.when
                color: Theme.dimText
                font.pixelSize: Theme.smallText
            }
            LinkButton {
                id: link

                objectName: "toOutput"
                anchors.verticalCenter: parent.verticalCenter
                anchors.right: parent.right
                visible: row.linked
                rightPadding: 0
                topPadding: 0
                bottomPadding: 0
                text: row.time
                Accessible.name: qsTr("Show the output of %1").arg(row.time)
                onClicked: row.momentChosen(row.moment)
            }
        }
        SelectableText {
            objectName: "context"
            width: parent.width
            visible: text !== ""
            label: qsTr("Circumstances")
            text: row.context
            color: Theme.dimText
        }
        SelectableText {
            objectName: "message"
            width: parent.width
            visible: text !== ""
            label: qsTr("Message")
            text: row.message
            color: Theme.dimText
        }
        ErrorText {
            width: parent.width
            visible: error !== ""
            error: row.error
            cause: row.cause
        }
    }
}
