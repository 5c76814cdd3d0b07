// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
import QtQuick
import Procession

// A cell with a short value, such as a number or a time.
Label {
    visible: width > 0
    anchors.verticalCenter: parent?.verticalCenter
    horizontalAlignment: Text.AlignRight
    color: Theme.dimText
    elide: Text.ElideRight
}
