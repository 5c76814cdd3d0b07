// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
import QtQuick
import Procession

// What stands above a longer text of the details.
Heading {
    color: Theme.dimText
    font.pixelSize: Theme.detailText
}
