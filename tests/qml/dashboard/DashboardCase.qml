// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
import QtQuick
import QtTest
import Procession
import ProcessionTest

// A test of the real window. Each test function gets a new server and a new window; a warning is a failure.
TestCase {
    id: testCase

    property Main window: null

    when: windowShown

    Component {
        id: mainWindow

        Main {
            dashboard: Bench.dashboard
        }
    }

    function init(): void {
        failOnWarning(/.?/);
        verify(Bench.begin());
        Bench.clearClipboard();
        Bench.setPreference("undoSeconds", 0); // a cancel is sent at once
        openWindow();
    }

    function cleanup(): void {
        closeWindow();
        Bench.end();
    }

    function openWindow(): void {
        window = mainWindow.createObject(null) as Main;
        verify(window !== null);
        window.requestActivate();
        tryCompare(window, "active", true);
        // A pointer that stays on a button would show its tip.
        mouseMove(window.contentItem, 1, window.height - 100);
    }

    function closeWindow(): void {
        window.destroy();
        window = null;
        wait(0);
    }

    // The shown item of that name in `root`, or null.
    function seek(root, name) {
        if (!root.visible)
            return null;
        if (root.objectName === name)
            return root;
        for (let at = 0; at < root.children.length; ++at) {
            const found = seek(root.children[at], name);
            if (found !== null)
                return found;
        }
        return null;
    }

    // What the window shows of that name; waits until it does.
    function item(name: string) {
        tryVerify(() => seek(window.contentItem.parent, name) !== null, 5000, name + " is shown");
        return seek(window.contentItem.parent, name);
    }

    function isShown(name: string): bool {
        return seek(window.contentItem.parent, name) !== null;
    }

    // That part of a process's row.
    function inRow(processId: string, name: string) {
        const row = item("row-" + processId);
        tryVerify(() => seek(row, name) !== null, 5000, name + " is shown");
        return seek(row, name);
    }

    // Whether the layouts have put it where it belongs.
    function isInPlace(target): bool {
        for (let at = target; at !== null; at = at.parent) {
            if (isPolishScheduled(at))
                return false;
        }
        return true;
    }

    function click(name: string): void {
        const target = item(name);
        tryVerify(() => isInPlace(target), 5000, name + " has its place");
        mouseClick(target);
    }

    function type(text: string): void {
        for (const letter of text)
            keyClick(letter);
    }

    // The ids of the rows as they stand on the screen, from the top.
    function rows(): string {
        const list = item("processList") as ListView;
        let ids = [];
        for (let row = 0; row < list.count; ++row)
            ids.push((list.itemAtIndex(row) as ProcessRow)?.processId ?? "?");
        return ids.join(" ");
    }

    function tryRows(expected: string): void {
        tryVerify(() => rows() === expected, 5000, "the rows are " + expected + ", not " + rows());
    }

    // What the server says, in the end, of one value of a process.
    function tryServer(processId: string, key: string, expected): void {
        tryVerify(() => Bench.ask(processId, key) === expected, 5000, key + " of " + processId + " is " + Bench.ask(processId, key));
    }
}
