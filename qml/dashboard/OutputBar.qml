// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Layouts
import Procession

// What one does with an output: search in it, move in it, copy and save it.
RowLayout {
    id: bar

    required property OutputView view
    required property ShownAttempt attempt
    required property string processId

    readonly property bool roomy: width >= Theme.roomyBar

    readonly property bool searching: search.text !== ""
    readonly property int place: matches.placeOf(view.currentLine, matches.count)
    // How far the search is, in words.
    readonly property string found: {
        if (!searching)
            return "";
        switch (view.findState) {
        case OutputSearch.Failed:
            return qsTr("Not a pattern");
        case OutputSearch.NotFound:
            return qsTr("Nothing");
        default:
            break;
        }
        const count = matches.count.toLocaleString(Qt.locale(), "f", 0) + (matches.more ? "+" : "");
        return place > 0 ? qsTr("%1 of %2").arg(place.toLocaleString(Qt.locale(), "f", 0)).arg(count) : (matches.count === 1 ? qsTr("%1 line").arg(count) : qsTr("%1 lines").arg(count));
    }

    // What was done, or why it could not be.
    signal told(string message)

    function focusSearch(): void {
        search.forceActiveFocus();
        search.selectAll();
    }

    spacing: Theme.gap

    MatchCount {
        id: matches

        pages: bar.attempt.output
        text: bar.view.findText
        regex: bar.view.findRegex
        caseSensitive: bar.view.findCaseSensitive
    }
    OutputSaver {
        id: saver

        onSaved: path => bar.told(qsTr("Saved as %1").arg(path))
        onFailed: message => bar.told(message)
    }
    // Not at each letter: a search through a long output takes a while.
    Timer {
        id: typing

        interval: Theme.typingTime
        onTriggered: {
            bar.view.findText = search.text;
            if (search.text === "")
                bar.view.stopFinding();
            else
                bar.view.findNext();
        }
    }

    SearchField {
        id: search

        objectName: "outputSearch"
        Layout.fillWidth: true
        Layout.minimumWidth: Theme.leastSearchWidth
        Layout.maximumWidth: Theme.widestSearch
        placeholderText: qsTr("Search the output")
        stepping: true
        onTextChanged: typing.restart()
        onStepped: backwards => {
            if (typing.running) {
                typing.stop();
                bar.view.findText = text;
            }
            if (backwards)
                bar.view.findPrevious();
            else
                bar.view.findNext();
        }
        onDone: bar.view.forceActiveFocus()
    }
    ToggleButton {
        objectName: "findCase"
        text: qsTr("Tell capital letters apart")
        letters: "Aa"
        checked: bar.view.findCaseSensitive
        onToggled: bar.view.findCaseSensitive = checked
    }
    ToggleButton {
        objectName: "findRegex"
        text: qsTr("Search for a regular expression")
        letters: ".*"
        checked: bar.view.findRegex
        onToggled: bar.view.findRegex = checked
    }
    IconButton {
        objectName: "findPrevious"
        text: qsTr("Previous match (Shift+F3)")
        glyph: Theme.icon("up")
        enabled: bar.searching
        onClicked: search.stepped(true)
    }
    IconButton {
        objectName: "findNext"
        text: qsTr("Next match (F3)")
        glyph: Theme.icon("down")
        enabled: bar.searching
        onClicked: search.stepped(false)
    }
    SpokenLabel {
        objectName: "findState"
        visible: bar.searching
        text: bar.found
        color: bar.view.findState === OutputSearch.NotFound || bar.view.findState === OutputSearch.Failed ? Theme.danger : Theme.dimText
        font.pixelSize: Theme.detailText
    }
    Item {
        Layout.fillWidth: true
    }
    IconButton {
        objectName: "toBegin"
        visible: bar.roomy || !bar.searching
        text: qsTr("To the beginning (Home)")
        glyph: Theme.icon("start")
        onClicked: bar.view.goToBegin()
    }
    ToggleButton {
        objectName: "follow"
        text: bar.attempt.over ? qsTr("To the end (End)") : qsTr("Follow the end (End)")
        glyph: Theme.icon("follow")
        checked: bar.view.following
        onToggled: bar.view.following = checked
    }
    ToggleButton {
        objectName: "wrap"
        text: qsTr("Wrap long lines")
        glyph: Theme.icon("wrap")
        checked: bar.view.wrap
        onToggled: bar.view.wrap = checked
    }
    ToggleButton {
        objectName: "times"
        visible: bar.roomy || !bar.searching
        text: qsTr("Show the time of each line")
        glyph: Theme.icon("clock")
        checked: bar.view.timesShown
        onToggled: bar.view.timesShown = checked
    }
    IconButton {
        objectName: "copyOutput"
        text: qsTr("Copy what is selected (Ctrl+C)")
        glyph: Theme.icon("copy")
        enabled: bar.view.hasSelection
        onClicked: bar.view.copy()
    }
    IconButton {
        objectName: "saveOutput"
        text: qsTr("Save all of it as a file in the folder for downloads")
        glyph: Theme.icon("save")
        enabled: bar.view.length > 0 && !saver.saving
        onClicked: saver.save(bar.attempt.output, qsTr("%1-attempt-%2").arg(bar.processId).arg(bar.attempt.number))
    }
}
