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

    contentItem: Label {
        leftPadding: Theme.spacing + Theme.gap
        text: box.displayText
        font: box.font
        verticalAlignment: Text.AlignVCenter
        elide: Text.ElideRight
    }

    indicator: Glyph {
        x: box.width - width - Theme.spacing
        anchors.verticalCenter: parent.verticalCenter
        source: Theme.icon("down")
    }

    background: ControlFrame {
        control: box
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

        contentItem: Label {
            rightPadding: Theme.margin // the mark's
            text: box.wordFor(entry.modelData)
            verticalAlignment: Text.AlignVCenter
            elide: Text.ElideRight
        }
        // Qt's place for the mark of what can be checked.
        indicator: Label {
            x: entry.width - width - Theme.spacing
            anchors.verticalCenter: parent.verticalCenter
            visible: entry.checked
            text: "✓"
            color: Theme.accent
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
