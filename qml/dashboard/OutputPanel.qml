// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Layouts
import Procession

// The output of the attempt that the page shows, with all that one does with it.
Card {
    id: panel

    required property Dashboard dashboard
    required property Clipboard clipboard

    readonly property ShownAttempt attempt: dashboard.attempt
    readonly property bool empty: shownOutput.length === 0

    // The end is what counts while it goes on, and where it failed.
    readonly property bool endCounts: !attempt.over || StatusText.isFailure(attempt.status)

    signal told(string message)

    function focusSearch(): void {
        bar.focusSearch();
    }

    function focusOutput(): void {
        shownOutput.forceActiveFocus();
    }

    function goToTime(moment: real): void {
        shownOutput.clearSpan();
        shownOutput.goToTime(moment);
        shownOutput.forceActiveFocus();
    }

    function showSpan(from: real, to: real): void {
        if (to > from)
            shownOutput.showSpan(from, to);
        else
            shownOutput.clearSpan();
    }

    // "12,345 lines · 1.2 MiB"
    readonly property string extentText: {
        const lines = shownOutput.lineCount.toLocaleString(Qt.locale(), "f", 0);
        return qsTr("%1 · %2").arg(shownOutput.lineCount === 1 ? qsTr("1 line") : qsTr("%1 lines").arg(lines)).arg(panel.dashboard.time.size(shownOutput.length));
    }

    Accessible.role: Accessible.Pane
    Accessible.name: qsTr("Output")

    ColumnLayout {
        anchors.fill: parent
        anchors.margins: Theme.line
        spacing: 0

        OutputBar {
            id: bar

            Layout.fillWidth: true
            Layout.margins: Theme.spacing
            view: shownOutput
            attempt: panel.attempt
            processId: panel.dashboard.selected.processId
            onTold: message => panel.told(message)
        }
        Rule {
            Layout.fillWidth: true
        }
        Banner {
            objectName: "outputProblem"
            Layout.fillWidth: true
            visible: shownOutput.error !== ""
            text: shownOutput.error
            actionText: qsTr("Try again")
            actionName: "outputReload"
            onActed: shownOutput.reload()
        }
        Banner {
            objectName: "outputFindProblem"
            Layout.fillWidth: true
            visible: shownOutput.findState === OutputSearch.Failed
            text: shownOutput.findError
        }
        Rectangle {
            objectName: "outputSpan"
            Layout.fillWidth: true
            Layout.preferredHeight: Theme.controlHeight
            visible: panel.dashboard.attemptEvents.spanShown
            color: Theme.selection

            SpokenLabel {
                anchors.left: parent.left
                anchors.right: allLines.left
                anchors.margins: Theme.margin
                anchors.verticalCenter: parent.verticalCenter
                text: qsTr("Only what was printed from %1 to %2").arg(panel.dashboard.time.timeOfDay(panel.dashboard.attemptEvents.spanFrom)).arg(panel.dashboard.time.timeOfDay(panel.dashboard.attemptEvents.spanTo))
                font.pixelSize: Theme.detailText
                elide: Text.ElideRight
            }
            LinkButton {
                id: allLines

                objectName: "allOutput"
                anchors.right: parent.right
                anchors.rightMargin: Theme.spacing
                anchors.verticalCenter: parent.verticalCenter
                text: qsTr("Show all")
                onClicked: panel.dashboard.attemptEvents.clearSpan()
            }
        }

        Item {
            Layout.fillWidth: true
            Layout.fillHeight: true

            OutputView {
                id: shownOutput

                objectName: "output"
                anchors.fill: parent
                anchors.rightMargin: Theme.line * 2
                anchors.bottomMargin: side.visible ? side.height : 0
                pages: panel.attempt.output
                font.family: Theme.monospace
                font.pixelSize: Theme.detailText
                textColor: Theme.text
                dimColor: Theme.dimText
                groundColor: Theme.surface
                gutterColor: Theme.gutter
                selectionColor: Theme.textSelection
                matchColor: Theme.match
                matchTextColor: Theme.matchText
                currentMatchColor: Theme.currentMatch
                currentMatchTextColor: Theme.currentMatchText
                errorColor: Theme.danger
                currentLineColor: Theme.selection
                namedColors: Theme.terminal
                Accessible.role: Accessible.EditableText
                Accessible.name: qsTr("Output of attempt %1").arg(panel.attempt.number)
                Accessible.description: visibleText
                Accessible.readOnly: true
                Accessible.multiLine: true
                Accessible.focusable: true
                onCopied: (characters, whole) => {
                    if (!whole)
                        panel.told(qsTr("Only the first part was copied: the selection is longer than a clipboard should hold. Saving takes all of it."));
                }

                // The keyboard came here by Tab, so that its user wants to see where it is.
                property bool keyed: false

                onActiveFocusChanged: keyed = keyed && activeFocus
                Keys.onReleased: event => {
                    if (event.key === Qt.Key_Tab || event.key === Qt.Key_Backtab)
                        keyed = true;
                }

                FocusFrame {
                    visible: shownOutput.activeFocus && shownOutput.keyed
                }
            }
            ThinScrollBar {
                id: down

                objectName: "outputScroll"
                anchors.right: parent.right
                anchors.top: parent.top
                anchors.bottom: parent.bottom
                orientation: Qt.Vertical
                size: shownOutput.scrollSize
                position: shownOutput.scrollPosition
                focusPolicy: Qt.NoFocus
                onPositionChanged: {
                    if (pressed)
                        shownOutput.scrollPosition = position;
                }
            }
            ThinScrollBar {
                id: side

                anchors.left: parent.left
                anchors.right: down.left
                anchors.bottom: parent.bottom
                orientation: Qt.Horizontal
                size: shownOutput.sideSize
                position: shownOutput.sidePosition
                focusPolicy: Qt.NoFocus
                onPositionChanged: {
                    if (pressed)
                        shownOutput.sidePosition = position;
                }
            }
            LaterPart {
                anchors.centerIn: parent
                width: Math.min(Theme.emptyWidth, parent.width - 2 * Theme.margin)
                needed: panel.empty && shownOutput.error === ""
                file: "OutputState.qml"
                properties: ({
                        attempt: panel.attempt,
                        server: panel.dashboard.server,
                        clipboard: panel.clipboard
                    })
            }
        }
        Rule {
            Layout.fillWidth: true
        }
        RowLayout {
            Layout.fillWidth: true
            Layout.leftMargin: Theme.margin
            Layout.rightMargin: Theme.margin
            Layout.preferredHeight: Theme.footerHeight
            spacing: Theme.margin

            SpokenLabel {
                objectName: "outputExtent"
                text: panel.empty ? "" : panel.extentText
                color: Theme.dimText
                font.pixelSize: Theme.smallText
            }
            Label {
                Layout.fillWidth: true
                horizontalAlignment: Text.AlignRight
                text: shownOutput.hoveredLine > 0 ? (shownOutput.hoveredError ? qsTr("Line %1, stderr, %2") : qsTr("Line %1, %2")).arg(shownOutput.hoveredLine.toLocaleString(Qt.locale(), "f", 0)).arg(panel.dashboard.time.timeOfDay(shownOutput.hoveredTime)) : ""
                color: Theme.dimText
                font.pixelSize: Theme.smallText
                elide: Text.ElideLeft
            }
        }
    }

    Connections {
        target: panel.dashboard.attemptEvents
        function onSpanChanged(): void {
            panel.showSpan(panel.dashboard.attemptEvents.spanFrom, panel.dashboard.attemptEvents.spanTo);
        }
    }
    Connections {
        target: panel.attempt
        function onOutputOpened(): void {
            shownOutput.following = panel.endCounts;
        }
    }
    Component.onCompleted: shownOutput.following = endCounts
}
