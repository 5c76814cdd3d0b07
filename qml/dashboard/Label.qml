// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
import QtQuick
import Procession

// A text that is shown as it is: whatever it contains, no mark-up in it is read.
Text {
    textFormat: Text.PlainText
    color: Theme.text
    font.pixelSize: Theme.bodyText
}
