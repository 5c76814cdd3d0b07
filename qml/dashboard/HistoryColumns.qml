// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
import QtQml
import Procession

// The widths of the history's columns for the width at hand; heading and rows share one of these.
// The name has what the others leave. Where there isn't room for all of them, those go first that the details show as
// well; where there is more than names need, further ones come.
QtObject {
    required property real width

    readonly property bool compact: width < Theme.compactTable
    readonly property real status: compact ? Theme.iconColumn : Theme.statusColumn
    readonly property real finished: Theme.finishedColumn

    readonly property real room: width - status - finished - Theme.nameColumn - 2 * Theme.margin
    readonly property bool showsTook: room >= Theme.elapsedColumn
    readonly property bool showsAttempt: room >= Theme.elapsedColumn + Theme.attemptColumn
    readonly property real further: room - Theme.elapsedColumn - Theme.attemptColumn - Theme.nameColumn / 2
    readonly property bool showsType: further >= Theme.typeColumn
    readonly property bool showsId: further >= Theme.typeColumn + Theme.idColumn + 2 * Theme.nameColumn

    readonly property real type: showsType ? Theme.typeColumn : 0
    readonly property real id: showsId ? Theme.idColumn : 0
    readonly property real took: showsTook ? Theme.elapsedColumn : 0
    readonly property real attempt: showsAttempt ? Theme.attemptColumn : 0
    readonly property real name: width - status - id - type - finished - took - attempt - 2 * Theme.margin
}
