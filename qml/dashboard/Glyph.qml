// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
import QtQuick
import Procession

// An icon that is as sharp as the screen.
Image {
    property int size: Theme.iconSize

    sourceSize.width: size
    sourceSize.height: size
    width: size
    height: size
}
