// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
import QtQuick
import QtTest
import Procession
import ProcessionTest

// Looking at the list as it was: read back from the file that a real store has written.
DashboardCase {
    name: "Past"

    // Two hours ago one began to run, one failed, and one came and went; one began just now.
    function live(): void {
        verify(Bench.start({process_id: "gone", name: "Gamma", status: "running"}));
        verify(Bench.report("gone", {status: "completed"}));
        verify(Bench.archive("gone"));
        verify(Bench.start({process_id: "long", name: "Alpha"}));
        verify(Bench.report("long", {status: "running", progress: 40, message: "halfway"}));
        verify(Bench.start({process_id: "bad", process_type: "scheduled_task", name: "Beta", status: "running"}));
        verify(Bench.report("bad", {status: "failed", error_message: "disk full", retryable: false}));
        verify(Bench.ageHistory(7200));
        verify(Bench.start({process_id: "late", name: "Delta"}));
        verify(Bench.report("long", {status: "completed"}));
        tryRows("late bad long");
    }

    // The ids of the rows of the past, from the top.
    function then(): string {
        const list = item("pastList") as ListView;
        let ids = [];
        for (let row = 0; row < list.count; ++row)
            ids.push((list.itemAtIndex(row) as PastRow)?.processId ?? "?");
        return ids.join(" ");
    }

    function tryThen(expected: string): void {
        tryOrTell(() => isShown("pastList") && then() === expected, () => "then there were " + then() + ", not " + expected);
    }

    function inThen(processId: string, name: string) {
        return seek(item("past-" + processId), name);
    }

    // Looks at the list of an hour ago.
    function lookBack(): void {
        live();
        click("showHistory");
        click("asOf");
        type("1h");
        keyClick(Qt.Key_Return);
        tryThen("bad long");
    }

    function test_showsTheListAsItWas(): void {
        lookBack();
        verify(isShown("pastBar"));
        verify(/^The list as it was on \d{4}-\d\d-\d\d \d\d:\d\d:\d\d, 1 h ago$/.test((item("pastText") as Text).text), (item("pastText") as Text).text);
        compare((item("pastNote") as Text).text, "Nothing can be changed here.");
        verify(!isShown("historyList") && !isShown("periodFilter") && !isShown("ended-all"));
        compare((inThen("long", "name") as Text).text, "Alpha");
        compare((inThen("long", "note") as Text).text, "halfway");
        compare((inThen("long", "progress") as Text).text, "40%");
        compare((item("past-long") as PastRow).shownState, StatusText.Running);
        compare((inThen("bad", "note") as Text).text, "disk full");
        click("backToNow");
        tryVerify(() => isShown("historyList"));
        verify(!isShown("pastBar") && !isShown("pastList"));
        verify(isShown("ended-all"));
        compare((item("asOf") as TextBox).text, "");
    }

    function test_theSliderGoesThere(): void {
        live();
        click("showHistory");
        const slider = item("timeSlider") as TimeSlider;
        tryOrTell(() => isInPlace(slider), () => "the slider has no place yet");
        compare(slider.value, 1);
        mouseClick(slider, slider.width / 2, slider.height / 2);
        tryThen("bad long");
        fuzzyCompare(slider.value, 0.5, 0.05);
        mouseDrag(slider, slider.width / 2, slider.height / 2, slider.width, 0);
        tryVerify(() => isShown("historyList"));
        compare(slider.value, 1);
    }

    function test_theKeyboardIsEnough(): void {
        live();
        keyClick("2", Qt.ControlModifier);
        const slider = item("timeSlider") as TimeSlider;
        slider.forceActiveFocus(Qt.TabFocusReason);
        keyClick(Qt.Key_Left);
        tryThen("bad long");
        const near = Bench.dashboard.moment.at;
        compare(near % 10000, 0); // a step of ten seconds leads to a round one
        keyClick(Qt.Key_Left);
        compare(Bench.dashboard.moment.at, near - 10000);
        keyClick(Qt.Key_Right);
        compare(Bench.dashboard.moment.at, near);
        keyClick(Qt.Key_PageDown);
        compare(Bench.dashboard.moment.at % 300000, 0);
        keyClick(Qt.Key_Home);
        fuzzyCompare(slider.value, 0, 0.001);
        keyClick(Qt.Key_End);
        tryVerify(() => isShown("historyList"));
        verify(slider.activeFocus);
    }

    function test_saysWhatCannotBeShown(): void {
        lookBack();
        click("asOf");
        keyClick("A", Qt.ControlModifier);
        type("3h");
        keyClick(Qt.Key_Return);
        tryVerify(() => isShown("asOfProblem"));
        verify((item("asOfProblem") as Text).text.startsWith("The history begins at "));
        verify((item("asOf") as TextBox).wrong);
        verify(isShown("pastList")); // it stands
        keyClick(Qt.Key_Escape);
        verify(!isShown("asOfProblem"));
        compare((item("asOf") as TextBox).text, Bench.dashboard.moment.text);
    }

    function test_nothingCanBeDoneToThePast(): void {
        lookBack();
        verify(!isShown("pastDetails"));
        click("past-bad");
        verify(isShown("pastDetails") && !isShown("details"));
        compare((item("pastName") as Text).text, "Beta");
        compare((item("pastError") as TextEdit).text, "disk full");
        verify((item("pastPaneNote") as Text).text.startsWith("As it was on "));
        verify(!isShown("detailRetry") && !isShown("detailCancel"));
        keyClick(Qt.Key_R, Qt.ControlModifier);
        keyClick(Qt.Key_Delete);
        compare(Bench.ask("bad", "attempt"), 1);
        compare(Bench.ask("bad", "status"), "failed");
        keyClick(Qt.Key_Down);
        compare(Bench.dashboard.past.selectedId, "long");
        compare((item("pastName") as Text).text, "Alpha");
        keyClick(Qt.Key_Up);
        compare(Bench.dashboard.past.selectedId, "bad");
        keyClick(Qt.Key_Escape);
        verify(!isShown("pastDetails"));
    }

    function test_leadsToWhatItIsNow(): void {
        lookBack();
        click("past-long");
        click("openPresent");
        tryVerify(() => isShown("page"));
        compare(Bench.dashboard.selected.processId, "long");
        compare(Bench.dashboard.selected.shownState, StatusText.Completed);
        keyClick(Qt.Key_Escape);
        tryThen("bad long"); // where it was left
        keyClick(Qt.Key_Return);
        tryVerify(() => isShown("page"));
    }

    function test_filtersByWhatTheyWereThen(): void {
        lookBack();
        click("then-running"); // the choice
        tryThen("long");
        click("then-completed");
        tryVerify(() => isShown("pastTitle"));
        compare((item("pastTitle") as Text).text, "Nothing that was there then matches the filter");
        click("pastShowAll");
        tryThen("bad long");
        click("search");
        type("disk");
        tryThen("bad");
        keyClick(Qt.Key_Escape);
        tryThen("bad long");
    }

    function test_saysThatNothingWasThere(): void {
        verify(Bench.ageHistory(7200));
        verify(Bench.start({process_id: "late"}));
        click("showHistory");
        click("asOf");
        type("1h");
        keyClick(Qt.Key_Return);
        tryVerify(() => isShown("pastTitle"));
        tryCompare(item("pastTitle"), "text", "Nothing was there then");
        verify(!isShown("pastShowAll") && !isShown("pastRetry"));
        click("backToNow");
        tryVerify(() => !isShown("pastTitle"));
    }

    function test_saysWhyItCannotBeRead(): void {
        lookBack();
        verify(Bench.breakStore());
        keyClick(Qt.Key_F5);
        tryVerify(() => isShown("pastTitle"));
        tryCompare(item("pastTitle"), "text", "The list of then can't be read");
        verify((item("pastExplanation") as TextEdit).text.includes("procession.db"));
        verify(Bench.mendStore());
        click("pastRetry");
        tryThen("bad long");
    }

    function test_isTheSameOverTheNetwork(): void {
        closeWindow();
        verify(Bench.beginWith({remote: true}));
        openWindow();
        lookBack();
        compare((inThen("long", "note") as Text).text, "halfway");
        click("then-pending");
        tryVerify(() => isShown("pastTitle"));
        verify(isShown("pastShowAll"));
    }

    function test_hasNoPastWithoutAHistory(): void {
        closeWindow();
        verify(Bench.begin("memory"));
        openWindow();
        click("showHistory");
        tryVerify(() => isShown("historyTitle"));
        verify(!isShown("timeTravel"));
    }
}
