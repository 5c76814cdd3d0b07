// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Layouts
import Procession

// Failures by hour and weekday: the darker, the more. A press on a cell, or Enter, leads to its failures.
Card {
    id: map

    required property list<real> failures // of 168 hours from Monday on
    required property list<real> runs
    required property string note

    readonly property real most: Math.max(1, ...failures)
    readonly property list<string> days: [qsTr("Mon"), qsTr("Tue"), qsTr("Wed"), qsTr("Thu"), qsTr("Fri"), qsTr("Sat"), qsTr("Sun")]

    signal picked(hour: int)

    function pick(hour: int): void {
        if (failures[hour] > 0)
            picked(hour);
    }

    function words(hour: int): string {
        const begin = hour % 24;
        return qsTr("%1 %2:00 – %3:00: %4 failures in %5 runs").arg(days[Math.floor(hour / 24)]).arg(begin).arg(begin + 1).arg(Number(failures[hour] ?? 0).toLocaleString(Qt.locale(), "f", 0)).arg(Number(runs[hour] ?? 0).toLocaleString(Qt.locale(), "f", 0));
    }

    implicitHeight: column.implicitHeight + 2 * (Theme.spacing + Theme.gap)

    ColumnLayout {
        id: column

        anchors.fill: parent
        anchors.margins: Theme.spacing + Theme.gap
        spacing: Theme.gap

        RowLayout {
            Layout.fillWidth: true
            spacing: Theme.spacing

            Heading {
                text: qsTr("Failures by hour and weekday")
                font.pixelSize: Theme.detailText
                font.weight: Font.DemiBold
            }
            Label {
                Layout.fillWidth: true
                text: map.note
                color: Theme.dimText
                font.pixelSize: Theme.smallText
                elide: Text.ElideRight
            }
            Label {
                text: "0"
                color: Theme.dimText
                font.pixelSize: Theme.smallText
            }
            Rectangle {
                implicitWidth: Theme.tileWidth
                implicitHeight: Theme.barHeight
                radius: Theme.gap / 2

                gradient: Gradient {
                    orientation: Gradient.Horizontal

                    GradientStop {
                        position: 0
                        color: Theme.heat(0)
                    }
                    GradientStop {
                        position: 1
                        color: Theme.heat(1)
                    }
                }
            }
            Label {
                text: Number(map.most).toLocaleString(Qt.locale(), "f", 0)
                color: Theme.dimText
                font.pixelSize: Theme.smallText
            }
        }
        Item {
            id: cells

            readonly property real edge: Theme.iconColumn
            readonly property real cellWidth: (width - edge) / 24
            readonly property real cellHeight: (height - hours.height) / 7
            property int pointed: -1

            function hourAt(x: real, y: real): int {
                return Math.max(0, Math.min(6, Math.floor(y / cellHeight))) * 24 + Math.max(0, Math.min(23, Math.floor(x / cellWidth)));
            }

            objectName: "heatCells"
            Layout.fillWidth: true
            Layout.fillHeight: true
            implicitHeight: Theme.heatHeight
            activeFocusOnTab: true
            Accessible.role: Accessible.Chart
            Accessible.name: qsTr("Failures by hour and weekday")
            Accessible.description: pointed < 0 ? "" : map.words(pointed)
            Accessible.focusable: true
            onActiveFocusChanged: pointed = activeFocus ? Math.max(0, pointed) : -1
            Keys.onLeftPressed: pointed = Math.max(0, pointed - 1)
            Keys.onRightPressed: pointed = Math.min(167, pointed + 1)
            Keys.onUpPressed: pointed = pointed >= 24 ? pointed - 24 : pointed
            Keys.onDownPressed: pointed = pointed < 144 ? pointed + 24 : pointed
            Keys.onReturnPressed: map.pick(pointed)
            Keys.onEnterPressed: map.pick(pointed)

            Repeater {
                model: 7

                Label {
                    required property int index

                    y: index * cells.cellHeight + (cells.cellHeight - height) / 2
                    text: map.days[index]
                    color: Theme.dimText
                    font.pixelSize: Theme.smallText
                }
            }
            Repeater {
                model: 168

                Rectangle {
                    required property int index

                    objectName: "heat-" + index
                    x: Math.round(cells.edge + index % 24 * cells.cellWidth)
                    y: Math.round(Math.floor(index / 24) * cells.cellHeight)
                    width: Math.round(cells.cellWidth) - 2 * Theme.line
                    height: Math.round(cells.cellHeight) - 2 * Theme.line
                    radius: 2 * Theme.line
                    color: Theme.heat((map.failures[index] ?? 0) / map.most)
                    border.width: cells.pointed === index ? Theme.focusLine : 0
                    border.color: Theme.text
                }
            }
            Row {
                id: hours

                anchors.bottom: parent.bottom
                x: cells.edge
                topPadding: Theme.gap

                Repeater {
                    model: 8

                    Label {
                        required property int index

                        width: 3 * cells.cellWidth
                        text: 3 * index + ":00"
                        color: Theme.dimText
                        font.pixelSize: Theme.smallText
                    }
                }
            }
            MouseArea {
                anchors.fill: parent
                anchors.leftMargin: cells.edge
                anchors.bottomMargin: hours.height
                hoverEnabled: true
                cursorShape: map.failures[cells.pointed] > 0 ? Qt.PointingHandCursor : Qt.ArrowCursor
                onPositionChanged: mouse => cells.pointed = cells.hourAt(mouse.x, mouse.y)
                onExited: cells.pointed = -1
                onClicked: mouse => map.pick(cells.hourAt(mouse.x, mouse.y))
            }
            MarkTip {
                objectName: "heatTip"
                parent: cells
                at: cells.edge + (cells.pointed % 24 + 0.5) * cells.cellWidth
                visible: cells.pointed >= 0
                text: cells.pointed < 0 ? "" : map.words(cells.pointed)
            }
        }
    }
}
