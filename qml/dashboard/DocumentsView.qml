// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Layouts
import QtQuick.Templates as T
import Procession

// The view of the documents: collections, a question to them, the passages that may answer it, and a page that is open.
FocusScope {
    id: view

    required property Dashboard dashboard
    required property Clipboard clipboard

    readonly property DocumentSearch documents: dashboard.documents
    readonly property CollectionListModel collections: documents.collections
    readonly property bool empty: collections.count === 0

    function focusQuestion(): void {
        if (!empty)
            question.forceActiveFocus();
    }

    function openRow(row: int): void {
        documents.open(row);
        passages.currentIndex = row;
    }

    Accessible.role: Accessible.Pane
    Accessible.name: qsTr("Documents")

    RowLayout {
        anchors.fill: parent
        visible: !view.empty
        spacing: Theme.margin

        Card {
            Layout.preferredWidth: view.width > Theme.roomy ? Theme.detailWidth : Theme.leastDetailWidth
            Layout.fillHeight: true

            ListView {
                objectName: "collectionList"
                anchors.fill: parent
                anchors.margins: Theme.line
                model: view.collections
                clip: true
                boundsBehavior: Flickable.StopAtBounds
                Accessible.role: Accessible.List
                Accessible.name: qsTr("Collections")

                T.ScrollBar.vertical: ThinScrollBar {}

                delegate: CollectionRow {
                    width: ListView.view.width
                    onToggled: view.collections.toggle(index)
                }
            }
        }

        ColumnLayout {
            Layout.fillWidth: true
            Layout.fillHeight: true
            spacing: Theme.spacing

            RowLayout {
                Layout.fillWidth: true
                spacing: Theme.spacing

                TextBox {
                    id: question

                    objectName: "question"
                    Layout.fillWidth: true
                    label: qsTr("Question to the documents")
                    placeholderText: qsTr("Ask these documents, in their language")
                    maximumLength: 4000
                    onAccepted: view.documents.ask(text)
                    Keys.onDownPressed: passages.forceActiveFocus()
                }
                ActionButton {
                    objectName: "askDocuments"
                    text: view.documents.busy ? qsTr("Asking…") : qsTr("Ask")
                    enabled: question.text.trim() !== "" && !view.documents.busy
                    onClicked: view.documents.ask(question.text)
                }
            }
            SelectableText {
                objectName: "documentsNote"
                Layout.fillWidth: true
                visible: text !== ""
                label: qsTr("What came of the question")
                text: view.documents.note
                color: Theme.warning
            }
            RowLayout {
                Layout.fillWidth: true
                Layout.fillHeight: true
                spacing: Theme.margin

                Card {
                    Layout.fillWidth: true
                    Layout.fillHeight: true
                    Layout.preferredWidth: 1

                    ListView {
                        id: passages

                        objectName: "passageList"
                        anchors.fill: parent
                        anchors.margins: Theme.line
                        model: view.documents.passages
                        clip: true
                        activeFocusOnTab: true
                        boundsBehavior: Flickable.StopAtBounds
                        currentIndex: -1
                        Accessible.role: Accessible.List
                        Accessible.name: qsTr("Passages")
                        Keys.onReturnPressed: view.openRow(currentIndex)
                        Keys.onEnterPressed: view.openRow(currentIndex)
                        onActiveFocusChanged: {
                            if (activeFocus && currentIndex < 0 && count > 0)
                                currentIndex = 0;
                        }

                        T.ScrollBar.vertical: ThinScrollBar {}

                        delegate: PassageRow {
                            width: ListView.view.width
                            opened: view.documents.openRow === index
                            focused: ListView.isCurrentItem && ListView.view.activeFocus
                            onPicked: {
                                passages.forceActiveFocus();
                                view.openRow(index);
                            }
                        }
                    }
                    Label {
                        objectName: "documentsHint"
                        anchors.centerIn: parent
                        width: Math.min(Theme.emptyWidth, parent.width - 2 * Theme.margin)
                        visible: passages.count === 0 && view.documents.note === ""
                        horizontalAlignment: Text.AlignHCenter
                        wrapMode: Text.Wrap
                        text: view.documents.busy ? qsTr("Looking through the documents…") : qsTr("Passages that answer a question stand here, the best first. A click opens the document at the page.")
                        color: Theme.dimText
                    }
                }
                DocumentReader {
                    id: reader

                    objectName: "documentReader"
                    Layout.fillWidth: true
                    Layout.fillHeight: true
                    Layout.preferredWidth: 1
                    visible: view.documents.openRow >= 0
                    documents: view.documents
                    remote: view.dashboard.server.remote
                    onGivenUp: {
                        view.documents.close();
                        passages.forceActiveFocus();
                    }
                }
            }
        }
    }

    DocumentsEmptyState {
        anchors.centerIn: parent
        width: Math.min(Theme.emptyWidth, parent.width - 2 * Theme.margin)
        visible: view.empty
        collections: view.collections
        clipboard: view.clipboard
    }
}
