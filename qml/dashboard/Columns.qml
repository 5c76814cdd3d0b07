// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
import Procession

// The widths of the live table's columns for the width at hand.
TableColumns {
    // Whether any process told what it uses: otherwise there is nothing to show of that.
    required property bool useTold

    readonly property real progress: compact ? Theme.leastProgressColumn : Theme.progressColumn + Math.min(Theme.progressColumn, Math.max(0, (width - Theme.roomy) / 6))

    // The room that is left once the name has enough.
    readonly property real room: width - status - progress - Theme.nameColumn - 2 * Theme.margin
    // From here on the name gets more first.
    readonly property real further: room - Theme.actionsColumn - Theme.elapsedColumn - Theme.leftColumn - Theme.attemptColumn - Theme.nameColumn / 2
    // The peaks come behind the type, both or none. What comes behind them waits for them, so that a column that is there
    // stays as the table gets wider.
    readonly property real useRoom: useTold ? 2 * Theme.useColumn : 0
    readonly property real rest: further - useRoom
    readonly property real memoryPeak: useTold && rest >= Theme.typeColumn ? Theme.useColumn : 0
    readonly property real cpuTime: memoryPeak
    readonly property real created: rest >= Theme.typeColumn + Theme.momentColumn + Theme.nameColumn / 2 ? Theme.momentColumn : 0
    readonly property real updated: rest >= Theme.typeColumn + 2 * Theme.momentColumn + Theme.nameColumn ? Theme.momentColumn : 0
    readonly property real elapsed: room >= Theme.actionsColumn + Theme.elapsedColumn ? Theme.elapsedColumn : 0
    readonly property real left: room >= Theme.actionsColumn + Theme.elapsedColumn + Theme.leftColumn ? Theme.leftColumn : 0
    readonly property real actions: room >= Theme.actionsColumn ? Theme.actionsColumn : 0

    attempt: room >= Theme.actionsColumn + Theme.elapsedColumn + Theme.leftColumn + Theme.attemptColumn ? Theme.attemptColumn : 0
    type: further >= Theme.typeColumn ? Theme.typeColumn : 0
    showsId: rest >= Theme.typeColumn + 2 * Theme.momentColumn + Theme.idColumn + 1.5 * Theme.nameColumn
    // Where names would have far more than they need.
    showsNote: nameAndNote >= Theme.roomyName
    others: created + updated + progress + elapsed + left + memoryPeak + cpuTime + actions
}
