// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
pragma ComponentBehavior: Bound

import QtQuick
import Procession

// One schedule as a row: how it stands, when it is due next, what became of it last, and its lane on the axis of time.
Rectangle {
    id: row

    required property int index
    required property string name
    required property string words
    required property string rule
    required property string timeZone
    required property string work
    required property int state
    required property string note
    required property real nextAt
    required property real lastAt
    required property int lastMark
    required property string lastReason
    required property bool configured
    required property int live
    required property int revision

    required property ScheduleColumns columns
    required property Dashboard dashboard
    required property bool selected
    required property bool focused // the keyboard moves from here

    readonly property TimeText time: dashboard.time
    readonly property bool stopped: state === ScheduleWords.Paused || state === ScheduleWords.Failing
    readonly property string standing: stopped || state === ScheduleWords.Unread ? join(ScheduleWords.stateWord(state), note) : words
    readonly property string due: stopped ? "" : (nextAt > 0 ? time.until(nextAt, time.now) : "")
    readonly property string lastAgo: lastAt > 0 ? time.age(lastAt, time.now) : ""
    readonly property string lastWord: lastAt > 0 ? ScheduleWords.markWord(lastMark) : ""

    signal picked
    signal runPicked(string processId)

    function join(one: string, other: string): string {
        return other === "" ? one : qsTr("%1: %2").arg(one).arg(other);
    }

    function part(text: string): string {
        return text === "" ? "" : ", " + text;
    }

    function pointNext(direction: int): void {
        lane.pointNext(direction);
    }

    function openPointed(): void {
        if (lane.pointedRun !== "")
            runPicked(lane.pointedRun);
    }

    objectName: "schedule-" + name
    height: Theme.rowHeight
    color: selected ? Theme.selection : (hover.hovered ? Theme.hover : Theme.surface)
    Accessible.role: Accessible.ListItem
    Accessible.name: name + part(ScheduleWords.stateWord(state)) + part(words) + part(stopped ? note : "") + part(nextAt > 0 && !stopped ? qsTr("next %1").arg(time.moment(nextAt)) : "") + part(lastWord === "" ? "" : qsTr("last %1").arg(lastWord)) + part(configured ? qsTr("in the configuration file") : "")
    Accessible.description: lane.pointedText
    Accessible.selectable: true
    Accessible.selected: selected
    Accessible.focusable: true
    Accessible.focused: focused
    Accessible.onPressAction: picked()
    onFocusedChanged: {
        if (focused)
            AccessibleFocus.announce(row);
        else
            lane.pointNowhere();
    }

    HoverHandler {
        id: hover
    }
    TapHandler {
        onTapped: row.picked()
    }

    Row {
        anchors.fill: parent
        anchors.leftMargin: Theme.margin
        anchors.rightMargin: Theme.margin

        Item {
            width: row.columns.state
            height: parent.height

            ScheduleGlyph {
                objectName: "state"
                anchors.verticalCenter: parent.verticalCenter
                standing: row.state
            }
        }
        Column {
            width: row.columns.name
            anchors.verticalCenter: parent.verticalCenter
            rightPadding: Theme.margin
            spacing: Theme.gap

            Item {
                width: parent.width - parent.rightPadding
                height: title.height

                TellingText {
                    id: title

                    width: Math.min(Math.ceil(implicitWidth), parent.width - (row.configured ? origin.width + Theme.spacing : 0))
                    objectName: "name"
                    text: row.name
                }
                Label {
                    id: origin

                    objectName: "configured"
                    anchors.left: title.right
                    anchors.leftMargin: Theme.spacing
                    anchors.baseline: title.baseline
                    visible: row.configured
                    text: qsTr("configured")
                    color: Theme.dimText
                    font.pixelSize: Theme.smallText
                }
            }
            TellingText {
                width: parent.width - parent.rightPadding
                objectName: "standing"
                text: row.standing
                color: row.standing === row.words ? Theme.dimText : Theme.warning
                font.pixelSize: Theme.smallText
                elide: Text.ElideRight
            }
        }
        Column {
            width: row.columns.next
            anchors.verticalCenter: parent.verticalCenter
            rightPadding: Theme.spacing
            spacing: Theme.gap

            Label {
                width: parent.width
                objectName: "due"
                rightPadding: Theme.gap
                text: row.due === "" ? "–" : row.due
                elide: Text.ElideRight
            }
            Label {
                width: parent.width
                visible: row.due !== ""
                text: row.due === "" ? "" : row.time.shortMoment(row.nextAt, row.time.now)
                color: Theme.dimText
                font.pixelSize: Theme.smallText
                elide: Text.ElideRight
            }
        }
        Column {
            width: row.columns.last
            visible: width > 0
            anchors.verticalCenter: parent.verticalCenter
            spacing: Theme.gap

            Label {
                width: parent.width
                objectName: "last"
                text: row.lastWord === "" ? "–" : row.lastWord
                color: row.lastWord === "" ? Theme.dimText : Theme.markText(row.lastMark)
                elide: Text.ElideRight
            }
            Label {
                width: parent.width
                visible: text !== ""
                text: row.lastAgo
                color: Theme.dimText
                font.pixelSize: Theme.smallText
                elide: Text.ElideRight
            }
        }
        LaneItem {
            id: lane

            function follow(hover: HoverHandler): void {
                if (hover.hovered)
                    pointAt(hover.point.position.x);
                else
                    pointNowhere();
            }

            objectName: "lane"
            width: row.columns.lane
            height: parent.height
            schedules: row.dashboard.schedules
            name: row.name
            revision: row.revision
            range: row.dashboard.scheduleRange

            HoverHandler {
                id: over

                cursorShape: lane.pointedRun === "" ? Qt.ArrowCursor : Qt.PointingHandCursor
                onPointChanged: lane.follow(over)
                onHoveredChanged: lane.follow(over)
            }
            TapHandler {
                onTapped: {
                    if (lane.pointedRun !== "")
                        row.runPicked(lane.pointedRun);
                    else
                        row.picked();
                }
            }
            Loader {
                active: lane.pointing
                source: "MarkTip.qml"
                onLoaded: {
                    const tip = item as MarkTip;
                    tip.parent = lane;
                    tip.text = Qt.binding(() => lane.pointedText);
                    tip.at = Qt.binding(() => lane.pointedX);
                    tip.visible = true;
                }
            }
        }
    }

    Rule {
        anchors.bottom: parent.bottom
    }
    FocusFrame {
        visible: row.focused
    }
}
