// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
pragma Singleton

import QtQuick
import Procession

// Every colour, size and duration of the dashboard; nothing else in it names one.
QtObject {
    id: theme

    // Set by the window from the user's choice.
    property bool dark: false
    property bool reducedMotion: false

    readonly property color background: dark ? "#14161a" : "#f4f6f8"
    readonly property color surface: dark ? "#1c1f25" : "#ffffff"
    readonly property color hover: dark ? "#252a32" : "#f0f3f7"
    readonly property color selection: dark ? "#22324d" : "#e3edff"
    // Of what only parts one surface from another; whoever must be seen to be used has controlBorder.
    readonly property color border: dark ? "#343a45" : "#dce1e7"
    readonly property color controlBorder: dark ? "#7a8494" : "#7d8794"
    readonly property color track: dark ? "#323843" : "#e4e8ed"
    readonly property color scrollBar: theme.controlBorder
    readonly property color shade: "#80000000"
    readonly property color text: dark ? "#e8eaed" : "#1b2027"
    readonly property color dimText: dark ? "#a3adba" : "#56606c"
    readonly property color disabledText: theme.controlBorder
    readonly property color accent: dark ? "#6ea3ff" : "#1d5fd6"
    readonly property color accentedText: dark ? "#0d1420" : "#ffffff"
    readonly property color warning: dark ? "#f0c566" : "#6b4700"
    readonly property color warningSurface: dark ? "#3a2f16" : "#fff3d1"
    readonly property color danger: dark ? "#ff7b72" : "#b42318"

    // Of output: beside its lines, of what is selected and found in it, and the terminal's colours 0 to 15.
    readonly property color gutter: dark ? "#191c21" : "#f7f9fb"
    readonly property color textSelection: dark ? "#2d4a78" : "#c3d9ff"
    readonly property color match: dark ? "#5c4a12" : "#ffe79a"
    readonly property color matchText: theme.text
    readonly property color currentMatch: dark ? "#f0c566" : "#b25e00"
    readonly property color currentMatchText: dark ? "#14161a" : "#ffffff"
    readonly property list<color> terminal: dark ? ["#5b6472", "#ff7b72", "#4cc38a", "#dcae4a", "#6ea3ff", "#c297ff", "#5cc4d6", "#c3cad3", "#7a8494", "#ffa198", "#7ee2ae", "#f0c566", "#9cc0ff", "#d8bcff", "#8fdfec", "#ffffff"] : ["#1b2027", "#b42318", "#18794e", "#8a5a00", "#1d5fd6", "#6d3fc4", "#0f6a7a", "#5f6975", "#56606c", "#d13a2e", "#1f8f5d", "#a36a00", "#3b78e7", "#8458d6", "#14839a", "#7d8794"]

    // Of the way through a graph that decides when all is over.
    readonly property color critical: dark ? "#f0c566" : "#a8470b"

    // Of curves, one for each lane, and of the marks beside them, in the order of SeriesMark::Kind.
    readonly property list<color> lanes: [theme.running, dark ? "#4cc38a" : "#18794e", dark ? "#c297ff" : "#6d3fc4", dark ? "#f0c566" : "#8a5a00", dark ? "#5cc4d6" : "#0f6a7a", dark ? "#ffa65c" : "#a8470b"]
    readonly property list<color> marks: [theme.running, theme.completed, theme.failed, theme.cancelled, theme.timeout, theme.waiting, theme.quiet, theme.danger, theme.dimText]

    // Of the lanes of schedules: their grid, the time that has passed, and the marks in the order of ScheduleWords.Mark.
    readonly property color grid: dark ? "#2a2f38" : "#e9edf1"
    readonly property color pastGround: dark ? "#0affffff" : "#08000000"
    readonly property list<color> scheduleMarks: [dark ? "#8b97a8" : "#6c7886", theme.pending, theme.pending, theme.completed, theme.pending, theme.running, theme.pending, theme.cancelled, theme.waiting, theme.waiting, theme.timeout, theme.failed]

    readonly property color pending: dark ? "#a3adba" : "#616b78"
    readonly property color running: dark ? "#6ea3ff" : "#1d5fd6"
    readonly property color completed: dark ? "#4cc38a" : "#18794e"
    readonly property color failed: dark ? "#ff7b72" : "#b42318"
    readonly property color cancelled: dark ? "#dcae4a" : "#8a5a00"
    readonly property color quiet: dark ? "#5cc4d6" : "#0f6a7a"
    readonly property color waiting: dark ? "#ffa65c" : "#a8470b"
    readonly property color timeout: dark ? "#c297ff" : "#6d3fc4"

    readonly property int gap: 4
    readonly property int spacing: 8
    readonly property int margin: 16
    readonly property int radius: 6
    readonly property int line: 1
    readonly property int focusLine: 2

    readonly property int smallText: 12
    readonly property int detailText: 13
    readonly property int bodyText: 14
    readonly property int titleText: 18
    readonly property int figureText: 22

    readonly property int windowWidth: 1280
    readonly property int windowHeight: 800
    readonly property int minimumWidth: 900
    readonly property int minimumHeight: 420
    // A window as wide as this has room for one more thing in a line.
    readonly property int wide: 1200
    // In a table that is wider than this, bars grow along with names.
    readonly property int roomy: 1600

    readonly property int rowHeight: 52
    readonly property int headingHeight: 34
    readonly property int controlHeight: 34
    readonly property int tileHeight: 54
    readonly property int tileWidth: 96
    readonly property int footerHeight: 32
    readonly property int tipWidth: 480
    readonly property int undoWidth: 420
    readonly property int smallIcon: 16
    readonly property int iconSize: 18
    readonly property int badgeSize: 20
    readonly property int logoSize: 26
    readonly property int pictureSize: 48
    readonly property int barHeight: 8
    readonly property int rankBar: 4
    readonly property int trendHeight: 208
    readonly property int heatHeight: 168
    readonly property int spreadHeight: 84
    readonly property int scrollBarWidth: 8
    readonly property int scrollBarLength: 32
    readonly property int detailWidth: 360
    readonly property int roomyDetailWidth: 460
    readonly property int labelWidth: 104
    readonly property int searchWidth: 160
    readonly property int leastSearchWidth: 120
    readonly property int widestSearch: 320
    // A tool bar that is narrower than this leaves some of it out while a search is shown.
    readonly property int roomyBar: 680
    readonly property int widestSide: 560
    readonly property int huge: 2400
    readonly property real sideShare: 0.28 // of the page
    readonly property real courseShare: 0.36
    readonly property int laneHeight: 68
    readonly property int courseMargins: 56
    readonly property int tall: 1400
    readonly property int typeWidth: 196
    readonly property int periodWidth: 150
    readonly property int questionWidth: 560
    readonly property int foldedHeight: 200
    readonly property int leastDetailWidth: 280
    readonly property real mostDetailShare: 0.6 // of the room that list and details share
    // Where a window is lower than this, titles are one line.
    readonly property int lowHeight: 560
    readonly property int emptyWidth: 680
    readonly property int formWidth: 720

    // A table that is narrower than this leaves out the words of the status.
    readonly property int compactTable: 640
    readonly property int iconColumn: 36
    readonly property int statusColumn: 124
    readonly property int nameColumn: 190
    readonly property int typeColumn: 176
    readonly property int progressColumn: 170
    readonly property int leastProgressColumn: 120
    readonly property int momentColumn: 110
    readonly property int dueColumn: 96
    readonly property int roomyName: 900
    readonly property int idColumn: 280
    readonly property int elapsedColumn: 92
    readonly property int leftColumn: 104
    readonly property int useColumn: 108
    readonly property int attemptColumn: 84
    readonly property int actionsColumn: 92
    readonly property int finishedColumn: 176

    readonly property real disabled: 0.4

    readonly property int slow: 1400 // milliseconds
    readonly property int tipDelay: 500
    readonly property int frameTime: 50
    // How long rows must have stood still before one of them takes a click, and how long a pointer may rest over
    // them before they go on without waiting for it.
    readonly property int settleTime: 600
    readonly property int holdTime: 30000
    readonly property int noticeTime: 20000
    readonly property int typingTime: 250
    readonly property int flickSpeed: 800 // pixels a second

    readonly property string monospace: "monospace"

    // Of a cell with that share of the greatest count: one hue, so that only its depth tells.
    function heat(share: real): color {
        if (share <= 0)
            return theme.track;
        const depth = 0.25 + 0.75 * Math.min(1, share);
        const from = theme.surface;
        const to = theme.failed;
        return Qt.rgba(from.r + (to.r - from.r) * depth, from.g + (to.g - from.g) * depth, from.b + (to.b - from.b) * depth, 1);
    }

    function statusColor(status: int): color {
        switch (status) {
        case StatusText.Running:
            return theme.running;
        case StatusText.Completed:
            return theme.completed;
        case StatusText.Failed:
            return theme.failed;
        case StatusText.Cancelled:
            return theme.cancelled;
        case StatusText.Timeout:
            return theme.timeout;
        case StatusText.Waiting:
            return theme.waiting;
        case StatusText.All:
            return theme.text;
        default:
            return theme.pending;
        }
    }

    // Of a word for what became of a due time.
    function markText(mark: int): color {
        return mark === ScheduleWords.Started || mark === ScheduleWords.Due || mark === ScheduleWords.Skipped ? theme.dimText : theme.scheduleMarks[mark];
    }

    function icon(name: string): url {
        return "qrc:/procession/icons/" + name + (theme.dark ? "-dark" : "-light") + ".svg";
    }

    function statusIcon(status: int): url {
        return status === StatusText.All ? "" : theme.icon("status-" + StatusText.key(status));
    }
}
