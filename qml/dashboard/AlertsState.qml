// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
pragma ComponentBehavior: Bound

import QtQuick
import Procession

// Why no alerts, silences, channels, expected jobs or rules are shown: they are being read, can't be, are hidden, or there are none.
Column {
    id: state

    required property AlertCentre centre
    required property bool filtered
    required property string nothing // the title where there is none
    required property string explanation

    readonly property bool failed: centre.error !== ""
    readonly property bool waiting: centre.loading && !failed

    spacing: Theme.margin

    Glyph {
        anchors.horizontalCenter: parent.horizontalCenter
        source: Theme.icon(state.failed ? "warning" : (state.filtered ? "search" : (state.waiting ? "clock" : "status-completed")))
        size: Theme.pictureSize
    }
    SpokenLabel {
        objectName: "alertsTitle"
        width: parent.width
        horizontalAlignment: Text.AlignHCenter
        wrapMode: Text.Wrap
        text: state.failed ? qsTr("The alerts can't be read") : (state.waiting ? qsTr("Reading the alerts…") : (state.filtered ? qsTr("No alert matches the filter") : state.nothing))
        font.pixelSize: Theme.titleText
        font.weight: Font.DemiBold
    }
    SelectableText {
        objectName: "alertsExplanation"
        width: parent.width
        visible: text !== ""
        horizontalAlignment: Text.AlignHCenter
        label: qsTr("Explanation")
        text: state.failed ? state.centre.error : (state.waiting ? "" : (state.filtered ? qsTr("The filter hides all of them.") : state.explanation))
        color: Theme.dimText
        font.pixelSize: Theme.bodyText
    }
    ActionButton {
        objectName: "alertsRetry"
        anchors.horizontalCenter: parent.horizontalCenter
        visible: state.failed && state.centre.supported
        text: qsTr("Try again")
        onClicked: state.centre.reload()
    }
    ActionButton {
        objectName: "alertsShowAll"
        anchors.horizontalCenter: parent.horizontalCenter
        visible: state.filtered && !state.failed
        text: qsTr("Show all")
        onClicked: state.centre.clearFilter()
    }
}
