// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
import QtQuick
import QtQuick.Templates as T
import Procession

// Events in the life of a process, what happened last first, below a header that has more to tell; scrolls as one.
// Its components aren't bound: Qt 6.4's ListView makes no bound header. They use nothing of what is around them.
ListView {
    id: list

    required property Dashboard dashboard

    // Changes where something else is shown.
    property real shownKey: dashboard.selected.key
    // Whether the time of an event leads to the output of that moment.
    property bool linked: false

    signal momentChosen(real moment)

    // The user went on from the top, where the view stays otherwise while the fields above the events grow.
    property bool scrolled: false

    function toTop(): void {
        scrolled = false;
        positionViewAtBeginning();
    }

    function scrollBy(distance: real): void {
        scrolled = true; // at once: what comes into sight may change the content's height
        contentY = Math.max(originY, Math.min(contentY + distance, originY + contentHeight - height));
        scrolled = !atYBeginning;
    }

    onShownKeyChanged: toTop()
    onMovementEnded: scrolled = !atYBeginning
    // Not by positionViewAtBeginning(), which makes the events anew, whose heights then change the content's again.
    onContentHeightChanged: {
        if (!scrolled && contentY !== originY)
            contentY = originY;
    }

    clip: true
    activeFocusOnTab: true
    boundsBehavior: Flickable.StopAtBounds
    currentIndex: -1
    keyNavigationEnabled: false
    Accessible.role: Accessible.List

    T.ScrollBar.vertical: ThinScrollBar {
        onPressedChanged: list.scrolled = !list.atYBeginning
    }

    Keys.onUpPressed: scrollBy(-Theme.rowHeight)
    Keys.onDownPressed: scrollBy(Theme.rowHeight)
    Keys.onPressed: event => {
        switch (event.key) {
        case Qt.Key_PageUp:
            scrollBy(Theme.rowHeight - height);
            break;
        case Qt.Key_PageDown:
            scrollBy(height - Theme.rowHeight);
            break;
        case Qt.Key_Home:
            toTop();
            break;
        case Qt.Key_End:
            scrolled = true;
            positionViewAtEnd();
            forceLayout(); // what came into sight has its height now
            contentY = Math.max(originY, originY + contentHeight - height);
            scrolled = !atYBeginning;
            break;
        default:
            return;
        }
        event.accepted = true;
    }

    delegate: TimelineRow {
        required property int index

        objectName: "event-" + index
        width: ListView.view.width - Theme.margin // the rest is the scroll bar's
        last: index === ListView.view.count - 1
        linked: (ListView.view as EventList).linked
        onMomentChosen: moment => (ListView.view as EventList).momentChosen(moment)
    }
}
