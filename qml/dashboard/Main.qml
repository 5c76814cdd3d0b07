// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Controls.Basic
import QtQuick.Layouts
import Procession

// The dashboard's window.
ApplicationWindow {
    id: window

    required property Dashboard dashboard

    readonly property string selectedId: dashboard.selected.processId
    readonly property bool detailsDockable: width >= Theme.wide
    // Processes in a list, rather than one of the other views.
    readonly property bool listShown: dashboard.view === Dashboard.Live || dashboard.view === Dashboard.History

    function leave(): void {
        visible = false;
        dashboard.server.quit();
    }

    function ask(): void {
        closing.needed = true;
        const question = closing.item as CloseQuestion;
        question.reason = guard.reason(dashboard.liveCount(), dashboard.server.subscriberCount);
        question.open();
    }

    // True where the window may go, and the server with it.
    function mayLeave(outcome: int): bool {
        if (outcome === CloseGuard.Ask)
            ask();
        else if (outcome === CloseGuard.Keep)
            visible = false;
        else
            leave();
        return outcome === CloseGuard.Quit;
    }

    onClosing: close => close.accepted = mayLeave(dashboard.server.remote ? CloseGuard.Quit : guard.onClose(preferences.onClose, dashboard.liveCount(), dashboard.server.subscriberCount))
    onSelectedIdChanged: notice.hide()

    width: Theme.windowWidth
    height: Theme.windowHeight
    minimumWidth: Theme.minimumWidth
    minimumHeight: Theme.minimumHeight
    visible: true
    // Qt puts the program's name behind a title that doesn't end with it.
    title: dashboard.server.listening ? qsTr("%1 – Procession").arg(dashboard.server.url) : qsTr("Procession")
    color: Theme.background

    // For what the style draws itself.
    palette.window: Theme.background
    palette.windowText: Theme.text
    palette.base: Theme.surface
    palette.text: Theme.text
    palette.button: Theme.surface
    palette.buttonText: Theme.text
    palette.mid: Theme.border
    palette.dark: Theme.border
    palette.toolTipBase: Theme.surface
    palette.toolTipText: Theme.text
    palette.highlight: Theme.accent
    palette.highlightedText: Theme.accentedText

    SystemPalette {
        id: system
    }
    Preferences {
        id: preferences
    }
    Clipboard {
        id: clipboard
    }
    CloseGuard {
        id: guard
    }
    Binding {
        target: Theme
        property: "dark"
        value: preferences.colours === "dark" || (preferences.colours === "system" && system.window.hslLightness < 0.5)
    }

    Shortcut {
        sequences: ["/", "Ctrl+F"]
        enabled: !(window.activeFocusItem instanceof TextField) && (window.listShown || window.dashboard.pageShown)
        onActivated: window.dashboard.pageShown ? (page.item as ProcessPage).focusSearch() : filters.focusSearch()
    }
    Shortcut {
        sequence: "Ctrl+1"
        onActivated: window.dashboard.view = Dashboard.Live
    }
    Shortcut {
        sequence: "Ctrl+2"
        onActivated: window.dashboard.view = Dashboard.History
    }
    Shortcut {
        sequence: "Ctrl+3"
        onActivated: {
            window.dashboard.view = Dashboard.Schedules;
            window.focusList();
        }
    }
    Shortcut {
        sequence: "Ctrl+4"
        onActivated: {
            window.dashboard.view = Dashboard.Tools;
            window.focusList();
        }
    }
    Shortcut {
        sequence: "Ctrl+5"
        onActivated: {
            window.dashboard.view = Dashboard.Documents;
            window.focusList();
        }
    }
    Shortcut {
        sequence: "Ctrl+6"
        onActivated: {
            window.dashboard.view = Dashboard.Summary;
            window.focusList();
        }
    }
    Shortcut {
        sequence: "Ctrl+7"
        onActivated: {
            window.dashboard.view = Dashboard.Alerts;
            window.focusList();
        }
    }
    Shortcut {
        sequence: "F5"
        enabled: window.dashboard.view === Dashboard.Summary || window.dashboard.view === Dashboard.History || window.dashboard.view === Dashboard.Tools || window.dashboard.view === Dashboard.Documents
        onActivated: {
            if (window.dashboard.pastShown)
                window.dashboard.past.reload();
            else if (window.dashboard.view === Dashboard.History)
                window.dashboard.history.reload();
            else if (window.dashboard.view === Dashboard.Summary)
                window.dashboard.overview.reload();
            else if (window.dashboard.view === Dashboard.Documents)
                window.dashboard.documents.collections.reload();
            else
                window.dashboard.tools.reload();
        }
    }
    Shortcut {
        sequence: "Ctrl+Q"
        onActivated: window.mayLeave(window.dashboard.server.remote ? CloseGuard.Quit : guard.onQuit(preferences.onClose, window.dashboard.liveCount(), window.dashboard.server.subscriberCount))
    }

    Binding {
        target: Theme
        property: "reducedMotion"
        value: preferences.reducedMotion
    }
    Binding {
        target: window.dashboard
        property: "undoSeconds"
        value: preferences.undoSeconds
    }
    // Once the window is gone, nobody can undo anything.
    onVisibleChanged: {
        if (!visible)
            dashboard.actions.finishWaiting();
    }

    function focusList(): void {
        switch (dashboard.view) {
        case Dashboard.History:
            if (dashboard.pastShown)
                (past.item as PastTable)?.focusList();
            else
                (history.item as HistoryTable)?.focusList();
            break;
        case Dashboard.Schedules:
            (schedules.item as SchedulesView)?.focusList();
            break;
        case Dashboard.Alerts:
            (alerts.item as AlertsView)?.focusList();
            break;
        case Dashboard.Tools:
            (tools.item as ToolsView)?.focusList();
            break;
        case Dashboard.Documents:
            (documents.item as DocumentsView)?.focusQuestion();
            break;
        case Dashboard.Summary:
            (overview.item as OverviewView)?.focusList();
            break;
        default:
            table.focusList();
        }
    }

    Connections {
        target: window.dashboard
        function onPageShownChanged(): void {
            notice.hide();
            if (window.dashboard.pageShown)
                (page.item as ProcessPage).focusPage();
            else
                window.focusList();
        }
        function onFailed(message: string): void {
            notice.show(message);
        }
        function onViewChanged(): void {
            notice.hide();
        }
    }
    Connections {
        target: window.dashboard.processes
        function onFilterChanged(): void {
            notice.hide();
        }
    }

    // Loaded at the first time that it is needed; closing a window with nothing to lose never is.
    LaterPart {
        id: closing

        needed: false
        file: "CloseQuestion.qml"
        properties: ({
                preferences: preferences
            })
    }
    Connections {
        target: closing.item as CloseQuestion
        function onKeepChosen(): void {
            window.visible = false;
        }
        function onQuitChosen(): void {
            window.leave();
        }
    }

    header: Column {
        HeaderBar {
            width: parent.width
            dashboard: window.dashboard
            preferences: preferences
            clipboard: clipboard
            detailsDockable: window.detailsDockable
        }
        LaterPart {
            width: parent.width
            needed: window.dashboard.server.warning !== ""
            file: "StoreBanner.qml"
            properties: ({
                    server: window.dashboard.server
                })
        }
        LaterPart {
            width: parent.width
            needed: window.dashboard.pauses.text !== ""
            file: "PauseBanner.qml"
            properties: ({
                    pauses: window.dashboard.pauses
                })
        }
    }

    LaterPart {
        id: page

        anchors.fill: parent
        needed: window.dashboard.pageShown
        file: "ProcessPage.qml"
        properties: ({
                objectName: "page",
                dashboard: window.dashboard,
                clipboard: clipboard
            })
    }
    Connections {
        target: page.item as ProcessPage
        function onTold(message: string): void {
            notice.show(message);
        }
    }

    LaterPart {
        id: schedules

        anchors.fill: parent
        anchors.margins: Theme.margin
        needed: window.dashboard.view === Dashboard.Schedules
        visible: needed && !window.dashboard.pageShown
        file: "SchedulesView.qml"
        properties: ({
                objectName: "schedulesView",
                dashboard: window.dashboard,
                preferences: preferences,
                clipboard: clipboard
            })
    }

    LaterPart {
        id: alerts

        anchors.fill: parent
        anchors.margins: Theme.margin
        needed: window.dashboard.view === Dashboard.Alerts
        visible: needed && !window.dashboard.pageShown
        file: "AlertsView.qml"
        properties: ({
                objectName: "alertsView",
                dashboard: window.dashboard,
                clipboard: clipboard
            })
    }

    LaterPart {
        id: tools

        anchors.fill: parent
        anchors.margins: Theme.margin
        needed: window.dashboard.view === Dashboard.Tools
        visible: needed && !window.dashboard.pageShown
        file: "ToolsView.qml"
        properties: ({
                objectName: "toolsView",
                dashboard: window.dashboard,
                clipboard: clipboard
            })
    }

    LaterPart {
        id: documents

        anchors.fill: parent
        anchors.margins: Theme.margin
        needed: window.dashboard.view === Dashboard.Documents
        visible: needed && !window.dashboard.pageShown
        file: "DocumentsView.qml"
        properties: ({
                objectName: "documentsView",
                dashboard: window.dashboard,
                clipboard: clipboard
            })
    }

    LaterPart {
        id: overview

        anchors.fill: parent
        anchors.margins: Theme.margin
        needed: window.dashboard.view === Dashboard.Summary
        visible: needed && !window.dashboard.pageShown
        file: "OverviewView.qml"
        properties: ({
                objectName: "overviewView",
                dashboard: window.dashboard
            })
    }

    ColumnLayout {
        anchors.fill: parent
        anchors.margins: Theme.margin
        visible: window.listShown && !window.dashboard.pageShown
        spacing: Theme.margin

        FilterBar {
            id: filters

            Layout.fillWidth: true
            dashboard: window.dashboard
            roomWidth: window.width - 2 * Theme.margin
            onDone: window.focusList()
        }

        LaterPart {
            Layout.fillWidth: true
            needed: window.dashboard.historyShown && window.dashboard.moment.available
            file: "TimeTravel.qml"
            properties: ({
                    objectName: "timeTravel",
                    moment: window.dashboard.moment
                })
        }
        LaterPart {
            Layout.fillWidth: true
            needed: window.dashboard.pastShown
            file: "PastBar.qml"
            properties: ({
                    objectName: "pastBar",
                    dashboard: window.dashboard
                })
        }

        // Where the details have a place of their own, the list leaves it to them from its first row on; where they
        // have none, they lie over its right part. Either way a press on a row moves no column.
        Item {
            id: room

            readonly property bool filled: window.dashboard.counts.total > 0 || window.dashboard.historyShown
            readonly property bool chosen: window.dashboard.pastShown ? window.dashboard.past.selectedId !== "" : window.dashboard.selected.valid
            readonly property bool docked: preferences.detailsDocked && window.detailsDockable
            readonly property bool reserved: docked && wasFilled
            readonly property real usualWidth: window.width > Theme.roomy ? Theme.roomyDetailWidth : Theme.detailWidth
            readonly property real chosenWidth: preferences.detailsWidth > 0 ? preferences.detailsWidth : usualWidth
            readonly property real detailWidth: Math.max(Theme.leastDetailWidth, Math.min(chosenWidth, width * Theme.mostDetailShare))
            readonly property real listWidth: reserved ? width - detailWidth - Theme.margin : width

            property bool wasFilled: false

            function resizeDetails(wish: real): void {
                preferences.detailsWidth = Math.round(Math.max(Theme.leastDetailWidth, Math.min(wish, width * Theme.mostDetailShare)));
            }

            Layout.fillWidth: true
            Layout.fillHeight: true
            onFilledChanged: wasFilled = wasFilled || filled
            Component.onCompleted: wasFilled = filled

            ProcessTable {
                id: table

                width: room.listWidth
                height: room.height
                visible: !window.dashboard.historyShown
                dashboard: window.dashboard

                Flickable {
                    id: emptyRoom

                    anchors.fill: parent
                    anchors.topMargin: Theme.headingHeight
                    anchors.margins: Theme.line
                    visible: table.empty
                    clip: true
                    contentHeight: Math.max(height, emptyPart.height + 2 * Theme.margin)
                    boundsBehavior: Flickable.StopAtBounds

                    LaterPart {
                        id: emptyPart

                        x: (emptyRoom.width - width) / 2
                        y: (emptyRoom.contentHeight - height) / 2
                        width: Math.min(Theme.emptyWidth, emptyRoom.width - 2 * Theme.margin)
                        needed: table.empty && window.dashboard.server.live
                        asynchronous: true
                        file: "EmptyState.qml"
                        properties: ({
                                dashboard: window.dashboard,
                                clipboard: clipboard
                            })
                    }
                }
            }
            LaterPart {
                id: history

                width: room.listWidth
                height: room.height
                needed: window.dashboard.historyShown && !window.dashboard.pastShown
                file: "HistoryTable.qml"
                properties: ({
                        dashboard: window.dashboard
                    })
            }
            LaterPart {
                id: past

                width: room.listWidth
                height: room.height
                needed: window.dashboard.pastShown
                file: "PastTable.qml"
                properties: ({
                        dashboard: window.dashboard
                    })
            }
            Card {
                objectName: "detailsPlaceholder"
                anchors.right: parent.right
                width: room.detailWidth
                height: parent.height
                visible: room.reserved && !room.chosen
                color: "transparent"

                Label {
                    anchors.centerIn: parent
                    width: parent.width - 4 * Theme.margin
                    horizontalAlignment: Text.AlignHCenter
                    wrapMode: Text.Wrap
                    text: qsTr("Select a process to see its details.")
                    color: Theme.dimText
                }
            }
            LaterPart {
                anchors.right: parent.right
                width: room.detailWidth
                height: parent.height
                needed: window.dashboard.selected.valid && !window.dashboard.pastShown
                file: "DetailPane.qml"
                properties: ({
                        objectName: "details",
                        dashboard: window.dashboard,
                        clipboard: clipboard
                    })
            }
            LaterPart {
                anchors.right: parent.right
                width: room.detailWidth
                height: parent.height
                needed: window.dashboard.pastShown && window.dashboard.past.selectedId !== ""
                file: "PastPane.qml"
                properties: ({
                        objectName: "pastDetails",
                        dashboard: window.dashboard
                    })
            }
            SplitHandle {
                x: room.width - room.detailWidth - width
                height: parent.height
                visible: room.reserved || room.chosen
                onMovedTo: x => room.resizeDetails(room.width - x - width / 2)
                onMovedBy: distance => room.resizeDetails(room.detailWidth - distance)
            }
        }
    }

    footer: Notice {
        id: notice

        objectName: "notice"
    }
}
