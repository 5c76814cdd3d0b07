// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Templates as T
import Procession

// A scroll bar in the colours of the theme, there whenever there is something to scroll.
T.ScrollBar {
    id: bar

    implicitWidth: implicitContentWidth + leftPadding + rightPadding
    visible: size < 1
    policy: T.ScrollBar.AlwaysOn
    padding: Theme.line * 2
    minimumSize: Theme.scrollBarLength / Math.max(Theme.scrollBarLength, height)

    contentItem: Rectangle {
        implicitWidth: Theme.scrollBarWidth
        radius: width / 2
        color: bar.pressed || bar.hovered ? Theme.dimText : Theme.scrollBar
    }
}
