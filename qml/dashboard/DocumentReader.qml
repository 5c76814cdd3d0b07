// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Layouts
import QtQuick.Templates as T
import Procession

// A page of a document, with the passage that was found in it.
Card {
    id: reader

    required property DocumentSearch documents
    required property bool remote // the files are on another machine

    signal givenUp

    function focusText(): void {
        room.forceActiveFocus();
    }

    property bool turned: false // a page was opened, and nobody has moved it yet

    // The passage that was found, else the beginning of the page.
    function showFound(): void {
        const part = parts.itemAt(documents.foundText);
        if (!turned || !part)
            return;
        room.contentY = Math.min(part.y, Math.max(0, texts.height + 2 * texts.y - room.height));
    }

    Accessible.role: Accessible.Pane
    Accessible.name: documents.pageTitle
    Keys.onEscapePressed: givenUp()
    Keys.onLeftPressed: documents.openPrevious()
    Keys.onRightPressed: documents.openNext()

    Connections {
        target: reader.documents
        function onPageChanged(): void {
            reader.turned = true;
            room.contentY = 0;
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

            Heading {
                objectName: "pageTitle"
                Layout.fillWidth: true
                text: reader.documents.pageTitle
                font.weight: Font.DemiBold
                elide: Text.ElideMiddle
                maximumLineCount: 1
            }
            LinkButton {
                objectName: "openFile"
                visible: !reader.remote
                enabled: reader.documents.hasFile
                text: qsTr("Open the file")
                onClicked: Qt.openUrlExternally(reader.documents.file)
            }
            IconButton {
                objectName: "previousPage"
                text: qsTr("Previous page (Left)")
                glyph: Theme.icon("up")
                enabled: reader.documents.hasPrevious
                onClicked: reader.documents.openPrevious()
            }
            IconButton {
                objectName: "nextPage"
                text: qsTr("Next page (Right)")
                glyph: Theme.icon("down")
                enabled: reader.documents.hasNext
                onClicked: reader.documents.openNext()
            }
            IconButton {
                objectName: "closeDocument"
                text: qsTr("Close the document (Escape)")
                glyph: Theme.icon("close")
                onClicked: reader.givenUp()
            }
        }
        Rule {
            Layout.fillWidth: true
        }
        Flickable {
            id: room

            Layout.fillWidth: true
            Layout.fillHeight: true
            contentHeight: texts.height + 2 * texts.y
            clip: true
            activeFocusOnTab: true
            boundsBehavior: Flickable.StopAtBounds
            onMovementStarted: reader.turned = false
            Keys.onUpPressed: flick(0, Theme.flickSpeed)
            Keys.onDownPressed: flick(0, -Theme.flickSpeed)

            T.ScrollBar.vertical: ThinScrollBar {}

            Column {
                id: texts

                x: Theme.margin
                y: Theme.margin
                width: Math.min(Theme.formWidth, room.width - 2 * Theme.margin)
                spacing: Theme.margin
                onPositioningComplete: reader.showFound()

                SelectableText {
                    objectName: "pageError"
                    width: parent.width
                    visible: text !== ""
                    label: qsTr("Why the page isn't shown")
                    text: reader.documents.pageError
                    color: Theme.danger
                }
                Repeater {
                    id: parts

                    model: reader.documents.pageTexts

                    Rectangle {
                        id: part

                        required property int index
                        required property string modelData

                        readonly property bool found: index === reader.documents.foundText

                        objectName: "pageText-" + index
                        width: texts.width
                        height: text.height + 2 * Theme.spacing
                        radius: Theme.radius
                        color: found ? Theme.selection : "transparent"

                        SelectableText {
                            id: text

                            x: Theme.spacing
                            y: Theme.spacing
                            width: parent.width - 2 * Theme.spacing
                            label: part.found ? qsTr("The passage that was found") : qsTr("Text")
                            text: part.modelData
                        }
                    }
                }
            }
        }
    }
}
