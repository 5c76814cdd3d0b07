// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
import QtQuick
import Procession

// Text from outside that can be selected and copied; always plain.
TextEdit {
    property string label // what it is, for screen readers; they read the text as its value

    readOnly: true
    selectByMouse: true
    textFormat: TextEdit.PlainText
    wrapMode: TextEdit.WrapAtWordBoundaryOrAnywhere
    color: Theme.text
    selectionColor: Theme.accent
    selectedTextColor: Theme.accentedText
    font.pixelSize: Theme.detailText
    Accessible.role: Accessible.EditableText
    Accessible.name: label
    Accessible.readOnly: true
    Accessible.multiLine: true
}
