// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
import QtQuick
import Procession

// A selectable text to which more is added while it is read: what is selected stays so.
SelectableText {
    required property string content

    onContentChanged: {
        if (content.startsWith(text))
            insert(length, content.slice(length));
        else
            text = content;
    }
}
