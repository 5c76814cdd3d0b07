// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
import QtQuick
import Procession

// The steps of all bars that move without a number, so that they are drawn together and no oftener than needed: not at
// all while none of them moves, while the window isn't looked at, or where the user wants no motion.
Timer {
    required property bool watched

    // How many bars move.
    property int movers: 0
    // Where their glow is on its way, 0 to 1.
    property real phase: rest

    readonly property real rest: 0.25 // in the middle

    interval: Theme.frameTime
    repeat: true
    running: watched && movers > 0 && !Theme.reducedMotion
    onTriggered: phase = (phase + interval / Theme.slow) % 1
}
