// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
import QtQuick
import QtTest
import Procession
import ProcessionTest

// What finished: read back from the file that a real store has written.
DashboardCase {
    name: "History"

    // Three that finished, of which the server tracks only one still.
    function fill(): void {
        verify(Bench.start({process_id: "good", name: "Alpha report", status: "running"}));
        verify(Bench.report("good", {status: "completed", message: "all pages"}));
        verify(Bench.archive("good"));
        verify(Bench.start({process_id: "bad", process_type: "scheduled_task", name: "Beta", status: "running"}));
        verify(Bench.report("bad", {status: "failed", error_message: "disk full"}));
        verify(Bench.archive("bad"));
        verify(Bench.start({process_id: "tracked", name: "Gamma report", status: "running"}));
        verify(Bench.report("tracked", {status: "cancelled"}));
        tryRows("tracked");
        // An end that the window hears of later counts as one that the history doesn't show.
        tryVerify(() => (item("row-tracked") as ProcessRow).shownState === StatusText.Cancelled);
    }

    // The ids of the history's rows, from the top.
    function finished(): string {
        const list = item("historyList") as ListView;
        let ids = [];
        for (let row = 0; row < list.count; ++row)
            ids.push((list.itemAtIndex(row) as HistoryRow)?.processId ?? "?");
        return ids.join(" ");
    }

    function tryFinished(expected: string): void {
        tryOrTell(() => finished() === expected, () => "finished are " + expected + ", not " + finished());
    }

    function inFinished(processId: string, name: string) {
        return seek(item("finished-" + processId), name);
    }

    function test_showsWhatFinished(): void {
        fill();
        verify(!isShown("historyList"));
        click("showHistory");
        tryFinished("tracked bad good");
        verify(!isShown("processList") && !isShown("chip-all"));
        compare((inFinished("good", "name") as Text).text, "Alpha report");
        compare((inFinished("good", "note") as Text).text, "all pages");
        compare((inFinished("bad", "note") as Text).text, "disk full");
        verify(Qt.colorEqual((inFinished("bad", "note") as Text).color, Theme.failed));
        verify(/^\d+ s ago$/.test((inFinished("bad", "finished") as Text).text));
        verify(/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/.test((inFinished("bad", "moment") as Text).text));
        click("showLive");
        tryRows("tracked");
        verify(!isShown("historyList"));
    }

    function test_theKeyboardSwitchesToo(): void {
        fill();
        keyClick("2", Qt.ControlModifier);
        tryFinished("tracked bad good");
        keyClick("1", Qt.ControlModifier);
        tryVerify(() => isShown("processList"));
        item("showLive").forceActiveFocus(Qt.TabFocusReason);
        keyClick(Qt.Key_Right);
        verify(item("showHistory").activeFocus);
        keyClick(Qt.Key_Space);
        verify(Bench.dashboard.historyShown);
        keyClick(Qt.Key_Left);
        verify(item("showLive").activeFocus);
    }

    function test_filtersByStatusTypeTextAndTime(): void {
        fill();
        click("showHistory");
        tryFinished("tracked bad good");
        click("ended-failed");
        tryFinished("bad");
        verify((item("ended-failed") as StatusChoice).chosen);
        click("ended-all");
        tryFinished("tracked bad good");
        click("typeFilter");
        click("type-background_job");
        tryFinished("tracked good");
        click("search");
        type("gamma");
        tryFinished("tracked");
        click("periodFilter");
        click("period-Last hour");
        tryFinished("tracked");
        compare(Bench.dashboard.history.period, HistoryModel.LastHour);
        click("search");
        type("x");
        tryVerify(() => isShown("historyTitle"));
        tryCompare(item("historyTitle"), "text", "Nothing that finished in the last hour matches the filter");
        click("historyShowAll");
        tryFinished("tracked bad good");
        compare((item("search") as SearchField).text, "");
    }

    function test_aSearchHoldsInBothViews(): void {
        fill();
        click("search");
        type("disk full");
        tryRows("");
        click("showHistory");
        tryFinished("bad"); // found by its error
        compare((item("search") as SearchField).text, "disk full");
    }

    function test_readsOnAsOneScrolls(): void {
        verify(Bench.fillHistory(900));
        click("showHistory");
        const list = item("historyList") as ListView;
        tryVerify(() => list.count > 0 && isShown("finished-h899"));
        verify(list.count < 900); // not all at once
        click("finished-h899");
        while (list.count < 900) {
            const count = list.count;
            keyClick(Qt.Key_End);
            tryOrTell(() => list.count > count, () => "more than " + count + " rows");
        }
        keyClick(Qt.Key_End);
        compare(Bench.dashboard.selected.processId, "h0");
        verify(isShown("finished-h0"));
        tryOrTell(() => list.contentItem.children.length < 60, () => list.contentItem.children.length + " items");
    }

    function test_theKeyboardMovesTheSelection(): void {
        fill();
        click("showHistory");
        tryFinished("tracked bad good");
        click("finished-bad");
        keyClick(Qt.Key_Down);
        compare(Bench.dashboard.selected.processId, "good");
        keyClick(Qt.Key_Down); // there is none below
        compare(Bench.dashboard.selected.processId, "good");
        keyClick(Qt.Key_Home);
        compare(Bench.dashboard.selected.processId, "tracked");
        keyClick(Qt.Key_Escape);
        verify(!Bench.dashboard.selected.valid);
        verify(!isShown("details"));
    }

    function test_showsWhatIsNoLongerTracked(): void {
        fill();
        click("showHistory");
        click("finished-bad");
        compare((item("detailName") as Text).text, "Beta");
        verify(isShown("archivedNote"));
        verify(!isShown("detailRetry")); // nobody could
        tryVerify(() => isShown("event-1"));
        compare((seek(item("event-0"), "title") as Text).text, "Failed");
        compare((seek(item("event-0"), "error") as TextEdit).text, "disk full");
        compare((seek(item("event-1"), "title") as Text).text, "Started");
    }

    function test_aNamesakeIsLeftAlone(): void {
        fill();
        verify(Bench.start({process_id: "twin", name: "Beta again", status: "running"}));
        verify(Bench.giveId("bad", "twin"));
        tryRows("twin tracked");
        click("showHistory");
        tryFinished("tracked twin good");
        click("finished-twin");
        click("showLive");
        const row = item("row-twin") as ProcessRow;
        verify(!row.selected);
        item("processList").forceActiveFocus();
        keyClick(Qt.Key_Delete);
        compare(Bench.ask("twin", "status"), "running");
        mouseClick(row); // now it is meant
        verify(row.selected);
        compare((item("detailName") as Text).text, "Beta again");
        keyClick(Qt.Key_Delete);
        tryServer("twin", "status", "cancelled");
    }

    function test_whatIsTrackedCanBeRetriedFromHere(): void {
        fill();
        click("showHistory");
        click("finished-tracked");
        verify(!isShown("archivedNote"));
        click("detailRetry");
        tryServer("tracked", "attempt", 2);
        tryCompare(Bench.dashboard.selected, "shownState", StatusText.Pending);
    }

    function test_tellsThatMoreFinished(): void {
        fill();
        click("showHistory");
        tryFinished("tracked bad good");
        verify(!isShown("historyRefresh"));
        verify(Bench.start({process_id: "late"}));
        verify(Bench.report("late", {status: "completed"}));
        click("historyRefresh"); // once it is there
        tryFinished("late tracked bad good");
        tryVerify(() => !isShown("historyRefresh"));
    }

    function test_nothingHasFinished(): void {
        click("showHistory");
        tryCompare(item("historyTitle"), "text", "Nothing has finished yet");
        verify(!isShown("historyShowAll"));
    }

    function test_saysWhyItCannotBeRead(): void {
        fill();
        verify(Bench.breakStore());
        click("showHistory");
        tryCompare(item("historyTitle"), "text", "The history can't be read");
        verify((item("historyExplanation") as TextEdit).text.includes("procession.db"));
        verify(Bench.mendStore());
        click("historyRetry");
        tryFinished("tracked bad good");
    }

    function test_readsTheRestAfterAnError(): void {
        verify(Bench.fillHistory(500));
        click("showHistory");
        const list = item("historyList") as ListView;
        tryCompare(list, "count", 400); // a view asks for a second page by itself
        verify(Bench.breakStore());
        click("finished-h499");
        keyClick(Qt.Key_End);
        tryVerify(() => isShown("historyContinue"));
        compare(list.count, 400);
        verify(Bench.mendStore());
        click("historyContinue");
        tryCompare(list, "count", 500);
        tryVerify(() => !isShown("historyContinue"));
    }

    function test_saysHowToKeepAHistory(): void {
        closeWindow();
        verify(Bench.begin("memory"));
        openWindow();
        verify(Bench.start({process_id: "one"}));
        click("showHistory");
        compare((item("historyTitle") as Text).text, "This server keeps no history");
        verify((item("historyExplanation") as TextEdit).text.includes("durability = \"full\""));
        verify(!isShown("historyRetry") && !isShown("historyShowAll"));
        click("showLive");
        click("row-one");
        verify((item("timelineNote") as Text).text.includes("durability = \"full\""));
    }

    function test_saysThatNothingCanBeStored(): void {
        verify(!isShown("storeProblem"));
        verify(Bench.breakStore());
        verify(Bench.startLocally("one"));
        const text = item("storeProblem-text") as TextEdit;
        verify(text.text.startsWith("Changes can't be stored: "), text.text);
        verify(Qt.colorEqual(text.color, Theme.warning));
        tryRows("one"); // it goes on without
        verify(Bench.mendStore());
        tryVerify(() => !isShown("storeProblem"), 15000);
    }
}
