// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
pragma ComponentBehavior: Bound

import QtQuick
import Procession

// Chooses how long ago something may have finished.
ChoiceBox {
    required property HistoryModel history

    model: history.periodChoices
    currentIndex: history.period
    onActivated: history.period = currentIndex
    entryPrefix: "period-"
    implicitWidth: Theme.periodWidth
    Accessible.name: qsTr("Finished within")
}
