// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Layouts
import Procession

// A name or a reason with its bar.
PlainButton {
    id: row

    required property string label
    required property string value
    required property string detail
    required property real share
    required property string processType
    required property color tint

    text: row.label + ", " + row.value + (row.detail === "" ? "" : ", " + row.detail)
    implicitHeight: contentItem.implicitHeight + topPadding + bottomPadding
    padding: Theme.gap

    background: ControlFrame {
        control: row
        lit: row.hovered || row.down
        bordered: false
    }

    contentItem: Column {
        spacing: Theme.gap / 2

        RowLayout {
            width: parent.width
            spacing: Theme.spacing

            Label {
                Layout.fillWidth: true
                text: row.label
                font.pixelSize: Theme.detailText
                elide: Text.ElideMiddle
            }
            Label {
                text: row.value
                font.pixelSize: Theme.detailText
                font.weight: Font.DemiBold
            }
        }
        Rectangle {
            width: parent.width
            height: Theme.rankBar
            radius: height / 2
            color: Theme.track

            Rectangle {
                width: Math.max(Theme.rankBar, parent.width * row.share)
                height: parent.height
                radius: height / 2
                color: row.tint
            }
        }
        Label {
            width: parent.width
            visible: text !== ""
            text: row.detail
            color: Theme.dimText
            font.pixelSize: Theme.smallText
            elide: Text.ElideRight
        }
    }
    Tip {
        owner: row
        text: row.processType === "" ? row.label : row.label + " · " + row.processType
        wanted: row.hovered
    }
}
