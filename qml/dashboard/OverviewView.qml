// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Layouts
import QtQuick.Templates as T
import Procession

// The view of what past runs have in common.
FocusScope {
    id: view

    required property Dashboard dashboard

    readonly property Overview overview: dashboard.overview
    readonly property bool ready: overview.state === Overview.Ready
    readonly property bool sideBySide: width >= Theme.wide - 2 * Theme.margin

    function focusList(): void {
        period.forceActiveFocus();
    }

    function showRuns(status: int, processType: string, search: string): void {
        dashboard.showRuns(status, processType, search);
    }

    Accessible.role: Accessible.Pane
    Accessible.name: qsTr("Overview")

    RowLayout {
        id: filters

        width: parent.width
        spacing: Theme.spacing

        Label {
            objectName: "overviewRange"
            Layout.fillWidth: true
            text: view.ready ? view.overview.rangeText : ""
            color: Theme.dimText
            elide: Text.ElideRight
        }
        ChoiceBox {
            id: period

            objectName: "overviewPeriod"
            model: view.overview.periodChoices
            currentIndex: view.overview.period
            onActivated: view.overview.period = currentIndex
            entryPrefix: "overview-period-"
            implicitWidth: Theme.periodWidth
            Accessible.name: qsTr("Period")
        }
        ChoiceBox {
            objectName: "overviewType"
            model: view.dashboard.typeChoices
            currentIndex: Math.max(0, find(view.overview.type))
            onActivated: view.overview.type = currentText
            entryPrefix: "overview-type-"
            emptyText: qsTr("All types")
            implicitWidth: Theme.typeWidth
            Accessible.name: qsTr("Filter by type")
        }
        SearchField {
            id: search

            objectName: "overviewSearch"
            Layout.preferredWidth: 1.5 * Theme.searchWidth
            placeholderText: qsTr("Name")
            text: view.overview.text
            onTextChanged: view.overview.text = text
            onDone: period.forceActiveFocus()
        }
        Connections {
            target: view.overview
            function onFilterChanged(): void {
                if (search.text.trim() !== view.overview.text)
                    search.text = view.overview.text;
            }
        }
    }

    Flickable {
        id: room

        objectName: "overviewRoom"
        anchors.fill: parent
        anchors.topMargin: filters.height + Theme.margin
        visible: view.ready
        clip: true
        contentHeight: parts.height
        boundsBehavior: Flickable.StopAtBounds
        opacity: view.overview.busy && !quiet.running ? Theme.disabled : 1

        T.ScrollBar.vertical: ThinScrollBar {}

        // An answer that comes at once makes nothing flicker.
        Timer {
            id: quiet

            interval: Theme.typingTime
            running: view.overview.busy
        }

        ColumnLayout {
            id: parts

            // Beside the scroll bar, where there is one.
            width: room.width - (implicitHeight > room.height ? Theme.scrollBarWidth + Theme.gap : 0)
            height: Math.max(implicitHeight, room.height)
            spacing: Theme.margin

            GridLayout {
                Layout.fillWidth: true
                columns: view.sideBySide ? 7 : 4
                columnSpacing: Theme.spacing
                rowSpacing: Theme.spacing

                Repeater {
                    model: view.overview.figures

                    FigureTile {
                        required property int index

                        objectName: "figure-" + index
                        Layout.fillWidth: true
                        Layout.preferredWidth: 1
                    }
                }
            }
            GridLayout {
                Layout.fillWidth: true
                Layout.fillHeight: true
                columns: view.sideBySide ? 2 : 1
                columnSpacing: Theme.margin
                rowSpacing: Theme.margin

                Card {
                    Layout.fillWidth: true
                    Layout.fillHeight: true
                    Layout.preferredWidth: 3
                    implicitHeight: Theme.trendHeight

                    TrendView {
                        id: trend

                        objectName: "trend"
                        anchors.fill: parent
                        anchors.margins: Theme.spacing + Theme.gap
                        from: view.overview.trendFrom
                        step: view.overview.trendStep
                        runs: view.overview.trendRuns
                        failures: view.overview.trendFailures
                        font.pixelSize: Theme.smallText
                        textColor: Theme.text
                        dimColor: Theme.dimText
                        gridColor: Theme.border
                        runColor: Theme.running
                        failureColor: Theme.failed
                        Accessible.role: Accessible.Chart
                        Accessible.name: qsTr("Runs and failures over time")
                        Accessible.description: pointedText
                        Accessible.focusable: true

                        MarkTip {
                            parent: trend
                            at: trend.pointedX
                            visible: trend.pointedText !== ""
                            text: trend.pointedText
                        }
                    }
                    FocusFrame {
                        visible: trend.activeFocus
                        radius: Theme.radius
                    }
                }
                HeatMap {
                    objectName: "heatMap"
                    Layout.fillWidth: true
                    Layout.fillHeight: true
                    Layout.preferredWidth: 2
                    failures: view.overview.weekFailures
                    runs: view.overview.weekRuns
                    note: view.overview.weekShortened ? qsTr("of the last 12 weeks") : ""
                    onPicked: hour => view.dashboard.showFailures(hour)
                }
            }
            // What is left of the height is the charts'.
            GridLayout {
                Layout.fillWidth: true
                Layout.fillHeight: false
                columns: view.sideBySide ? 4 : 2
                columnSpacing: Theme.margin
                rowSpacing: Theme.margin

                RankList {
                    objectName: "slower"
                    Layout.fillWidth: true
                    Layout.fillHeight: true
                    Layout.preferredWidth: 1
                    title: qsTr("Became slower")
                    emptyText: qsTr("No name takes longer than before.")
                    rows: view.overview.slower
                    tint: Theme.waiting
                    onPicked: (processType, search) => view.showRuns(StatusText.Completed, processType, search)
                    onOpened: processId => view.dashboard.openProcess(processId)
                }
                RankList {
                    objectName: "slowest"
                    Layout.fillWidth: true
                    Layout.fillHeight: true
                    Layout.preferredWidth: 1
                    title: qsTr("Slowest, by what 95% took at most")
                    emptyText: qsTr("Nothing completed.")
                    rows: view.overview.slowest
                    tint: Theme.running
                    onPicked: (processType, search) => view.showRuns(StatusText.Completed, processType, search)
                }
                RankList {
                    objectName: "flakiest"
                    Layout.fillWidth: true
                    Layout.fillHeight: true
                    Layout.preferredWidth: 1
                    title: qsTr("Flakiest: failed or needed a retry")
                    emptyText: qsTr("Nothing failed.")
                    rows: view.overview.flakiest
                    tint: Theme.timeout
                    onPicked: (processType, search) => view.showRuns(StatusText.Failed, processType, search)
                }
                RankList {
                    objectName: "reasons"
                    Layout.fillWidth: true
                    Layout.fillHeight: true
                    Layout.preferredWidth: 1
                    title: qsTr("Failures by reason")
                    emptyText: qsTr("Nothing failed.")
                    rows: view.overview.reasons
                    tint: Theme.failed
                    onPicked: (processType, search) => view.showRuns(StatusText.Failed, processType, search)
                }
            }
        }
    }

    OverviewState {
        anchors.centerIn: parent
        width: Math.min(Theme.emptyWidth, parent.width - 2 * Theme.margin)
        visible: !view.ready
        overview: view.overview
    }
}
