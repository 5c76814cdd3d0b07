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

    // Waits until it holds. What is told where it doesn't is asked for after the wait, when it is so.
    function tryOrTell(holds, tell): void {
        const patience = 20000; // milliseconds; a test that passes doesn't use it
        for (let waited = 0; waited < patience && !holds(); waited += 10)
            wait(10);
        verify(holds(), tell());
    }

    // What the window shows of that name; waits until it does.
    function item(name: string) {
        tryOrTell(() => isShown(name), () => name + " isn't shown");
        return seek(window.contentItem.parent, name);
    }

    function isShown(name: string): bool {
        return seek(window.contentItem.parent, name) !== null;
    }

    // That part of a process's row.
    function inRow(processId: string, name: string) {
        const row = item("row-" + processId);
        tryOrTell(() => seek(row, name) !== null, () => name + " isn't shown");
        return seek(row, name);
    }

    // Whether no layout has anything left to do in what is shown there.
    function isSettled(root): bool {
        if (isPolishScheduled(root))
            return false;
        for (let at = 0; at < root.children.length; ++at) {
            if (root.children[at].visible && !isSettled(root.children[at]))
                return false;
        }
        return true;
    }

    // Whether the layouts have put it where it belongs: any of the window's may move it.
    function isInPlace(target): bool {
        let root = target;
        while (root.parent !== null)
            root = root.parent;
        return isSettled(root);
    }

    function press(target): void {
        tryOrTell(() => isInPlace(target), () => target.objectName + " has no place yet");
        mouseClick(target);
    }

    function click(name: string): void {
        press(item(name));
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
        tryOrTell(() => rows() === expected, () => "the rows are " + rows() + ", not " + expected);
    }

    // What the server says, in the end, of one value of a process.
    function tryServer(processId: string, key: string, expected): void {
        tryOrTell(() => Bench.ask(processId, key) === expected, () => key + " of " + processId + " is " + Bench.ask(processId, key) + ", not " + expected);
    }
}
