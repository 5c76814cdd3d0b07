// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
pragma ComponentBehavior: Bound

import QtQuick
import Procession

// How long past runs took, as bars from the shortest to the longest, with a mark where this run stands.
Column {
    id: panel

    required property DurationSpread spread

    readonly property bool ready: spread.state === DurationSpread.Ready

    spacing: Theme.gap
    topPadding: Theme.spacing

    Heading {
        width: parent.width
        text: qsTr("Duration among past runs")
        font.weight: Font.DemiBold
    }
    SpokenLabel {
        objectName: "durationSentence"
        width: parent.width
        text: {
            if (panel.spread.state === DurationSpread.Failed)
                return qsTr("How long past runs took can't be read: %1").arg(panel.spread.error);
            return panel.ready ? panel.spread.sentence : qsTr("No past run of this name or type completed.");
        }
        color: panel.ready ? Theme.text : Theme.dimText
        font.pixelSize: Theme.detailText
        wrapMode: Text.Wrap
    }
    Item {
        id: plot

        width: parent.width
        height: Theme.spreadHeight
        visible: panel.ready
        Accessible.role: Accessible.Chart
        Accessible.name: qsTr("How long past runs took")
        Accessible.description: panel.spread.sentence

        Repeater {
            model: panel.spread.bars.length

            Rectangle {
                required property int index

                readonly property real share: panel.spread.bars[index] ?? 0
                readonly property real step: plot.width / Math.max(1, panel.spread.bars.length)

                x: Math.round(index * step)
                width: Math.max(Theme.line, Math.round((index + 1) * step) - x - Theme.line)
                height: share > 0 ? Math.max(2 * Theme.line, Math.round(share * (plot.height - marked.height))) : 0
                anchors.bottom: parent?.bottom
                color: Theme.running
                opacity: 0.75
            }
        }
        Rule {
            anchors.bottom: parent.bottom
        }
        Rectangle {
            x: Math.round(Math.min(plot.width - width, panel.spread.mark * plot.width))
            y: marked.height
            width: 2 * Theme.line
            height: parent.height - y
            visible: panel.spread.mark >= 0
            color: Theme.text
        }
        Label {
            id: marked

            objectName: "durationMark"
            x: Math.max(0, Math.min(plot.width - width, panel.spread.mark * plot.width - width / 2))
            text: panel.spread.markText
            font.pixelSize: Theme.smallText
            font.weight: Font.DemiBold
        }
    }
    Item {
        width: parent.width
        height: least.height
        visible: panel.ready

        Label {
            id: least

            text: panel.spread.leastText
            color: Theme.dimText
            font.pixelSize: Theme.smallText
        }
        Label {
            readonly property real wish: panel.spread.median * parent.width - width / 2
            readonly property real first: least.width + Theme.spacing
            readonly property real last: parent.width - most.width - Theme.spacing - width

            x: Math.max(first, Math.min(last, wish))
            visible: first <= last
            text: qsTr("median %1").arg(panel.spread.medianText)
            color: Theme.dimText
            font.pixelSize: Theme.smallText
        }
        Label {
            id: most

            anchors.right: parent.right
            text: panel.spread.mostText
            color: Theme.dimText
            font.pixelSize: Theme.smallText
        }
    }
}
