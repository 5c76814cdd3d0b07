// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
import QtQuick
import Procession

// A heading and the beginning of something long, until the user asks for all of it.
Column {
    id: folded

    required property string name // of the button: unfold-NAME
    required property string heading

    default property alias content: room.data

    property bool unfolded: false

    readonly property bool foldable: room.childrenRect.height > Theme.foldedHeight + Theme.rowHeight

    Heading {
        bottomPadding: Theme.spacing
        text: folded.heading
        color: Theme.dimText
        font.pixelSize: Theme.detailText
    }
    Item {
        id: room

        width: parent.width
        height: folded.foldable && !folded.unfolded ? Theme.foldedHeight : childrenRect.height
        clip: folded.foldable && !folded.unfolded
    }
    LinkButton {
        objectName: "unfold-" + folded.name
        x: -leftPadding
        visible: folded.foldable
        text: folded.unfolded ? qsTr("Show less") : qsTr("Show all")
        onClicked: folded.unfolded = !folded.unfolded
    }
}
