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

    width: Theme.windowWidth
    height: Theme.windowHeight
    minimumWidth: Theme.minimumWidth
    minimumHeight: Theme.minimumHeight
    visible: true
    title: dashboard.server.listening ? qsTr("Procession – %1").arg(dashboard.server.url) : qsTr("Procession")
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
    palette.highlightedText: Theme.onAccent

    SystemPalette {
        id: system
    }
    Preferences {
        id: preferences
    }
    Clipboard {
        id: clipboard
    }
    Binding {
        target: Theme
        property: "dark"
        value: preferences.colours === "dark" || (preferences.colours === "system" && system.window.hslLightness < 0.5)
    }

    Shortcut {
        sequences: ["/", "Ctrl+F"]
        enabled: !(window.activeFocusItem instanceof TextField)
        onActivated: filters.focusSearch()
    }
    Shortcut {
        sequence: "Ctrl+1"
        onActivated: window.dashboard.historyShown = false
    }
    Shortcut {
        sequence: "Ctrl+2"
        onActivated: window.dashboard.historyShown = true
    }
    Shortcut {
        sequence: "F5"
        enabled: window.dashboard.historyShown
        onActivated: window.dashboard.history.reload()
    }
    Shortcut {
        sequence: "Ctrl+Q"
        onActivated: Qt.quit()
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

    Connections {
        target: window.dashboard
        function onFailed(message: string): void {
            notice.show(message);
        }
    }

    header: Column {
        HeaderBar {
            width: parent.width
            dashboard: window.dashboard
            preferences: preferences
            clipboard: clipboard
        }
        LaterPart {
            width: parent.width
            needed: window.dashboard.server.storeProblem !== ""
            file: "StoreBanner.qml"
            properties: ({
                    server: window.dashboard.server
                })
        }
    }

    ColumnLayout {
        anchors.fill: parent
        anchors.margins: Theme.margin
        spacing: Theme.margin

        FilterBar {
            id: filters

            Layout.fillWidth: true
            dashboard: window.dashboard
            roomWidth: window.width - 2 * Theme.margin
            onDone: window.dashboard.historyShown ? (history.item as HistoryTable).focusList() : table.focusList()
        }

        RowLayout {
            Layout.fillWidth: true
            Layout.fillHeight: true
            spacing: Theme.margin

            ProcessTable {
                id: table

                Layout.fillWidth: true
                Layout.fillHeight: true
                visible: !window.dashboard.historyShown
                dashboard: window.dashboard

                LaterPart {
                    anchors.centerIn: parent
                    width: Math.min(Theme.emptyWidth, parent.width - 4 * Theme.margin)
                    needed: table.empty
                    asynchronous: true
                    file: "EmptyState.qml"
                    properties: ({
                            dashboard: window.dashboard,
                            clipboard: clipboard
                        })
                }
            }
            LaterPart {
                id: history

                Layout.fillWidth: true
                Layout.fillHeight: true
                needed: window.dashboard.historyShown
                file: "HistoryTable.qml"
                properties: ({
                        dashboard: window.dashboard
                    })
            }
            LaterPart {
                Layout.preferredWidth: window.width > Theme.roomy ? Theme.roomyDetailWidth : Theme.detailWidth
                Layout.fillHeight: true
                needed: window.dashboard.selected.valid
                file: "DetailPane.qml"
                properties: ({
                        objectName: "details",
                        dashboard: window.dashboard,
                        clipboard: clipboard
                    })
            }
        }
    }

    Notice {
        id: notice

        objectName: "notice"
        anchors.horizontalCenter: parent.horizontalCenter
        anchors.bottom: parent.bottom
        anchors.bottomMargin: Theme.margin
    }
}
