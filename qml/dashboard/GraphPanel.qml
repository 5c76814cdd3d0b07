// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Layouts
import Procession

// What the selected process waits for, and what waits for it, as a picture that follows what happens.
Card {
    id: panel

    required property Dashboard dashboard

    // The keyboard came here by Tab.
    property bool keyed: false

    signal processChosen(string processId)

    function focusGraph(): void {
        view.forceActiveFocus();
    }

    Accessible.role: Accessible.Pane
    Accessible.name: qsTr("Dependencies")

    GraphPicture {
        id: picture

        dashboard: panel.dashboard
    }
    Connections {
        target: panel.dashboard.time
        enabled: panel.visible
        function onNowChanged(): void {
            panel.dashboard.graph.refresh();
        }
    }

    ColumnLayout {
        anchors.fill: parent
        anchors.margins: Theme.line
        spacing: 0

        RowLayout {
            Layout.fillWidth: true
            Layout.margins: Theme.spacing
            Layout.leftMargin: Theme.margin
            spacing: Theme.spacing

            SpokenLabel {
                objectName: "graphSummary"
                Layout.fillWidth: true
                Layout.minimumWidth: 0
                Layout.maximumWidth: Math.ceil(implicitWidth)
                text: panel.dashboard.graph.summary
                elide: Text.ElideRight
            }
            SpokenLabel {
                objectName: "graphOutlook"
                Layout.fillWidth: true
                Layout.minimumWidth: 0
                Layout.leftMargin: Theme.spacing
                text: panel.dashboard.graph.outlook
                color: Theme.dimText
                elide: Text.ElideRight
            }
            ToggleButton {
                objectName: "graphFollow"
                text: qsTr("Keep in sight what runs")
                glyph: Theme.icon("follow")
                checked: view.following
                onClicked: view.following = !view.following
            }
            ToggleButton {
                objectName: "graphSmaller"
                text: qsTr("Smaller (-)")
                checkable: false
                letters: "−"
                Accessible.role: Accessible.Button
                onClicked: view.zoomBy(0.8)
            }
            ToggleButton {
                objectName: "graphLarger"
                text: qsTr("Larger (+)")
                checkable: false
                letters: "+"
                Accessible.role: Accessible.Button
                onClicked: view.zoomBy(1.25)
            }
            IconButton {
                objectName: "graphFit"
                text: qsTr("Show all of it (F)")
                glyph: Theme.icon("expand")
                onClicked: view.fit()
            }
        }
        Rule {
            Layout.fillWidth: true
        }
        GraphView {
            id: view

            objectName: "graph"
            Layout.fillWidth: true
            Layout.fillHeight: true
            activeFocusOnTab: true
            clip: true
            model: picture.model
            font.pixelSize: Theme.detailText
            textColor: Theme.text
            dimColor: Theme.dimText
            lineColor: Theme.controlBorder
            groundColor: Theme.surface
            boxColor: Theme.surface
            criticalColor: Theme.critical
            accentColor: Theme.accent
            statusColors: [Theme.pending, Theme.running, Theme.completed, Theme.failed, Theme.cancelled, Theme.timeout, Theme.waiting]
            Accessible.role: Accessible.Chart
            Accessible.name: qsTr("Graph of %1").arg(panel.dashboard.graph.summary)
            Accessible.description: spoken
            Accessible.focusable: true
            onActiveFocusChanged: panel.keyed = panel.keyed && activeFocus
            Keys.onReleased: event => {
                if (event.key === Qt.Key_Tab || event.key === Qt.Key_Backtab)
                    panel.keyed = true;
            }
            onNodeChosen: id => panel.processChosen(id)
        }
    }
    FocusFrame {
        visible: view.activeFocus && panel.keyed
        radius: Theme.radius
    }
    // Tells what is pointed at, in full.
    Rectangle {
        anchors.left: parent.left
        anchors.bottom: parent.bottom
        anchors.margins: Theme.spacing
        visible: view.pointed !== ""
        width: Math.min(pointed.implicitWidth + 2 * Theme.spacing, parent.width - 2 * Theme.spacing)
        height: pointed.implicitHeight + Theme.spacing
        radius: Theme.gap
        color: Theme.surface
        border.width: Theme.line
        border.color: Theme.controlBorder

        Label {
            id: pointed

            objectName: "graphPointed"
            anchors.centerIn: parent
            width: parent.width - 2 * Theme.spacing
            text: view.pointed
            font.pixelSize: Theme.smallText
            elide: Text.ElideRight
        }
    }
}
