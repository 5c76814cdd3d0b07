// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
import QtQuick
import Procession

// A line of text from outside. Where it is cut, its end stays, since that is what tells one name from the next, and a
// tip shows the whole of it.
Text {
    id: line

    textFormat: Text.PlainText
    color: Theme.text
    font.pixelSize: Theme.bodyText
    horizontalAlignment: Text.AlignLeft // also where it is read from the right
    elide: Text.ElideMiddle
    maximumLineCount: 1

    HoverHandler {
        id: hover

        enabled: line.truncated
    }
    Tip {
        owner: line
        text: line.text
        wanted: hover.hovered
    }
}
