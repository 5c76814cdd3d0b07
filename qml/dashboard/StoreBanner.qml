// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
pragma ComponentBehavior: Bound

import QtQuick
import Procession

// Says what is wrong with the server or with the connection to it, and what can be done.
Banner {
    required property ServerStatus server

    objectName: "storeProblem"
    text: server.warning
}
