// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Templates as T
import Procession

// Chooses one of a few texts.
T.ComboBox {
    id: box

    required property string entryPrefix // of the entries' object names

    property string emptyText // what an entry that is empty says

    function wordFor(entry: string): string {
        return entry === "" ? emptyText : entry;
    }

    displayText: wordFor(currentText)
    implicitHeight: Theme.controlHeight
    rightPadding: indicator.width
    Accessible.onPressAction: popup.open()
    font.pixelSize: Theme.bodyText

    contentItem: Text {
        leftPadding: Theme.spacing + Theme.gap
        text: box.displayText
        textFormat: Text.PlainText
        color: Theme.text
        font: box.font
        verticalAlignment: Text.AlignVCenter
        elide: Text.ElideRight
    }

    indicator: Glyph {
        x: box.width - width - Theme.spacing
        anchors.verticalCenter: parent.verticalCenter
        source: Theme.icon("down")
    }

    background: Rectangle {
        radius: Theme.radius
        color: box.hovered ? Theme.hover : Theme.surface
        border.width: box.visualFocus ? Theme.focusLine : Theme.line
        border.color: box.visualFocus ? Theme.accent : Theme.controlBorder
    }

    delegate: T.ItemDelegate {
        id: entry

        required property string modelData
        required property int index

        objectName: box.entryPrefix + modelData
        Accessible.name: box.wordFor(modelData)
        Accessible.onPressAction: clicked()

        width: ListView.view.width
        height: Theme.controlHeight
        highlighted: box.highlightedIndex === index
        checkable: true
        checked: box.currentIndex === index
        leftPadding: Theme.spacing + Theme.gap - box.popup.padding // as the box has it
        rightPadding: Theme.spacing

        contentItem: Text {
            rightPadding: Theme.margin // the mark's
            text: box.wordFor(entry.modelData)
            textFormat: Text.PlainText
            color: Theme.text
            font.pixelSize: Theme.bodyText
            verticalAlignment: Text.AlignVCenter
            elide: Text.ElideRight
        }
        // Qt's place for the mark of what can be checked.
        indicator: Text {
            x: entry.width - width - Theme.spacing
            anchors.verticalCenter: parent.verticalCenter
            visible: entry.checked
            text: "✓"
            color: Theme.accent
            font.pixelSize: Theme.bodyText
            Accessible.ignored: true
        }
        background: Rectangle {
            radius: Theme.radius - Theme.line
            color: entry.highlighted ? Theme.selection : "transparent"
        }
    }

    popup: T.Popup {
        y: box.height + Theme.gap
        width: box.width
        implicitHeight: contentItem.implicitHeight + 2 * padding
        padding: Theme.gap

        contentItem: ListView {
            clip: true
            implicitHeight: contentHeight
            model: box.popup.visible ? box.delegateModel : null
            currentIndex: box.highlightedIndex
        }
        background: Rectangle {
            radius: Theme.radius
            color: Theme.surface
            border.color: Theme.controlBorder
        }
    }
}
