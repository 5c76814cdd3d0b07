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

    function focusPage(): void {
        forceActiveFocus();
        output.focusOutput();
    }

    function focusSearch(): void {
        output.focusSearch();
    }

    Accessible.role: Accessible.Pane
    Accessible.name: qsTr("Process %1").arg(dashboard.selected.name)

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
        AttemptTabs {
            objectName: "attemptTabs"
            Layout.fillWidth: true
            dashboard: page.dashboard
        }
        RowLayout {
            Layout.fillWidth: true
            Layout.fillHeight: true
            spacing: Theme.margin

            ColumnLayout {
                Layout.fillWidth: true
                Layout.fillHeight: true
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
