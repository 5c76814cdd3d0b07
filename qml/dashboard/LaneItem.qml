// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
import Procession

// A lane in the colours of the theme.
ScheduleLane {
    font.pixelSize: Theme.smallText
    textColor: Theme.dimText
    gridColor: Theme.grid
    pastColor: Theme.pastGround
    nowColor: Theme.accent
    focusColor: Theme.accent
    markColors: Theme.scheduleMarks
}
