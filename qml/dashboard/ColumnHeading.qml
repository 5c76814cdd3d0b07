// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
import QtQuick
import Procession

// The heading of a column that rows can't be ordered by.
Label {
    visible: width > 0
    height: Theme.headingHeight
    color: Theme.dimText
    font.pixelSize: Theme.smallText
    verticalAlignment: Text.AlignVCenter
    elide: Text.ElideRight
}
