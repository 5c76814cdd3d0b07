// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
import Procession

// The widths of the live table's columns for the width at hand.
TableColumns {
    readonly property real progress: compact ? Theme.leastProgressColumn : Theme.progressColumn + Math.min(Theme.progressColumn, Math.max(0, (width - Theme.roomy) / 6))

    // The room that is left once the name has enough.
    readonly property real room: width - status - progress - Theme.nameColumn - 2 * Theme.margin
    // From here on the name gets more first.
    readonly property real further: room - Theme.actionsColumn - Theme.elapsedColumn - Theme.attemptColumn - Theme.nameColumn / 2
    readonly property bool showsActions: room >= Theme.actionsColumn
    readonly property bool showsElapsed: room >= Theme.actionsColumn + Theme.elapsedColumn
    readonly property bool showsCreated: further >= Theme.typeColumn + Theme.momentColumn + Theme.nameColumn / 2
    readonly property bool showsUpdated: further >= Theme.typeColumn + 2 * Theme.momentColumn + Theme.nameColumn

    readonly property real created: showsCreated ? Theme.momentColumn : 0
    readonly property real updated: showsUpdated ? Theme.momentColumn : 0
    readonly property real elapsed: showsElapsed ? Theme.elapsedColumn : 0
    readonly property real actions: showsActions ? Theme.actionsColumn : 0

    showsAttempt: room >= Theme.actionsColumn + Theme.elapsedColumn + Theme.attemptColumn
    showsType: further >= Theme.typeColumn
    showsId: further >= Theme.typeColumn + 2 * Theme.momentColumn + Theme.idColumn + 2 * Theme.nameColumn
    // Where names would have far more than they need.
    showsNote: nameAndNote >= Theme.roomyName
    others: created + updated + progress + elapsed + actions
}
