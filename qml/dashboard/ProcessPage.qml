// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Layouts
import Procession

// The page of one process: each of its attempts with its facts, its course and its output.
FocusScope {
    id: page

    required property Dashboard dashboard
    required property Clipboard clipboard

    readonly property real sideWidth: Math.max(Theme.leastDetailWidth, Math.min(width > Theme.huge ? Theme.widestSide : Theme.roomyDetailWidth, width * Theme.sideShare))

    signal told(string message)

    // The graph is looked at, in place of the attempt's course and output.
    property bool graphChosen: false
    readonly property bool graphShown: graphChosen && dashboard.graph.connected

    function focusPage(): void {
        forceActiveFocus();
        if (graphShown)
            (graph.item as GraphPanel).focusGraph();
        else
            output.focusOutput();
    }

    function focusSearch(): void {
        graphChosen = false;
        output.focusSearch();
    }

    Accessible.role: Accessible.Pane
    Accessible.name: qsTr("Process %1").arg(dashboard.selected.name)

    Binding {
        target: page.dashboard.graph
        property: "watched"
        value: page.graphShown
    }

    Keys.onEscapePressed: {
        if (dashboard.attemptEvents.spanShown)
            dashboard.attemptEvents.clearSpan();
        else
            dashboard.closePage();
    }
    Keys.onPressed: event => {
        const older = event.text === "]";
        if (!older && event.text !== "[")
            return;
        dashboard.attempt.choose(dashboard.attempts.neighbour(dashboard.attempt.number, older ? 1 : -1));
        event.accepted = true;
    }

    ColumnLayout {
        anchors.fill: parent
        anchors.margins: Theme.margin
        spacing: Theme.spacing

        PageHead {
            Layout.fillWidth: true
            dashboard: page.dashboard
            clipboard: page.clipboard
        }
        RowLayout {
            Layout.fillWidth: true
            spacing: Theme.spacing

            AttemptTabs {
                objectName: "attemptTabs"
                Layout.fillWidth: true
                dashboard: page.dashboard
            }
            ViewTab {
                objectName: "showOutput"
                visible: page.dashboard.graph.connected
                text: qsTr("Output")
                chosen: !page.graphShown
                onClicked: page.graphChosen = false
            }
            ViewTab {
                objectName: "showGraph"
                visible: page.dashboard.graph.connected
                text: qsTr("Dependencies")
                chosen: page.graphShown
                onClicked: page.graphChosen = true
            }
        }
        RowLayout {
            Layout.fillWidth: true
            Layout.fillHeight: true
            spacing: Theme.margin

            LaterPart {
                id: graph

                Layout.fillWidth: true
                Layout.fillHeight: true
                needed: page.graphShown
                file: "GraphPanel.qml"
                properties: ({
                        objectName: "graphPanel",
                        dashboard: page.dashboard
                    })
            }
            Connections {
                target: graph.item as GraphPanel
                function onProcessChosen(processId: string): void {
                    page.dashboard.openProcess(processId);
                }
            }
            ColumnLayout {
                Layout.fillWidth: true
                Layout.fillHeight: true
                visible: !page.graphShown
                spacing: Theme.spacing

                Banner {
                    objectName: "courseProblem"
                    Layout.fillWidth: true
                    visible: page.dashboard.attemptSeries.error !== ""
                    text: qsTr("What the attempt used before can't be shown: %1").arg(page.dashboard.attemptSeries.error)
                    actionText: qsTr("Try again")
                    actionName: "courseReload"
                    onActed: page.dashboard.attemptSeries.reload()
                }
                CoursePanel {
                    objectName: "coursePanel"
                    Layout.fillWidth: true
                    Layout.preferredHeight: Math.min(page.height > Theme.tall ? 2 * implicitHeight : implicitHeight, page.height * Theme.courseShare)
                    visible: !empty && page.height >= Theme.lowHeight
                    dashboard: page.dashboard
                    onMomentChosen: moment => output.goToTime(moment)
                }
                OutputPanel {
                    id: output

                    Layout.fillWidth: true
                    Layout.fillHeight: true
                    dashboard: page.dashboard
                    clipboard: page.clipboard
                    onTold: message => page.told(message)
                }
            }
            Card {
                id: side

                property bool processShown: false

                Layout.preferredWidth: page.sideWidth
                Layout.fillHeight: true

                Row {
                    id: choice

                    x: Theme.spacing
                    y: Theme.spacing
                    spacing: Theme.gap

                    ViewTab {
                        objectName: "showAttempt"
                        text: qsTr("Attempt")
                        chosen: !side.processShown
                        onClicked: side.processShown = false
                    }
                    ViewTab {
                        objectName: "showProcess"
                        text: qsTr("Process")
                        chosen: side.processShown
                        onClicked: side.processShown = true
                    }
                }
                Rule {
                    id: rule

                    y: choice.y + choice.height + Theme.spacing
                }
                AttemptList {
                    objectName: "attemptList"
                    anchors.fill: parent
                    anchors.topMargin: rule.y + Theme.margin
                    anchors.leftMargin: Theme.margin
                    anchors.bottomMargin: Theme.line
                    visible: !side.processShown
                    dashboard: page.dashboard
                    onMomentChosen: moment => output.goToTime(moment)
                }
                LaterPart {
                    anchors.fill: parent
                    anchors.topMargin: rule.y + Theme.margin
                    anchors.leftMargin: Theme.margin
                    anchors.bottomMargin: Theme.line
                    needed: side.processShown
                    file: "ProcessFields.qml"
                    properties: ({
                            objectName: "processFields",
                            dashboard: page.dashboard
                        })
                }
            }
        }
    }
}
