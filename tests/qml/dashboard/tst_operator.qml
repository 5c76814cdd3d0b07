// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
import QtQuick
import QtTest
import Procession
import ProcessionTest

// Nothing is done that nobody asked for: keys and clicks mean the process that the user sees.
DashboardCase {
    name: "Operator"

    function selectedId(): string {
        return Bench.dashboard.selected.processId;
    }

    function fail(processId: string): void {
        verify(Bench.start({process_id: processId, name: processId, status: "running"}));
        verify(Bench.report(processId, {status: "failed", error_message: "disk full"}));
    }

    // The pointer rests over the list, on that part of the window.
    function pointAt(target): void {
        mouseMove(target, target.width / 2, target.height / 2);
        mouseMove(target, target.width / 2 + 1, target.height / 2);
        tryVerify(() => (item("processList") as RowList).pointed);
    }

    function pointAway(): void {
        mouseMove(window.contentItem, 1, window.height - 100);
        tryVerify(() => !(item("processList") as RowList).pointed);
    }

    function test_keysLeaveAloneWhatTheFilterHides(): void {
        verify(Bench.start({process_id: "deep", status: "running"}));
        fail("bad");
        tryRows("bad deep");
        click("row-deep");
        click("chip-failed");
        tryRows("bad");
        compare(selectedId(), "deep"); // the details show it still
        item("processList").forceActiveFocus();
        keyClick(Qt.Key_Delete);
        compare(Bench.dashboard.actions.waiting, 0);
        compare(Bench.ask("deep", "status"), "running");
        // A failed one that is hidden isn't retried either.
        click("row-bad");
        click("chip-running");
        tryRows("deep");
        item("processList").forceActiveFocus();
        keyClick("r", Qt.ControlModifier);
        compare(Bench.ask("bad", "attempt"), 1);
    }

    function test_keysDoNothingWhileOneTypes(): void {
        fail("bad");
        tryRows("bad");
        click("row-bad");
        click("search");
        keyClick("r", Qt.ControlModifier);
        keyClick(Qt.Key_Delete);
        compare(Bench.ask("bad", "attempt"), 1);
        compare(Bench.ask("bad", "status"), "failed");
    }

    function test_aRowOutOfSightIsShownBeforeAKeyMeansIt(): void {
        verify(Bench.startMany(200));
        const list = item("processList") as RowList;
        tryCompare(list, "count", 200);
        click("row-p199");
        list.positionViewAtEnd();
        keyClick(Qt.Key_Delete);
        compare(Bench.ask("p199", "status"), "running");
        tryVerify(() => isShown("row-p199") && list.atYBeginning);
        keyClick(Qt.Key_Delete);
        tryServer("p199", "status", "cancelled");
    }

    function test_worksThroughFailuresWithoutLosingThePlace(): void {
        for (let number = 0; number < 12; ++number)
            fail("f" + number);
        click("chip-failed");
        tryCompare(item("processList"), "count", 12);
        item("processList").forceActiveFocus();
        keyClick(Qt.Key_Down);
        keyClick(Qt.Key_Down); // the second from the top
        for (let number = 10; number > 0; --number) {
            compare(selectedId(), "f" + number);
            keyClick("r", Qt.ControlModifier);
            tryCompare(item("processList"), "count", number + 1);
            tryServer("f" + number, "attempt", 2);
            keyClick("r", Qt.ControlModifier); // no row is marked: nothing happens
            keyClick(Qt.Key_Down);
        }
        compare(selectedId(), "f0");
        compare(Bench.ask("f11", "attempt"), 1);
        compare(Bench.ask("f0", "attempt"), 1);
    }

    function test_noRowSlidesUnderAPointer(): void {
        fail("bad");
        verify(Bench.start({process_id: "other", status: "running"}));
        tryRows("other bad");
        const button = item("retry-bad");
        pointAt(button);
        for (const processId of ["n1", "n2", "n3"])
            verify(Bench.start({process_id: processId, status: "running"}));
        tryCompare(item("chip-running"), "count", 4); // the window knows of them
        compare(rows(), "other bad");
        tryCompare(item("arrivals"), "text", "3 new: show");
        mouseClick(button);
        tryServer("bad", "attempt", 2);
        for (const processId of ["n1", "n2", "n3", "other"])
            compare(Bench.ask(processId, "status"), "running");
        click("arrivals");
        tryRows("n3 n2 n1 other bad");
    }

    function test_arrivalsComeOnceThePointerIsElsewhere(): void {
        verify(Bench.start({process_id: "one"}));
        tryRows("one");
        pointAt(item("row-one"));
        verify(Bench.start({process_id: "two"}));
        tryVerify(() => isShown("arrivals"));
        compare(rows(), "one");
        pointAway();
        tryRows("two one");
        tryVerify(() => !isShown("arrivals"));
    }

    function test_whereThereIsNoRowNothingWaits(): void {
        mouseMove(item("processList"), 200, 200);
        mouseMove(item("processList"), 201, 200);
        verify(Bench.start({process_id: "one"}));
        tryRows("one");
        verify(Bench.start({process_id: "two"})); // the pointer is below the row
        tryRows("two one");
    }

    function test_aRowThatJustMovedTakesNoClick(): void {
        for (const processId of ["a", "b", "c"])
            verify(Bench.start({process_id: processId, status: "running"}));
        verify(Bench.report("c", {status: "completed"}));
        tryRows("c b a");
        pointAt(item("row-c"));
        verify(Bench.archive("c")); // a row goes, and those below it move up
        tryRows("b a");
        const list = item("processList") as RowList;
        verify(!list.atRest);
        mouseClick(item("cancel-b"));
        mouseClick(item("row-a"));
        compare(selectedId(), "");
        tryCompare(list, "atRest", true);
        compare(Bench.ask("b", "status"), "running");
        mouseClick(item("cancel-b"));
        tryServer("b", "status", "cancelled");
    }

    function test_aCancelCanBeUndone(): void {
        Bench.dashboard.undoSeconds = 60;
        verify(Bench.start({process_id: "one", name: "Nightly import", status: "running"}));
        verify(Bench.start({process_id: "two", name: "Other", status: "running"}));
        tryRows("two one");
        click("cancel-one");
        verify(/^Cancelled in \d+(:\d\d)? (s|min)$/.test((inRow("one", "note") as Text).text), (inRow("one", "note") as Text).text);
        verify((item("undoText") as Text).text.includes("Nightly import"));
        compare((item("row-one") as ProcessRow).shownState, StatusText.Running);
        click("undo-one");
        tryVerify(() => !isShown("undo-one") && !isShown("undo"));
        click("cancel-two");
        click("undo");
        click("cancel-one");
        keyClick("z", Qt.ControlModifier);
        compare(Bench.dashboard.actions.waiting, 0);
        compare(Bench.ask("one", "status"), "running");
        compare(Bench.ask("two", "status"), "running");
        verify(!isShown("notice"));
    }

    function test_aWindowThatClosesCancelsWhatWaited(): void {
        Bench.dashboard.undoSeconds = 60;
        verify(Bench.start({process_id: "one", status: "running"}));
        click("cancel-one");
        window.visible = false;
        tryServer("one", "status", "cancelled");
    }

    function test_changesNothingThatCannotBeStored(): void {
        verify(Bench.start({process_id: "one", name: "The one", status: "running"}));
        tryRows("one");
        verify(Bench.breakStore());
        verify(Bench.startLocally("unstored"));
        tryVerify(() => isShown("storeProblem"));
        click("cancel-one");
        tryVerify(() => isShown("noticeText"));
        verify((item("noticeText") as Text).text.includes("The one"));
        compare((item("row-one") as ProcessRow).status, StatusText.Running);
        verify(Bench.mendStore());
        tryVerify(() => !isShown("storeProblem"), 15000);
        click("cancel-one");
        tryServer("one", "status", "cancelled");
    }

    function test_anotherFilterOrOrderIsSeenFromTheTop(): void {
        verify(Bench.startMany(200));
        const list = item("processList") as RowList;
        tryCompare(list, "count", 200);
        list.positionViewAtIndex(100, ListView.Beginning);
        click("order-name");
        tryVerify(() => isShown("row-p0") && list.atYBeginning);
        list.positionViewAtIndex(100, ListView.Beginning);
        click("chip-running");
        tryVerify(() => list.atYBeginning);
        compare((item("orderText") as Text).text, "By name, A to Z");
        click("newestFirst");
        tryVerify(() => isShown("row-p199") && list.atYBeginning);
        verify(!isShown("newestFirst"));
        // With a selection, the view goes where it is.
        click("row-p199");
        click("order-name");
        tryVerify(() => isShown("row-p199") && !list.atYBeginning);
    }

    function test_saysHowMuchIsShown(): void {
        verify(Bench.startMany(3));
        tryCompare(item("summary"), "text", "3 processes");
        click("search");
        type("job 1");
        tryCompare(item("summary"), "text", "1 of 3 processes");
        compare((item("chip-all") as StatusChip).count, 1);
        compare((item("chip-running") as StatusChip).count, 1);
    }

    function test_whatWaitsForARetryIsToldApart(): void {
        verify(Bench.start({process_id: "waits", status: "running", retry_policy: {max_attempts: 3, initial_delay: 600}}));
        verify(Bench.start({process_id: "good", status: "running", retry_policy: {max_attempts: 1}}));
        for (const processId of ["waits", "good"])
            verify(Bench.report(processId, {status: "failed", error_message: "disk full"}));
        const row = item("row-waits") as ProcessRow;
        tryCompare(row, "shownState", StatusText.Waiting);
        compare((inRow("waits", "badge") as StatusBadge).status, StatusText.Waiting);
        verify((inRow("waits", "note") as Text).text.startsWith("Retry in "));
        verify(Qt.colorEqual((inRow("waits", "note") as Text).color, Theme.waiting));
        tryCompare(item("chip-failed"), "count", 1);
        click("chip-waiting");
        tryRows("waits");
        click("chip-all");
        pointAway();
        click("cancel-waits");
        pointAway();
        tryCompare(item("row-waits"), "shownState", StatusText.Failed);
        verify((inRow("waits", "note") as Text).text.startsWith("Retry cancelled"));
    }

    function test_noFrameBeforeAKeyIsUsed(): void {
        verify(item("processList").activeFocus);
        verify(!isShown("listFocus"));
        keyClick(Qt.Key_Down);
        verify(isShown("listFocus")); // there is no row that could show it
    }

    function test_aBarRestsWhereNobodyLooksOrNothingIsHeard(): void {
        verify(Bench.start({process_id: "one", status: "running"}));
        const glow = inRow("one", "glow-0");
        const moved = () => {
            const before = glow.x;
            wait(3 * Theme.frameTime);
            return glow.x !== before;
        };
        tryVerify(moved);
        Theme.reducedMotion = true;
        verify(!moved());
        Theme.reducedMotion = false;
        tryVerify(moved);
        verify(Bench.markQuiet("one"));
        tryVerify(() => (item("row-one") as ProcessRow).quietSince > 0);
        verify(!moved());
        verify(Bench.report("one", {message: "on"}));
        tryVerify(moved);
        click("showHistory");
        verify(!moved());
    }

    function test_namesKeepTheirEndAndTheirSide(): void {
        verify(Bench.start({process_id: "long", name: "Bulk work item with a name that is longer than any column of this table could ever be, number 4999", status: "running"}));
        verify(Bench.start({process_id: "rtl", name: "مهمة طويلة جدا", status: "running"}));
        verify(Bench.start({process_id: "odd", name: "exe.\u202etxt\u001b[31m", status: "running"}));
        window.width = 900;
        const name = inRow("long", "name") as Text;
        compare(name.elide, Text.ElideMiddle);
        verify(name.truncated);
        compare((inRow("rtl", "name") as Text).effectiveHorizontalAlignment, Text.AlignLeft);
        compare((inRow("odd", "name") as Text).text, "exe.\ufffdtxt\ufffd[31m");
    }

    function test_moreColumnsOnAWideWindow(): void {
        verify(Bench.start({process_id: "one", status: "running"}));
        tryRows("one");
        verify(!isShown("order-updated"));
        window.width = 2560;
        tryVerify(() => isShown("order-type") && isShown("order-created") && isShown("order-updated") && isShown("order-id"));
        click("order-created"); // it was newest first
        compare((item("orderText") as Text).text, "Oldest first");
    }

    function test_resumesWhatIsPaused_data() {
        return [
            {
                tag: "own",
                remote: false
            },
            {
                tag: "over the network",
                remote: true
            }
        ];
    }

    function test_resumesWhatIsPaused(data): void {
        closeWindow();
        verify(Bench.beginWith({
            remote: data.remote
        }));
        openWindow();
        verify(!isShown("pauses"));
        verify(Bench.pauseQueue("", "a new disk"));
        verify(Bench.pauseQueue("ai_task", ""));
        tryVerify(() => isShown("pauses"));
        tryVerify(() => Bench.dashboard.pauses.text.split("\n").length === 2);
        verify((item("pauses-text") as SelectableText).text.includes("a new disk"));
        click("resumePaused");
        tryVerify(() => !isShown("pauses"));
    }

    function test_tellsThePlaceInTheQueue_data() {
        return test_resumesWhatIsPaused_data();
    }

    function test_tellsThePlaceInTheQueue(data): void {
        closeWindow();
        verify(Bench.beginWith({
            remote: data.remote,
            tools: {
                wait: {
                    argv: ["/bin/true"]
                }
            }
        }));
        openWindow();
        verify(Bench.pauseQueue("tools_execution", ""));
        verify(Bench.startTool("wait"));
        verify(Bench.startTool("wait"));
        tryVerify(() => Bench.processIds().length === 2);
        const processId = Bench.processIds()[1];
        click("row-" + processId);
        tryVerify(() => isShown("detailPlace"));
        verify((item("detailPlace") as DetailField).value.startsWith("2 of 2. "));
        click("resumePaused");
        tryVerify(() => !isShown("detailPlace"));
        tryVerify(() => Bench.ask(processId, "status") === "completed");
    }
}
