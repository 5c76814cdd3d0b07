// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Templates as T
import Procession

// Chooses a moment between the begin of the history and now. The arrow keys go to round times, as far apart as the
// history is long; with Page Up and Page Down they are further apart.
T.Slider {
    id: slider

    required property PastMoment moment

    implicitWidth: Theme.searchWidth
    implicitHeight: Theme.controlHeight
    value: moment.fraction
    onMoved: moment.slideTo(value)
    Accessible.role: Accessible.Slider
    Accessible.name: qsTr("As of")
    Accessible.description: moment.chosen ? moment.text : qsTr("now")

    Keys.onPressed: event => {
        switch (event.key) {
        case Qt.Key_Left:
        case Qt.Key_Down:
            slider.moment.step(-1, false);
            break;
        case Qt.Key_Right:
        case Qt.Key_Up:
            slider.moment.step(1, false);
            break;
        case Qt.Key_PageDown:
            slider.moment.step(-1, true);
            break;
        case Qt.Key_PageUp:
            slider.moment.step(1, true);
            break;
        case Qt.Key_Home:
            slider.moment.goToBegin();
            break;
        case Qt.Key_End:
            slider.moment.backToNow();
            break;
        default:
            return;
        }
        event.accepted = true;
    }

    background: Rectangle {
        x: slider.leftPadding
        y: slider.topPadding + (slider.availableHeight - height) / 2
        width: slider.availableWidth
        height: Theme.gap
        radius: height / 2
        color: Theme.controlBorder

        // The time since then.
        Rectangle {
            x: slider.visualPosition * parent.width
            width: parent.width - x
            height: parent.height
            radius: height / 2
            color: Theme.accent
        }
    }
    handle: Rectangle {
        x: slider.leftPadding + slider.visualPosition * (slider.availableWidth - width)
        y: slider.topPadding + (slider.availableHeight - height) / 2
        width: Theme.smallIcon
        height: width
        radius: width / 2
        color: slider.pressed || slider.hovered ? Theme.hover : Theme.surface
        border.width: Theme.focusLine
        border.color: slider.moment.chosen || slider.visualFocus ? Theme.accent : Theme.controlBorder

        Rectangle {
            anchors.centerIn: parent
            width: parent.width + 2 * Theme.gap
            height: width
            radius: width / 2
            visible: slider.visualFocus
            color: "transparent"
            border.width: Theme.focusLine
            border.color: Theme.accent
        }
    }
}
