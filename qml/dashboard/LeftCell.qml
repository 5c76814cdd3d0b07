// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
pragma ComponentBehavior: Bound

import QtQuick
import Procession

// The cell with the time that a process still takes: a band, or that it is overdue, told by icon, word and colour.
Row {
    id: cell

    required property string band
    required property bool overdue

    visible: width > 0
    height: Theme.badgeSize // also where it is empty: the cells behind it keep their places
    anchors.verticalCenter: parent?.verticalCenter
    layoutDirection: Qt.RightToLeft
    spacing: Theme.gap

    ValueCell {
        objectName: "left"
        width: Math.min(implicitWidth, cell.width - (icon.visible ? icon.width + cell.spacing : 0))
        text: cell.overdue ? qsTr("overdue") : cell.band
        color: cell.overdue ? Theme.warning : Theme.dimText
    }
    Glyph {
        id: icon

        objectName: "overdueIcon"
        anchors.verticalCenter: parent.verticalCenter
        visible: cell.overdue
        source: cell.overdue ? Theme.icon("overdue") : ""
        size: Theme.smallIcon
    }
}
