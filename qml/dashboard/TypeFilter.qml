// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
pragma ComponentBehavior: Bound

import QtQuick
import Procession

// Chooses one process type, or all.
ChoiceBox {
    required property Dashboard dashboard

    model: dashboard.typeChoices
    currentIndex: dashboard.typeChoice
    onActivated: dashboard.typeChoice = currentIndex
    entryPrefix: "type-"
    emptyText: qsTr("All types")
    implicitWidth: Theme.typeWidth
    Accessible.name: qsTr("Filter by type")
}
