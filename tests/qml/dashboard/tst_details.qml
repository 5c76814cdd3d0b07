// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
import QtQuick
import QtTest
import Procession
import ProcessionTest

// What the pane beside the list tells of a process, and how much room it takes.
DashboardCase {
    name: "Details"

    readonly property string trace: "Traceback (most recent call last):\n" + "  File \"load.py\", line 3, in load\n    load()\n".repeat(40) + "ValueError: no such table"

    Preferences {
        id: preferences
    }

    function cleanup(): void {
        preferences.detailsWidth = 0;
        preferences.detailsDocked = true;
        closeWindow();
        Bench.end();
    }

    function fail(processId: string, message: string): void {
        verify(Bench.start({process_id: processId, status: "running"}));
        verify(Bench.report(processId, {status: "failed", error_message: message}));
    }

    function inError(name: string) {
        return seek(item("detailError"), name);
    }

    function pressInError(name: string): void {
        tryOrTell(() => inError(name) !== null && isInPlace(inError(name)), () => name + " has no place");
        mouseClick(inError(name));
    }

    function test_tellsTheCauseOfAnError(): void {
        fail("one", trace);
        tryCompare(inRow("one", "note"), "text", "ValueError: no such table");
        click("row-one");
        compare((inError("error") as TextEdit).text, "ValueError: no such table");
        compare((inError("errorPlace") as TextEdit).text, "File \"load.py\", line 3, in load");
        verify((inError("error") as TextEdit).font.family === Theme.monospace);
        compare(inError("wholeError"), null);
        pressInError("unfold-error");
        compare((inError("wholeError") as TextEdit).text, trace);
        pressInError("unfold-error");
        tryVerify(() => inError("wholeError") === null);
        pressInError("copy-error");
        compare(Bench.clipboardText(), trace);
    }

    function test_aShortErrorIsToldOnce(): void {
        fail("one", "disk full");
        click("row-one");
        compare((inError("error") as TextEdit).text, "disk full");
        compare(inError("unfold-error"), null);
        compare(inError("errorPlace"), null);
        verify(!Bench.dashboard.selected.fields.includes("Last error"));
    }

    function test_theTimelineIsNear(): void {
        verify(Bench.start({process_id: "one", status: "running", metadata: {steps: Array.from({length: 300}, (_, step) => ({number: step}))}}));
        verify(Bench.report("one", {status: "failed", error_message: trace}));
        click("row-one");
        const list = item("detailList") as ListView;
        tryCompare(list, "count", 2);
        tryOrTell(() => list.headerItem.height < 2 * window.height, () => "the fields are " + list.headerItem.height + " high");
        const whole = (item("detailMetadata") as TextEdit).height;
        verify(whole > 2 * window.height);
        const folded = list.headerItem.height;
        item("unfold-metadata").clicked();
        tryOrTell(() => list.headerItem.height > folded + whole / 2, () => "unfolded they are " + list.headerItem.height);
        // Another one is read from its beginning again.
        verify(Bench.start({process_id: "two"}));
        click("row-two");
        click("row-one");
        tryOrTell(() => list.headerItem.height <= folded, () => "the fields are " + list.headerItem.height + " high");
    }

    function test_saysThatARetryWaits(): void {
        verify(Bench.start({process_id: "one", status: "running", retry_policy: {max_attempts: 3, initial_delay: 600, max_delay: 600}}));
        verify(Bench.report("one", {status: "failed", error_message: "disk full"}));
        click("row-one");
        tryCompare(item("detailCancel"), "text", "Cancel retry");
        const countdown = item("retryCountdown") as Text;
        tryOrTell(() => /^Attempt 2 of 3: in \d+:\d\d min$/.test(countdown.text), () => countdown.text);
        const fields = Bench.dashboard.selected.fields;
        compare(fields[fields.indexOf("Retry") + 1], "Waits for attempt 2 of 3");
    }

    function test_aPressMovesNoColumn_data() {
        return [
            {tag: "wide", width: 1280, docked: true},
            {tag: "wide, over the list", width: 1280, docked: false},
            {tag: "narrow", width: 900, docked: true}
        ];
    }

    function test_aPressMovesNoColumn(data): void {
        preferences.detailsDocked = data.docked;
        closeWindow();
        openWindow();
        window.width = data.width;
        verify(Bench.startMany(3));
        tryRows("p2 p1 p0");
        const heading = item("order-progress");
        tryVerify(() => isInPlace(heading));
        const before = heading.mapToItem(window.contentItem, 0, 0).x;
        const width = item("processList").width;
        click("row-p1");
        verify(isShown("details"));
        compare(heading.mapToItem(window.contentItem, 0, 0).x, before);
        compare(item("processList").width, width);
        keyClick(Qt.Key_Escape);
        tryVerify(() => !isShown("details"));
        compare(heading.mapToItem(window.contentItem, 0, 0).x, before);
    }

    // In the window's coordinates, since what is dragged moves.
    function drag(handle, distance: real): void {
        const at = handle.mapToItem(window.contentItem, handle.width / 2, handle.height / 2);
        mousePress(window.contentItem, at.x, at.y);
        mouseMove(window.contentItem, at.x + distance / 2, at.y);
        mouseMove(window.contentItem, at.x + distance, at.y);
        mouseRelease(window.contentItem, at.x + distance, at.y);
    }

    function test_theUserGivesTheDetailsTheirWidth(): void {
        window.width = 1280;
        verify(Bench.startMany(1));
        click("row-p0");
        const pane = item("details");
        compare(pane.width, Theme.detailWidth);
        const handle = item("detailsHandle");
        drag(handle, -100);
        tryOrTell(() => Math.abs(pane.width - Theme.detailWidth - 100) < 2, () => "it is " + pane.width);
        handle.forceActiveFocus(Qt.TabFocusReason);
        const dragged = pane.width;
        keyClick(Qt.Key_Right);
        tryCompare(pane, "width", dragged - Theme.margin);
        drag(handle, 900);
        tryCompare(pane, "width", Theme.leastDetailWidth);
        closeWindow();
        openWindow();
        window.width = 1280;
        click("row-p0");
        compare(item("details").width, Theme.leastDetailWidth);
    }

    function test_aScreenReaderIsToldAll(): void {
        window.height = 1200;
        verify(Bench.start({process_id: "one", name: "The import", status: "running", description: "Every night", metadata: {host: "a"}}));
        verify(Bench.report("one", {message: "reading"}));
        verify(Bench.report("one", {status: "failed", error_message: trace}));
        click("row-one");
        tryCompare(item("detailList"), "count", 2); // a message alone is no event
        const lines = AccessibleTree.shown(window);
        const told = line => verify(lines.some(shown => shown.startsWith(line)), line + " isn't in\n" + lines.join("\n"));
        told("EditableText|Error|ValueError: no such table|readonly");
        told("EditableText|Where it happened|File \"load.py\", line 3, in load|readonly");
        told("EditableText|Description|Every night|readonly");
        told("EditableText|Message|reading|readonly");
        told("EditableText|Type|background_job|readonly");
        told("EditableText|Attempt|1|readonly");
        told("EditableText|Metadata|{");
        told("Heading|The import|");
        told("Heading|Timeline|");
        told("StaticText|Listening on " + Bench.dashboard.server.url + "|");
        told("StaticText|0 subscribers|");
        told("PageTab|Live||focusable checked");
        told("Splitter|Width of the details|");
        verify(!lines.some(line => line.startsWith("AlertMessage|")), "there is nothing to warn of:\n" + lines.join("\n"));
        verify(!lines.some(line => /^Heading\|.*focusable/.test(line)), "a label can't be used:\n" + lines.join("\n"));
    }
}
