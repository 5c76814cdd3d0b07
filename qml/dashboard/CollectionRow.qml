// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
pragma ComponentBehavior: Bound

import QtQuick
import Procession

// One collection of documents as a row, and whether it is asked.
Item {
    id: row

    required property int index
    required property string name
    required property string details
    required property string problem
    required property bool chosen

    signal toggled

    objectName: "collection-" + name
    height: texts.height + 2 * Theme.spacing

    Column {
        id: texts

        x: Theme.margin
        width: parent.width - 2 * x
        anchors.verticalCenter: parent.verticalCenter

        TickBox {
            objectName: "ask-" + row.name
            width: parent.width
            text: row.name
            checked: row.chosen
            onToggled: {
                row.toggled();
                checked = Qt.binding(() => row.chosen);
            }
        }
        TellingText {
            width: parent.width
            leftPadding: Theme.badgeSize + Theme.spacing
            text: row.details
            color: Theme.dimText
            font.pixelSize: Theme.smallText
        }
        TellingText {
            width: parent.width
            leftPadding: Theme.badgeSize + Theme.spacing
            visible: text !== ""
            text: row.problem
            color: Theme.warning
            font.pixelSize: Theme.smallText
        }
    }
    Rule {
        anchors.bottom: parent.bottom
    }
}
