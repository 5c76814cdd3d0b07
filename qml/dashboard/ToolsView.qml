// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Layouts
import QtQuick.Templates as T
import Procession

// The view of the tools: all of them, and the form of one.
FocusScope {
    id: view

    required property Dashboard dashboard
    required property Clipboard clipboard

    readonly property ToolListModel tools: dashboard.tools
    readonly property bool empty: tools.count === 0

    function focusList(): void {
        if (!empty)
            list.forceActiveFocus();
    }

    // One of them is always shown.
    function selectOne(): void {
        if (!empty && tools.rowOf(dashboard.toolForm.tool) < 0)
            dashboard.toolForm.tool = tools.nameAt(0);
    }

    function step(rows: int): void {
        const row = Math.max(0, Math.min(tools.rowOf(dashboard.toolForm.tool) + rows, tools.count - 1));
        dashboard.toolForm.tool = tools.nameAt(row);
        list.positionViewAtIndex(row, ListView.Contain);
    }

    Accessible.role: Accessible.Pane
    Accessible.name: qsTr("Tools")
    Component.onCompleted: selectOne()

    Connections {
        target: view.tools
        function onStateChanged(): void {
            view.selectOne();
        }
    }

    RowLayout {
        anchors.fill: parent
        visible: !view.empty
        spacing: Theme.margin

        Card {
            Layout.preferredWidth: view.width > Theme.roomy ? Theme.roomyDetailWidth : Theme.leastDetailWidth
            Layout.fillHeight: true

            ListView {
                id: list

                // The keyboard is used, rather than the pointer.
                property bool keyed: false

                objectName: "toolList"
                anchors.fill: parent
                anchors.margins: Theme.line
                model: view.tools
                clip: true
                activeFocusOnTab: true
                boundsBehavior: Flickable.StopAtBounds
                currentIndex: -1
                keyNavigationEnabled: false
                Accessible.role: Accessible.List
                Accessible.name: qsTr("Tools")

                T.ScrollBar.vertical: ThinScrollBar {}

                TapHandler {
                    onPressedChanged: list.keyed = false
                }
                Keys.onPressed: event => {
                    keyed = true;
                    switch (event.key) {
                    case Qt.Key_Up:
                        view.step(-1);
                        break;
                    case Qt.Key_Down:
                        view.step(1);
                        break;
                    case Qt.Key_Home:
                        view.step(-count);
                        break;
                    case Qt.Key_End:
                        view.step(count);
                        break;
                    case Qt.Key_Return:
                    case Qt.Key_Enter:
                        form.focusFirst();
                        break;
                    default:
                        return;
                    }
                    event.accepted = true;
                }
                Keys.onReleased: event => {
                    if (event.key === Qt.Key_Tab || event.key === Qt.Key_Backtab)
                        keyed = true;
                }

                delegate: ToolRow {
                    width: ListView.view.width
                    selected: view.dashboard.toolForm.tool === name
                    focused: selected && list.activeFocus && list.keyed
                    onPicked: {
                        list.forceActiveFocus();
                        view.dashboard.toolForm.tool = name;
                    }
                }
            }
        }
        ToolForm {
            id: form

            objectName: "toolForm"
            Layout.fillWidth: true
            Layout.fillHeight: true
            form: view.dashboard.toolForm
            onGivenUp: list.forceActiveFocus()
        }
    }

    ToolsEmptyState {
        anchors.centerIn: parent
        width: Math.min(Theme.emptyWidth, parent.width - 2 * Theme.margin)
        visible: view.empty
        tools: view.tools
        clipboard: view.clipboard
    }
}
