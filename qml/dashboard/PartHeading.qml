// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
import QtQuick
import Procession

// The heading of a part of the details.
Heading {
    topPadding: Theme.spacing
    color: Theme.dimText
    font.pixelSize: Theme.detailText
    elide: Text.ElideRight
}
