// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
import QtQml
import Procession

// The widths of the columns that all tables have; the headings and the rows of a table share one of these.
// The name has the width that the others leave. Where there isn't room for all columns, those go first that the details
// show as well; where there is more than names need, further ones come.
QtObject {
    required property real width

    // Without words beside the icons of the status.
    readonly property bool compact: width < Theme.compactTable
    readonly property real status: compact ? Theme.iconColumn : Theme.statusColumn

    // A column that isn't shown has no width.
    property real type: 0
    property real attempt: 0
    property bool showsId: false
    readonly property real id: showsId ? Theme.idColumn : 0
    property bool showsNote: false // beside the name, not below it
    // Those that only one table has.
    property real others: 0
    readonly property real nameAndNote: width - status - id - type - attempt - others - 2 * Theme.margin
    readonly property real note: showsNote ? nameAndNote / 2 : 0
    readonly property real name: nameAndNote - note
}
