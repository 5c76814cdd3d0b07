// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
import QtQuick
import QtQuick.Layouts
import Procession

// Below the live table: how much of everything it shows, what waits to come in, which cancel can still be undone, and
// the order of the rows, whose column may not be in sight.
Rectangle {
    id: footer

    required property Dashboard dashboard

    readonly property ProcessFilterModel processes: dashboard.processes
    readonly property ProcessActions actions: dashboard.actions

    Shortcut {
        sequence: "Ctrl+Z"
        enabled: footer.visible && footer.actions.waiting > 0
        onActivated: footer.actions.undoLast()
    }

    implicitHeight: Theme.footerHeight
    color: Theme.surface

    Rule {}
    RowLayout {
        anchors.fill: parent
        anchors.leftMargin: Theme.margin
        anchors.rightMargin: Theme.margin
        spacing: Theme.spacing

        SpokenLabel {
            objectName: "summary"
            text: footer.dashboard.counts.summary
            color: footer.processes.filtered ? Theme.text : Theme.dimText
            font.pixelSize: Theme.smallText
        }
        LinkButton {
            objectName: "arrivals"
            visible: footer.processes.arrivals > 0
            text: qsTr("%1 new: show").arg(footer.processes.arrivals)
            onClicked: footer.processes.letIn()
        }
        Item {
            Layout.fillWidth: true
        }
        Label {
            objectName: "undoText"
            Layout.maximumWidth: Theme.undoWidth
            visible: footer.actions.waiting > 0
            text: visible ? qsTr("%1 %2").arg(footer.actions.waitingText).arg(footer.dashboard.time.until(footer.actions.waitingUntil, footer.dashboard.time.now)) : ""
            font.pixelSize: Theme.smallText
            elide: Text.ElideMiddle
            Accessible.role: Accessible.AlertMessage
            Accessible.name: text
            Accessible.ignored: !visible
        }
        LinkButton {
            objectName: "undo"
            visible: footer.actions.waiting > 0
            text: qsTr("Undo (Ctrl+Z)")
            onClicked: footer.actions.undoLast()
        }
        Item {
            Layout.fillWidth: true
        }
        SpokenLabel {
            objectName: "orderText"
            text: footer.processes.orderText
            color: Theme.dimText
            font.pixelSize: Theme.smallText
        }
        LinkButton {
            objectName: "newestFirst"
            visible: !footer.processes.newestFirst
            text: qsTr("Newest first")
            onClicked: footer.processes.orderByAge()
        }
    }
}
