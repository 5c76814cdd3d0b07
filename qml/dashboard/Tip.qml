// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
import QtQuick
import Procession

// The tip of something, which is made when it is first wanted.
Loader {
    id: part

    required property Item owner
    required property string text
    required property bool wanted

    property bool aside: false

    active: wanted
    source: "TextTip.qml"
    onLoaded: {
        const tip = item as TextTip;
        tip.parent = owner;
        tip.aside = aside;
        tip.text = Qt.binding(() => part.text);
        tip.visible = Qt.binding(() => part.wanted);
    }
}
