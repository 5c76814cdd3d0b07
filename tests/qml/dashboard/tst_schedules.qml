// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
import QtQuick
import QtTest
import Procession
import ProcessionTest

// The view of the schedules, on the server whose engine starts them.
DashboardCase {
    id: testCase

    name: "Schedules"

    readonly property var tools: ({
            say: {
                argv: ["/bin/echo", "{text}"],
                parameters: {
                    text: {
                        "default": "hello"
                    }
                }
            },
            fail: {
                argv: ["/bin/false"]
            }
        })
    // Far enough from now that none of its times comes while a test runs, whenever that is.
    readonly property string farRule: "@every 86399s"

    function beginWith(configuration): void {
        closeWindow();
        verify(Bench.beginWith(configuration));
        openWindow();
    }

    function begin(): void {
        beginWith({
            tools: tools
        });
    }

    function put(name: string, fields): void {
        verify(Bench.putSchedule(name, Object.assign({
            rule: farRule,
            run: {
                tool: "say"
            }
        }, fields)));
    }

    function inSchedule(name: string, part: string) {
        const row = item("schedule-" + name);
        tryOrTell(() => seek(row, part) !== null, () => part + " isn't shown");
        return seek(row, part);
    }

    function names(): string {
        const list = item("scheduleList") as ListView;
        let found = [];
        for (let row = 0; row < list.count; ++row)
            found.push((list.itemAtIndex(row) as ScheduleRow)?.name ?? "?");
        return found.join(" ");
    }

    function tryNames(expected: string): void {
        tryOrTell(() => names() === expected, () => "the schedules are " + names() + ", not " + expected);
    }

    function trySchedule(name: string, key: string, holds): void {
        tryOrTell(() => holds(Bench.askSchedule(name, key)), () => key + " of " + name + " is " + JSON.stringify(Bench.askSchedule(name, key)));
    }

    function openFirstTick(): void {
        press(seek(item("tick-0"), "openRun"));
    }

    function test_saysHowToMakeOne(): void {
        begin();
        click("showSchedules");
        compare((item("schedulesTitle") as Text).text, "No schedules yet");
        click("scheduleExample-copy");
        verify(Bench.clipboardText().includes("[schedules.nightly]"));
        click("scheduleLine-copy");
        verify(Bench.clipboardText().startsWith("processionctl schedule set nightly"));
        verify(!isShown("search") && !isShown("scheduleList"));
        put("nightly", {});
        tryNames("nightly");
        verify(!isShown("schedulesTitle"));
    }

    function test_listsThemAsTheyComeAndGo(): void {
        begin();
        put("weekly", {
            rule: "0 3 * * 1",
            time_zone: "UTC",
            description: "Looks after the week"
        });
        keyClick("3", Qt.ControlModifier);
        tryNames("weekly");
        compare((inSchedule("weekly", "standing") as Text).text, "at 03:00 on Monday");
        verify((inSchedule("weekly", "due") as Text).text.startsWith("in "));
        put("daily", {});
        tryNames("daily weekly");
        compare((item("scheduleCount") as Text).text, "2 schedules");
        compare((item("scheduleName") as Text).text, "weekly"); // the first that there was
        verify(Bench.removeSchedule("weekly"));
        tryNames("daily");
        tryCompare(item("scheduleName"), "text", "daily");
        click("showLive");
        verify(isShown("processList") && !isShown("scheduleList"));
    }

    function test_runsOneNow_data() {
        return [
            {
                tag: "here",
                remote: false
            },
            {
                tag: "over the network",
                remote: true
            }
        ];
    }
    function test_runsOneNow(data): void {
        beginWith({
            tools: tools,
            remote: data.remote
        });
        put("nightly", {});
        click("showSchedules");
        tryNames("nightly");
        click("scheduleRun");
        tryOrTell(() => Bench.processIds().length === 1, () => "there is no process");
        const run = Bench.processIds()[0];
        tryServer(run, "status", "completed");
        compare(Bench.ask(run, "metadata").schedule, "nightly");
        click("startedRun-open");
        tryVerify(() => Bench.dashboard.pageShown);
        compare(Bench.dashboard.selected.processId, run);
        tryCompare(item("pageName"), "text", "say");
        keyClick(Qt.Key_Escape);
        tryNames("nightly"); // where one came from
    }

    function test_pausesWithANoteAndResumes_data() {
        return test_runsOneNow_data();
    }
    function test_pausesWithANoteAndResumes(data): void {
        beginWith({
            tools: tools,
            remote: data.remote
        });
        put("nightly", {});
        click("showSchedules");
        tryNames("nightly");
        click("schedulePause");
        verify(item("pauseNote").activeFocus);
        type("disk is full");
        click("pauseConfirm");
        trySchedule("nightly", "paused", paused => paused?.note === "disk is full");
        tryCompare(item("scheduleState"), "text", "Paused");
        compare((item("scheduleNote") as Text).text, "disk is full");
        compare((inSchedule("nightly", "standing") as Text).text, "Paused: disk is full");
        compare((inSchedule("nightly", "due") as Text).text, "–");
        click("scheduleResume");
        trySchedule("nightly", "paused", paused => paused === null);
        tryCompare(item("scheduleState"), "text", "Active");
        verify(!isShown("scheduleNote"));
    }

    function test_showsWhatBecameOfDueTimes(): void {
        begin();
        put("often", {
            rule: "@every 1s",
            run: {
                tool: "fail"
            },
            pause_after_failures: 2
        });
        click("showSchedules");
        tryCompare(item("scheduleState"), "text", "Paused by failures");
        compare((item("scheduleNote") as Text).text, "2 runs in a row failed");
        tryCompare(seek(item("tick-0"), "outcome"), "text", "Failed");
        verify(Qt.colorEqual((seek(item("tick-0"), "outcome") as Text).color, Theme.failed));
        const run = (item("tick-0") as ScheduleTick).run;
        openFirstTick();
        tryVerify(() => Bench.dashboard.pageShown);
        compare(Bench.dashboard.selected.processId, run);
        click("closePage");
        tryNames("often");
    }

    function test_opensARunOfTheHistory(): void {
        begin();
        put("often", {
            rule: "@every 1s",
            overlap: "allow_all"
        });
        click("showSchedules");
        tryVerify(() => isShown("tick-0"));
        click("schedulePause");
        keyClick(Qt.Key_Return); // without a note
        tryCompare(item("scheduleState"), "text", "Paused");
        compare(Bench.askSchedule("often", "paused").note, "");
        const run = (item("tick-0") as ScheduleTick).run;
        tryServer(run, "status", "completed");
        for (const id of Bench.processIds()) {
            tryServer(id, "status", "completed");
            verify(Bench.archive(id));
        }
        tryCompare(Bench.dashboard.counts, "total", 0); // the window knows
        openFirstTick();
        tryVerify(() => Bench.dashboard.pageShown);
        compare(Bench.dashboard.selected.processId, run);
        verify(Bench.dashboard.selected.archived);
    }

    function test_theKeyboardGoesAlongTheLane(): void {
        begin();
        put("a", {
            rule: "@every 5h"
        });
        put("b", {
            rule: "@every 1m"
        });
        keyClick("3", Qt.ControlModifier);
        tryNames("a b");
        item("scheduleList").forceActiveFocus();
        keyClick(Qt.Key_Home);
        const lane = inSchedule("a", "lane") as ScheduleLane;
        verify(!lane.pointing);
        keyClick(Qt.Key_Right);
        verify(lane.pointing);
        verify(/· Due in /.test(lane.pointedText), lane.pointedText);
        tryVerify(() => isShown("markTip"));
        const first = lane.pointedX;
        keyClick(Qt.Key_Right);
        verify(lane.pointedX > first);
        keyClick(Qt.Key_Left);
        compare(lane.pointedX, first);
        keyClick(Qt.Key_Down);
        verify(!lane.pointing);
        compare(Bench.dashboard.schedule.name, "b");
        keyClick(Qt.Key_Right);
        const dense = inSchedule("b", "lane") as ScheduleLane;
        verify(dense.pointedText.includes("many times"), dense.pointedText);
        keyClick(Qt.Key_End);
        keyClick(Qt.Key_Up);
        compare(Bench.dashboard.schedule.name, "a");
    }

    function test_thePointerTellsOfAMark(): void {
        begin();
        put("a", {
            rule: "@every 5h"
        });
        click("showSchedules");
        tryNames("a");
        const lane = inSchedule("a", "lane") as ScheduleLane;
        tryOrTell(() => {
            lane.pointNext(1); // once it has its marks
            return lane.pointing;
        }, () => "there is no mark");
        const x = lane.pointedX;
        lane.pointNowhere();
        mouseMove(lane, x - 2, lane.height / 2);
        mouseMove(lane, x, lane.height / 2);
        tryVerify(() => lane.pointing);
        mouseMove(window.contentItem, 1, window.height - 100);
        tryVerify(() => !lane.pointing);
        click("scheduleRange");
        click("range-Next hour");
        compare(Bench.dashboard.scheduleRange.choice, ScheduleRange.Hour);
    }

    function test_whatIsConfiguredCanNotBeRemoved(): void {
        beginWith({
            tools: tools,
            schedules: {
                fixed: {
                    rule: farRule,
                    run: {
                        tool: "say"
                    }
                }
            }
        });
        put("free", {});
        click("showSchedules");
        tryNames("fixed free");
        verify(isShown("scheduleConfigured") && !isShown("scheduleRemove"));
        click("schedule-free");
        verify(!isShown("scheduleConfigured"));
        click("scheduleRemove");
        click("removeConfirm");
        tryNames("fixed");
        compare(Bench.askSchedule("free", "name") ?? null, null);
    }

    function test_fillsBack(): void {
        begin();
        put("hourly", {
            rule: "@every 1h"
        });
        click("showSchedules");
        tryNames("hourly");
        click("scheduleBackfill");
        const from = item("backfillFrom") as TextBox;
        from.text = "yesterday";
        click("backfillConfirm");
        tryCompare(item("backfillRefusal"), "text", "A time is written as 2026-03-01 14:05.");
        verify(from.wrong);
        from.text = Bench.dashboard.scheduleActions.hoursAgo(3);
        const until = item("backfillUntil") as TextBox;
        until.text = Bench.dashboard.scheduleActions.hoursAgo(-5);
        click("backfillConfirm");
        tryCompare(item("backfillRefusal"), "text", "A backfill ends in the past.");
        verify(until.wrong && !from.wrong);
        until.text = Bench.dashboard.scheduleActions.hoursAgo(0);
        click("backfillConfirm");
        tryVerify(() => !isShown("backfillConfirm"));
        tryOrTell(() => Bench.processIds().length === 3, () => Bench.processIds().length + " runs");
        tryVerify(() => isShown("tick-2"));
        verify((seek(item("tick-0"), "reason") as Text).text.includes("of a backfill"));
    }

    function test_saysWhatCanNotBeDone(): void {
        begin();
        put("nightly", {});
        click("showSchedules");
        tryNames("nightly");
        verify(Bench.breakStore());
        verify(Bench.startLocally("one"));
        tryVerify(() => isShown("storeProblem-text"));
        click("scheduleRun");
        tryVerify(() => isShown("noticeText"));
        verify((item("noticeText") as Text).text.includes("nightly"));
        verify(Bench.mendStore());
    }
}
