// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
import QtQuick
import QtTest
import Procession
import ProcessionTest

DashboardCase {
    name: "Timeline"

    // The titles of the events, from the top; asked of the model, since there may be no room for all of them.
    function titles(): string {
        const timeline = Bench.dashboard.timeline;
        let titles = [];
        for (let row = 0; row < timeline.rowCount(); ++row)
            titles.push(timeline.data(timeline.index(row, 0), TimelineModel.TitleRole));
        return titles.join(", ");
    }

    function tryTitles(expected: string): void {
        tryOrTell(() => titles() === expected, () => "the events are " + titles() + ", not " + expected);
    }

    // An event as it is drawn, scrolled to where it isn't in sight.
    function event(row: int): TimelineRow {
        const list = item("detailList") as ListView;
        tryOrTell(() => list.count > row, () => "there are " + list.count + " events");
        list.positionViewAtIndex(row, ListView.Contain);
        tryOrTell(() => list.itemAtIndex(row) !== null, () => "event " + row + " isn't drawn");
        return list.itemAtIndex(row) as TimelineRow;
    }

    // So low that the list can't show all that it has, whatever the fonts.
    function makeLow(): void {
        window.height = Theme.minimumHeight;
        const list = item("detailList") as ListView;
        tryOrTell(() => list.mapToItem(null, 0, list.height).y <= Theme.minimumHeight, () => "the list is " + list.height + " high"); // the new size comes later
        tryOrTell(() => list.contentHeight > list.height + 2 * Theme.rowHeight, () => list.contentHeight + " fits in " + list.height);
    }

    function test_tellsTheLifeOfAProcess(): void {
        verify(Bench.start({process_id: "one", status: "running"}));
        verify(Bench.report("one", {status: "failed", error_message: "no disk"}));
        click("row-one");
        tryTitles("Failed, Started");
        click("detailRetry");
        tryTitles("Attempt 2, Failed, Started"); // while one looks
        verify(Bench.report("one", {status: "running", message: "reading"}));
        tryTitles("Running, Attempt 2, Failed, Started");
        compare((seek(event(0), "message") as TextEdit).text, "reading");
        verify(/^attempt 2 · \d\d:\d\d:\d\d$/.test((seek(event(0), "when") as Text).text));
        const error = seek(event(2), "error") as TextEdit;
        compare(error.text, "no disk");
        verify(error.readOnly && error.selectByMouse);
        compare(error.textFormat, TextEdit.PlainText);
    }

    function test_tellsWhoAskedAndWhatFollows(): void {
        verify(Bench.start({process_id: "one", status: "running", retry_policy: {max_attempts: 2, initial_delay: 60, jitter: false}}));
        verify(Bench.report("one", {status: "failed", error_message: "no disk"}));
        click("row-one");
        tryTitles("Failed, Started");
        const failed = event(0);
        const context = seek(failed, "context") as TextEdit;
        compare(context.text, "retry in 1:00 min, attempt 2 of 2");
        compare(context.textFormat, TextEdit.PlainText);
        verify(/^Failed, \d\d:\d\d:\d\d, retry in 1:00 min, attempt 2 of 2, no disk$/.test(failed.Accessible.name), failed.Accessible.name);
        click("detailRetry");
        tryTitles("Attempt 2, Failed, Started");
        compare((seek(event(0), "context") as TextEdit).text, "at the window");
        verify(event(0).Accessible.name.endsWith(", at the window"), event(0).Accessible.name);
        // A plain report is nobody's news.
        verify(Bench.report("one", {status: "running"}));
        tryTitles("Running, Attempt 2, Failed, Started");
        compare(event(0).context, "");
    }

    function test_anotherSelectionHasAnotherLife(): void {
        verify(Bench.start({process_id: "one"}));
        verify(Bench.start({process_id: "two", status: "running"}));
        verify(Bench.report("two", {status: "completed"}));
        click("row-two");
        tryTitles("Completed, Started");
        click("row-one");
        tryTitles("Started");
    }

    function test_beginsAndStaysAtTheTop(): void {
        verify(Bench.start({process_id: "one", status: "running", description: "Long. ".repeat(60), metadata: {a: 1, b: 2, c: 3}}));
        verify(Bench.start({process_id: "small"}));
        click("row-small");
        click("row-one");
        const list = item("detailList") as ListView;
        tryTitles("Started");
        makeLow();
        tryOrTell(() => list.atYBeginning, () => "at " + list.contentY + " from " + list.originY);
        verify(Bench.report("one", {status: "failed", error_message: "An error. ".repeat(20)}));
        tryCompare(list, "count", 2);
        tryOrTell(() => list.atYBeginning, () => "at " + list.contentY + " from " + list.originY);
    }

    function test_scrollsByKeyboard(): void {
        verify(Bench.start({process_id: "one", status: "running", description: "Long. ".repeat(100)}));
        click("row-one");
        const list = item("detailList") as ListView;
        tryTitles("Started");
        makeLow();
        list.forceActiveFocus(Qt.TabFocusReason);
        keyClick(Qt.Key_End);
        // Lines of some fonts end between two pixels.
        const left = () => list.originY + list.contentHeight - list.height - list.contentY;
        tryOrTell(() => left() < 1, () => left() + " pixels are below");
        keyClick(Qt.Key_Up);
        verify(left() > 1);
        keyClick(Qt.Key_PageUp);
        keyClick(Qt.Key_Home);
        tryVerify(() => list.atYBeginning);
        keyClick(Qt.Key_Down);
        verify(!list.atYBeginning);
        const place = list.contentY;
        keyClick(Qt.Key_PageDown);
        verify(list.contentY > place);
        // What one reads stays, whatever comes.
        keyClick(Qt.Key_Home);
        keyClick(Qt.Key_Down);
        const read = list.contentY - list.originY;
        verify(Bench.report("one", {status: "completed"}));
        tryCompare(list, "count", 2);
        verify(!list.atYBeginning && read > 0);
    }

    function test_staysWhenTheProcessLeavesTheTable(): void {
        verify(Bench.start({process_id: "one"}));
        verify(Bench.report("one", {status: "failed", error_message: "no disk"}));
        click("row-one");
        tryTitles("Failed, Started");
        verify(Bench.archive("one"));
        tryRows("");
        verify(isShown("details"));
        verify(isShown("archivedNote"));
        tryTitles("Failed, Started");
    }

    function test_saysWhyItCannotBeRead(): void {
        verify(Bench.start({process_id: "one"}));
        tryRows("one");
        verify(Bench.breakStore());
        click("row-one");
        tryVerify(() => isShown("timelineProblem"));
        verify(Bench.mendStore());
        click("timelineRetry");
        tryTitles("Started");
        tryVerify(() => !isShown("timelineProblem"));
    }
}
