// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
import QtQml
import Procession

// The widths of the table's columns for the width at hand; heading and rows share one of these.
// The name has what the others leave. Where there isn't room for all of them, those go first that the details show as
// well; where there is more than names need, further ones come.
QtObject {
    required property real width

    // Without words beside the icons of the status.
    readonly property bool compact: width < Theme.compactTable
    readonly property real status: compact ? Theme.iconColumn : Theme.statusColumn
    readonly property real progress: compact ? Theme.leastProgressColumn : Theme.progressColumn + Math.min(Theme.progressColumn, Math.max(0, (width - Theme.roomy) / 6))

    // What is left once the name has enough.
    readonly property real room: width - status - progress - Theme.nameColumn - 2 * Theme.margin
    readonly property bool showsActions: room >= Theme.actionsColumn
    readonly property bool showsElapsed: room >= Theme.actionsColumn + Theme.elapsedColumn
    readonly property bool showsAttempt: room >= Theme.actionsColumn + Theme.elapsedColumn + Theme.attemptColumn
    // From here on the name gets more first.
    readonly property real further: room - Theme.actionsColumn - Theme.elapsedColumn - Theme.attemptColumn - Theme.nameColumn / 2
    readonly property bool showsType: further >= Theme.typeColumn
    readonly property bool showsCreated: further >= Theme.typeColumn + Theme.momentColumn + Theme.nameColumn / 2
    readonly property bool showsUpdated: further >= Theme.typeColumn + 2 * Theme.momentColumn + Theme.nameColumn
    readonly property bool showsId: further >= Theme.typeColumn + 2 * Theme.momentColumn + Theme.idColumn + 2 * Theme.nameColumn

    readonly property real type: showsType ? Theme.typeColumn : 0
    readonly property real id: showsId ? Theme.idColumn : 0
    readonly property real created: showsCreated ? Theme.momentColumn : 0
    readonly property real updated: showsUpdated ? Theme.momentColumn : 0
    readonly property real elapsed: showsElapsed ? Theme.elapsedColumn : 0
    readonly property real attempt: showsAttempt ? Theme.attemptColumn : 0
    readonly property real actions: showsActions ? Theme.actionsColumn : 0
    // Where names would have far more than they need, the note stands beside them, not below.
    readonly property real nameAndNote: width - status - id - type - created - updated - progress - elapsed - attempt - actions - 2 * Theme.margin
    readonly property bool showsNote: nameAndNote >= Theme.roomyName
    readonly property real note: showsNote ? nameAndNote / 2 : 0
    readonly property real name: nameAndNote - note
}
