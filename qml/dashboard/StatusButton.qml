// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
import QtQuick
import QtQuick.Templates as T
import Procession

// Pressed, shows only what stands in a status.
T.RadioButton {
    id: button

    required property int status
    required property bool chosen

    hoverEnabled: true
    autoExclusive: false // the filter says which one is chosen
    checked: chosen
    // A screen reader checks it without a click.
    onCheckedChanged: {
        if (checked && !chosen)
            clicked();
    }
    Accessible.name: text
    Accessible.checkable: true
    Accessible.onPressAction: clicked()

    background: ControlFrame {
        control: button
        chosen: button.chosen
    }
}
