// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
import QtQuick
import QtTest
import Procession
import ProcessionTest

// The view of what past runs have in common, on the server that counts them.
DashboardCase {
    name: "Overview"

    // Runs that ended, which the server counts within two seconds.
    function fill(): void {
        for (const id of ["a", "b", "c"]) {
            verify(Bench.start({process_id: id, name: "Import 12", status: "running"}));
            verify(Bench.report(id, {status: "completed"}));
        }
        verify(Bench.start({process_id: "bad", name: "Export", status: "running"}));
        verify(Bench.report("bad", {status: "failed", error_message: "disk 7 is full", retryable: false}));
    }

    function tryRuns(count: string): void {
        const overview = Bench.dashboard.overview;
        tryOrTell(() => {
            tryCompare(overview, "busy", false);
            if (isShown("figure-0") && seek(item("figure-0"), "value").text === count)
                return true;
            wait(200);
            keyClick(Qt.Key_F5);
            return false;
        }, () => "it tells not of " + count + " runs");
    }

    function test_tellsOfRuns_data() {
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
    function test_tellsOfRuns(data): void {
        closeWindow();
        verify(Bench.beginWith({
            remote: data.remote
        }));
        openWindow();
        fill();
        click("showOverview");
        tryRuns("4");
        compare((seek(item("figure-1"), "value") as Text).text, "75%");
        compare((seek(item("figure-2"), "value") as Text).text, "1");
        verify(isShown("trend") && isShown("heatMap"));
        compare((item("reasons-0") as RankRow).label, "disk # is full");
        compare((item("flakiest-0") as RankRow).label, "Export");
        click("reasons-0");
        tryVerify(() => Bench.dashboard.view === Dashboard.History);
        tryVerify(() => isShown("finished-bad") && !isShown("finished-a"));
    }

    // A cell of the heat map leads to as many processes as it counts failures, those included that recovered.
    function test_aCellLeadsToItsFailures(): void {
        fill();
        verify(Bench.start({process_id: "flaky", name: "Sync", status: "running"}));
        verify(Bench.report("flaky", {status: "failed", error_message: "no answer"}));
        Bench.dashboard.retry("flaky");
        tryServer("flaky", "attempt", 2);
        verify(Bench.report("flaky", {status: "running", attempt: 2}));
        verify(Bench.report("flaky", {status: "completed", attempt: 2}));
        click("showOverview");
        tryRuns("6");
        const failures = Bench.dashboard.overview.weekFailures;
        const hour = failures.findIndex(count => count > 0);
        click("heat-" + (hour + 1) % 168); // nothing failed there
        compare(Bench.dashboard.view, Dashboard.Summary);
        click("heat-" + hour);
        tryVerify(() => isShown("hourFilter"));
        const list = item("historyList") as ListView;
        tryCompare(list, "count", failures[hour]);
        verify(isShown("finished-bad") || isShown("finished-flaky"));
        verify(!isShown("finished-a") && !isShown("periodFilter"));
        click("hourFilter");
        tryCompare(list, "count", 5);
        verify(!isShown("hourFilter"));
    }

    function test_leadsToTheFirstSlowerRun(): void {
        const hour = 3600;
        for (let run = 0; run < 8; ++run) {
            verify(Bench.importPast("fast" + run, "Report " + run, (46 - 2 * run) * hour, 10));
            verify(Bench.importPast("slow" + run, "Report 1" + run, (22 - 2 * run) * hour, 60));
        }
        click("showOverview");
        click("overviewPeriod");
        click("overview-period-24 hours");
        tryRuns("8");
        tryVerify(() => isShown("slower-since-0"));
        verify((item("slower-since-0") as LinkButton).text.startsWith("Since "));
        click("slower-since-0");
        tryVerify(() => isShown("page"));
        compare(Bench.dashboard.selected.processId, "slow0");
        keyClick(Qt.Key_Escape);
        tryVerify(() => isShown("slower-0"));
    }

    function test_nothingRan(): void {
        click("showOverview");
        tryVerify(() => isShown("overviewTitle") && (item("overviewTitle") as Text).text === "Nothing ran in this time");
        verify(!isShown("overviewClear") && !isShown("overviewRetry"));
    }

    function test_aFilterThatHidesEverything(): void {
        fill();
        click("showOverview");
        tryRuns("4");
        click("overviewSearch");
        type("impo");
        tryRuns("3");
        type("xyz");
        tryVerify(() => isShown("overviewClear"));
        compare((item("overviewTitle") as Text).text, "No run matches the filter");
        click("overviewClear");
        tryRuns("4");
        compare((item("overviewSearch") as SearchField).text, "");
    }

    function test_theKeyboardIsEnough(): void {
        keyClick("6", Qt.ControlModifier);
        tryVerify(() => isShown("overviewPeriod"));
        tryVerify(() => item("overviewPeriod").activeFocus);
        keyClick(Qt.Key_Down);
        compare(Bench.dashboard.overview.period, Overview.FourWeeks);
    }

    function test_saysHowToKeepSummaries(): void {
        closeWindow();
        verify(Bench.begin("memory"));
        openWindow();
        click("showOverview");
        compare((item("overviewTitle") as Text).text, "This server keeps no summaries");
    }
}
