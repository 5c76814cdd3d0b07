// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
import Procession

// The widths of the columns of a list of the past for the width at hand.
TableColumns {
    readonly property real room: width - status - Theme.nameColumn - 2 * Theme.margin
    readonly property real ran: room >= Theme.elapsedColumn ? Theme.elapsedColumn : 0
    readonly property real progress: room >= Theme.elapsedColumn + Theme.attemptColumn ? Theme.attemptColumn : 0
    readonly property real further: room - ran - progress - Theme.attemptColumn - Theme.nameColumn / 2
    readonly property real created: further >= Theme.finishedColumn ? Theme.finishedColumn : 0

    attempt: further >= 0 ? Theme.attemptColumn : 0
    type: further >= created + Theme.typeColumn ? Theme.typeColumn : 0
    showsId: further >= created + Theme.typeColumn + Theme.idColumn + 2 * Theme.nameColumn
    others: created + ran + progress
}
