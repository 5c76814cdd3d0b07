// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
import QtQml
import Procession

// The widths of the columns of the schedules; the headings and the rows share one of these. The lane has what the others
// leave.
QtObject {
    required property real width

    readonly property bool roomy: width >= Theme.roomy
    readonly property real state: Theme.iconColumn
    readonly property real name: roomy ? 2 * Theme.nameColumn : Theme.nameColumn
    readonly property real next: roomy ? Theme.momentColumn : Theme.dueColumn
    readonly property real last: width >= Theme.roomyBar ? next : 0
    readonly property real lane: Math.max(0, width - state - name - next - last - 2 * Theme.margin)
}
