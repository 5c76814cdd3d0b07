// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
pragma ComponentBehavior: Bound

import QtQuick
import Procession

// Says what the server starts none of, and lets it start that again.
Banner {
    id: banner

    required property ShownPauses pauses

    objectName: "pauses"
    text: pauses.text
    actionText: qsTr("Resume")
    actionName: "resumePaused"
    actionEnabled: !pauses.busy
    onActed: pauses.resume()
}
