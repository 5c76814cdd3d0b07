// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
import QtQuick
import QtTest
import Procession
import ProcessionTest

// The page of one process.
DashboardCase {
    name: "Page"

    function output(): OutputView {
        return item("output") as OutputView;
    }

    // What the output shows of its lines, for screen readers as for eyes.
    function tryShows(text: string): void {
        tryOrTell(() => output().visibleText.includes(text), () => "it shows " + output().visibleText);
    }

    function open(processId: string): void {
        click("row-" + processId);
        keyClick(Qt.Key_Return);
        tryVerify(() => isShown("page"));
    }

    // Fails the first attempt and begins the second one.
    function startTwo(processId: string): void {
        verify(Bench.start({process_id: processId, status: "running", retry_policy: {max_attempts: 3, initial_delay: 600, max_delay: 600}}));
        verify(Bench.print(processId, 1, "from the first\n"));
        verify(Bench.report(processId, {status: "failed", error_message: "disk full", exit: {code: 3, signal: null, out_of_memory: false}}));
        Bench.dashboard.retry(processId);
        tryServer(processId, "attempt", 2);
        verify(Bench.print(processId, 2, "from the second\n"));
        verify(Bench.report(processId, {status: "running", attempt: 2}));
    }

    function test_returnOpensIt_data() {
        return [
            {tag: "return", key: Qt.Key_Return},
            {tag: "enter", key: Qt.Key_Enter}
        ];
    }

    function test_returnOpensIt(data): void {
        verify(Bench.startMany(60));
        const list = item("processList") as ListView;
        tryCompare(list, "count", 60);
        keyClick(data.key); // nothing is selected
        verify(!isShown("page"));
        keyClick(Qt.Key_End);
        const place = list.contentY;
        verify(place > 0);
        keyClick(data.key);
        tryVerify(() => isShown("page"));
        verify(!isShown("processList"));
        compare((item("pageName") as Text).text, "Job 0");
        verify(output().activeFocus);
        keyClick(Qt.Key_Escape);
        tryVerify(() => isShown("processList"));
        verify(!isShown("page"));
        compare(list.contentY, place);
        compare(Bench.dashboard.selected.processId, "p0");
        verify(list.activeFocus);
    }

    function test_showsWhereARunStandsAmongPastOnes_data() {
        return [
            {tag: "here", remote: false},
            {tag: "over the network", remote: true}
        ];
    }

    function test_showsWhereARunStandsAmongPastOnes(data): void {
        closeWindow();
        verify(Bench.beginWith({remote: data.remote}));
        openWindow();
        for (let run = 0; run < 6; ++run)
            verify(Bench.importRun("run" + run, 1000 + run));
        verify(Bench.importRunning("old", 3000));
        verify(Bench.importRunning("young", 100));
        tryRows("young old run5 run4 run3 run2 run1 run0");
        open("old");
        const sentence = () => isShown("durationSentence") ? (item("durationSentence") as Text).text : "";
        // A run is counted within two seconds.
        tryOrTell(() => {
            if (sentence() === "Longer than each of 6 runs of this name")
                return true;
            wait(200);
            Bench.dashboard.spread.reload();
            wait(50);
            return false;
        }, () => "it says " + sentence());
        verify((item("durationMark") as Text).text.startsWith("50:"));
        keyClick(Qt.Key_Escape);
        open("young");
        tryOrTell(() => sentence() === "So far shorter than each of 6 runs of this name", () => "it says " + sentence());
        keyClick(Qt.Key_Escape);
        open("run3");
        tryOrTell(() => /^Longer than \d+% of 6 runs of this name$/.test(sentence()), () => "it says " + sentence());
    }

    function test_saysThatNoPastRunCompleted(): void {
        verify(Bench.start({process_id: "first", status: "running"}));
        tryRows("first");
        open("first");
        tryVerify(() => isShown("durationSentence"));
        compare((item("durationSentence") as Text).text, "No past run of this name or type completed.");
        verify(!isShown("durationMark"));
    }

    function test_aDoubleClickOpensIt(): void {
        verify(Bench.startMany(2));
        tryRows("p1 p0");
        const row = item("row-p0");
        tryVerify(() => isInPlace(row));
        wait(Theme.settleTime);
        Bench.doubleClick(row);
        tryVerify(() => isShown("page"));
        compare((item("pageName") as Text).text, "Job 0");
        click("closePage");
        tryVerify(() => !isShown("page"));
        click("openPage");
        tryVerify(() => isShown("page"));
        click("showLive"); // as whoever looks for the list does
        tryVerify(() => !isShown("page"));
    }

    function test_aFinishedOneOpensToo(): void {
        verify(Bench.fillHistory(2));
        click("showHistory");
        click("finished-h0");
        keyClick(Qt.Key_Return);
        tryVerify(() => isShown("page"));
        compare((item("pageNote") as Text).text, "In the history only");
        verify(!isShown("pageCancel"));
        keyClick(Qt.Key_Escape);
        tryVerify(() => isShown("historyList"));
        verify(item("historyList").activeFocus);
    }

    function test_eachAttemptHasItsOutput(): void {
        startTwo("one");
        open("one");
        tryCompare(item("attemptTabs"), "count", 2);
        tryVerify(() => (item("attempt-2") as AttemptTab).chosen);
        tryShows("from the second");
        click("attempt-1");
        tryShows("from the first");
        verify(!output().visibleText.includes("second"));
        compare((item("fact-Ended by") as TextEdit).text, "Exit code 3");
        compare((seek(item("attemptError"), "error") as TextEdit).text, "disk full");
        // Whoever reads an earlier attempt goes on reading it.
        verify(Bench.report("one", {status: "failed", attempt: 2, error_message: "again"}));
        Bench.dashboard.retry("one");
        tryCompare(item("attemptTabs"), "count", 3);
        verify((item("attempt-1") as AttemptTab).chosen);
        output().forceActiveFocus();
        keyClick("[");
        verify((item("attempt-2") as AttemptTab).chosen);
        keyClick("[");
        verify((item("attempt-3") as AttemptTab).chosen);
        keyClick("]");
        verify((item("attempt-2") as AttemptTab).chosen);
    }

    function test_aNewAttemptIsShown(): void {
        verify(Bench.start({process_id: "one", status: "running"}));
        open("one");
        verify(Bench.report("one", {status: "failed"}));
        Bench.dashboard.retry("one");
        tryVerify(() => isShown("attempt-2") && (item("attempt-2") as AttemptTab).chosen);
    }

    function test_itFollowsTheEnd(): void {
        verify(Bench.start({process_id: "one", status: "running"}));
        const lines = Array.from({length: 500}, (_, line) => "line " + (line + 1) + "\n").join("");
        verify(Bench.print("one", 1, lines));
        open("one");
        tryShows("line 500");
        verify((item("follow") as ToggleButton).checked);
        verify(Bench.print("one", 1, "the last one\n"));
        tryShows("the last one");
        keyClick(Qt.Key_Home);
        tryShows("line 1\n");
        verify(!(item("follow") as ToggleButton).checked);
        verify(Bench.print("one", 1, "later still\n"));
        tryCompare(output(), "lineCount", 502);
        compare(output().firstVisibleLine, 1);
        click("follow");
        tryShows("later still");
        click("toBegin");
        tryShows("line 1\n");
    }

    function test_itIsSearched(): void {
        verify(Bench.start({process_id: "one", status: "running"}));
        verify(Bench.print("one", 1, "an Error here\nnothing\nerror there\n" + "\n".repeat(200)));
        open("one");
        keyClick("/");
        const search = item("outputSearch") as SearchField;
        verify(search.activeFocus);
        type("error");
        const state = () => isShown("findState") ? (item("findState") as Text).text : "";
        tryOrTell(() => state() === "1 of 2" || state() === "2 of 2", () => state());
        const first = state();
        keyClick(Qt.Key_Return);
        tryOrTell(() => state() !== first && /^[12] of 2$/.test(state()), () => state());
        keyClick(Qt.Key_Return, Qt.ShiftModifier);
        tryOrTell(() => state() === first, () => state());
        click("findCase");
        tryOrTell(() => /1( line$|$)/.test(state()), () => state());
        search.text = "err(";
        click("findRegex");
        tryOrTell(() => state() === "Not a pattern", () => state());
        search.text = "nowhere";
        tryOrTell(() => state() === "Nothing", () => state());
        search.forceActiveFocus();
        keyClick(Qt.Key_Escape);
        compare(search.text, "");
        verify(output().activeFocus);
        verify(isShown("page"));
    }

    function test_itSaysWhyThereIsNone_data() {
        return [
            {tag: "running", status: "running", title: "Nothing has been printed so far"},
            {tag: "over", status: "failed", title: "This attempt has printed nothing"},
            {tag: "pending", status: "pending", title: "This attempt hasn't begun"}
        ];
    }

    function test_itSaysWhyThereIsNone(data): void {
        verify(Bench.start({process_id: "one", status: data.status === "pending" ? "pending" : "running"}));
        if (data.status === "failed")
            verify(Bench.report("one", {status: "failed"}));
        open("one");
        tryCompare(item("outputEmptyTitle"), "text", data.title);
        verify((item("outputEmptyHint") as Text).text.includes("processionctl run"));
        compare((item("outputRunLine") as CommandLine).text, Bench.dashboard.server.runLine);
        verify(Bench.print("one", 1, "late\n"));
        tryShows("late");
        tryVerify(() => !isShown("outputEmptyTitle"));
    }

    function test_textIsNoInstruction(): void {
        const hostile = "<b>bold</b><img src='http://localhost/x'> \u202eesrever\u202c \u001b]0;title\u0007";
        verify(Bench.start({process_id: "one", name: hostile.slice(0, 40), status: "running"}));
        verify(Bench.print("one", 1, hostile + "\n\u001b]52;c;aGVsbG8=\u0007done\u0000\n", true));
        Bench.clearClipboard();
        open("one");
        tryShows("<b>bold</b>");
        tryShows("done");
        compare(Bench.clipboardText(), "");
        verify((item("pageName") as Text).text.includes("<b>bold</b>"));
        compare((item("pageName") as Text).textFormat, Text.PlainText);
        verify(!window.title.includes("title"));
    }

    function test_anEventLeadsToItsOutput(): void {
        verify(Bench.start({process_id: "one", status: "pending"}));
        const lines = Array.from({length: 300}, (_, line) => "early " + (line + 1) + "\n").join("");
        verify(Bench.print("one", 1, lines));
        wait(20); // another millisecond
        verify(Bench.report("one", {status: "running"}));
        wait(20);
        verify(Bench.print("one", 1, "late\n".repeat(300)));
        open("one");
        const list = item("attemptList") as ListView;
        tryCompare(list, "count", 2);
        tryShows("late");
        const link = seek(item("event-0"), "toOutput");
        tryVerify(() => isInPlace(link));
        mouseClick(link);
        tryCompare(output(), "currentLine", 301);
        verify(output().activeFocus);
    }

    function test_aSpanFiltersBoth(): void {
        verify(Bench.start({process_id: "one", status: "pending"}));
        verify(Bench.print("one", 1, "early\n"));
        wait(30);
        const from = Date.now();
        verify(Bench.print("one", 1, "within\n"));
        verify(Bench.report("one", {status: "running"}));
        const to = Date.now();
        wait(30);
        verify(Bench.print("one", 1, "late\n"));
        open("one");
        tryShows("late");
        const list = item("attemptList") as ListView;
        tryCompare(list, "count", 2);
        Bench.dashboard.attemptEvents.showSpan(from, to);
        tryOrTell(() => output().spanShown && !output().visibleText.includes("late"), () => output().visibleText);
        verify(isShown("outputSpan"));
        compare(list.count, 1);
        output().forceActiveFocus();
        keyClick(Qt.Key_Escape); // first gives up the span
        tryShows("early");
        compare(list.count, 2);
        verify(isShown("page"));
    }

    function test_draggingTheCourseChoosesASpan(): void {
        verify(Bench.start({process_id: "one", status: "running"}));
        for (let percent = 10; percent <= 30; percent += 10) {
            verify(Bench.report("one", {progress: percent, resources: {memory: percent * 1e6}}));
            wait(60);
        }
        verify(Bench.report("one", {status: "failed"}));
        open("one");
        const course = item("course") as SeriesView;
        tryVerify(() => isInPlace(course));
        verify(!course.hasSpan);
        const y = course.height / 2;
        mousePress(course, course.width * 0.6, y);
        mouseMove(course, course.width * 0.7, y);
        mouseMove(course, course.width * 0.8, y);
        mouseRelease(course, course.width * 0.8, y);
        tryVerify(() => Bench.dashboard.attemptEvents.spanShown);
        compare(Bench.dashboard.attemptEvents.spanFrom, course.spanFrom);
        compare(Bench.dashboard.attemptEvents.spanTo, course.spanTo);
        tryVerify(() => isShown("outputSpan"));
        click("allOutput");
        tryVerify(() => !course.hasSpan);
        verify(!isShown("outputSpan"));
    }

    function test_itFits_data() {
        return [
            {tag: "1280x800", width: 1280, height: 800},
            {tag: "1000x640", width: 1000, height: 640},
            {tag: "900x420", width: 900, height: 420},
            {tag: "3840x2160", width: 3840, height: 2160}
        ];
    }

    function test_itFits(data): void {
        window.width = data.width;
        window.height = data.height;
        startTwo("one");
        open("one");
        tryShows("from the second");
        for (const name of ["closePage", "pageName", "pageCancel", "pageRetry", "attempt-1", "outputSearch", "follow", "saveOutput", "output", "attemptList"]) {
            const part = item(name);
            tryVerify(() => isInPlace(part));
            const at = part.mapToItem(window.contentItem, 0, 0);
            verify(at.x >= 0 && at.x + part.width <= window.contentItem.width + 1, name + " is at " + at.x + ", " + part.width + " wide");
            verify(at.y >= 0 && at.y + part.height <= window.contentItem.height + 1, name + " is at " + at.y + ", " + part.height + " high");
            verify(part.width > 0 && part.height > 0, name + " has no size");
        }
        const save = item("saveOutput");
        const pane = item("attemptList");
        verify(save.mapToItem(window.contentItem, save.width, 0).x < pane.mapToItem(window.contentItem, 0, 0).x);
    }

    function test_aScreenReaderIsToldAll(): void {
        startTwo("one");
        open("one");
        tryShows("from the second");
        const lines = AccessibleTree.shown(window);
        const told = line => verify(lines.some(shown => shown.startsWith(line)), line + " isn't in\n" + lines.join("\n"));
        told("Heading|A job|");
        told("PageTab|Attempt 1, Failed, ");
        told("PageTab|Attempt 2, Running, goes on|");
        told("EditableText|Output of attempt 2|");
        told("CheckBox|Wrap long lines|");
        told("Heading|Events|");
    }
}
