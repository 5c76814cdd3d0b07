// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Layouts
import Procession

// Which process the page is of, how it stands, and what can be done about it.
RowLayout {
    id: head

    required property Dashboard dashboard
    required property Clipboard clipboard

    readonly property SelectedProcess process: dashboard.selected

    spacing: Theme.spacing

    IconButton {
        objectName: "closePage"
        text: qsTr("Back to the list (Escape)")
        glyph: Theme.icon("back")
        onClicked: head.dashboard.closePage()
    }
    StatusBadge {
        objectName: "pageBadge"
        Layout.rightMargin: Theme.spacing
        status: head.process.shownState
    }
    Heading {
        objectName: "pageName"
        Layout.fillWidth: true
        Layout.maximumWidth: Math.ceil(implicitWidth)
        text: head.process.name
        font.pixelSize: Theme.titleText
        font.weight: Font.DemiBold
        elide: Text.ElideMiddle
        maximumLineCount: 1
    }
    TellingText {
        objectName: "pageId"
        Layout.fillWidth: true
        Layout.minimumWidth: 0
        Layout.maximumWidth: Math.ceil(implicitWidth)
        Layout.leftMargin: Theme.spacing
        text: head.process.processId
        color: Theme.dimText
        font.family: Theme.monospace
        font.pixelSize: Theme.detailText
    }
    IconButton {
        objectName: "pageCopyId"
        text: qsTr("Copy the id")
        glyph: Theme.icon("copy")
        onClicked: head.clipboard.copy(head.process.processId)
    }
    Item {
        Layout.fillWidth: true
    }
    SpokenLabel {
        objectName: "pageNote"
        Layout.rightMargin: Theme.spacing
        visible: text !== ""
        text: {
            if (head.process.archived)
                return qsTr("In the history only");
            return head.process.retryAt > 0 ? qsTr("Attempt %1 of %2: %3").arg(head.process.nextAttempt).arg(head.process.maxAttempts).arg(head.dashboard.time.until(head.process.retryAt, head.dashboard.time.now)) : "";
        }
        color: head.process.archived ? Theme.dimText : Theme.warning
    }
    ActionButton {
        objectName: "pageCancel"
        visible: !head.process.archived
        text: head.process.retryAt > 0 ? qsTr("Cancel retry") : qsTr("Cancel")
        tint: Theme.danger
        enabled: head.process.canCancel
        onClicked: head.dashboard.cancel(head.process.processId)
    }
    ActionButton {
        objectName: "pageRetry"
        visible: !head.process.archived
        text: qsTr("Retry now")
        enabled: head.process.canRetry
        onClicked: head.dashboard.retry(head.process.processId)
    }
}
