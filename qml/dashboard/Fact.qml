// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
import QtQuick
import Procession

// A label, and beside it what is known.
Row {
    id: fact

    required property string label
    required property string value

    property color color: Theme.text

    spacing: Theme.spacing

    Label {
        width: Theme.labelWidth
        text: fact.label
        wrapMode: Text.Wrap
        color: Theme.dimText
        font.pixelSize: Theme.detailText
    }
    SelectableText {
        objectName: "fact-" + fact.label
        width: fact.width - Theme.labelWidth - fact.spacing
        label: fact.label
        text: fact.value
        color: fact.color
    }
}
