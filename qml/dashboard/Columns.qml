// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
import QtQuick
import Procession

// The widths of the table's columns for the width at hand; heading and rows share one of these.
QtObject {
    id: columns

    required property real width

    readonly property bool showsType: width >= 1000
    readonly property real status: 128
    readonly property real type: showsType ? 168 : 0
    readonly property real progress: showsType ? 190 : 160
    readonly property real elapsed: 92
    readonly property real attempt: 76
    readonly property real actions: 84
    readonly property real name: Math.max(120, width - status - type - progress - elapsed - attempt - actions - 2 * Theme.margin)
}
