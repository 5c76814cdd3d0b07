// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
pragma ComponentBehavior: Bound

import QtQuick

// A part of the window that isn't there at the start. It is read and made when it is first needed, so that the first
// frame doesn't wait for it, and stays from then on.
Loader {
    id: part

    required property url file
    required property var properties // what the part requires
    required property bool needed

    visible: needed
    active: false

    onNeededChanged: {
        if (needed)
            active = true;
    }
    Component.onCompleted: {
        setSource(file, properties);
        active = needed;
    }
}
