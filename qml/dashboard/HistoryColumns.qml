// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
import Procession

// The widths of the history's columns for the width at hand.
TableColumns {
    readonly property real finished: Theme.finishedColumn
    readonly property real room: width - status - finished - Theme.nameColumn - 2 * Theme.margin
    readonly property real further: room - Theme.elapsedColumn - Theme.attemptColumn - Theme.nameColumn / 2
    readonly property real took: room >= Theme.elapsedColumn ? Theme.elapsedColumn : 0

    attempt: room >= Theme.elapsedColumn + Theme.attemptColumn ? Theme.attemptColumn : 0
    type: further >= Theme.typeColumn ? Theme.typeColumn : 0
    showsId: further >= Theme.typeColumn + Theme.idColumn + 2 * Theme.nameColumn
    others: finished + took
}
