// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
import QtQuick
import Procession

// The widths of the history's columns for the width at hand; heading and rows share one of these.
// Where there isn't room for all of them, those go first that the details show as well.
QtObject {
    required property real width

    readonly property real needed: Theme.statusColumn + Theme.nameColumn + Theme.finishedColumn + 2 * Theme.margin
    readonly property bool showsTook: width >= needed + Theme.elapsedColumn
    readonly property bool showsAttempt: width >= needed + Theme.elapsedColumn + Theme.attemptColumn
    readonly property bool showsType: width >= needed + Theme.elapsedColumn + Theme.attemptColumn + Theme.typeColumn + Theme.nameColumn

    readonly property real status: Theme.statusColumn
    readonly property real finished: Theme.finishedColumn
    readonly property real type: showsType ? Theme.typeColumn : 0
    readonly property real took: showsTook ? Theme.elapsedColumn : 0
    readonly property real attempt: showsAttempt ? Theme.attemptColumn : 0
    readonly property real name: width - status - type - finished - took - attempt - 2 * Theme.margin
}
