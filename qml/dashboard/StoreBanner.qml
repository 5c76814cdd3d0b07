// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
pragma ComponentBehavior: Bound

import QtQuick
import Procession

// Says why what is told to the server can't be stored at the moment.
Banner {
    required property ServerStatus server

    objectName: "storeProblem"
    text: qsTr("Changes can't be stored: %1").arg(server.storeProblem)
}
