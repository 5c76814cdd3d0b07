// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
import QtQuick
import Procession

// One field of the selected process: what it is, and its value, which can be copied.
Row {
    id: field

    required property string label
    required property string value

    spacing: Theme.margin

    Label {
        width: Theme.labelWidth
        text: field.label
        wrapMode: Text.Wrap
        color: Theme.dimText
        font.pixelSize: Theme.detailText
    }
    SelectableText {
        objectName: "field-" + field.label
        width: field.width - Theme.labelWidth - Theme.margin
        label: field.label
        text: field.value
    }
}
