// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Layouts
import Procession

// Chooses the moment whose list is shown: by hand, by the arrow keys, or as it is written.
RowLayout {
    id: travel

    required property PastMoment moment

    spacing: Theme.spacing

    Label {
        text: qsTr("As of")
        color: Theme.dimText
    }
    TextBox {
        id: written

        objectName: "asOf"
        implicitWidth: Theme.finishedColumn
        label: qsTr("As of: a date and time, or how long ago")
        placeholderText: qsTr("now")
        wrong: travel.moment.problem !== ""
        onEditingFinished: {
            if (text !== travel.moment.text)
                travel.moment.read(text);
        }
        Keys.onEscapePressed: travel.moment.dropProblem()

        // What was written stands until it is a moment.
        Connections {
            target: travel.moment
            function onChanged(): void {
                if (!written.wrong)
                    written.text = travel.moment.text;
            }
        }
        Component.onCompleted: text = travel.moment.text
    }
    SpokenLabel {
        objectName: "asOfProblem"
        visible: written.wrong
        text: travel.moment.problem
        color: Theme.danger
        font.pixelSize: Theme.detailText
    }
    Label {
        Layout.leftMargin: Theme.spacing
        visible: !written.wrong
        objectName: "historyBegin"
        text: travel.moment.beginText
        color: Theme.dimText
        font.pixelSize: Theme.smallText
    }
    TimeSlider {
        objectName: "timeSlider"
        Layout.fillWidth: true
        moment: travel.moment
    }
    Label {
        text: qsTr("now")
        color: Theme.dimText
        font.pixelSize: Theme.smallText
    }
}
